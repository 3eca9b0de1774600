package content

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
	"safeharbour/bot/hotline"
	"safeharbour/bot/locale"
	"safeharbour/bot/pattern"
	"safeharbour/bot/report"
)

// Choice words a code that answers a step: one of its choices, a country, or a place.
func (c *Content) Choice(w *locale.Words, def *flow.StepDef, code string) string {
	switch def.Answer {
	case answer.YesNo:
		return w.Text("answer." + code)
	case answer.Review:
		return w.Text("ui.review." + code)
	case answer.Country:
		return answer.CountryName(code, w.Tag())
	case answer.Place:
		return c.placeName(code, w.Tag())
	case answer.Money:
		return code // a currency
	default:
		return w.Text(def.Ask + "." + code)
	}
}

// Value words an answer in the reader's language. ask is the message key of the question. Words that a person wrote come
// back as they are.
func (c *Content) Value(w *locale.Words, ask string, v answer.Value) string {
	if v.Skipped {
		return w.Text("card.skipped")
	}
	switch v.Type {
	case answer.Date:
		return answer.FormatDay(v.Day, w.Tag())
	case answer.Money:
		return answer.FormatAmount(v.Amount, w.Tag())
	case answer.Pin:
		return w.Text("card.pin", "Lat", degrees(v.Lat), "Lon", degrees(v.Lon))
	case answer.Wallet:
		if chain := report.Chain(v); chain != "" {
			return v.Text + " (" + chain + ")"
		}
		return v.Text
	case answer.Read:
		return "✓"
	}
	if len(v.Codes) == 0 {
		return v.Text
	}
	// Words beside a place are not here: who shows them has to show that they are the person's own.
	def := &flow.StepDef{Ask: ask, Answer: v.Type}
	words := make([]string, len(v.Codes))
	for i, code := range v.Codes {
		words[i] = c.Choice(w, def, code)
	}
	return strings.Join(words, w.Text("ui.comma"))
}

