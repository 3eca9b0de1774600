package locale_test

import (
	"slices"
	"strings"
	"testing"

	"safeharbour/bot/locale"
	"safeharbour/bot/source"
	"safeharbour/locales"
)

// needs makes one Need of each key.
func needs(keys ...string) []locale.Need {
	var list []locale.Need
	for _, k := range keys {
		list = append(list, locale.Need{Key: k})
	}
	return list
}

func TestCheckFindsPlantedFaults(t *testing.T) {
	long := strings.Repeat("word ", 900)
	for name, tt := range map[string]struct {
		pairs []string
		need  []locale.Need
		want  []string
	}{
		"nothing wrong": {[]string{"en", `"a" = "b"`, "zh-Hans", `"a" = "b"`}, needs("a"), nil},
		"needed by a flow": {[]string{"en", `"a" = "b"`},
			append(needs("a"), locale.Need{Key: "x", Where: source.Pos{File: "flows/f.yaml", Line: 3, Column: 7}}),
			[]string{`flows/f.yaml:3:7: there are no English words for "x"`}},
		"needed by the program": {[]string{"en", `"a" = "b"`}, needs("a", "x"), []string{`locales/active.en.toml: there are no English words for "x"`}},
		"needed by nobody":      {[]string{"en", "\"a\" = \"b\"\n\"c\" = \"d\""}, needs("a"), []string{`locales/active.en.toml:2:1: nothing needs "c"`}},
		"missing":               {[]string{"en", "\"a\" = \"b\"\n\"c\" = \"d\"", "ar", `"a" = "ب"`}, needs("a", "c"), []string{`locales/active.ar.toml:1:1: "c" is missing`}},
		"unknown":               {[]string{"en", `"a" = "b"`, "ar", "\"a\" = \"ب\"\n\"aa\" = \"ب\""}, needs("a"), []string{`locales/active.ar.toml:2:1: English has no "aa"`}},
		"empty":                 {[]string{"en", `"a" = " "`}, needs("a"), []string{`locales/active.en.toml:1:8: "a" is empty`}},
		"placeholder lost":      {[]string{"en", `"a" = "b {{.N}}"`, "ar", `"a" = "ب"`}, needs("a"), []string{`locales/active.ar.toml:1:8: {{.N}} is missing in "a"`}},
		"placeholder new":       {[]string{"en", `"a" = "b"`, "ar", `"a" = "ب {{.N}}"`}, needs("a"), []string{`locales/active.ar.toml:1:8: {{.N}} in "a" is not in the English text`}},
		"placeholder nobody fills": {[]string{"en", `"a" = "b {{.N}} {{.M}}"`}, []locale.Need{{Key: "a", Params: []string{"M"}}},
			[]string{`locales/active.en.toml:1:8: nothing fills {{.N}} in "a"`}},
		"button": {[]string{"en", `"a" = "twenty-one characters"`, "zh-Hans", `"a" = "十一个字的按钮太宽了吧"`},
			[]locale.Need{{Key: "a", Columns: locale.ControlColumns}, {Key: "a", Columns: locale.ChoiceColumns}, {Key: "a"}},
			[]string{`locales/active.en.toml:1:8: "a" is 21 columns wide`, `locales/active.zh-Hans.toml:1:8: "a" is 22 columns wide`}},
		"too long":      {[]string{"en", `"a" = "` + long + `"`}, needs("a"), []string{`locales/active.en.toml:1:8: "a" is hard to read`, `locales/active.en.toml:1:8: "a" is longer than 4096`}},
		"too long here": {[]string{"en", `"ui.bot_short" = "` + strings.Repeat("x. ", 41) + `"`}, needs("ui.bot_short"), []string{`locales/active.en.toml:1:19: "ui.bot_short" is longer than 120`}},
		"plural form missing": {[]string{"en", `"a" = {one = "{{.Count}} b", other = "{{.Count}} bs"}`, "ar", `"a" = {one = "ب", two = "ب", few = "ب {{.Count}}", many = "ب {{.Count}}", other = "ب {{.Count}}"}`}, needs("a"),
			[]string{`locales/active.ar.toml:1:7: "a" lacks the plural form "zero"`}},
		"plural forms of one": {[]string{"en", `"a" = {one = "{{.Count}} b", other = "{{.Count}} bs"}`, "zh-Hans", `"a" = "{{.Count}}"`, "vi", `"a" = "{{.Count}} x"`}, needs("a"),
			[]string{`locales/active.vi.toml:1:8: "a" lacks the plural form "one"`}},
		"plural form too many": {[]string{"en", `"a" = {one = "{{.Count}} b", other = "{{.Count}} bs"}`, "zh-Hans", `"a" = {one = "x", other = "{{.Count}}"}`}, needs("a"),
			[]string{`locales/active.zh-Hans.toml:1:7: "a" has the plural form "one"`}},
		"plural of nothing": {[]string{"en", `"a" = "b"`, "ar", `"a" = {other = "ب"}`}, needs("a"), []string{`locales/active.ar.toml:1:7: "a" has plural forms`}},
		"hard to read": {[]string{"en", `"a" = "Notwithstanding considerable institutional limitations, administrative authorities consistently prioritise comprehensive documentation before communicating individual determinations regarding eligibility requirements and procedural obligations."`}, needs("a"),
			[]string{`locales/active.en.toml:1:8: "a" is hard to read`}},
		"accuses": {[]string{"en", `"a" = "the Illegals"`, "zh-Hans", `"a" = "那个骗子"`, "ar", `"a" = "والمجرم"`}, needs("a"),
			[]string{`locales/active.ar.toml:1:8: "a" holds "مجرم"`, `locales/active.en.toml:1:8: "a" holds "illegal"`, `locales/active.zh-Hans.toml:1:8: "a" holds "骗子"`}},
		"inside a word": {[]string{"en", `"a" = "unsuspecting"`}, needs("a"), nil},
		"tells who looks": {[]string{"en", "\"ui.neutral\" = \"General police lines\"\n\"trapped.a\" = \"A rescue line\"\n\"trapped.b\" = \"The first forty characters say nothing, a rescue is later\"\n\"staff.a\" = \"The victim\""},
			needs("ui.neutral", "trapped.a", "trapped.b", "staff.a"),
			[]string{`locales/active.en.toml:1:17: "ui.neutral" holds "police"`, `locales/active.en.toml:2:16: "trapped.a" holds "rescue"`}},
		"still English": {[]string{"en", `"a" = "What can you see from here?"`, "ar", `"a" = "What can you see from here?"`}, needs("a"), []string{`locales/active.ar.toml:1:8: "a" is still English`}},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, locale.Check(load(t, tt.pairs...), tt.need), tt.want)
		})
	}
}

