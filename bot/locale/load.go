package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"safeharbour/bot/source"
)

// folder is where the language files stand, as faults name them.
const folder = "locales"

// pluralForms are the forms that CLDR knows, in its order.
func pluralForms() []string { return []string{"zero", "one", "two", "few", "many", "other"} }

// Load reads the language files at the top of fsys: active.<tag>.toml. It finds every fault that would leave people
// without words; for the rest there is [Check]. With faults the Catalog is nil.
func Load(fsys fs.FS) (*Catalog, source.Faults) {
	var faults source.Faults
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		faults.Add(source.Pos{File: folder}, err.Error(), "")
	}
	files := map[string]*file{}
	found := make([]source.Faults, len(names)) // of each file
	var reading sync.WaitGroup                 // beside each other: somebody waits for the program to start
	for i, name := range names {
		f, ok := newFile(name, &faults)
		if !ok {
			continue
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults.Add(source.Pos{File: f.path}, err.Error(), "")
			continue
		}
		reading.Go(func() { f.read(data, &found[i]) })
		files[f.Tag] = f
	}
	reading.Wait()
	faults = append(faults, slices.Concat(found...)...)
	if files[English] == nil {
		faults.Add(source.Pos{File: path.Join(folder, "active.en.toml")}, "there is no English file", "add it: all other languages follow it")
	}
	if len(faults) > 0 {
		faults.Sort()
		return nil, faults
	}
	c, err := newCatalog(files)
	if err != nil {
		faults.Add(source.Pos{File: folder}, err.Error(), "")
		return nil, faults
	}
	return c, nil
}

// newFile judges a file by its name.
func newFile(name string, faults *source.Faults) (*file, bool) {
	at := path.Join(folder, name)
	tag, ok := strings.CutPrefix(strings.TrimSuffix(name, ".toml"), "active.")
	if !ok {
		faults.Add(source.Pos{File: at}, "this name is not a language file's", "name it active.<language>.toml, such as active.zh-Hans.toml")
		return nil, false
	}
	var tags []string
	for _, l := range languages() {
		if l.Tag == tag {
			return &file{Language: l, path: at, text: map[string]*message{}}, true
		}
		tags = append(tags, l.Tag)
	}
	faults.Add(source.Pos{File: at}, fmt.Sprintf("no language is written %q", tag), "use one of: "+strings.Join(tags, " "))
	return nil, false
}

// read takes the file's entries.
func (f *file) read(data []byte, faults *source.Faults) {
	at := source.Pos{File: f.path}
	var raw map[string]any
	meta, err := toml.Decode(string(data), &raw)
	if err != nil {
		var syntax toml.ParseError
		if errors.As(err, &syntax) {
			at.Line, at.Column = syntax.Position.Line, syntax.Position.Col
			faults.Add(at, "cannot read this: "+syntax.Message, "one entry a line: \"key\" = \"text\", with \\\" for a quotation mark inside")
			return
		}
		faults.Add(at, err.Error(), "")
		return
	}
	f.Draft = isDraft(data)
	places := scan(f.path, data)
	read := map[string]bool{}
	for _, k := range meta.Keys() {
		if read[k[0]] {
			continue // inside an entry, which is read as a whole
		}
		read[k[0]] = true
		p, ok := places[k[0]]
		if !ok {
			p = place{key: at, value: at}
		}
		m := &message{key: k[0], at: p.key, value: p.value}
		if m.read(raw[k[0]], faults) {
			f.text[m.key], f.keys = m, append(f.keys, m.key)
		}
	}
}

// read takes the text or the plural forms of an entry.
func (m *message) read(v any, faults *source.Faults) bool {
	switch v := v.(type) {
	case string:
		m.forms = map[string]string{"other": v}
	case map[string]any:
		m.plural, m.forms = true, map[string]string{}
		for _, form := range slices.Sorted(maps.Keys(v)) {
			text, ok := v[form].(string)
			if !ok || !slices.Contains(pluralForms(), form) {
				faults.Add(m.at, fmt.Sprintf("%q has a part %q that is no plural form", m.key, form),
					"write the whole key between quotation marks; plural forms are "+strings.Join(pluralForms(), " "))
				return false
			}
			m.forms[form] = text
		}
	default:
		faults.Add(m.at, fmt.Sprintf("%q is not a text", m.key), "put the text between quotation marks")
		return false
	}
	return m.readParams(faults)
}

// readParams finds the placeholders, and whatever else stands between braces.
func (m *message) readParams(faults *source.Faults) bool {
	ok := true
	for _, form := range pluralForms() {
		text := m.forms[form]
		if !strings.Contains(text, "{{") && !strings.Contains(text, "}}") {
			continue // most of them
		}
		m.params = append(m.params, params(text)...)
		if rest := placeholder.ReplaceAllString(text, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
			faults.Add(m.value, fmt.Sprintf("the braces in %q are not a placeholder", m.key), "write {{.Name}}, exactly as in English")
			ok = false
		}
	}
	slices.Sort(m.params)
	m.params = slices.Compact(m.params)
	return ok
}

// params lists the placeholders of a text, sorted.
func params(text string) []string {
	var names []string
	for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// newCatalog gives the files to go-i18n and lets it find every text once, so that nothing is parsed in a turn and a
// surprise comes at start.
func newCatalog(files map[string]*file) (*Catalog, error) {
	c := &Catalog{bundle: i18n.NewBundle(language.English), words: map[string]*Words{}}
	for _, l := range languages() {
		f := files[l.Tag]
		if f == nil {
			continue
		}
		c.files = append(c.files, f)
		texts := make([]*i18n.Message, len(f.keys))
		for i, key := range f.keys {
			m := f.text[key].forms
			texts[i] = &i18n.Message{ID: key,
				Zero: m["zero"], One: m["one"], Two: m["two"], Few: m["few"], Many: m["many"], Other: m["other"]}
		}
		if err := c.bundle.AddMessages(language.Make(f.Tag), texts...); err != nil {
			return nil, fmt.Errorf("words of %s: %w", f.Tag, err)
		}
	}
	parser := newParser()
	for _, f := range c.files {
		w := &Words{catalog: c, file: f, finder: i18n.NewLocalizer(c.bundle, f.Tag), parser: parser, fixed: map[string]string{}}
		if err := w.tryAll(); err != nil {
			return nil, err
		}
		c.words[f.Tag] = w
	}
	return c, nil
}

// tryAll finds every text once, and keeps those that come out the same each time: a screen has twenty of them. It also
// proves that go-i18n's matcher finds this very language and no relative of it.
func (w *Words) tryAll() error {
	values := map[string]any{}
	for _, m := range w.file.text {
		for _, p := range m.params {
			values[p] = ""
		}
	}
	for _, key := range w.file.keys {
		if w.file.text[key].other() == "" {
			continue // counts as missing; Check says so
		}
		text, tag, err := w.finder.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, TemplateData: values, TemplateParser: w.parser})
		if err != nil {
			return fmt.Errorf("text %q of %s: %w", key, w.file.Tag, err)
		}
		if tag.String() != w.file.Tag {
			return fmt.Errorf("text %q of %s is found as %s", key, w.file.Tag, tag)
		}
		if m := w.file.text[key]; !m.plural && len(m.params) == 0 {
			w.fixed[key] = text
		}
	}
	return nil
}
