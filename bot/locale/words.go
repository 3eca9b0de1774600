package locale

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Words are the words of one language.
type Words struct {
	catalog *Catalog
	file    *file
	finder  *i18n.Localizer
	parser  template.Parser
	fixed   map[string]string // texts of this language that have nothing to fill in, by key
}

// newParser makes the parser of a catalog's templates. go-i18n parses each template once, with the parser that comes
// first: a second parser with other options would be ignored without a word, so a catalog has exactly one.
func newParser() template.Parser { return &template.TextParser{Option: "missingkey=error"} }

// Tag is the tag of the language.
func (w *Words) Tag() string { return w.file.Tag }

// RTL tells whether the language is written from right to left.
func (w *Words) RTL() bool { return w.file.RTL }

// Draft tells whether nobody who grew up with the language has read its words yet.
func (w *Words) Draft() bool { return w.file.Draft }

// Has tells whether there is a text for key, in this language or in English.
func (w *Words) Has(key string) bool {
	m := w.catalog.message(w.file, key)
	return m != nil && m.other() != ""
}

// Text gives the text of key. Args fill its placeholders: names and values by turns, or one map. Values are written as
// they are; in a language from right to left each is isolated, so that a phone number does not turn around.
// A key that nobody has gives "".
func (w *Words) Text(key string, args ...any) string { return w.find(key, nil, args) }

// Plural gives the text of key in the form that n needs. {{.Count}} is n; other placeholders are filled as in [Words.Text].
func (w *Words) Plural(key string, n int, args ...any) string { return w.find(key, n, args) }

func (w *Words) find(key string, count any, args []any) string {
	if text, ok := w.fixed[key]; ok && count == nil {
		return text
	}
	config := i18n.LocalizeConfig{MessageID: key, PluralCount: count, TemplateParser: w.parser}
	m := w.catalog.message(w.file, key)
	if m != nil && len(m.params) > 0 {
		config.TemplateData = w.data(count, args)
	}
	text, err := w.finder.Localize(&config)
	switch {
	case err == nil:
		return text
	case text != "" && isMissing(err):
		w.catalog.english.Add(1)
		return text
	case text != "": // the plural form is missing, and the form "other" stands in
		w.catalog.nothing.Add(1)
		return text
	}
	w.catalog.nothing.Add(1)
	if m == nil {
		return ""
	}
	return withoutGaps(m.other())
}

// isMissing tells whether a text came in English because its own language lacks it.
func isMissing(err error) bool {
	var missing *i18n.MessageNotFoundErr
	return errors.As(err, &missing)
}

// data collects the values of placeholders by name.
func (w *Words) data(count any, args []any) map[string]any {
	values := make(map[string]any, len(args)/2+1)
	if n, ok := count.(int); ok {
		values["Count"] = w.value(n)
	}
	if len(args) == 1 {
		if m, ok := args[0].(map[string]any); ok {
			for name, v := range m {
				values[name] = w.value(v)
			}
		}
		return values
	}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			values[name] = w.value(args[i+1])
		}
	}
	return values
}

// Isolates of the Unicode bidirectional algorithm: what stands between them neither turns around nor turns its neighbours.
const (
	isolate    = "\u2068" // FIRST STRONG ISOLATE: the direction is that of the text inside
	endIsolate = "\u2069" // POP DIRECTIONAL ISOLATE
)

// value writes v. Numbers get Latin digits in every language: people copy them into a telephone.
func (w *Words) value(v any) string {
	var text string
	switch v := v.(type) {
	case string:
		text = v
	case int:
		text = strconv.Itoa(v)
	default:
		text = fmt.Sprint(v)
	}
	if !w.file.RTL || text == "" {
		return text
	}
	return isolate + text + endIsolate
}

// placeholder is the only thing that may stand between double braces.
var placeholder = regexp.MustCompile(`\{\{\s*\.([A-Z][A-Za-z0-9]*)\s*\}\}`)

// withoutGaps is the last resort: a text whose placeholders cannot be filled in, without them.
func withoutGaps(text string) string {
	return strings.TrimSpace(placeholder.ReplaceAllString(text, ""))
}

// Language is the name of a language in these words: "Arabic" for English readers. A tag that has no name comes back as
// it is.
func (w *Words) Language(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	reader, err := language.Parse(w.Tag())
	if err != nil {
		return tag
	}
	namer := display.Languages(reader)
	if namer == nil {
		return tag
	}
	if name := namer.Name(t); name != "" {
		return name
	}
	return tag
}
