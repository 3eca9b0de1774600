package hotline

import "strings"

// Way is one way to reach a contact from where the person is.
type Way struct {
	Kind   string // phone, short, sms, email, site, form, or the kind of a [Chat]
	To     string // as it is dialled, written or opened
	Unsure bool   // nobody knows whether the number works from there
}

// The kinds of ways that are no chats.
const (
	ByPhone = "phone" // E.164
	ByShort = "short" // a short or national number, dialled as written
	BySMS   = "sms"
	ByEmail = "email"
	BySite  = "site"
	ByForm  = "form"
)

// ways are all ways that work in a country; "" is an unknown one. A short number that belongs to another country is never
// among them: where the person is, it may ring at somebody else. Numbers to dial come first, then what is written.
func (c *Contact) ways(country string) []Way {
	var ways []Way
	add := func(kind, to string, works, unsure bool) {
		if to != "" && works {
			ways = append(ways, Way{kind, to, unsure})
		}
	}
	inside := country != "" && country == c.Country
	add(ByShort, c.ShortCode, inside, false)
	add(ByPhone, c.Phone, inside || c.Abroad != No, !inside && c.Abroad == Unknown)
	add(BySMS, c.SMS, inside || strings.HasPrefix(c.SMS, "+") && c.Abroad != No, !inside && c.Abroad == Unknown)
	for _, chat := range c.Chat {
		add(chat.Kind, chat.To, true, false)
	}
	add(ByEmail, c.Email, true, false)
	add(ByForm, c.ReportURL, true, false)
	add(BySite, c.URL, c.URL != c.ReportURL, false)
	return ways
}

// Dial is the number to call: the short one inside its country, else the full one. Empty when none works from there.
func (f *Found) Dial() string {
	for _, w := range f.Ways {
		if w.Kind == ByShort || w.Kind == ByPhone {
			return w.To
		}
	}
	return ""
}

// Site is the contact's own page, to check the number on; empty when none is known.
func (c *Contact) Site() string {
	if c.URL != "" {
		return c.URL
	}
	return c.ReportURL
}

// reach is how well the ways serve: 0 somebody answers, 1 perhaps, 2 there is only a page to read.
func reach(ways []Way) int {
	best := 2
	for _, w := range ways {
		switch {
		case w.Kind == BySite:
		case w.Unsure:
			best = min(best, 1)
		default:
			best = 0
		}
	}
	return best
}
