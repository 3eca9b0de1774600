package place_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"safeharbour/bot/place"
)

// book is the list that we ship.
func book(t *testing.T) *place.Book {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "flows", "places.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	b, faults := place.Parse("places.yaml", data)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return b
}

func ids(places []place.Place) string {
	var s []string
	for _, p := range places {
		s = append(s, p.ID)
	}
	return strings.Join(s, " ")
}

func TestFind(t *testing.T) {
	b := book(t)
	for _, c := range []struct{ text, want string }{
		{"KK Park", "mm-kk-park"}, {"kkpark", "mm-kk-park"}, {"KK园区", "mm-kk-park"}, {"K.K. PARK!", "mm-kk-park"},
		{"MYAWADDY", "mm-myawaddy"}, {"myawa", "mm-myawaddy"}, {"မြဝတီ", "mm-myawaddy"}, {"เมียวดี", "mm-myawaddy"},
		{"مياوادي", "mm-myawaddy"}, {"o smach", "kh-osmach"}, {"O’Smach", "kh-osmach"}, {"西港", "kh-sihanoukville"},
		{"我在西港", "kh-sihanoukville"}, {"ភ្នំពេញ", "kh-phnom-penh"}, {"Phnôm Pênh", "kh-phnom-penh"},
		{"Take\u0301o", "kh-takeo"}, {"near Shwe Kokko, by the river", "mm-shwe-kokko"}, {"Bokor", "kh-bokor"},
		{"golden", "la-golden-triangle"}, {"KK", "mm-kk-park"},
		{"", ""}, {"   ", ""}, {"!", ""}, {"a", ""}, {"somewhere", ""}, {strings.Repeat("x", 300) + "Myawaddy", ""},
	} {
		if got := ids(b.Find(c.text)); got != c.want {
			t.Errorf("Find(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNamed(t *testing.T) {
	b := book(t)
	for _, c := range []struct{ text, want string }{
		{"Myawaddy", "mm-myawaddy"}, {" myawadi ", "mm-myawaddy"}, {"西港", "kh-sihanoukville"}, {"แม่สอด", "th-mae-sot"},
		{"Kings Romans", "la-golden-triangle"},
		{"myawa", ""}, {"near Myawaddy", ""}, {"我在西港", ""}, {"", ""}, {"!", ""}, {"Penang", ""},
	} {
		p, ok := b.Named(c.text)
		if p.ID != c.want || ok != (c.want != "") {
			t.Errorf("Named(%q) = %q, %v; want %q", c.text, p.ID, ok, c.want)
		}
	}
}

func TestExactNamesComeBeforeParts(t *testing.T) {
	const data = "- {id: mm-a, country: MM, names: {en: Abcde Fg}}\n- {id: mm-b, country: MM, names: {en: Abcde}}\n" +
		"- {id: mm-c, country: MM, names: {en: Bcde}}\n"
	b, faults := place.Parse("p.yaml", []byte(data))
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	if got := ids(b.Find("abcde")); got != "mm-b mm-a mm-c" {
		t.Errorf("got %s", got)
	}
}

func TestByCountryKeepsTheOrderOfTheFile(t *testing.T) {
	b := book(t)
	if got := ids(b.ByCountry("MM")); got != "mm-myawaddy mm-kk-park mm-shwe-kokko mm-tachileik mm-laukkai" {
		t.Errorf("MM: %s", got)
	}
	if got := b.ByCountry("XX"); len(got) != 0 {
		t.Errorf("XX: %v", got)
	}
	if got := strings.Join(b.Countries(), " "); got != "MM KH LA PH TH AE" {
		t.Errorf("countries: %s", got)
	}
}

func TestName(t *testing.T) {
	p, ok := book(t).ByID("mm-myawaddy")
	if !ok {
		t.Fatal("no mm-myawaddy")
	}
	for lang, want := range map[string]string{"my": "မြဝတီ", "zh-Hans": "妙瓦底", "ar-EG": "مياوادي", "fr": "Myawaddy", "": "Myawaddy"} {
		if got := p.Name(lang); got != want {
			t.Errorf("Name(%q) = %q, want %q", lang, got, want)
		}
	}
}

func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no list", "a: b\n", "p.yaml:1:1: found a block of fields; write a list"},
		{"no such country", "- {id: bu-x, country: BU, names: {en: X}}", `p.yaml:1:23: no country has the code "BU"`},
		{"small letters", "- {id: mm-x, country: mm, names: {en: X}}", `no country has the code "mm"`},
		{"two codes in one", "- {id: mm-x, country: M MM, names: {en: X}}", "no country has the code"},
		{"id of another country", "- {id: kh-x, country: MM, names: {en: X}}", `p.yaml:1:8: the id "kh-x" does not begin with its country; write mm-<name>`},
		{"id with capitals", "- {id: mm-X, country: MM, names: {en: X}}", "other characters"},
		{"no English name", "- {id: mm-x, country: MM, names: {my: X}}", "the place has no English name"},
		{"bad language", "- {id: mm-x, country: MM, names: {en: X, english: X}}", `"english" is no language tag`},
		{"empty name", `- {id: mm-x, country: MM, names: {en: "-"}}`, "the name in en has no letters"},
		{"empty spelling", `- {id: mm-x, country: MM, names: {en: X}, spellings: ["?"]}`, "has no letters"},
		{"twice", "- {id: mm-x, country: MM, names: {en: X}}\n- {id: mm-x, country: MM, names: {en: Y}}", "p.yaml:2:8: two places are called mm-x"},
		{"near nowhere", "- {id: mm-x, country: MM, names: {en: X}, near: mm-xx}", `no place is called "mm-xx"; did you mean "mm-x"?`},
		{"near itself", "- {id: mm-x, country: MM, names: {en: X}, near: mm-x}", "near itself"},
		{"unknown field", "- {id: mm-x, country: MM, names: {en: X}, nera: mm-x}", `unknown field "nera"`},
		{"missing fields", "- {}", "country is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, faults := place.Parse("p.yaml", []byte(c.text))
			if got := faults.Error(); !strings.Contains(got, c.want) || b == nil {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestIsCountry(t *testing.T) {
	for _, c := range []string{"MM", "KH", "LA", "TW", "HK", "MO", "XK", "AD", "ZW"} {
		if !place.IsCountry(c) {
			t.Errorf("%s is a country", c)
		}
	}
	for _, c := range []string{"", "M", "mm", "XX", "UK", "INT", "D A", "AN", " A"} {
		if place.IsCountry(c) {
			t.Errorf("%q is no country", c)
		}
	}
}

// FuzzFind: no text breaks the search, and a place is always found by its own name.
func FuzzFind(f *testing.F) {
	data, err := os.ReadFile(filepath.Join("..", "..", "flows", "places.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	b, _ := place.Parse("places.yaml", data)
	f.Add("KK Park")
	f.Add("\xff\x00妙")
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range b.Find(text) {
			if got := b.Find(p.Name("en")); len(got) == 0 || got[0].ID != p.ID {
				t.Errorf("%s is not found by its name", p.ID)
			}
		}
	})
}
