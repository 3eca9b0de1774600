package hotline

import (
	"slices"
	"strings"
	"time"

	"safeharbour/bot/source"
)

// verification is one line of verified.yaml.
type verification struct {
	source.Pos
	ID       source.Text `yaml:"id,required"`
	On       source.Text `yaml:"verified_on,required"`
	By       source.Text `yaml:"verified_by,required"`
	Method   source.Text `yaml:"method,required"`
	Reached  source.Text `yaml:"reached"`
	Evidence source.Text `yaml:"evidence_url"`
}

// parseVerified reads who reached which contact. Only what has no fault counts: a slip must not make a contact verified.
func parseVerified(f Files, entries []entry, faults *source.Faults) map[string]Verified {
	var list []verification
	unread := len(*faults)
	source.Decode(f.Verified.Name, f.Verified.Data, &list, faults)
	unread = len(*faults) - unread
	found := map[string]Verified{}
	first := map[string]source.Pos{}
	for _, v := range list {
		before := len(*faults) - unread
		if at, double := first[v.ID.Value]; double {
			faults.Add(v.ID.Pos, v.ID.Value+" stands here twice; first at "+at.String(), "keep only the newer one")
		}
		first[v.ID.Value] = v.ID.Pos
		v.check(entries, f.Today, faults)
		if len(*faults) == before {
			found[v.ID.Value] = Verified{On: day(v.On.Value), By: v.By.Value, Method: v.Method.Value, Reached: v.Reached.Value, Evidence: v.Evidence.Value}
		}
	}
	return found
}

func (v verification) check(entries []entry, today time.Time, faults *source.Faults) {
	fault := func(t source.Text, name, problem, fix string) {
		faults.Add(t.Pos, v.ID.Value+": "+name+`: "`+t.Value+`" `+problem, fix)
	}
	if v.On.File != "" && day(v.On.Value).IsZero() {
		fault(v.On, "verified_on", "is no date", "write year-month-day, such as 2026-12-01")
	}
	if toCome(v.On.Value, today) {
		fault(v.On, "verified_on", "is still to come", "write the day on which the contact was reached")
	}
	if v.By.File != "" && strings.TrimSpace(v.By.Value) == "" {
		fault(v.By, "verified_by", "is empty", "write the name of who reached the contact")
	}
	if known := []string{"call", "write", "site", "visit"}; v.Method.File != "" && !slices.Contains(known, v.Method.Value) {
		fault(v.Method, "method", "is not allowed", source.Meant(v.Method.Value, known))
	}
	if t := v.Evidence; t.Value != "" && !isWeb(t.Value) {
		fault(t, "evidence_url", "is no web address", "write where it can be read, beginning with https://")
	}
	i := slices.IndexFunc(entries, func(e entry) bool { return e.ID.Value == v.ID.Value })
	if i < 0 {
		if v.ID.File != "" {
			faults.Add(v.ID.Pos, "no contact is called "+v.ID.Value, source.Meant(v.ID.Value, idsOf(entries)))
		}
		return
	}
	v.against(entries[i], fault)
}

// against compares a verification with its contact. A number that changed since was not verified.
func (v verification) against(e entry, fault func(t source.Text, name, problem, fix string)) {
	if v.Method.Value == "call" && slices.Contains(source.Values(e.Scope), Emergency) {
		fault(v.Method, "method", "for an emergency number", "never test-call one; ask in writing or read the site")
	}
	if conf := e.Confidence.Value; conf == "low" || conf == "unsourced" {
		fault(v.ID, "id", "is "+conf+" in hotlines.yaml", "raise it to medium or high there, with a source: low and unsourced contacts are never shown")
	}
	ways := source.Values(append(e.dialled(), e.Email, e.URL, e.ReportURL))
	switch spoke := v.Method.Value == "call" || v.Method.Value == "write"; {
	case spoke && v.Reached.Value == "":
		fault(v.Method, "method", "without what was reached", "add a line reached: with the number or address that answered")
	case v.Reached.Value != "" && !slices.Contains(ways, v.Reached.Value):
		fault(v.Reached, "reached", "is not in the contact (any more)", "verify the contact as it is now, or take this verification away")
	}
}

// dialled are the numbers and accounts of an entry.
func (e entry) dialled() []source.Text {
	return append([]source.Text{e.Phone, e.ShortCode, e.SMS}, e.Chat...)
}

// toCome tells whether a day is after today, wherever on Earth it is written.
func toCome(date string, today time.Time) bool {
	return !today.IsZero() && day(date).Sub(today) > grace
}

func idsOf(entries []entry) []string {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID.Value
	}
	return ids
}
