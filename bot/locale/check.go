package locale

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"safeharbour/bot/source"
)

// Room for a button, in columns of a fixed-width font: what a telephone shows without cutting.
const (
	ControlColumns = 20 // two or three in a row: Back, Hide, Yes, No
	ChoiceColumns  = 36 // alone in its row: an answer, an entry of a menu
)

// Need is a message key that something asks for.
type Need struct {
	Key     string
	Where   source.Pos // the flow's line that names it; zero when the program does
	Columns int        // room when it is a button, 0 when it is not
	Params  []string   // what its placeholders are filled with; nil when that is not known
}

// Check finds what is wrong with the words of all languages: texts that are missing, unknown, empty or too long, other
// placeholders than in English, missing plural forms, English that is hard to read, and words that accuse people.
// Need is everything that flows and program ask for: a text that nobody needs is a fault too. The list is sorted.
func Check(c *Catalog, need []Need) source.Faults {
	k := &check{c: c, en: c.file(English), need: map[string]Need{}}
	for _, n := range need {
		old, twice := k.need[n.Key]
		if twice && old.Columns > 0 && (n.Columns == 0 || old.Columns < n.Columns) {
			n.Columns = old.Columns // the narrowest place decides
		}
		k.need[n.Key] = n
	}
	for _, n := range need {
		k.needed(n)
	}
	for _, f := range c.files {
		k.file(f)
	}
	k.faults.Sort()
	return k.faults
}

type check struct {
	c      *Catalog
	en     *file
	need   map[string]Need
	faults source.Faults
}

// needed finds what English lacks. The other languages follow English.
func (k *check) needed(n Need) {
	m := k.en.text[n.Key]
	if m == nil {
		at := n.Where
		if at.File == "" {
			at.File = k.en.path
		}
		k.faults.Add(at, fmt.Sprintf("there are no English words for %q", n.Key), "add the key to "+k.en.path)
		return
	}
	if n.Params == nil {
		return
	}
	for _, p := range m.params {
		if !slices.Contains(n.Params, p) && !(m.plural && p == "Count") {
			k.faults.Add(m.value, fmt.Sprintf("nothing fills {{.%s}} in %q", p, n.Key), "use only: "+placeholders(n.Params))
		}
	}
}

// file judges one language.
func (k *check) file(f *file) {
	forms := formsOf(f.Tag)
	last := source.Pos{File: f.path}
	for _, key := range k.en.keys {
		if m := f.text[key]; m != nil {
			last = m.at
			continue
		}
		k.faults.Add(last, fmt.Sprintf("%q is missing", key), fmt.Sprintf("after this entry, add it: %q in English", clip(k.en.text[key].other())))
	}
	for _, key := range f.keys {
		m, en := f.text[key], k.en.text[key]
		if en == nil {
			k.faults.Add(m.at, fmt.Sprintf("English has no %q", key), "correct the key or take it away")
			continue
		}
		if _, ok := k.need[key]; !ok && f == k.en {
			k.faults.Add(m.at, fmt.Sprintf("nothing needs %q", key), "correct the key or take it away")
		}
		if f != k.en {
			k.against(m, en)
		}
		k.plurals(m, en, forms)
		for _, form := range pluralForms() {
			if text, ok := m.forms[form]; ok {
				k.text(f, m, text)
			}
		}
	}
}

// against compares a translation with its English text.
func (k *check) against(m, en *message) {
	if m.other() == en.other() && letters(en.other()) > maxSameLetters {
		k.faults.Add(m.value, fmt.Sprintf("%q is still English", m.key), "translate it, or take the entry away")
	}
	for _, form := range pluralForms() {
		text, ok := m.forms[form]
		if !ok || text == "" {
			continue
		}
		got := params(text)
		for _, p := range got {
			if !slices.Contains(en.params, p) {
				k.faults.Add(m.value, fmt.Sprintf("{{.%s}} in %q is not in the English text", p, m.key), "use only: "+placeholders(en.params))
			}
		}
		for _, p := range en.params {
			spoken := m.plural && form != "other" && p == "Count" // "two files" may be one word without a number
			if !slices.Contains(got, p) && !spoken {
				k.faults.Add(m.value, fmt.Sprintf("{{.%s}} is missing in %q", p, m.key), "put it where the value belongs")
			}
		}
	}
}

// plurals compares the plural forms with those of the language.
func (k *check) plurals(m, en *message, forms []string) {
	if !en.plural {
		if m.plural {
			k.faults.Add(m.value, fmt.Sprintf("%q has plural forms, in English it has none", m.key), "write one text")
		}
		return
	}
	for _, form := range forms {
		if m.forms[form] == "" && form != "other" {
			k.faults.Add(m.value, fmt.Sprintf("%q lacks the plural form %q", m.key, form), "this language needs: "+strings.Join(forms, " "))
		}
	}
	for _, form := range pluralForms() {
		if _, ok := m.forms[form]; ok && !slices.Contains(forms, form) {
			k.faults.Add(m.value, fmt.Sprintf("%q has the plural form %q, which this language never uses", m.key, form), "this language needs: "+strings.Join(forms, " "))
		}
	}
}

// text judges one text by itself.
func (k *check) text(f *file, m *message, text string) {
	if strings.TrimSpace(text) == "" {
		k.faults.Add(m.value, fmt.Sprintf("%q is empty", m.key), "write the text, or take the entry away")
		return
	}
	if most := limit(m.key); len(utf16.Encode([]rune(text))) > most {
		k.faults.Add(m.value, fmt.Sprintf("%q is longer than %d characters", m.key, most), "make it shorter")
	}
	if room := k.need[m.key].Columns; room > 0 && Columns(text) > room {
		k.faults.Add(m.value, fmt.Sprintf("%q is %d columns wide and its button has %d", m.key, Columns(text), room), "make it shorter")
	}
	if m.key == forbiddenKey {
		return // a list of the very words that no text may hold
	}
	if word, ok := k.c.forbidden(f, text); ok && onPaper(m.key) {
		k.faults.Add(m.value, fmt.Sprintf("%q holds %q, a word that no paper may hold", m.key, word), "write what was done to the person: reports that …")
		return
	}
	if word, ok := accusing(f.Tag, text); ok {
		k.faults.Add(m.value, fmt.Sprintf("%q holds %q, a word that accuses people", m.key, word), "say what was done to the person instead")
	}
	if word, ok := telling(f.Tag, m.key, text); ok {
		k.faults.Add(m.value, fmt.Sprintf("%q holds %q where anyone may look", m.key, word), "begin with ordinary words")
	}
	if f != k.en {
		return
	}
	if grade, ok := readingGrade(text); ok && grade > maxGrade {
		k.faults.Add(m.value, fmt.Sprintf("%q is hard to read: grade %.1f, at most %d", m.key, grade, maxGrade), "use shorter sentences and shorter words")
	}
}

func placeholders(names []string) string {
	if len(names) == 0 {
		return "no placeholders"
	}
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "{{." + n + "}}"
	}
	return strings.Join(out, " ")
}

// clip is the beginning of a text, for a fault.
func clip(text string) string {
	r := []rune(text)
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}
