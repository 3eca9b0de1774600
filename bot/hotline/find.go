package hotline

import (
	"slices"
	"time"

	"safeharbour/bot/place"
)

// Query says who needs which contacts.
type Query struct {
	Scope       []string  // any of these, the most wanted first; empty finds nothing
	Country     string    // where they are (for Fraud: where the bank is); empty when unknown
	From        string    // where they call from, with Elsewhere; empty when unknown
	Elsewhere   bool      // they look for somebody in Country, and are not there themselves
	Nationality []string  // their passports; empty when unknown
	For         string    // the kind of person; empty is any
	Now         time.Time // the age of contacts is measured against this
	Limit       int       // how many at most; 0 is all

	// VerifiedOnly leaves out what no named human has verified.
	VerifiedOnly bool
	// Police lets police in. Leave it off for people who are held or have escaped until they chose it: local police may
	// sell people back.
	Police bool
}

// Origin is why a contact was found.
type Origin int

// The origins.
const (
	Home   Origin = iota // of the country whose passport they have
	Local                // of the country where they are
	Global               // of no country; also offered where nothing else is known
)

// Found is a contact with what the reader must know about it.
type Found struct {
	Contact
	Origin  Origin
	Expired bool      // past its age limit: say so, with Checked
	Checked time.Time // the day that it was last checked
	Ways    []Way     // how to reach it from where they are; never empty
}

// Find returns the contacts that fit, best first. It is empty when none is known: then say so.
//
// People who are held get their own state's lines first, then those of the country where they are, then worldwide ones,
// and police after all others. Money, crisis and emergency lines are best close by, so the country comes first there, with
// police after others of the same country. Contacts past their age limit come last.
func (d *Directory) Find(q Query) []Found {
	type ranked struct {
		Found
		rank []int
	}
	var all []ranked
	for i := range d.contacts {
		c := &d.contacts[i]
		if f, ok := q.match(c); ok {
			all = append(all, ranked{f, append(q.rank(&f), i)})
		}
	}
	slices.SortFunc(all, func(a, b ranked) int { return slices.Compare(a.rank, b.rank) })
	var found []Found
	seen := map[string]bool{}
	for _, r := range all {
		if (q.Limit <= 0 || len(found) < q.Limit) && news(r.Ways, seen) {
			found = append(found, r.Found)
		}
	}
	return found
}

// news tells whether there is a way that no earlier contact had: some services stand in the directory twice, under two
// names with one number. It remembers the ways.
func news(ways []Way, seen map[string]bool) bool {
	some := false
	for _, w := range ways {
		key := w.Kind + " " + w.To
		some = some || !seen[key]
		seen[key] = true
	}
	return some
}

// match tells whether the contact fits, and how it can be reached.
func (q *Query) match(c *Contact) (Found, bool) {
	gate := c.Shown(q.Now, q.VerifiedOnly)
	origin, fits := q.origin(c)
	switch {
	case gate == Hidden, !fits, c.Police && !q.Police, !overlap(c.Scope, q.Scope), !c.serves(q.For):
		return Found{}, false
	}
	at := q.Country
	if q.Elsewhere {
		at = q.From
	}
	ways := c.ways(at)
	return Found{Contact: *c, Origin: origin, Expired: gate == Expired, Checked: c.Checked(), Ways: ways}, len(ways) > 0
}

// serves tells whether the contact is for a kind of person; empty is any. A state's line for its citizens who are held is
// for them when they are out or detained, too.
func (c *Contact) serves(kind string) bool {
	return kind == "" || slices.Contains(c.For, kind) ||
		kind == Escaped && slices.Contains(c.For, Trapped) && slices.Contains(c.Scope, Consular)
}

// origin tells whether the contact serves this person at this place.
func (q *Query) origin(c *Contact) (Origin, bool) {
	theirs := overlap(c.Nationality, q.Nationality)
	here := q.here(c)
	switch {
	case len(c.Nationality) > 0 && !theirs:
		return 0, false // another state's citizens only
	case theirs && c.posted():
		return Home, here // an embassy elsewhere would only send them on
	case theirs, place.IsCountry(c.Country) && slices.Contains(q.Nationality, c.Country):
		return Home, true
	case here:
		return Local, true
	}
	return Global, c.Country == Worldwide
}

func (q *Query) here(c *Contact) bool {
	return q.Country != "" && (c.Country == q.Country || slices.Contains(c.Covers, q.Country))
}

// posted tells whether the contact is a state's embassy or consulate in another country.
func (c *Contact) posted() bool {
	return len(c.Nationality) > 0 && !slices.Contains(c.Nationality, c.Country)
}

// rank orders what was found; the smallest comes first.
func (q *Query) rank(f *Found) []int {
	theirs := len(f.Nationality) > 0 && slices.Contains(q.Nationality, f.Nationality[0]) || slices.Contains(q.Nationality, f.Country)
	scope := slices.IndexFunc(q.Scope, func(s string) bool { return slices.Contains(f.Scope, s) })
	return []int{
		bit(f.Expired),
		bit(!f.First),
		bit(q.homeFirst() && f.Police),
		q.group(f),
		bit(f.Police),
		reach(f.Ways),
		bit(!theirs),
		bit(!q.here(&f.Contact)),
		scope,
		bit(f.Verified.On.IsZero()),
		-int(f.Confidence),
		bit(f.Hours != "24/7"),
	}
}

// group is 0 for the contacts that come first, 1 for the next, 2 for those of no country.
func (q *Query) group(f *Found) int {
	switch {
	case f.Origin == Global:
		return 2
	case q.homeFirst() && f.Origin == Home, !q.homeFirst() && q.here(&f.Contact):
		return 0
	}
	return 1
}

// homeFirst tells whether one's own state comes before the country where one is.
func (q *Query) homeFirst() bool { return overlap(q.Scope, []string{Consular, Trafficking}) }

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// bit is 1 for true: what puts a contact behind others.
func bit(behind bool) int {
	if behind {
		return 1
	}
	return 0
}
