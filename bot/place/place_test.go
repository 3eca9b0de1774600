package place_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
		// native scripts, and languages of people who are held
		{"मैं म्यावाडी में हूँ", "mm-myawaddy"}, {"म्यावाडी", "mm-myawaddy"}, {"केके पार्क", "mm-kk-park"}, {"KK園區", "mm-kk-park"}, {"เคเคพาร์ค", "mm-kk-park"},
		{"시아누크빌", "kh-sihanoukville"}, {"Пномпень", "kh-phnom-penh"}, {"Tam giác vàng", "la-golden-triangle"}, {"دبئی", "ae-dubai"}, {"ዱባይ", "ae-dubai"},
		{"Svay Rieng", "kh-svay-rieng"}, {"ສາມຫຼ່ຽມຄຳ", "la-golden-triangle"}, {"ບໍ່ແກ້ວ", "la-bokeo"}, {"ton pheung", "la-ton-pheung"},
		// slips of the finger
		{"Myawadddy", "mm-myawaddy"}, {"myawwady", "mm-myawaddy"}, {"miyawaddy", "mm-myawaddy"}, {"Shwe Kokok", "mm-shwe-kokko"}, {"sihanukvile", "kh-sihanoukville"},
		{"Shianoukvill", "kh-sihanoukville"}, {"poipt", "kh-poipet"}, {"Bvaet", "kh-bavet"}, {"tachilwik", "mm-tachileik"}, {"lukkai", "mm-laukkai"}, {"golden tirangle", "la-golden-triangle"},
		{"phnom pehn", "kh-phnom-penh"}, {"Bmaban", "ph-bamban"}, {"Dubia", "ae-dubai"}, {"maesto", "th-mae-sot"}, {"သျှမြဝတီ", "mm-myawaddy"},
		// too far off, or too short to tell
		{"Dobay", "ae-dubai"}, {"KP", ""}, {"Bangkok", ""}, {"Mandalay", ""}, {"Poland", ""}, {"Bokaro", ""},
		{"", ""}, {"   ", ""}, {"!", ""}, {"a", ""}, {"somewhere", ""}, {strings.Repeat("x", 300) + "Myawaddy", ""},
	} {
		if got := ids(b.Find(c.text)); got != c.want {
			t.Errorf("Find(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

// Match is for what was typed as the answer: one place, or the words stay words.
func TestMatch(t *testing.T) {
	b := book(t)
	for _, c := range []struct {
		text, country string
		want          string
		exact         bool
	}{
		{"kk park", "MM", "mm-kk-park", true}, {"kk park", "", "mm-kk-park", true}, {"kk park", "KH", "", false},
		{"Myawadddy", "MM", "mm-myawaddy", false}, {"near Shwe Kokko, by the river", "MM", "mm-shwe-kokko", false}, {"shwe", "MM", "mm-shwe-kokko", false},
		{"my", "MM", "", false}, {"Bokor", "KH", "kh-bokor", true}, {"between Bavet and Poipet", "KH", "", false}, {"a house", "MM", "", false}, {"", "", "", false},
	} {
		p, exact, ok := b.Match(c.text, c.country)
		if !ok {
			p.ID, exact = "", false
		}
		if p.ID != c.want || exact != c.exact {
			t.Errorf("Match(%q, %q) = %q, exactly %v; want %q, %v", c.text, c.country, p.ID, exact, c.want, c.exact)
		}
	}
}

// Every place that domain.md §1.3 names is on the list, and those that raids emptied say so.
func TestPlacesOfTheSources(t *testing.T) {
	b := book(t)
	for _, name := range []string{"Myawaddy", "KK Park", "Shwe Kokko", "Tachileik", "Laukkai", "Laukkaing", "Sihanoukville", "Bavet", "Svay Rieng", "Poipet",
		"O'Smach", "Tbong Khmum", "Takeo", "Kampot", "Bokor", "Phnom Penh", "Golden Triangle SEZ", "Bokeo", "Ton Pheung", "Bamban", "Porac", "Mae Sot", "Dubai"} {
		if _, exact, ok := b.Match(name, ""); !ok || !exact {
			t.Errorf("%s is not on the list", name)
		}
	}
	for _, id := range []string{"mm-kk-park", "mm-laukkai", "mm-tachileik", "la-golden-triangle", "ph-bamban", "ph-porac"} {
		if p, _ := b.ByID(id); !p.Moved {
			t.Errorf("%s: people may have been moved", id)
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
		{"no day of a raid", "- {id: mm-x, country: MM, names: {en: X}, raided: yesterday}", "write year, month and day"},
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

// A raid is news for two weeks. Longer, and every case from a place would be urgent for ever.
func TestJustRaided(t *testing.T) {
	book, faults := place.Parse("places.yaml", []byte(`[{id: mm-x, country: MM, names: {en: X}, raided: "2026-11-20"}, {id: mm-y, country: MM, names: {en: Y}}]`))
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	raided, _ := book.ByID("mm-x")
	never, _ := book.ByID("mm-y")
	for day, want := range map[int]bool{-1: false, 0: true, 13: true, 14: false} {
		now := time.Date(2026, 11, 20+day, 12, 0, 0, 0, time.UTC)
		if got := raided.JustRaided(now); got != want || never.JustRaided(now) {
			t.Errorf("%d days after: %v, want %v", day, got, want)
		}
	}
}
