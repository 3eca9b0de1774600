package locale

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

// Choose finds the language for a hint such as Telegram's language_code ("zh-hant-tw"). When the bot does not speak it, ok
// is false and the tag is English.
//
// Only the same language in the same script counts, and what [standsIn] names. The general matcher of golang.org/x/text
// would give Russian to a Ukrainian and Urdu to a Uyghur: a wrong guess that can hurt. Without a sure answer people choose.
func (c *Catalog) Choose(hint string) (tag string, ok bool) {
	asked, ok := parseHint(hint)
	if !ok {
		return English, false
	}
	base, script := baseAndScript(asked)
	for _, f := range c.files {
		if b, s := baseAndScript(language.Make(f.Tag)); b == base && s == script {
			return f.Tag, true
		}
	}
	for _, tag := range standsIn(base, script) {
		if c.Known(tag) {
			return tag, true
		}
	}
	return English, false
}

// maxHint is longer than any tag that means something; hints come from outside.
const maxHint = 35

// parseHint reads a tag, without the subtags at its end that make no sense.
func parseHint(hint string) (language.Tag, bool) {
	if len(hint) > maxHint {
		return language.Und, false
	}
	for s := strings.ReplaceAll(strings.TrimSpace(hint), "_", "-"); s != ""; {
		if t, err := language.Parse(s); err == nil && t != language.Und {
			return t, true
		}
		s = s[:max(strings.LastIndexByte(s, '-'), 0)]
	}
	return language.Und, false
}

func baseAndScript(t language.Tag) (base, script string) {
	b, _ := t.Base()
	s, _ := t.Script()
	return b.String(), s.String()
}

// standsIn names the languages that readers of base understand without doubt: other names of the same language, and for
// Chinese the written standard, in either script if need be. It is short on purpose.
func standsIn(base, script string) []string {
	switch base {
	case "zh", "yue", "cmn", "wuu", "nan", "hak", "gan", "hsn", "cjy":
		if script == "Hant" {
			return []string{"zh-Hant", "zh-Hans"}
		}
		return []string{"zh-Hans", "zh-Hant"}
	case "tl":
		return []string{"fil"}
	case "zsm", "zlm":
		return []string{"ms"}
	case "swh", "swc":
		return []string{"sw"}
	case "arb", "arz", "ary", "arq", "apc", "ajp", "acm", "afb", "apd", "aeb", "ayl", "acw":
		return []string{"ar"}
	case "npi":
		return []string{"ne"}
	case "gaz", "hae":
		return []string{"om"}
	case "khk":
		return []string{"mn"}
	case "uzn":
		return []string{"uz"}
	}
	return nil
}

// Find finds the language that a person names by typing: its name in itself or in English, its tag, or the first letters of
// a word of its name when they fit only one language. Marks of letters may be left out: "tieng viet".
func (c *Catalog) Find(words string) (tag string, ok bool) {
	words = bare(words)
	if words == "" {
		return "", false
	}
	var begins []string
	for _, f := range c.files {
		native, english := bare(f.Native), bare(display.English.Languages().Name(language.Make(f.Tag)))
		if words == native || words == english || words == strings.ToLower(f.Tag) {
			return f.Tag, true
		}
		if strings.HasPrefix(native, words) || strings.Contains(native, " "+words) {
			begins = append(begins, f.Tag)
		}
	}
	if len(begins) == 1 && len([]rune(words)) > 1 {
		return begins[0], true
	}
	return "", false
}

// bare makes names comparable: small letters without marks.
func bare(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '\u0300' && r <= '\u036f' {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(strings.TrimSpace(s))))
	return norm.NFC.String(s)
}
