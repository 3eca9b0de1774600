package indicator_test

import (
	"fmt"
	"strings"
	"testing"

	"safeharbour/bot/answer"
	"safeharbour/bot/indicator"
)

// asks is a small world of flows.
func asks() indicator.Flows {
	steps := map[string]indicator.Step{
		"held place": {Answer: answer.Place, Fact: "place"}, "held nationality": {Answer: answer.Country, Fact: "nationality"},
		"held name": {Answer: answer.Text, Fact: "name", Max: 60}, "held seen_on": {Answer: answer.Date}, "held story": {Answer: answer.Text, Max: 1500},
		"looks place": {Answer: answer.Place, Fact: "place"}, "looks nationality": {Answer: answer.Country, Fact: "nationality"},
		"looks name": {Answer: answer.Text, Fact: "name", Max: 60}, "looks agent": {Answer: answer.Text, Max: 300},
		"lost site": {Answer: answer.URL}, "lost pay/1/wallet": {Answer: answer.Wallet}, "lost pay/1/on": {Answer: answer.Date},
		"lost bank": {Answer: answer.Country, Fact: "bank_country"}, "lost name": {Answer: answer.Text, Fact: "name", Max: 60},
	}
	facts := map[string][]string{"held": {"place", "nationality", "name"}, "looks": {"place", "nationality", "name"}, "lost": {"bank_country", "name"}}
	return indicator.Flows{
		Step:  func(flow, step string) (indicator.Step, bool) { s, ok := steps[flow+" "+step]; return s, ok },
		Facts: func(flow string) ([]string, bool) { f, ok := facts[flow]; return f, ok },
	}
}

const world = `
platforms: [t.me, facebook.com]
indicators:
  - {flow: held, step: place, kind: place, on: seen_on}
  - {flow: looks, step: agent, kind: account}
  - {flow: lost, step: site, kind: site}
  - {flow: lost, step: site, kind: company}
  - {flow: lost, step: pay/wallet, kind: wallet, on: pay/on}
together:
  - {between: [looks, held], same: [nationality, place, name], most: 3}
  - {between: [looks, held], same: [name], most: 2}
`

func rules(t *testing.T) *indicator.Rules {
	t.Helper()
	r, faults := indicator.Parse("i.yaml", []byte(world), asks())
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

var today = answer.Day{Year: 2026, Month: 11, Day: 24}

func items(r *indicator.Rules, flow string, answers ...indicator.Answer) string {
	var list []string
	for _, s := range r.Items(flow, answers, today) {
		list = append(list, fmt.Sprintf("%s %s %s %s", s.Kind, s.Value, s.Month, s.Country))
	}
	return strings.Join(list, "; ")
}

func words(step, text string, kind answer.Type) indicator.Answer {
	return indicator.Answer{Step: step, Value: answer.Value{Type: kind, Text: text}}
}

// Only what has the form of an address or an account is taken out of words; the words themselves never are.
func TestAccountsOutOfWords(t *testing.T) {
	r := rules(t)
	for text, want := range map[string]string{
		"Mr.Chen from Co.Ltd, he is 1.75 tall": "",
		"my sister Grace Wanjiru told me":      "",
		"@GoldMax_HR and @goldmax_hr.":         "account @goldmax_hr",
		"https://t.me/GoldMax or t.me/+abcDEF": "account t.me/goldmax; account t.me/abcdef",
		"t[.]me/GoldMax":                       "account t.me/goldmax",
		"facebook.com":                         "", // the platform itself would do harm on a list
		"write hr@Gold-Max.example now":        "mail hr@gold-max.example",
		"call +855 12 345 678 or 012 345 678":  "phone +85512345678",
		"0085512345678":                        "phone +85512345678",
		"account 4111 1111 1111 1111":          "",
		"http://192.168.1.1/x":                 "",
		"http://8.8.8.8/x":                     "site 8.8.8.8",
		"see www.gold.example/a?b=1":           "site gold.example",
		"gold.example":                         "", // in words about people a point makes no address
		"\u202e@moc.live_x\u202c":              "account @moc.live_x",
		"' OR 1=1 --":                          "", "": "", "@@@@": "", "=cmd|' /C calc'!A0": "",
		strings.Repeat("@aaa ", 3000): "account @aaa",
	} {
		var got []string
		for _, s := range r.Items("looks", []indicator.Answer{words("agent", text, answer.Text)}, today) {
			got = append(got, string(s.Kind)+" "+s.Value)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%.60q gives %q, want %q", text, strings.Join(got, "; "), want)
		}
	}
}

func TestSitesAndCompanies(t *testing.T) {
	r := rules(t)
	for text, want := range map[string]string{
		"https://user:pw@www.Gold.example:8443/x?ref=me": "site gold.example",
		"gold.example and silver.example":                "site gold.example; site silver.example",
		"Gold-Max Pró":                                   "company gold max pro",
		"the app that Anna showed me at home":            "",
		"ab":                                             "", "https://t.me/joinchat": "account t.me/joinchat",
	} {
		v, wrong := answer.Parse(answer.URL, text, answer.Hints{Lang: "en", Today: today})
		if wrong != nil {
			t.Fatal(text, wrong)
		}
		var got []string
		for _, s := range r.Items("lost", []indicator.Answer{{Step: "site", Value: v}}, today) {
			got = append(got, string(s.Kind)+" "+s.Value)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%q gives %q, want %q", text, strings.Join(got, "; "), want)
		}
	}
}

func TestMonthAndCountry(t *testing.T) {
	r := rules(t)
	place := indicator.Answer{Step: "place", Fact: "place", Value: answer.Value{Type: answer.Place, Codes: []string{"kh-bavet"}}}
	on := func(step string, y, m int) indicator.Answer {
		return indicator.Answer{Step: step, Value: answer.Value{Type: answer.Date, Day: answer.Day{Year: y, Month: m}}}
	}
	bank := indicator.Answer{Step: "bank", Fact: "bank_country", Value: answer.Value{Type: answer.Country, Codes: []string{"US"}}}
	wallet := indicator.Answer{Step: "pay/2/wallet", Value: answer.Value{Type: answer.Wallet, Codes: []string{"address", "btc"}, Text: "bc1qx"}}
	for _, c := range []struct {
		flow    string
		answers []indicator.Answer
		want    string
	}{
		{"held", []indicator.Answer{place}, "place kh-bavet 2026-11 KH"},
		{"held", []indicator.Answer{place, on("seen_on", 2026, 3)}, "place kh-bavet 2026-03 KH"},
		{"held", []indicator.Answer{place, on("seen_on", 2026, 0)}, "place kh-bavet 2026-11 KH"}, // only the year is known
		{"held", []indicator.Answer{place, on("seen_on", 2031, 1)}, "place kh-bavet 2026-11 KH"},
		{"held", []indicator.Answer{place, on("seen_on", 1990, 1)}, "place kh-bavet 2026-11 KH"}, // a birthday
		{"looks", []indicator.Answer{place}, ""},                                                 // no rule for this flow
		{"lost", []indicator.Answer{wallet, bank, on("pay/1/on", 2026, 1), on("pay/2/on", 2026, 2)}, "wallet btc:bc1qx 2026-02 US"},
		{"held", []indicator.Answer{{Step: "place", Value: answer.Value{Type: answer.Place, Text: "a room near my aunt"}}}, ""},
		{"held", []indicator.Answer{{Step: "place", Value: answer.Value{Type: answer.Place, Codes: []string{"kh-bavet"}, Skipped: true}}}, ""},
		{"lost", []indicator.Answer{{Step: "pay/1/wallet", Value: answer.Value{Type: answer.Wallet, Codes: []string{"tx", ""}, Text: "aa"}}}, ""},
	} {
		if got := items(r, c.flow, c.answers...); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.flow, c.answers, got, c.want)
		}
	}
}

