package hotline

import (
	"strings"
	"time"

	"safeharbour/bot/source"
)

// entry is a contact as the file has it.
type entry struct {
	source.Pos
	ID          source.Text   `yaml:"id,required"`
	Name        source.Text   `yaml:"name,required"`
	LocalName   source.Text   `yaml:"local_name"`
	Country     source.Text   `yaml:"country,required"`
	Nationality []source.Text `yaml:"nationality,required"`
	Covers      []source.Text `yaml:"covers"`
	DutyMobile  bool          `yaml:"duty_mobile"`
	First       bool          `yaml:"first"`
	Scope       []source.Text `yaml:"scope,required"`
	For         []source.Text `yaml:"for,required"`
	Operator    source.Text   `yaml:"operator,required"`
	Police      bool          `yaml:"is_police,required"`
	Phone       source.Text   `yaml:"phone"`
	ShortCode   source.Text   `yaml:"short_code"`
	SMS         source.Text   `yaml:"sms"`
	Chat        []source.Text `yaml:"chat"`
	Email       source.Text   `yaml:"email"`
	URL         source.Text   `yaml:"url"`
	ReportURL   source.Text   `yaml:"report_url"`
	Hours       source.Text   `yaml:"hours"`
	Languages   []source.Text `yaml:"languages"`
	Abroad      source.Text   `yaml:"callable_from_abroad,required"`
	Notes       string        `yaml:"notes"`
	Source      source.Text   `yaml:"source"`
	SourceNote  string        `yaml:"source_note"`
	Confidence  source.Text   `yaml:"confidence,required"`
	CheckedOn   source.Text   `yaml:"checked_on,required"`
}

// File is a file's name, as faults give it, and what stands in it.
type File struct {
	Name string
	Data []byte
}

// Files are what a directory is made of.
type Files struct {
	Contacts File // hotlines.yaml
	Denied   File // denied.yaml: numbers that no contact may have
	Verified File // verified.yaml: which contacts a named human reached

	Today time.Time // days after it are faults; when zero, days are not compared with any
}

// Parse reads the directory. It collects all faults. With faults, the Directory holds what could be understood; it is
// never nil.
func Parse(f Files) (*Directory, source.Faults) {
	var entries []entry
	var faults source.Faults
	source.Decode(f.Contacts.Name, f.Contacts.Data, &entries, &faults)
	deny := parseDenied(f.Denied, &faults)
	proofs := parseVerified(f, entries, &faults)
	d := &Directory{}
	first := map[string]source.Pos{}
	for _, e := range entries {
		if at, double := first[e.ID.Value]; double && e.ID.Value != "" {
			faults.Add(e.ID.Pos, "two contacts are called "+e.ID.Value+"; the first stands at "+at.String(), "give each its own id")
		} else {
			first[e.ID.Value] = e.ID.Pos
		}
		check(e, deny, f.Today, &faults)
		c := e.contact()
		c.Verified = proofs[c.ID]
		d.contacts = append(d.contacts, c)
	}
	faults.Sort()
	return d, faults
}

// contact turns an entry into a Contact. What is faulty becomes the most careful value: unsourced, not from abroad.
func (e entry) contact() Contact {
	return Contact{
		ID: e.ID.Value, Name: e.Name.Value, LocalName: e.LocalName.Value, Country: e.Country.Value,
		Nationality: source.Values(e.Nationality), Covers: source.Values(e.Covers), DutyMobile: e.DutyMobile, First: e.First,
		Scope: source.Values(e.Scope), For: source.Values(e.For), Operator: e.Operator.Value, Police: e.Police,
		Phone: e.Phone.Value, ShortCode: e.ShortCode.Value, SMS: e.SMS.Value, Chat: chats(e.Chat), Email: e.Email.Value,
		URL: e.URL.Value, ReportURL: e.ReportURL.Value, Hours: e.Hours.Value, Languages: source.Values(e.Languages),
		Abroad: abroad(e.Abroad.Value), Notes: e.Notes, Source: e.Source.Value, SourceNote: e.SourceNote,
		Confidence: confidence(e.Confidence.Value), CheckedOn: day(e.CheckedOn.Value),
	}
}

func chats(texts []source.Text) []Chat {
	c := make([]Chat, len(texts))
	for i, t := range texts {
		c[i].Kind, c[i].To, _ = strings.Cut(t.Value, ":")
	}
	return c
}

func abroad(s string) Abroad {
	switch s {
	case "true":
		return Yes
	case "unknown":
		return Unknown
	}
	return No
}

func confidence(s string) Confidence {
	switch s {
	case "high":
		return High
	case "medium":
		return Medium
	case "low":
		return Low
	}
	return Unsourced
}

// day reads a date; the zero time when it is none.
func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil { // not kept: check has the fault, with its place
		return time.Time{}
	}
	return t
}
