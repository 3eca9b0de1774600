package answer

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"safeharbour/bot/pattern"
)

// ibanForms is what follows the country and the two check digits, by country, as the registry of ISO 13616 has it: numbers of
// digits (n), capital letters (a) and either (c).
const ibanForms = `AD 8n12c|AE 19n|AL 8n16c|AT 16n|AZ 4a20c|BA 16n|BE 12n|BG 4a6n8c|BH 4a14c|BI 23n|BR 23n1a1c|BY 4c4n16c|CH 5n12c|CR 18n|
CY 8n16c|CZ 20n|DE 18n|DJ 23n|DK 14n|DO 4c20n|EE 16n|EG 25n|ES 20n|FI 14n|FK 2a12n|FO 14n|FR 10n11c2n|GB 4a14n|GE 2a16n|GI 4a15c|GL 14n|
GR 7n16c|GT 24c|HN 4a20n|HR 17n|HU 24n|IE 4a14n|IL 19n|IQ 4a15n|IS 22n|IT 1a10n12c|JO 4a4n18c|KW 4a22c|KZ 3n13c|LB 4n20c|LC 4a24c|
LI 5n12c|LT 16n|LU 3n13c|LV 4a13c|LY 21n|MC 10n11c2n|MD 20c|ME 18n|MK 3n10c2n|MN 16n|MR 23n|MT 4a5n18c|MU 4a19n3a|NI 4a20n|NL 4a10n|NO 11n|
OM 3n16c|PK 4a16c|PL 24n|PS 4a21c|PT 21n|QA 4a21c|RO 4a16c|RS 18n|RU 14n15c|SA 2n18c|SC 4a20n3a|SD 14n|SE 20n|SI 15n|SK 20n|SM 1a10n12c|
SO 19n|ST 21n|SV 4a20n|TL 19n|TN 20n|TR 6n16c|UA 6n19c|VA 18n|VG 4a16n|XK 16n|YE 4a4n18c`

// ibanForm is the form of a country's numbers, one sign for each place: "nnnnaac"; empty when it has none.
func ibanForm(country string) string {
	_, rest, ok := strings.Cut("|"+strings.ReplaceAll(ibanForms, "\n", "")+"|", "|"+country+" ")
	if !ok || len(country) != 2 {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "|")
	form, n := "", 0
	for _, c := range rest {
		if c >= '0' && c <= '9' {
			n = n*10 + int(c-'0')
			continue
		}
		form, n = form+strings.Repeat(string(c), n), 0
	}
	return "nn" + form // the check digits
}

// IBAN is an international bank account number among words.
type IBAN struct {
	Number  string   // without spaces, in capitals
	Problem *Problem // why it cannot be right; nil when it is
}

// parseAccount takes a name, a bank and a number as they come. Only what is meant as an IBAN can be checked.
func parseAccount(text string, h Hints) (Value, *Problem) {
	v, problem := parseWords(Account, text, limit(h, maxText))
	if problem != nil {
		return Value{}, problem
	}
	for _, iban := range FindIBANs(text) {
		if iban.Problem != nil {
			return Value{}, iban.Problem
		}
	}
	return v, nil
}

// Grouped writes the number as on paper, in groups of four.
func (i IBAN) Grouped() string {
	var b strings.Builder
	for n, c := range i.Number {
		if n > 0 && n%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Limits of a search for account numbers.
const (
	ibanLeast = 12 // characters of what is taken for an IBAN with a part missing; the shortest one has 15
	ibanExtra = 2  // characters too many that are still taken for one with a slip
)

// ibanStart matches how one begins. Some type its name right before it.
var ibanStart = pattern.New(`(?i)\b(?:IBAN:?[ ]?)?([A-Z]{2}[0-9]{2})`)

// FindIBANs finds international bank account numbers in a text, typed with spaces, dashes, or small letters. Those with a
// fault are among them, with a problem that names the place where the format can tell: the country's length
// ([IBANLength]), or a letter where a digit stands in that country, or the other way round ([IBANCharacter]). The check
// digits (mod 97) find every wrong digit and every wrong letter, but not where it is ([IBANChecksum]); a digit for a letter,
// where the country allows both, escapes once in 97. Nothing is mended: a wrong number
// in a report accuses somebody else.
func FindIBANs(text string) []IBAN {
	text = norm.NFKC.String(clean(text))
	var found []IBAN
	for from := 0; ; {
		m := ibanStart().FindStringSubmatchIndex(text[from:])
		if m == nil {
			return found
		}
		start := from + m[2]
		iban, size := readIBAN(text[start:])
		from = start + max(size, 1)
		if size > 0 {
			found = append(found, iban)
		}
	}
}

// readIBAN reads the number at the beginning of a text, and tells how many bytes of it that took; 0 when it is none.
func readIBAN(text string) (IBAN, int) {
	form := ibanForm(strings.ToUpper(text[:2]))
	if form == "" {
		return IBAN{}, 0
	}
	want := 2 + len(form)
	number, size := "", 0
	for _, g := range ibanGroup().FindAllStringIndex(text, -1) {
		group := strings.ToUpper(text[g[0]:g[1]])
		if gap := text[size:g[0]]; len(gap) > 1 && strings.Trim(gap, " -") != "" || len(gap) > 3 {
			break // another number, or words
		}
		words := !strings.ContainsAny(group, "0123456789")
		if len(number) >= want || words && (len(group) > 4 || len(number)+len(group) > want) {
			break
		}
		number, size = number+group, g[1]
	}
	if len(number) < ibanLeast || len(number) > want+ibanExtra {
		return IBAN{}, 0
	}
	return IBAN{Number: number, Problem: ibanProblem(number, form)}, size
}

// ibanGroup matches one group of a number.
var ibanGroup = pattern.New(`[0-9A-Za-z]+`)

func ibanProblem(number, form string) *Problem {
	for i, c := range number[2:] {
		if i < len(form) && !ibanFits(c, form[i]) {
			return &Problem{Code: IBANCharacter, At: i + 3}
		}
	}
	switch {
	case len(number) != 2+len(form):
		return &Problem{Code: IBANLength}
	case mod97(number) != 1 || number[2:4] < "02" || number[2:4] > "98": // the standard makes no other check digits
		return &Problem{Code: IBANChecksum}
	}
	return nil
}

func ibanFits(c rune, form byte) bool {
	digit := c >= '0' && c <= '9'
	return form == 'c' || digit == (form == 'n')
}

// mod97 is the remainder of the number with its first four characters at the end, and letters as 10 to 35.
func mod97(number string) int {
	rest := 0
	for _, c := range number[4:] + number[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

// withoutIBANs cuts the IBANs of a text that are right: the digits of some would pass for a card number.
func withoutIBANs(text string) string {
	for _, i := range FindIBANs(text) {
		if i.Problem == nil {
			text = cutIBAN(text, i.Number)
		}
	}
	return text
}

// cutIBAN cuts one number, in whatever groups and case it stands.
func cutIBAN(text, number string) string {
	signs := make([]string, 0, len(number))
	for _, c := range number {
		signs = append(signs, string(c))
	}
	return regexp.MustCompile(`(?i)`+strings.Join(signs, `[ -]{0,3}`)).ReplaceAllString(text, "…"+number[len(number)-lastFour:])
}
