package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/hotline"
)

// line is one contact on the worksheet for verifying.
type line struct{ id, who, due, how, hours, from, ask, note, read string }

// lineOf says how to verify a contact: two people, of whom one reads the service's own page and one calls or writes.
func lineOf(s *hotline.Standing) line {
	l := line{id: s.ID, who: s.Name, due: s.Due.Format(time.DateOnly), hours: either(s.Hours, "not known: ask"), ask: askOf(s), note: s.Notes}
	if s.LocalName != "" {
		l.who += " (" + s.LocalName + ")"
	}
	var ways []string
	add := func(how, to string) {
		if to != "" {
			ways = append(ways, how+" "+to)
		}
	}
	emergency := slices.Contains(s.Scope, hotline.Emergency)
	if !emergency {
		add("call", s.Phone)
		add("inside "+s.Country+", dial", s.ShortCode)
		add("text", s.SMS)
	}
	for _, c := range s.Chat {
		add("write by "+c.Kind, c.To)
	}
	add("mail", s.Email)
	add("open", s.ReportURL)
	add("open", s.URL)
	l.how = strings.Join(ways, "; ")
	if emergency {
		l.how = either(l.how, "no written way is known") + "; NEVER call " + either(s.ShortCode, s.Phone) + ": ask in writing or read its page"
	}
	l.from = fromOf(s, emergency)
	l.read = either(s.Source, "no source yet: find its own page")
	return l
}

// held are the countries where most people are held.
var held = []string{"TH", "KH", "MM", "LA"}

// fromOf says from which networks to try a number: those where people are held, with a foreign SIM.
func fromOf(s *hotline.Standing, emergency bool) string {
	switch {
	case emergency || s.Phone == "" && s.ShortCode == "":
		return "nowhere: do not call"
	case s.Phone == "":
		return s.Country + " only"
	case s.Abroad == hotline.No:
		return s.Country + " only, also with a foreign SIM"
	case s.Country == hotline.Worldwide || slices.Contains(held, s.Country):
		return strings.Join(held, ", ")
	}
	return s.Country + ", and " + strings.Join(held, ", ")
}

// askOf says what to find out.
func askOf(s *hotline.Standing) string {
	ask := []string{"Is this still your number?", "Who answers, when, in which languages?", "Does it cost anything?"}
	for _, scope := range s.Scope {
		switch scope {
		case hotline.Consular:
			ask = append(ask, "Whom do you serve, and in which countries?", "Do you help people held in scam compounds?")
		case hotline.Trafficking:
			ask = append(ask, "Do you tell the police, and when?", "Can somebody write instead of calling?")
		case hotline.Fraud:
			ask = append(ask, "Can you have a payment stopped, and how fast?", "What must a report say?")
		case hotline.Crisis:
			ask = append(ask, "Do you also take calls from abroad?")
		}
	}
	return strings.Join(ask, " ")
}

// Worksheet prints how to verify each contact, what is due first on top. Hidden contacts are on it too: they may be raised.
func (l List) Worksheet(w io.Writer) error {
	fmt.Fprintf(w, "%s to verify, as of %s. Two people for each: one reads the service's own page, one calls or writes, in quiet hours.\n"+
		"Never test-call an emergency number. Write what you found into flows/verified.yaml, and dead numbers into flows/denied.yaml.\n",
		l.contacts(), l.On.Format(time.DateOnly))
	for _, c := range l.byDue() {
		s := lineOf(&c)
		fmt.Fprintf(w, "\n%s: %s\n  people see it: %s (%s)\n  verify by:     %s\n  how:           %s\n  hours:         %s\n  call from:     %s\n  ask:           %s\n  read:          %s\n",
			s.id, s.who, gateWords[c.Gate], whyWords(&c), s.due, s.how, s.hours, s.from, s.ask, s.read)
		if s.note != "" {
			fmt.Fprintf(w, "  notes:         %s\n", s.note)
		}
		if _, err := fmt.Fprintf(w, "  result:        [ ] reached  [ ] no answer  [ ] wrong   by ____________  on __________\n"); err != nil {
			return err
		}
	}
	return nil
}

// CSV prints the worksheet as a table, with columns to fill in.
func (l List) CSV(w io.Writer) error {
	rows := [][]string{{"id", "who", "verify by", "how", "hours", "from", "ask", "notes", "source to read", "verified_on", "verified_by", "method", "reached", "evidence_url"}}
	for _, c := range l.byDue() {
		s := lineOf(&c)
		rows = append(rows, []string{s.id, s.who, s.due, s.how, s.hours, s.from, s.ask, s.note, s.read, "", "", "", "", ""})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// byDue is the list with what is due first on top.
func (l List) byDue() []hotline.Standing {
	return slices.SortedStableFunc(slices.Values(l.Contacts), func(a, b hotline.Standing) int { return a.Due.Compare(b.Due) })
}