// Voice words a paper in one language; English where there are no words in it.
func (c *Content) Voice(lang string) report.Voice {
	w := c.Words.Words(lang)
	return report.Voice{Words: w, Value: func(ask string, v answer.Value) string { return c.Value(w, ask, v) }}
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', 5, 64) }

func (c *Content) placeName(id, lang string) string {
	p, ok := c.Places.ByID(id)
	if !ok {
		return id
	}
	return p.Name(lang)
}

// Moved tells whether an answer names a place whose people may have been moved elsewhere.
func (c *Content) Moved(v answer.Value) bool {
	if v.Type != answer.Place || len(v.Codes) == 0 {
		return false
	}
	p, _ := c.Places.ByID(v.Codes[0])
	return p.Moved
}

// PlaceIDs lists the places of a country that a person can choose by a button.
func (c *Content) PlaceIDs(country string) []string {
	var ids []string
	for _, p := range c.Places.ByCountry(country) {
		ids = append(ids, p.ID)
	}
	return ids
}

// Need says whom contacts are for.
type Need struct {
	Scope       string // of the directory; several with commas
	Flow        string // the flow the person is in
	Country     string // where they are, or where their bank is; may be empty
	From        string // where they call from, with Elsewhere; empty when that is not known
	Elsewhere   bool   // they look for somebody in Country, and are not there themselves
	Nationality []string
	Police      bool // let police in, after all others: never for people who are held, unless they chose it
	Limit       int
	Last        []string // ids of contacts that did not answer this person: after all others
}

// contactKinds are the kinds of people that the directory knows, by their flow.
var contactKinds = map[string]string{"trapped": hotline.Trapped, "defrauded": hotline.Defrauded, "family": hotline.Family,
	"escaped_or_detained": hotline.Escaped, "check_offer": hotline.CheckOffer}

// Find chooses contacts. It is empty when none is known: then say so.
func (c *Content) Find(n Need, now time.Time) []hotline.Found {
	q := hotline.Query{Scope: strings.Split(n.Scope, ","), Country: n.Country, From: n.From, Elsewhere: n.Elsewhere,
		Nationality: n.Nationality, Now: now, Limit: n.Limit, Last: n.Last, VerifiedOnly: c.VerifiedOnly, Police: n.Police}
	if n.Scope != hotline.Crisis { // a crisis line is for everybody
		q.For = contactKinds[n.Flow]
	}
	return c.Contacts.Find(q)
}

// ContactLines words contacts for a person: name and ways to reach it, whether it is police, how old it is.
func (c *Content) ContactLines(w *locale.Words, found []hotline.Found) []string {
	lines := make([]string, len(found))
	for i := range found {
		lines[i] = c.Contact(w, &found[i])
	}
	return lines
}

// ContactNames words contacts for staff, one line each, with source and month: they choose what the person sees whole.
func (c *Content) ContactNames(w *locale.Words, found []hotline.Found) []string {
	lines := make([]string, len(found))
	for i, f := range found {
		lines[i] = "☎ " + w.Text("ui.contact.line", "Name", c.ContactName(w, &found[i]), "Number", f.Ways[0].To)
		if f.Police {
			lines[i] += " · " + w.Text("ui.contact.police")
		}
		lines[i] += " · " + sourceSite(&found[i]) + ", " + checkedMonth(w, &found[i])
	}
	return lines
}

// ContactName is a contact's own name where the reader reads its language, else the English one.
func (c *Content) ContactName(w *locale.Words, f *hotline.Found) string {
	if own(w.Tag(), f) {
		return f.LocalName
	}
	return f.Name
}

// own tells whether a contact has a name in the reader's language: it is named in the first of those that are spoken there.
func own(tag string, f *hotline.Found) bool {
	base, _, _ := strings.Cut(tag, "-")
	return f.LocalName != "" && len(f.Languages) > 0 && f.Languages[0] == base
}

// Contact words one contact, with where its number comes from and when it was checked (design.md, rule 7).
func (c *Content) Contact(w *locale.Words, f *hotline.Found) string {
	name, other := f.Name, f.LocalName
	if own(w.Tag(), f) {
		name, other = other, name
	}
	if other != "" {
		name += " (" + other + ")"
	}
	var ways []string
	for i, way := range f.Ways {
		if way.Kind == hotline.BySite && slices.ContainsFunc(f.Ways[:i], func(w hotline.Way) bool { return w.To == way.To }) {
			continue // its chat is on the site itself
		}
		to := way.To
		if way.Kind != hotline.ByPhone && way.Kind != hotline.ByShort && way.Kind != hotline.BySite && way.Kind != hotline.ByForm && way.Kind != hotline.ByEmail {
			to = way.Kind + " " + to
		}
		ways = append(ways, to)
	}
	lines := []string{"☎ " + w.Text("ui.contact.line", "Name", name, "Number", strings.Join(ways, " · "))}
	if f.Police {
		lines = append(lines, w.Text("ui.contact.police"))
	}
	if hours := contactHours(w, f.Hours); hours != "" {
		lines = append(lines, hours)
	}
	month := checkedMonth(w, f)
	if f.Expired {
		lines = append(lines, w.Text("ui.contact.old", "Month", month))
	} else {
		lines = append(lines, w.Text("ui.contact.checked", "Month", month))
	}
	if site := sourceSite(f); site != "" {
		lines = append(lines, w.Text("ui.contact.source", "Source", site))
	}
	return strings.Join(lines, "\n")
}

// contactHours words when a contact answers. The directory has it in English: in other languages only the times of day stay,
// and that they are not all.
func contactHours(w *locale.Words, hours string) string {
	hours, _, _ = strings.Cut(hours, ";") // what stands behind is for whoever checks the entry
	times := timesOfDay().FindString(hours)
	switch {
	case hours == "":
		return ""
	case hours == "24/7":
		return w.Text("ui.contact.always")
	case strings.HasPrefix(hours, "recheck"):
		return w.Text("ui.contact.some_hours")
	case w.Tag() == "en" || hours == times:
		return w.Text("ui.contact.hours", "Hours", hours)
	case times == "":
		return w.Text("ui.contact.some_hours")
	}
	return w.Text("ui.contact.hours", "Hours", times) + " · " + w.Text("ui.contact.some_hours")
}

var timesOfDay = pattern.New(`\d{2}:\d{2}-\d{2}:\d{2}`)

// checkedMonth is the month in which a contact was last checked.
func checkedMonth(w *locale.Words, f *hotline.Found) string {
	return answer.FormatDay(answer.Day{Year: f.Checked.Year(), Month: int(f.Checked.Month())}, w.Tag())
}

// sourceSite is the host of the page that the number came from: the whole address would fill a small screen.
func sourceSite(f *hotline.Found) string {
	_, rest, ok := strings.Cut(f.Source, "://")
	if !ok {
		return f.Source
	}
	host, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(host, "www.")
}

// offsets are the hours of places from UTC, where one clock holds for nearly all of the country. They serve only for
// showing a local time and for the hours in which a person may be written to.
var offsets = map[string]time.Duration{
	"MM": 6*time.Hour + 30*time.Minute, "KH": 7 * time.Hour, "LA": 7 * time.Hour, "TH": 7 * time.Hour, "VN": 7 * time.Hour,
	"ID": 7 * time.Hour, "PH": 8 * time.Hour, "MY": 8 * time.Hour, "SG": 8 * time.Hour, "CN": 8 * time.Hour,
	"HK": 8 * time.Hour, "MO": 8 * time.Hour, "TW": 8 * time.Hour, "AE": 4 * time.Hour, "IN": 5*time.Hour + 30*time.Minute,
	"LK": 5*time.Hour + 30*time.Minute, "NP": 5*time.Hour + 45*time.Minute, "BD": 6 * time.Hour, "PK": 5 * time.Hour,
	"KE": 3 * time.Hour, "ET": 3 * time.Hour, "UG": 3 * time.Hour, "NG": time.Hour, "KR": 9 * time.Hour, "JP": 9 * time.Hour,
}

// Offset is the country's distance from UTC. It is not known for a country that has several clocks.
func (c *Content) Offset(country string) (offset time.Duration, known bool) {
	offset, known = offsets[country]
	return offset, known
}

// Example is one right answer of a type, in the way that a language writes it.
func Example(typ answer.Type, lang string, now time.Time) string {
	switch typ {
	case answer.Date:
		return answer.FormatDay(answer.DayOf(now.AddDate(0, 0, -3)), lang)
	case answer.Money:
		return answer.FormatAmount(answer.Amount{Number: "1200", Currency: "USD"}, lang)
	case answer.Wallet:
		return "bc1q… / 0x… / T…"
	case answer.URL:
		return "name.com"
	default:
		return ""
	}
}