func TestFaultsComeInTheSameOrder(t *testing.T) {
	pairs := []string{"en", "\"a\" = \"\"\n\"b\" = \" \"\n\"c\" = \"x\"", "ar", `"d" = ""`, "zh-Hans", `"e" = ""`}
	first := locale.Check(load(t, pairs...), needs("x", "y"))
	for range 20 {
		if again := locale.Check(load(t, pairs...), needs("y", "x")); !slices.Equal(first, again) {
			t.Fatalf("first\n%v\nthen\n%v", first, again)
		}
	}
}

func TestCoverage(t *testing.T) {
	c := load(t, "en", "\"a\" = \"1\"\n\"b\" = \"2\"\n\"c\" = \"3\"", "ar", "# draft\n\"a\" = \"١\"\n\"b\" = \"\"")
	list := locale.Coverage(c)
	if len(list) != 2 || list[0].Percent() != 100 || list[1].Percent() != 33 || !list[1].Draft || !slices.Equal(list[1].Missing, []string{"b", "c"}) {
		t.Errorf("got %+v", list)
	}
}

func TestColumns(t *testing.T) {
	for text, want := range map[string]int{"Back": 4, "返回": 4, "◂ Back": 6, "✖ Hide": 6, "🌐 x": 4, "เลือก": 4, "رجوع": 4, "e\u0301": 1} {
		if got := locale.Columns(text); got != want {
			t.Errorf("%q: %d columns, want %d", text, got, want)
		}
	}
}

// What we ship has no fault, whatever the flows need of it: that is checked where flows and words meet.
func TestOurOwnFilesAreClean(t *testing.T) {
	c, faults := locale.Load(locales.FS)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	data, err := locales.FS.ReadFile("active.en.toml")
	if err != nil {
		t.Fatal(err)
	}
	var need []locale.Need
	for line := range strings.SplitSeq(string(data), "\n") {
		if key, rest, ok := strings.Cut(strings.TrimPrefix(line, `"`), `" = `); ok && strings.HasPrefix(line, `"`) && rest != "" {
			need = append(need, locale.Need{Key: key, Columns: room(key)})
		}
	}
	for _, f := range locale.Check(c, need) {
		t.Error(f)
	}
}

// room is a guess at which keys are buttons, good enough to find a label that has grown.
func room(key string) int {
	parts := strings.Split(key, ".")
	switch {
	case parts[0] == "answer", strings.HasPrefix(key, "staff.button."), strings.HasPrefix(key, "ui.again."), key == "ui.help_now.yes", key == "ui.help_now.no":
		return locale.ControlColumns
	case slices.Contains([]string{"ui.back", "ui.hide", "ui.help_now", "ui.language", "ui.skip", "ui.done", "ui.continue", "ui.check", "ui.start_again"}, key):
		return locale.ControlColumns
	case strings.HasPrefix(key, "ui.menu.") && key != "ui.menu.ask":
		return locale.ChoiceColumns
	case slices.Contains([]string{"trapped", "defrauded", "family", "escaped_or_detained", "other"}, parts[0]) && len(parts) == 3 && parts[1] != "first_hour" && parts[1] != "payments":
		return locale.ChoiceColumns
	}
	return 0
}
