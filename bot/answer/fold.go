package answer

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// fold brings text into the form in which all tables are looked up: ASCII digits, lower case, no accents, no invisible
// characters, single spaces, and one letter where keyboards offer several for the same (Arabic and Persian yeh).
// Marks that are vowels, as in Thai or Burmese, stay.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(width.Fold.String(strings.ToValidUTF8(s, ""))) {
		if ornament(r) {
			continue
		}
		r = unicode.ToLower(asciiDigit(r))
		if plain, ok := plainLetter(r); ok {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(r)
	}
	s = strings.Join(strings.Fields(norm.NFC.String(b.String())), " ")
	return oneAm.Replace(s)
}

// oneAm: Thai and Lao "am" is typed as one character or as two.
var oneAm = strings.NewReplacer("ํา", "ำ", "ໍາ", "ຳ")

// ornament tells whether a rune is left out when texts are compared.
func ornament(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r): // joiners, direction marks, byte order mark
		return true
	case r >= 0x0300 && r <= 0x036f: // accents of Latin, Greek and Cyrillic
		return true
	case r >= 0x064b && r <= 0x065f, r == 0x0670, r == 0x0640: // Arabic vowels, hamza above, stretching
		return true
	case r == 0x093c: // Devanagari dot, which many keyboards lack
		return true
	}
	return false
}

// plainLetter maps letters that Unicode does not take apart.
func plainLetter(r rune) (string, bool) {
	switch r {
	case 'đ':
		return "d", true
	case 'ı':
		return "i", true
	case 'ø':
		return "o", true
	case 'ł':
		return "l", true
	case 'ß':
		return "ss", true
	case 'æ':
		return "ae", true
	case '’', '‘', '`', '´', 'ʼ', '′':
		return "'", true
	case '–', '—', '−', '‐', '‑', '‒':
		return "-", true
	case '،', '、':
		return ",", true
	case '。':
		return ".", true
	case 'ى', 'ی':
		return "ي", true
	case 'ک':
		return "ك", true
	case 'ة', 'ہ', 'ھ', 'ە':
		return "ه", true
	}
	return "", false
}

// asciiDigit gives the ASCII digit for a decimal digit of any script, and other runes unchanged.
func asciiDigit(r rune) rune {
	if r < 0x80 || !unicode.IsDigit(r) {
		return r
	}
	// Unicode keeps the ten digits of a script together, zero first.
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}

// digitsLike writes example with the digits that text is written in, so that the person sees their own kind.
func digitsLike(example, text string) string {
	for _, r := range text {
		if r < 0x80 || !unicode.IsDigit(r) {
			continue
		}
		zero := r - (asciiDigit(r) - '0')
		return strings.Map(func(e rune) rune {
			if e >= '0' && e <= '9' {
				return zero + e - '0'
			}
			return e
		}, example)
	}
	return example
}

// token is a piece of folded text: a run of digits, a word, or one other character.
type token struct {
	text string
	kind byte // 'n', 'w' or 's'
}

// tokens splits folded text. Points inside an abbreviation ("มี.ค.", "p.m.") are left out, so that it is one word.
func tokens(s string) []token {
	var out []token
	runes := []rune(s)
	for i := 0; i < len(runes); {
		j := i + 1
		switch {
		case unicode.IsSpace(runes[i]):
		case isDigit(runes[i]):
			for j < len(runes) && isDigit(runes[j]) {
				j++
			}
			out = append(out, token{string(runes[i:j]), 'n'})
		case letter(runes[i]):
			for j < len(runes) && (letter(runes[j]) || inAbbreviation(runes, j)) {
				j++
			}
			out = append(out, token{strings.ReplaceAll(string(runes[i:j]), ".", ""), 'w'})
		default:
			out = append(out, token{string(runes[i]), 's'})
		}
		i = j
	}
	return out
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || r == '\'' }

func inAbbreviation(runes []rune, i int) bool {
	return runes[i] == '.' && i+1 < len(runes) && letter(runes[i-1]) && letter(runes[i+1])
}

// words reads a table written as lines "code: word | word": folded word to code. The first code of a word stays.
func words(table string) map[string]string {
	out := make(map[string]string)
	for line := range strings.Lines(table) {
		code, list, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		for word := range strings.SplitSeq(list, "|") {
			word = fold(word)
			if _, taken := out[word]; !taken && word != "" {
				out[word] = code
			}
		}
	}
	return out
}

// tongue is a person's language as the tables know it.
type tongue struct {
	base   string // "en", "zh", "zh-Hant", …
	region string // only when the person's tag names one: "US", "TW"; else empty
}

func tongueOf(lang string) tongue {
	if lang == "" {
		return tongue{base: "en"}
	}
	tag := language.Make(lang)
	b, _ := tag.Base()
	t := tongue{base: b.String()}
	if t.base == "tl" {
		t.base = "fil"
	}
	if t.base == "und" {
		t.base = "en"
	}
	if s, _ := tag.Script(); t.base == "zh" && s.String() == "Hant" {
		t.base = "zh-Hant"
	}
	if r, sure := tag.Region(); sure == language.Exact {
		t.region = r.String()
	}
	return t
}
