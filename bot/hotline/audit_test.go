package hotline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/hotline"
)

func TestAuditSaysWhy(t *testing.T) {
	d := parse(t, entry("id=good")+entry("id=low", "confidence=low")+entry("id=none", "confidence=unsourced")+
		entry("id=duty", "duty_mobile=true", "nationality=[PH]")+entry("id=ahead", "checked_on='2028-01-01'")+entry("id=code", "scope=[emergency]")+
		entry("id=ph-line"), verified("verified_on='2027-02-20'"))
	now := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	for verifiedOnly, want := range map[bool]string{
		false: "good 1[expired] 2027-02-21|low 0[low expired] 2027-02-21|none 0[unsourced expired] 2027-02-21|duty 0[duty] 2026-12-23|" +
			"ahead 1[future] 2028-03-31|code 2[] 2027-11-23|ph-line 2[] 2027-05-21",
		true: "good 0[unverified expired] 2027-02-21|low 0[low unverified expired] 2027-02-21|none 0[unsourced unverified expired] 2027-02-21|" +
			"duty 0[unverified duty] 2026-12-23|ahead 0[unverified future] 2028-03-31|code 0[unverified] 2027-11-23|ph-line 2[] 2027-05-21",
	} {
		var got []string
		for _, s := range d.Audit(now, verifiedOnly) {
			got = append(got, fmt.Sprintf("%s %d%v %s", s.ID, s.Gate, s.Why, s.Due.Format(time.DateOnly)))
			if old := s.Gate == hotline.Expired; old && !s.Old() {
				t.Errorf("%s is shown last, but not as old", s.ID)
			}
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("verified only %v:\ngot  %s\nwant %s", verifiedOnly, got, want)
		}
	}
}

// The last fresh day that Audit names is the last on which the gate shows the contact like any other.
func TestDueAgreesWithTheGate(t *testing.T) {
	for _, s := range shipped(t).Audit(compiled, false) {
		if s.Gate == hotline.Hidden {
			continue
		}
		last, next := s.Due.Add(23*time.Hour), s.Due.Add(25*time.Hour)
		if s.Shown(last, false) != hotline.Shown || s.Shown(next, false) == hotline.Shown {
			t.Errorf("%s: due %v, shown then %d, a day later %d", s.ID, s.Due, s.Shown(last, false), s.Shown(next, false))
		}
	}
}

func TestFilter(t *testing.T) {
	d := parse(t, entry("id=a")+entry("id=b", "country=TH", "nationality=[NP]", "covers=[MM]", "scope=[consular]", "for=[family]")+
		entry("id=c", "operator=police", "is_police=true", "scope=[fraud]", "for=[defrauded]")+entry("id=d", "confidence=low")+entry("id=ph-line", "checked_on='2026-01-01'"), verified("verified_on='2026-11-24'"))
	yes, no := true, false
	for _, c := range []struct {
		name string
		f    hotline.Filter
		want string
	}{
		{"all", hotline.Filter{}, "a b c d ph-line"},
		{"country", hotline.Filter{Country: "TH"}, "b"},
		{"country that an embassy covers", hotline.Filter{Country: "MM"}, "b"},
		{"nationality", hotline.Filter{Nationality: "NP"}, "b"},
		{"nationality of nobody", hotline.Filter{Nationality: "PH"}, ""},
		{"scope", hotline.Filter{Scope: "fraud"}, "c"},
		{"for", hotline.Filter{For: "family"}, "b"},
		{"police", hotline.Filter{Police: &yes}, "c"},
		{"no police", hotline.Filter{Police: &no}, "a b d ph-line"},
		{"shown", hotline.Filter{Shown: &yes}, "a b c ph-line"},
		{"hidden", hotline.Filter{Shown: &no}, "d"},
		{"unsourced", hotline.Filter{NoSource: true}, "d"},
		{"unverified", hotline.Filter{NotReached: true}, "a b c d"},
		{"old", hotline.Filter{Old: true}, "a b d"},
		{"two at once", hotline.Filter{Country: "PH", Shown: &yes, NotReached: true}, "a c"},
	} {
		var ids []string
		for _, s := range d.Audit(time.Date(2027, 2, 22, 12, 0, 0, 0, time.UTC), false) {
			if c.f.Takes(&s) {
				ids = append(ids, s.ID)
			}
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestGaps(t *testing.T) {
	d := parse(t, entry("id=a", "scope=[trafficking, fraud, crisis]")+entry("id=b", "scope=[emergency]", "confidence=low")+
		entry("id=c", "country=INT", "scope=[crisis]")+entry("id=d", "country=MM", "nationality=[PH, NP]", "scope=[consular, trafficking]"))
	for day, want := range map[string]string{
		"2026-11-24": "{MM [consular trafficking fraud crisis emergency] [] []} {NP [trafficking fraud crisis emergency] [] []} {PH [] [emergency] []}",
		"2027-03-01": "{MM [consular trafficking fraud crisis emergency] [] []} {NP [trafficking fraud crisis emergency] [] [consular]} " +
			"{PH [] [emergency] [consular trafficking fraud crisis]}",
	} {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, g := range hotline.Gaps(d.Audit(now, false)) {
			got = append(got, fmt.Sprint(g))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", day, got, want)
		}
	}
}

// What the notes of the compilers call missing is missing, and is not hidden by a line that people never see.
func TestShippedGapsAreThoseOfTheNotes(t *testing.T) {
	gaps := map[string]hotline.Gap{}
	for _, g := range hotline.Gaps(shipped(t).Audit(compiled, false)) {
		gaps[g.Country] = g
	}
	for scope, countries := range map[string]string{
		"fraud":       "MM LA VN BD NP LK ET KE UG ZA BR PE PT DE IE RU KZ UZ TR",
		"trafficking": "SG JP IN BD PT IE NZ RU MM", "crisis": "MM AE MO ET UG KZ UZ TR",
	} {
		for _, c := range strings.Fields(countries) {
			if g := gaps[c]; !slices.Contains(g.None, scope) && !slices.Contains(g.Unseen, scope) {
				t.Errorf("%s has a %s line: %v", c, scope, g)
			}
		}
	}
}
