package locale_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"safeharbour/bot/locale"
	"safeharbour/bot/source"
)

// files makes a folder of language files: tag and content by turns.
func files(t *testing.T, pairs ...string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	for i := 0; i+1 < len(pairs); i += 2 {
		fsys["active."+pairs[i]+".toml"] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func load(t *testing.T, pairs ...string) *locale.Catalog {
	t.Helper()
	c, faults := locale.Load(files(t, pairs...))
	if len(faults) > 0 {
		t.Fatalf("load: %v", faults)
	}
	return c
}

const english = `
"ui.back" = "Back"
"ui.only_english" = "Only here"
"ui.contact" = "{{.Name}}: {{.Number}}"
"card.files" = {one = "{{.Count}} file of {{.Who}}", other = "{{.Count}} files of {{.Who}}"}
`

func TestTextsComeInTheLanguageOrInEnglish(t *testing.T) {
	c := load(t, "en", english, "zh-Hans", `
"ui.back" = "返回"
"ui.only_english" = ""
"card.files" = "{{.Who}}的{{.Count}}个文件"
`)
	zh := c.Words("zh-Hans")
	for _, tt := range []struct{ got, want string }{
		{zh.Text("ui.back"), "返回"},
		{zh.Text("ui.only_english"), "Only here"},
		{zh.Text("ui.contact", "Name", "Line", "Number", "1300"), "Line: 1300"},
		{zh.Text("ui.contact", map[string]any{"Name": "Line", "Number": 1300}), "Line: 1300"},
		{zh.Plural("card.files", 1, "Who", "A"), "A的1个文件"},
		{c.Words("en").Plural("card.files", 1, "Who", "A"), "1 file of A"},
		{c.Words("en").Plural("card.files", 2, "Who", "A"), "2 files of A"},
		{c.Words("xx").Text("ui.back"), "Back"},
		{zh.Text("ui.nobody_has_this"), ""},
		{zh.Text("ui.contact", "Name", "Line"), ":"}, // a forgotten value leaves a gap, not "<no value>"
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	if zh.Has("ui.nobody_has_this") || !zh.Has("ui.only_english") || !zh.Has("ui.back") {
		t.Error("Has does not know what there is")
	}
	inEnglish, nothing := c.Misses()
	if inEnglish != 3 || nothing != 2 {
		t.Errorf("misses: %d in English, %d not at all; want 3 and 2", inEnglish, nothing)
	}
}

// A phone number in Arabic text would otherwise be shown with its parts in another order.
func TestValuesAreIsolatedInTextFromRightToLeft(t *testing.T) {
	c := load(t, "en", english, "ar", `"ui.contact" = "{{.Name}}: {{.Number}}"`)
	got := c.Words("ar").Text("ui.contact", "Name", "خط", "Number", "+855 23 123")
	if want := "\u2068خط\u2069: \u2068+855 23 123\u2069"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := c.Words("ar").Text("ui.contact", "Name", "", "Number", 12); got != ": \u206812\u2069" {
		t.Errorf("got %q", got)
	}
	if got := c.Words("en").Text("ui.contact", "Name", "A", "Number", "1"); got != "A: 1" {
		t.Errorf("English is isolated: %q", got)
	}
	if !c.Words("ar").RTL() || c.Words("en").RTL() {
		t.Error("wrong direction")
	}
}

func TestChooseNeverGuesses(t *testing.T) {
	one := `"ui.back" = "x"`
	c := load(t, "en", one, "zh-Hans", one, "zh-Hant", one, "vi", one, "id", one, "fil", one, "ar", one, "ru", one, "ur", one, "hi", one, "uz", one, "pt", one, "my", one)
	for hint, want := range map[string]string{
		"en": "en", "en-US": "en", "EN_gb": "en", "zh": "zh-Hans", "zh-hans": "zh-Hans", "zh-hans-raw": "zh-Hans", "zh-hant-raw": "zh-Hant",
		"zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-SG": "zh-Hans", "yue": "zh-Hant", "in": "id", "in-ID": "id", "id": "id", "id-ID": "id", "vi": "vi", "vi-VN": "vi", "VI": "vi", "tl": "fil", "fil-PH": "fil",
		"pt-BR": "pt", "ar-EG": "ar", "arz": "ar", "uz": "uz", "my-MM": "my",
		// What a general matcher gets dangerously wrong.
		"uk": "", "be": "", "kk": "", "fa": "", "ug": "", "mr": "", "ne": "", "ceb": "", "jv": "", "shn": "", "om": "", "so": "", "uz-Cyrl": "",
		"": "", "??": "", "x-y": "", "-": "", strings.Repeat("en-", 40): "",
	} {
		tag, ok := c.Choose(hint)
		if ok != (want != "") || ok && tag != want || !ok && tag != "en" {
			t.Errorf("Choose(%q) = %q, %v; want %q", hint, tag, ok, want)
		}
	}
	only := load(t, "en", one, "zh-Hans", one)
	if tag, ok := only.Choose("zh-TW"); tag != "zh-Hans" || !ok {
		t.Errorf("without traditional characters: %q, %v", tag, ok)
	}
}

func TestFindTakesWhatPeopleType(t *testing.T) {
	one := `"ui.back" = "x"`
	c := load(t, "en", one, "vi", one, "id", one, "ms", one, "zh-Hans", one)
	for words, want := range map[string]string{
		"english": "en", " Engl": "en", "EN": "en", "简体中文": "zh-Hans", "简体": "zh-Hans", "bahasa m": "ms", "bahasa": "", "": "", "e": "", "xx": "",
		"tiếng việt": "vi", "Tieng Viet": "vi", "viet": "vi", "tiếng": "vi", "Vietnamese": "vi", "vi": "vi", "indonesia": "id", "Indonesian": "id", "indo": "id",
	} {
		if tag, ok := c.Find(words); tag != want || ok != (want != "") {
			t.Errorf("Find(%q) = %q, %v; want %q", words, tag, ok, want)
		}
	}
}

func TestDraftIsReadFromTheHead(t *testing.T) {
	c := load(t, "en", "# English\n"+english, "vi", "# Vietnamese\n# Draft: nobody has read this yet\n\"ui.back\" = \"x\"", "ar", "\"ui.back\" = \"x\"\n# draft: too late\n")
	for tag, want := range map[string]bool{"en": false, "vi": true, "ar": false} {
		if got := c.Words(tag).Draft(); got != want {
			t.Errorf("%s: draft %v", tag, got)
		}
	}
	if got := c.Languages(); len(got) != 3 || got[0].Tag != "en" || got[1].Tag != "vi" || got[2].Native != "العربية" {
		t.Errorf("languages: %v", got)
	}
}

func TestLoadFindsEveryFault(t *testing.T) {
	for name, tt := range map[string]struct {
		pairs []string
		want  []string // beginnings of the faults
	}{
		"no English":      {[]string{"ar", `"a" = "b"`}, []string{"locales/active.en.toml: there is no English file"}},
		"wrong language":  {[]string{"en", english, "burmese", `"a" = "b"`, "zz", `"a" = "b"`, "zh-hans", `"a" = "b"`}, []string{"locales/active.burmese.toml: no language", "locales/active.zh-hans.toml: no language", "locales/active.zz.toml: no language"}},
		"syntax":          {[]string{"en", "\"a\" = \"b\"\n\"c\" = \"d"}, []string{"locales/active.en.toml:2:"}},
		"twice":           {[]string{"en", "\"a\" = \"b\"\n\"a\" = \"c\""}, []string{"locales/active.en.toml:2:"}},
		"no quotes":       {[]string{"en", "\"a\" = \"b\"\nui.back = \"c\""}, []string{"locales/active.en.toml:2:1: \"ui\" has a part"}},
		"no text":         {[]string{"en", "\"a\" = 7"}, []string{"locales/active.en.toml:1:1: \"a\" is not a text"}},
		"strange form":    {[]string{"en", `"a" = {single = "x", other = "y"}`}, []string{"locales/active.en.toml:1:1: \"a\" has a part \"single\""}},
		"open braces":     {[]string{"en", "\n\"a\" = \"{{.Name\""}, []string{"locales/active.en.toml:2:8: the braces"}},
		"code in a text":  {[]string{"en", `"a" = "{{printf \"x\"}}"`}, []string{"locales/active.en.toml:1:8: the braces"}},
		"inside a text":   {[]string{"en", "\"a\" = \"\"\"\n\"b\" = \"\n\"\"\"\n\"b\" = 1"}, []string{"locales/active.en.toml:4:1: \"b\" is not a text"}},
		"wrong file name": {[]string{"", ""}, []string{"locales/active..toml: no language", "locales/active.en.toml: there is no English"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, faults := locale.Load(files(t, tt.pairs...))
			if c != nil {
				t.Error("a catalog in spite of faults")
			}
			expect(t, faults, tt.want)
		})
	}
	c, faults := locale.Load(fstest.MapFS{"en.toml": {Data: []byte(`"a" = "b"`)}})
	if c != nil {
		t.Error("a catalog in spite of faults")
	}
	expect(t, faults, []string{"locales/active.en.toml: there is no English", "locales/en.toml: this name"})
}

func expect(t *testing.T, faults source.Faults, want []string) {
	t.Helper()
	if len(faults) != len(want) {
		t.Fatalf("got %d faults, want %d:\n%v", len(faults), len(want), faults)
	}
	for i, f := range faults {
		if !strings.HasPrefix(f.String(), want[i]) {
			t.Errorf("fault %d\n got %s\nwant %s…", i, f, want[i])
		}
	}
}

func TestWordsMayBeUsedByManyAtOnce(t *testing.T) {
	c := load(t, "en", english, "ar", `"ui.back" = "رجوع"`)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for n := range 200 {
				c.Words("ar").Text("ui.back")
				c.Words("ar").Text("ui.contact", "Name", "A", "Number", n)
				c.Words("en").Plural("card.files", n, "Who", "A")
			}
		})
	}
	all.Wait()
	if inEnglish, nothing := c.Misses(); inEnglish != 1600 || nothing != 0 {
		t.Errorf("misses: %d, %d", inEnglish, nothing)
	}
}

func BenchmarkText(b *testing.B) {
	c, _ := locale.Load(fstest.MapFS{"active.en.toml": {Data: []byte(english)}})
	w := c.Words("en")
	b.Run("static", func(b *testing.B) {
		for b.Loop() {
			w.Text("ui.back")
		}
	})
	b.Run("filled", func(b *testing.B) {
		for b.Loop() {
			w.Text("ui.contact", "Name", "A", "Number", "1")
		}
	})
}
