package content_test

import (
	"slices"
	"testing"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/content"
	"safeharbour/bot/hotline"
)

// facts are answers by their meaning: one code each.
func facts(codes map[string]string) func(string) answer.Value {
	return func(name string) (v answer.Value) {
		if code := codes[name]; code != "" {
			v = answer.Value{Type: answer.One, Codes: []string{code}}
		}
		return v
	}
}

// Where a flow asks whether the person is afraid of their own state, only "no" opens the embassy.
func TestEmbassyOpensOnlyWithANo(t *testing.T) {
	c := load(t)
	for _, x := range []struct {
		flow, fear string
		want       content.Embassy
	}{
		{"escaped_or_detained", "", content.EmbassyNotAsked},
		{"escaped_or_detained", "yes", content.EmbassyLocked},
		{"escaped_or_detained", "unsure", content.EmbassyLocked},
		{"escaped_or_detained", "no", content.EmbassyOpen},
		{"trapped", "", content.EmbassyOpen},
		{"family", "", content.EmbassyOpen},
		{"a flow that is gone", "", content.EmbassyOpen},
	} {
		if got := c.Embassy(x.flow, facts(map[string]string{"fear": x.fear})); got != x.want {
			t.Errorf("%s, afraid %q: got %v, want %v", x.flow, x.fear, got, x.want)
		}
	}
}

// Somebody who is afraid of their own state, or may be, is shown nothing that belongs to it, whatever is asked for.
func TestNothingOfTheirOwnStateWhileTheEmbassyIsLocked(t *testing.T) {
	c := load(t)
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	find := func(nationality, fear string) []hotline.Found {
		n := c.Whom("escaped_or_detained", "trafficking,consular,crisis",
			facts(map[string]string{"country": "TH", "nationality": nationality, "fear": fear}))
		return c.Find(n, now)
	}
	open := 0
	for _, nationality := range answer.Countries() {
		for _, fear := range []string{"", "yes", "unsure"} {
			for _, f := range find(nationality, fear) {
				if len(f.Nationality) > 0 || f.Origin == hotline.Home {
					t.Errorf("passport of %s, afraid %q: shown %s", nationality, fear, f.ID)
				}
			}
		}
		if slices.ContainsFunc(find(nationality, "no"), func(f hotline.Found) bool { return f.Origin == hotline.Home }) {
			open++
		}
	}
	if open < 15 { // else the test would pass with a directory that knows no state's line at all
		t.Errorf("only %d states have a line for citizens who are not afraid", open)
	}
}

// Whoever looks for somebody in another country calls from their own: no short number of elsewhere, and for themselves
// the lines of where they are.
func TestLinesForSomebodyWhoIsElsewhere(t *testing.T) {
	c := load(t)
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	for _, own := range []string{"", "SG", "KE"} {
		said := facts(map[string]string{"country": "TH", "nationality": "KE", "own_country": own})
		n := c.Whom("family", "trafficking,consular", said)
		if n.Country != "TH" || n.Where() != own {
			t.Errorf("writer in %q: looks in %q and calls from %q", own, n.Country, n.Where())
		}
		for _, f := range c.Find(n, now) {
			if f.Ways[0].Kind == hotline.ByShort && f.Country != own {
				t.Errorf("writer in %q: %s has the short number of %s", own, f.ID, f.Country)
			}
		}
		if n := c.Whom("family", "crisis", said); n.Country != own {
			t.Errorf("writer in %q: crisis lines of %q", own, n.Country)
		}
	}
	if n := c.Whom("trapped", "trafficking", facts(map[string]string{"country": "TH"})); n.Where() != "TH" {
		t.Errorf("who is held in Thailand calls from %q", n.Where())
	}
	if n := c.Whom("defrauded", "fraud", facts(map[string]string{"bank_country": "SG"})); n.Country != "SG" || n.Where() != "SG" {
		t.Errorf("a bank in Singapore: %+v", n)
	}
}
