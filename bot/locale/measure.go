package locale

import (
	"strings"
	"unicode"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/width"
)

const (
	maxText        = 4096 // characters of a Telegram message, in UTF-16
	maxGrade       = 7    // Flesch-Kincaid: a reader of 13
	minGradeWords  = 20   // below, the formula says nothing
	maxSameLetters = 20   // a translation may equal a short English text: a name, "Police"
)

// limit is the number of characters that a text may have.
func limit(key string) int {
	switch {
	case key == "ui.bot_name":
		return 64
	case key == "ui.bot_short":
		return 120
	case key == "ui.bot_description":
		return 512
	case strings.HasPrefix(key, "ui.commands."), strings.HasPrefix(key, "staff.commands."):
		return 256
	case strings.HasPrefix(key, "staff.topic"):
		return 128
	}
	return maxText
}

// Columns is how wide a text is in a font of fixed width: East Asian wide characters and emoji take two columns, marks
// that sit on other characters none.
func Columns(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case wide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

func wide(r rune) bool {
	k := width.LookupRune(r).Kind()
	return k == width.EastAsianWide || k == width.EastAsianFullwidth
}

func letters(text string) int {
	n := 0
	for _, r := range placeholder.ReplaceAllString(text, "") {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// readingGrade is the Flesch-Kincaid grade of an English text: the school year that can read it. Texts of a few words
// have none.
func readingGrade(text string) (float64, bool) {
	words, sentences, syllables := 0, 0, 0
	for line := range strings.Lines(placeholder.ReplaceAllString(text, "name")) {
		open := false // a sentence is under way
		for _, field := range strings.Fields(line) {
			word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) })
			if word != "" {
				words, syllables, open = words+1, syllables+syllablesOf(word), true
			}
			if open && strings.ContainsAny(field, ".!?:;") {
				sentences, open = sentences+1, false
			}
		}
		if open {
			sentences++
		}
	}
	if words < minGradeWords {
		return 0, false
	}
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59, true
}

// syllablesOf counts groups of vowels, without a silent e at the end.
func syllablesOf(word string) int {
	n, before := 0, false
	word = strings.ToLower(word)
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !before {
			n++
		}
		before = vowel
	}
	if n > 1 && strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") {
		n--
	}
	return max(n, 1)
}

// probeCounts are the numbers whose forms a language file must have. Forms that only fractions and millions take (French
// "many") are not asked of translators: "other" stands in.
const probeCounts = 1000

// formsOf lists the plural forms that go-i18n uses in a language, by asking it.
func formsOf(tag string) []string {
	bundle := i18n.NewBundle(language.English)
	probe := &i18n.Message{ID: "n", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"}
	if err := bundle.AddMessages(language.Make(tag), probe); err != nil {
		return []string{"other"}
	}
	finder := i18n.NewLocalizer(bundle, tag)
	used := map[string]bool{"other": true}
	for n := range probeCounts {
		if form, err := finder.Localize(&i18n.LocalizeConfig{MessageID: "n", PluralCount: n}); err == nil {
			used[form] = true
		}
	}
	var forms []string
	for _, f := range pluralForms() {
		if used[f] {
			forms = append(forms, f)
		}
	}
	return forms
}
