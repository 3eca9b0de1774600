package flow

import (
	"slices"

	"safeharbour/bot/answer"
	"safeharbour/bot/source"
)

// Sign says what an answer means for the question whether somebody was coerced (domain.md §1.5). It is for whoever reads
// the answers together; nobody counts signs, and no branch depends on them by this.
type Sign struct {
	ID       string   // such as i3; several steps may share it
	Elements []string // some of [Elements]
	Reports  string   // of a yesno step: the answer that reports the sign. Empty: any answer does
	Strong   bool     // this sign alone is a strong one
}

// Elements are what the definition of trafficking asks for: an act, a means, a purpose; and that of a child no means are
// needed.
func Elements() []string { return []string{"act", "means", "purpose", "child"} }

// Finding is what an answer says about a sign.
type Finding string

// The findings. Passing over a question is no answer to it.
const (
	NotAsked    Finding = "not_asked"
	Reported    Finding = "reported"
	NotReported Finding = "not_reported"
	Unsure      Finding = "unsure"
)

// Finding is what v, an answer to a step with this sign, says about it. The zero Value is no answer.
func (s *Sign) Finding(v answer.Value) Finding {
	switch {
	case !v.Given() || v.Skipped:
		return NotAsked
	case s.Reports == "" || v.Has(s.Reports):
		return Reported
	case v.Has("unsure"):
		return Unsure
	}
	return NotReported
}

// Signed are the flow's steps that have a sign, in the order of the file.
func (s *Set) Signed(flow string) []*StepDef {
	f, ok := s.flows[flow]
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.Steps), func(d *StepDef) bool { return d.Sign == nil })
}

// sign reads what an answer says about coercion.
func (p *parser) sign(q *questionFile) *Sign {
	if q.Sign == nil {
		return nil
	}
	s := &Sign{ID: q.Sign.ID.Value, Elements: source.Values(q.Sign.Elements), Reports: q.Sign.Reports.Value, Strong: q.Sign.Strong}
	for _, e := range q.Sign.Elements {
		if !slices.Contains(Elements(), e.Value) {
			p.fault(e.Pos, source.Meant(e.Value, Elements()), "elements: %q is no element of the definition", e.Value)
		}
	}
	yesno := q.Answer.Value == string(answer.YesNo)
	switch at := q.Sign.Reports; {
	case at.Value != "" && !yesno:
		p.fault(at.Pos, "remove it", "reports goes with yesno only, not with %s", q.Answer.Value)
	case at.Value != "" && at.Value != "yes" && at.Value != "no":
		p.fault(at.Pos, `write "yes" or "no"`, "reports: %q cannot report a sign", at.Value)
	case at.Value == "" && yesno:
		s.Reports = "yes"
	}
	return s
}
