package hotline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/hotline"
)

// ids of what was found; "*" marks the expired, "!" police.
func ids(found []hotline.Found) string {
	var s []string
	for _, f := range found {
		id := f.ID
		if f.Expired {
			id += "*"
		}
		if f.Police {
			id += "!"
		}
		s = append(s, id)
	}
	return strings.Join(s, " ")
}

// q writes a query: scopes, where, nationalities, for.
func q(scope, country, nationality, who string) hotline.Query {
	return hotline.Query{Scope: strings.Fields(scope), Country: country, Nationality: strings.Fields(nationality), For: who, Now: compiled}
}

func police(x hotline.Query) hotline.Query { x.Police = true; return x }

func elsewhere(x hotline.Query, from string) hotline.Query {
	x.Elsewhere, x.From = true, from
	return x
}

func limit(x hotline.Query, n int) hotline.Query { x.Limit = n; return x }

// TestFindInTheShippedDirectory walks the people who matter most through the real file.
func TestFindInTheShippedDirectory(t *testing.T) {
	d := shipped(t)
	for _, c := range []struct {
		name  string
		query hotline.Query
		want  string
	}{
		{"Filipino in Myanmar: the embassy there first", limit(q("trafficking consular", "MM", "PH", "trapped"), 3), "mm-ph-embassy-yangon th-ph-embassy-bangkok ph-dmw-owwa-1348"},
		{"Filipino in Cambodia: no embassy of elsewhere", limit(q("trafficking consular", "KH", "PH", "trapped"), 2), "ph-dmw-owwa-1348 ph-1343"},
		{"Indian in Cambodia: the embassy's own lines", limit(q("trafficking consular", "KH", "IN", "trapped"), 3), "kh-in-embassy-phnompenh-mobile kh-in-embassy-phnompenh in-madad"},
		{"Indonesian in Myanmar: the ministry's portal", limit(q("consular trafficking", "MM", "ID", "trapped"), 1), "id-peduli-wni"},
		{"Vietnamese in Myanmar", limit(q("trafficking consular", "MM", "VN", "trapped"), 2), "vn-consular-1 vn-consular-2"},
		{"Taiwanese in Cambodia: their own centre before police", police(q("trafficking consular", "KH", "TW", "trapped")), "tw-mofa-emergency int-gaso kh-117! kh-117-telegram!"},
		{"Taiwanese are never sent to the PRC", q("consular", "MM", "TW", ""), "tw-mofa-emergency tw-mofa-global-free"},
		{"two passports, one of Taiwan", limit(q("consular", "MM", "PH TW", "trapped"), 1), "tw-mofa-emergency"},
		{"Hong Kong: their own line before 12308", limit(q("trafficking consular", "MM", "HK", "trapped"), 3), "hk-immd-1868 cn-12308 cn-12308-b"},
		{"nationality unknown in Cambodia", q("trafficking consular", "KH", "", "trapped"), "int-gaso"},
		{"nationality and country unknown", q("trafficking consular", "", "", "trapped"), "int-gaso"},
		{"out of Myanmar, Filipino: lines for people who are held serve them too", limit(q("consular", "MM", "PH", "escaped"), 1), "mm-ph-embassy-yangon"},
		{"looks for somebody in Thailand from elsewhere: no short code", elsewhere(q("trafficking", "TH", "", "family"), ""), "int-global-alms int-gaso"},
		{"looks for somebody in Thailand from Kenya: Kenya's number", limit(elsewhere(q("consular", "TH", "KE", "family"), "KE"), 1), "ke-diaspora-call-centre"},
		{"country unknown: home lines, no short codes", limit(q("trafficking consular", "", "KE", "trapped"), 1), "ke-diaspora-call-centre"},
		{"a country that nobody has data on", q("consular", "XX", "XX", "trapped"), ""},
		{"no scope", q("", "TH", "TH", "trapped"), ""},
		{"police only when let in", q("emergency", "MM", "", "trapped"), ""},
		{"emergency, let in", police(q("emergency", "MM", "", "trapped")), "mm-emergency!"},
		{"one number under two names is one contact", police(q("emergency", "KH", "", "trapped")), "kh-117!"},
		{"home emergency numbers do not ring abroad", police(q("emergency", "", "US", "trapped")), ""},
		{"defrauded in India: the country's line first, though police", limit(police(q("fraud", "IN", "", "defrauded")), 2), "in-1930! int-gaso"},
		{"defrauded in the United States: the form of the consumer agency, then the police one", limit(police(q("fraud", "US", "", "defrauded")), 2), "us-ftc us-ic3!"},
		{"bank in Singapore, passport of Malaysia", limit(q("fraud", "SG", "MY", "defrauded"), 2), "sg-scamshield-1799 my-nsrc-997"},
		{"suicide, at home", limit(q("crisis", "US", "US", "defrauded"), 1), "us-988"},
		{"suicide, nothing known there: worldwide lists only", q("crisis", "MM", "", "trapped"), "int-findahelpline int-befrienders"},
		{"suicide, abroad: home line that may not work comes before lists", limit(q("crisis", "MM", "PH", ""), 2), "ph-ncmh-1553 int-findahelpline"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ids(d.Find(c.query)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestFindPutsExpiredLastAndHidesOldDutyMobiles(t *testing.T) {
	d := parse(t, entry("id=embassy", "country=MM", "nationality=[PH]", "scope=[consular]")+
		entry("id=duty", "country=MM", "nationality=[PH]", "scope=[consular]", `phone="+95911111111"`, "duty_mobile=true")+
		entry("id=ngo", "country=MM", `phone="+95922222222"`, "checked_on='2027-02-20'"))
	query := q("trafficking consular", "MM", "PH", "trapped")
	if got := ids(d.Find(query)); got != "embassy duty ngo*" { // the ngo's date lies ahead: a slip of the pen
		t.Errorf("fresh: %s", got)
	}
	query.Now = time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	found := d.Find(query)
	if got := ids(found); got != "ngo embassy*" {
		t.Fatalf("old: %s", got)
	}
	if f := found[1]; !f.Expired || f.Checked.Format(time.DateOnly) != "2026-11-23" {
		t.Errorf("expired %v, checked %v", f.Expired, f.Checked)
	}
}

func TestFindVerifiedOnly(t *testing.T) {
	d := parse(t, entry("id=a")+entry("id=b", "confidence=medium", `phone="+63222222222"`, "verified_on='2026-11-23'", "verified_by=Ana", "method=call"))
	query := q("trafficking", "PH", "", "trapped")
	if got := ids(d.Find(query)); got != "b a" {
		t.Errorf("sourced: %s", got)
	}
	query.VerifiedOnly = true
	if got := ids(d.Find(query)); got != "b" {
		t.Errorf("verified: %s", got)
	}
	if got := ids(shipped(t).Find(query)); got != "" {
		t.Errorf("nobody has verified the shipped file, but it shows %s", got)
	}
}

func TestWaysAreThoseThatWorkThere(t *testing.T) {
	const both = `short_code="1343"`
	for _, c := range []struct {
		name    string
		fields  []string
		country string
		dial    string
		ways    string
	}{
		{"at home", []string{both}, "PH", "1343", "short:1343 phone:+63288344996"},
		{"abroad: no short code", []string{both}, "MM", "+63288344996", "phone:+63288344996"},
		{"place unknown: no short code", []string{both}, "", "+63288344996", "phone:+63288344996"},
		{"abroad, perhaps", []string{both, "callable_from_abroad=unknown"}, "MM", "+63288344996", "phone:+63288344996?"},
		{"abroad, not callable: only in writing", []string{both, "callable_from_abroad=false", "chat=['line:@x']", "email=a@x.org"}, "MM", "", "line:@x email:a@x.org"},
		{"abroad, no way", []string{both, "callable_from_abroad=false"}, "MM", "", ""},
		{"short message with a word, at home", []string{"sms='2337 (HELP)'"}, "PH", "+63288344996", "phone:+63288344996 sms:2337 (HELP)"},
		{"short message with a word, abroad", []string{"sms='2337 (HELP)'"}, "MM", "+63288344996", "phone:+63288344996"},
		{"form and site are one", []string{"url=https://x.org", "report_url=https://x.org"}, "MM", "+63288344996", "phone:+63288344996 form:https://x.org"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := parse(t, entry(c.fields...)).Find(q("trafficking", c.country, "PH", "trapped"))
			var dial string
			var ways []string
			for _, f := range found {
				dial = f.Dial()
				for _, w := range f.Ways {
					s := w.Kind + ":" + w.To
					if w.Unsure {
						s += "?"
					}
					ways = append(ways, s)
				}
			}
			if got := strings.Join(ways, " "); got != c.ways || dial != c.dial {
				t.Errorf("dial %q, ways %q; want %q, %q", dial, got, c.dial, c.ways)
			}
		})
	}
}

func TestFindPutsSureBeforeUnsureBeforePages(t *testing.T) {
	d := parse(t, entry("id=page", "phone=", "url=https://x.org")+
		entry("id=unsure", `phone="+63211111111"`, "callable_from_abroad=unknown")+
		entry("id=sure", `phone="+63222222222"`, "confidence=medium"))
	if got := ids(d.Find(q("trafficking", "MM", "PH", "trapped"))); got != "sure unsure page" {
		t.Errorf("got %s", got)
	}
}

// TestNothingUnfitIsEverShown asks every question that people could ask of the shipped directory.
func TestNothingUnfitIsEverShown(t *testing.T) {
	d := shipped(t)
	countries := []string{""}
	for _, c := range d.All() {
		if !slices.Contains(countries, c.Country) {
			countries = append(countries, c.Country)
		}
	}
	scopes := []string{hotline.Consular, hotline.Trafficking, hotline.Fraud, hotline.Crisis, hotline.Emergency}
	for _, days := range []int{0, 60, 400} {
		for _, where := range countries {
			for _, passport := range countries {
				query := hotline.Query{Scope: scopes, Country: where, Nationality: []string{passport}, Now: compiled.AddDate(0, 0, days)}
				for _, f := range d.Find(query) {
					if why := unfit(f, query); why != "" {
						t.Fatalf("%s in %q with passport %q after %d days: %s", f.ID, where, passport, days, why)
					}
				}
			}
		}
	}
}

func unfit(f hotline.Found, q hotline.Query) string {
	foreign := len(f.Nationality) > 0
	for _, n := range f.Nationality {
		foreign = foreign && n != q.Nationality[0]
	}
	switch {
	case f.Confidence < hotline.Medium, f.Source == "":
		return "no good source"
	case f.Police:
		return "police, not asked for"
	case foreign:
		return "serves other citizens"
	case f.DutyMobile && f.Expired:
		return "old duty mobile"
	case len(f.Ways) == 0:
		return "no way"
	case f.Country != q.Country && f.ShortCode != "" && f.Dial() == f.ShortCode:
		return "short code of another country"
	case f.Country != hotline.Worldwide && f.Country != q.Country && f.Country != q.Nationality[0] && f.Origin != hotline.Home:
		return "of a country that has nothing to do with them"
	}
	return ""
}
