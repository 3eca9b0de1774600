package hotline

import (
	"slices"
	"strings"
	"time"

	"safeharbour/bot/place"
)

// Reason is why a contact is not shown first, or not at all.
type Reason string

// The reasons.
const (
	NoSource   Reason = "unsourced"  // general knowledge only
	LowSource  Reason = "low"        // an old, weak or contradicted source
	TooOld     Reason = "expired"    // past its age limit: last, with a warning
	DutyTooOld Reason = "duty"       // an embassy's duty mobile past its age limit: hidden
	Ahead      Reason = "future"     // checked on a day that is still to come: a slip of the pen
	NotReached Reason = "unverified" // hidden only where nothing but verified contacts is shown
)

// Standing is a contact with what the gate says of it on a day.
type Standing struct {
	Contact
	Gate Gate
	Why  []Reason  // empty for a contact that is shown like any other
	Due  time.Time // the last day on which the contact is fresh; after it somebody must check it again
}

// Audit tells of every contact whether people see it at that time and why not, in the order of the file.
func (d *Directory) Audit(now time.Time, verifiedOnly bool) []Standing {
	list := make([]Standing, len(d.contacts))
	for i := range d.contacts {
		c := &d.contacts[i]
		list[i] = Standing{Contact: *c, Gate: c.Shown(now, verifiedOnly), Why: c.why(now, verifiedOnly), Due: c.Checked().AddDate(0, 0, c.Limit())}
	}
	return list
}

func (c *Contact) why(now time.Time, verifiedOnly bool) (why []Reason) {
	switch c.Confidence {
	case Unsourced:
		why = append(why, NoSource)
	case Low:
		why = append(why, LowSource)
	}
	if verifiedOnly && c.Verified.On.IsZero() {
		why = append(why, NotReached)
	}
	switch {
	case c.fresh(now):
	case now.Before(c.Checked()):
		why = append(why, Ahead)
	case c.DutyMobile:
		why = append(why, DutyTooOld)
	default:
		why = append(why, TooOld)
	}
	return why
}

// Old tells whether the contact is past its age limit.
func (s *Standing) Old() bool {
	return slices.ContainsFunc(s.Why, func(r Reason) bool { return r == TooOld || r == DutyTooOld || r == Ahead })
}

// Filter chooses contacts. An empty field chooses all.
type Filter struct {
	Country     string // where the service is, or what its embassy covers; Worldwide too
	Nationality string // whose citizens it serves by name
	Scope, For  string
	Police      *bool // only police, or everybody else
	Shown       *bool // only what people see, first or last; or only what they never see
	Old         bool  // past its age limit
	NoSource    bool  // unsourced or low
	NotReached  bool  // no named human has verified it
}

// Takes tells whether the filter chooses the contact.
func (f *Filter) Takes(s *Standing) bool {
	has := func(want string, list ...string) bool { return want == "" || slices.Contains(list, want) }
	switch {
	case !has(f.Country, append(slices.Clone(s.Covers), s.Country)...), !has(f.Nationality, s.Nationality...), !has(f.Scope, s.Scope...), !has(f.For, s.For...):
		return false
	case f.Police != nil && *f.Police != s.Police, f.Shown != nil && *f.Shown != (s.Gate != Hidden):
		return false
	case f.Old && !s.Old(), f.NoSource && s.Confidence >= Medium, f.NotReached && !s.Verified.On.IsZero():
		return false
	}
	return true
}

// Scopes are all scopes.
func Scopes() []string { return []string{Consular, Trafficking, Fraud, Crisis, Emergency} }

// Kinds are the kinds of people that a contact can be for.
func Kinds() []string { return []string{Trapped, Defrauded, Family, Escaped, CheckOffer} }

// Gap is what people of a country, or in it, are not shown.
type Gap struct {
	Country string
	None    []string // scopes of which the directory has no contact there
	Unseen  []string // scopes of which it has some, but shows none
	Aged    []string // scopes of which all that it shows are past their age limit
}

// Gaps tells what is missing, by country code. Consular lines count for the country whose citizens they serve, all others
// for the country where they are; worldwide ones count for none.
func Gaps(list []Standing) []Gap {
	best := map[string]map[string]Gate{}
	seen := func(country, scope string, g Gate) {
		if !place.IsCountry(country) {
			return
		}
		if best[country] == nil {
			best[country] = map[string]Gate{}
		}
		if scope != "" {
			best[country][scope] = max(best[country][scope], g)
		}
	}
	for i := range list {
		s := &list[i]
		seen(s.Country, "", Hidden)
		for _, scope := range s.Scope {
			if scope == Consular {
				for _, n := range s.Nationality {
					seen(n, scope, s.Gate)
				}
			} else if !s.posted() {
				seen(s.Country, scope, s.Gate)
			}
		}
	}
	var gaps []Gap
	for country, scopes := range best {
		gaps = append(gaps, gap(country, scopes))
	}
	gaps = slices.DeleteFunc(gaps, func(g Gap) bool { return len(g.None)+len(g.Unseen)+len(g.Aged) == 0 })
	slices.SortFunc(gaps, func(a, b Gap) int { return strings.Compare(a.Country, b.Country) })
	return gaps
}

func gap(country string, scopes map[string]Gate) Gap {
	g := Gap{Country: country}
	for _, scope := range Scopes() {
		switch gate, known := scopes[scope]; {
		case !known:
			g.None = append(g.None, scope)
		case gate == Hidden:
			g.Unseen = append(g.Unseen, scope)
		case gate == Expired:
			g.Aged = append(g.Aged, scope)
		}
	}
	return g
}