func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"indicators:\n  - {flow: heldd, step: place, kind: place}", `i.yaml:2:12: no flow is called "heldd"`},
		{"indicators:\n  - {flow: held, step: places, kind: place}", `i.yaml:2:24: held has no step "places"`},
		{"indicators:\n  - {flow: held, step: place, kind: site}", "an answer of the type place gives no site"},
		{"indicators:\n  - {flow: held, step: place, kind: person}", `"person" is no kind`},
		{"indicators:\n  - {flow: held, step: name, kind: account}", "a person's own name"},
		{"indicators:\n  - {flow: held, step: story, kind: account}", "stories are never read"},
		{"indicators:\n  - {flow: held, step: place, kind: place, on: name}", "does not ask for a date"},
		{"indicators: []\nplatforms: ['https://t.me']", "is no host"},
		{"indicators: []\ntogether:\n  - {between: [held, lost], same: [name], most: 1}", "i.yaml:3:22: cases of lost are about lost money"},
		{"indicators: []\ntogether:\n  - {between: [held, held], same: [name], most: 1}", "two flows"},
		{"indicators: []\ntogether:\n  - {between: [held, looks], same: [story], most: 1}", `not compared by "story"`},
		{"indicators: []\ntogether:\n  - {between: [held, looks], same: [name], most: 1, unless_other: [story]}", `not compared by "story"`},
		{"indicators: []\ntogether:\n  - {between: [held, looks], same: [name], most: 1, unless_other: [country]}", "does not ask for the fact country"},
		{"indicators: []\ntogether:\n  - {between: [held, looks], same: [country], most: 1}", "does not ask for the fact country"},
		{"indicators: []\ntogether:\n  - {between: [held, looks], same: [name], most: 0}", "between 1 and 20"},
		{"indicators: []\nmore: 1", `unknown field "more"`}, {"- x", "write"}, {"\x00", "i.yaml"},
	} {
		r, faults := indicator.Parse("i.yaml", []byte(c.text), asks())
		if got := faults.Error(); !strings.Contains(got, c.want) || r == nil {
			t.Errorf("%q:\n%s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestMarksFoldNames(t *testing.T) {
	r := rules(t)
	mark := func(flow, name string) string {
		v := answer.Value{Type: answer.Text, Text: name}
		var keys []string
		for _, m := range r.Marks(flow, []indicator.Answer{{Step: "name", Fact: "name", Value: v}}) {
			keys = append(keys, m.Key(0))
		}
		return strings.Join(keys, "|")
	}
	for _, same := range [][2]string{{"Lina  Mwangi", "línaMWANGI"}, {"O’Brien", "obrien"}, {"ليلى", "ليلى\u200f"}, {"Nguyễn", "nguyen"}} {
		if a, b := mark("held", same[0]), mark("looks", same[1]); a == "" || a != b {
			t.Errorf("%q and %q are not the same: %q %q", same[0], same[1], a, b)
		}
	}
	if mark("held", "x") != "" || mark("held", "!!") != "" || mark("lost", "Lina") != "" {
		t.Error("a name of one letter or none, or of a flow without a rule, is found")
	}
}
