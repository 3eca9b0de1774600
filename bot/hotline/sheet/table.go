// Package sheet prints the directory of contacts for those who keep it: as a table with what people see and why not, as JSON, and
// as a worksheet for verifying. Its main type is [List].
package sheet

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"safeharbour/bot/hotline"
)

// reasons say in words why a contact is not shown like any other.
var reasons = map[hotline.Reason]string{
	hotline.NoSource:   "no source: general knowledge only",
	hotline.LowSource:  "low: old, weak or contradicted source",
	hotline.TooOld:     "past its age limit: shown last, with a warning",
	hotline.DutyTooOld: "duty mobile past its age limit",
	hotline.Ahead:      "checked on a day that is still to come",
	hotline.NotReached: "no named human has verified it",
}

// gateWords name the gates.
var gateWords = map[hotline.Gate]string{hotline.Shown: "shown", hotline.Expired: "last", hotline.Hidden: "hidden"}

// confidenceWords name the confidences as the file does.
var confidenceWords = map[hotline.Confidence]string{hotline.High: "high", hotline.Medium: "medium", hotline.Low: "low", hotline.Unsourced: "unsourced"}

// List is what is to be printed.
type List struct {
	On       time.Time // the day as of which the contacts stand so
	Contacts []hotline.Standing
	Gaps     []hotline.Gap // what is missing; not on the worksheet
}

// Table prints the list for people, and what is missing.
func (l List) Table(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(l.Contacts) > 0 {
		fmt.Fprintln(table, "ID\tCOUNTRY\tCITIZENS\tSCOPE\tREACH\tCHECKED\tVERIFY BY\tPEOPLE SEE IT\tWHY")
	}
	for _, s := range l.Contacts {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, s.Country, either(strings.Join(s.Nationality, " "), "all"), strings.Join(s.Scope, " "), firstWay(&s),
			checkedDay(&s), s.Due.Format(time.DateOnly), gateWords[s.Gate], whyWords(&s))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n", l.count())
	if len(l.Gaps) == 0 {
		return nil
	}
	fmt.Fprintln(w, "\nMissing by country (consular: for its citizens; all others: in the country):")
	table = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "COUNTRY\tNO CONTACT\tONLY HIDDEN ONES\tONLY OLD ONES")
	for _, g := range l.Gaps {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", g.Country, dash(g.None), dash(g.Unseen), dash(g.Aged))
	}
	return table.Flush()
}

func dash(list []string) string { return either(strings.Join(list, " "), "-") }

func either(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func checkedDay(s *hotline.Standing) string {
	day := s.Checked().Format(time.DateOnly)
	if !s.Verified.On.IsZero() {
		day += " (verified)"
	}
	return day
}

func whyWords(s *hotline.Standing) string {
	var words []string
	for _, r := range s.Why {
		words = append(words, reasons[r])
	}
	if s.Police {
		words = append(words, "police: only for who chose them")
	}
	return either(strings.Join(words, "; "), "-")
}

// firstWay is the number, or else the address, by which a contact is named in the table.
func firstWay(s *hotline.Standing) string {
	for _, to := range []string{s.Phone, s.ShortCode, s.SMS, s.Email, s.ReportURL, s.URL} {
		if to != "" {
			return to
		}
	}
	return s.Chat[0].Kind + ":" + s.Chat[0].To // check refuses contacts that have nothing
}

// count sums the list up.
func (l List) count() string {
	n := map[hotline.Gate]int{}
	old, weak, reached := 0, 0, 0
	for i := range l.Contacts {
		s := &l.Contacts[i]
		n[s.Gate]++
		if s.Old() {
			old++
		}
		if s.Confidence < hotline.Medium {
			weak++
		}
		if !s.Verified.On.IsZero() {
			reached++
		}
	}
	return fmt.Sprintf("%s on %s: people see %d, and %d last as old; %d are hidden. Past the age limit: %d. Unsourced or low: %d. Verified by a human: %d.",
		l.contacts(), l.On.Format(time.DateOnly), n[hotline.Shown], n[hotline.Expired], n[hotline.Hidden], old, weak, reached)
}

// contacts says how many there are.
func (l List) contacts() string {
	if len(l.Contacts) == 1 {
		return "1 contact"
	}
	return fmt.Sprintf("%d contacts", len(l.Contacts))
}
