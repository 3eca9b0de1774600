package main

import (
	"encoding/json"
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

// printContacts prints the list as a table for people, and what is missing.
func printContacts(w io.Writer, l listing, list []hotline.Standing, gaps []hotline.Gap) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(list) > 0 {
		fmt.Fprintln(table, "ID\tCOUNTRY\tCITIZENS\tSCOPE\tREACH\tCHECKED\tVERIFY BY\tPEOPLE SEE IT\tWHY")
	}
	for _, s := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, s.Country, either(strings.Join(s.Nationality, " "), "all"), strings.Join(s.Scope, " "), firstWay(&s),
			checkedDay(&s), s.Due.Format(time.DateOnly), gateWords[s.Gate], whyWords(&s))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n", countWords(l, list))
	if len(gaps) == 0 {
		return nil
	}
	fmt.Fprintln(w, "\nMissing by country (consular: for its citizens; all others: in the country):")
	table = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "COUNTRY\tNO CONTACT\tONLY HIDDEN ONES\tONLY OLD ONES")
	for _, g := range gaps {
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

// countWords sums the list up.
func countWords(l listing, list []hotline.Standing) string {
	n := map[hotline.Gate]int{}
	old, weak, reached := 0, 0, 0
	for i := range list {
		s := &list[i]
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
		plural(len(list), "contact"), l.now.Format(time.DateOnly), n[hotline.Shown], n[hotline.Expired], n[hotline.Hidden], old, weak, reached)
}

// contactJSON is one contact in JSON.
type contactJSON struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Country     string           `json:"country"`
	Nationality []string         `json:"nationality"`
	Scope       []string         `json:"scope"`
	For         []string         `json:"for"`
	Police      bool             `json:"police"`
	Reach       string           `json:"reach"`
	Confidence  string           `json:"confidence"`
	Gate        string           `json:"gate"` // shown, last or hidden
	Why         []hotline.Reason `json:"why"`
	Checked     string           `json:"checked"`
	VerifyBy    string           `json:"verify_by"`
	VerifiedBy  string           `json:"verified_by,omitempty"`
	Source      string           `json:"source"`
}

// gapJSON is what is missing in one country.
type gapJSON struct {
	Country string   `json:"country"`
	None    []string `json:"none"`
	Hidden  []string `json:"only_hidden"`
	Old     []string `json:"only_old"`
}

// printContactsJSON prints the same for programs. Lists are never null.
func printContactsJSON(w io.Writer, l listing, list []hotline.Standing, gaps []hotline.Gap) error {
	out := struct {
		On       string        `json:"on"`
		Contacts []contactJSON `json:"contacts"`
		Missing  []gapJSON     `json:"missing"`
	}{On: l.now.Format(time.DateOnly), Contacts: []contactJSON{}, Missing: []gapJSON{}}
	for _, s := range list {
		out.Contacts = append(out.Contacts, contactJSON{ID: s.ID, Name: s.Name, Country: s.Country, Nationality: full(s.Nationality), Scope: full(s.Scope),
			For: full(s.For), Police: s.Police, Reach: firstWay(&s), Confidence: confidenceWords[s.Confidence], Gate: gateWords[s.Gate],
			Why: append([]hotline.Reason{}, s.Why...), Checked: s.Checked().Format(time.DateOnly), VerifyBy: s.Due.Format(time.DateOnly),
			VerifiedBy: s.Verified.By, Source: s.Source})
	}
	for _, g := range gaps {
		out.Missing = append(out.Missing, gapJSON{g.Country, full(g.None), full(g.Unseen), full(g.Aged)})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func full(list []string) []string { return append([]string{}, list...) }
