package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/indicator"
	"safeharbour/bot/trend"
)

// What /sites shows: a message has room for no more.
const (
	sitesMonths = 6
	sitesPlaces = 12
	sitesOthers = 12 // of one kind
	sitesBar    = 10 // cells of the longest bar
)

// sites shows where people say they are or were, month by month, and what else several people named. It counts cases and
// knows none of them. Counts under three are shown as such: nobody needs to know who the one is.
func (t *turn) sites() error {
	since := monthsBack(t.now, sitesMonths-1)
	all, err := trend.Read(t.tx, since)
	if err != nil {
		return err
	}
	var places []indicator.Count
	for _, c := range all {
		if c.Kind == indicator.Place {
			places = append(places, c)
		}
	}
	if len(all) == 0 {
		return t.answer("staff.sites_none")
	}
	text := t.w.Text("staff.sites", "Months", sitesMonths, "Fewest", indicator.Fewest)
	table := t.placeTable(places[:min(len(places), sitesPlaces)])
	if left := len(places) - sitesPlaces; left > 0 {
		table += "\n\n" + t.plain("staff.sites_more", "N", fmt.Sprint(left))
	}
	table += t.otherTable(all)
	return t.send(box.Out{Urgency: box.Digest, Verb: box.Post, Thread: t.in.Thread, Text: text, Quote: strings.TrimLeft(table, "\n")})
}

// plain is a text for the block of the table, which shows every invisible character: without those that keep a value's
// direction. Each line there has one direction only.
func (t *turn) plain(key string, args ...any) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(t.w.Text(key, args...))
}

// placeTable is a place with its months below. The lines of months hold only digits and signs, so that they stay what they
// are in a language from right to left.
func (t *turn) placeTable(places []indicator.Count) string {
	most := indicator.Fewest
	for _, p := range places {
		most = max(most, slices.Max(slices.Collect(maps.Values(p.Months))))
	}
	var b strings.Builder
	for _, p := range places {
		fmt.Fprintf(&b, "\n\n%s", t.placeOf(p.Value))
		if p.Cases < indicator.Fewest {
			fmt.Fprintf(&b, "\n%s", t.few())
			continue
		}
		for month := monthsBack(t.now, sitesMonths-1); month <= monthsBack(t.now, 0); month = next(month) {
			fmt.Fprintf(&b, "\n%s %s", month, t.bar(p.Months[month], most))
		}
		fmt.Fprintf(&b, "\n%7s %s", "=", fmt.Sprint(p.Cases))
	}
	return b.String()
}

// bar draws a count: nothing, fewer than three, or a bar with its number.
func (t *turn) bar(n, most int) string {
	switch {
	case n == 0:
		return "·"
	case n < indicator.Fewest:
		return "▏ " + t.few()
	default:
		return strings.Repeat("█", max(1, n*sitesBar/most)) + " " + fmt.Sprint(n)
	}
}

func (t *turn) few() string {
	return t.plain("staff.sites_few", "Fewest", fmt.Sprint(indicator.Fewest))
}

// placeOf is a place with its country, in the staff's language.
func (t *turn) placeOf(id string) string {
	return t.d.Content.PlaceName(id, t.w.Tag()) + " · " + answer.CountryName(strings.ToUpper(id[:2]), t.w.Tag())
}

// otherTable is what three people or more named beside places, kind by kind. What fewer named is only counted.
func (t *turn) otherTable(all []indicator.Count) string {
	var b strings.Builder
	for _, kind := range indicator.Kinds()[1:] {
		shown, left := 0, 0
		var lines []string
		for _, c := range all {
			switch {
			case c.Kind != kind:
			case c.Cases < indicator.Fewest || shown == sitesOthers:
				left++
			default:
				shown++
				lines = append(lines, fmt.Sprintf("%4d %s", c.Cases, answer.Defang(c.Value)))
			}
		}
		if shown+left == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n\n%s", t.plain("staff.sites."+string(kind)))
		if shown > 0 {
			b.WriteString("\n" + strings.Join(lines, "\n"))
		}
		if left > 0 {
			b.WriteString("\n" + t.plain("staff.sites_more", "N", fmt.Sprint(left)))
		}
	}
	return b.String()
}

// monthsBack is the month n months before, such as "2026-09".
func monthsBack(now time.Time, n int) string {
	now = now.UTC()
	return time.Date(now.Year(), now.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}

func next(month string) string {
	at, err := time.Parse("2006-01", month)
	if err != nil {
		return "9999"
	}
	return at.AddDate(0, 1, 0).Format("2006-01")
}
