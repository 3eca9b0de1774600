package flow

import (
	"slices"

	"safeharbour/bot/answer"
	"safeharbour/bot/source"
)

// The codes of a review: that the answers are right, and the wish to change one.
const (
	Right  = "right"
	Change = "change"
)

// of reads which answers a review reads back.
func (p *parser) of(q *questionFile, node int) {
	if q.Answer.Value == string(answer.Review) && len(q.Of) == 0 {
		p.fault(q.Answer.Pos, "add of: [a, b]", "review needs the steps that it reads back")
	}
	seen := map[string]bool{}
	for _, t := range q.Of {
		i, ok := p.order[t.Value]
		switch {
		case p.rounds[t.Value] != "":
			p.fault(t.Pos, "name the repeat itself", "of: the step %q is inside a repeat", t.Value)
		case !ok:
			p.fault(t.Pos, source.Meant(t.Value, p.ids()), "of: unknown step %q", t.Value)
		case i >= node:
			p.fault(t.Pos, "name an earlier step", "of: the step %q is asked later", t.Value)
		case seen[t.Value]:
			p.fault(t.Pos, "remove one", "of: %q stands twice", t.Value)
		}
		seen[t.Value] = true
	}
}

// reads tells whether a review reads v back.
func (d *StepDef) reads(v visit) bool {
	return d.Answer == answer.Review && !v.def.again &&
		(slices.Contains(d.Of, v.def.ID) && v.def.Repeat == "" || v.def.Repeat != "" && slices.Contains(d.Of, v.def.Repeat))
}

// review are the visits that d reads back, in its own order.
func (w *walk) review(d *StepDef) []visit {
	var list []visit
	for _, id := range d.Of {
		for _, v := range w.visits {
			if d.reads(v) && (v.def.ID == id || v.def.Repeat == id) {
				list = append(list, v)
			}
		}
	}
	return list
}

// reviewed takes what was chosen at a review: it is right, something is to be changed, or what.
func (t *turn) reviewed(v visit, code string) {
	switch {
	case t.st.Picking:
		for _, r := range t.w.review(v.def) {
			if r.key == code {
				t.jump(code)
			}
		}
	case code == Right:
		t.store(v, answer.Value{Type: answer.Review, Codes: []string{Right}})
	case code == Change:
		t.st.Picking = true
	}
}

// unreview takes back that the answers are right, when one of them was changed since: the person is shown them anew.
func (t *turn) unreview(key string) {
	i := t.w.index(key)
	if i < 0 {
		return
	}
	before := len(t.st.Answers)
	for _, v := range t.w.visits[i:] {
		if v.value != nil && v.def.reads(t.w.visits[i]) {
			t.st.Answers = slices.DeleteFunc(slices.Clone(t.st.Answers), func(a Answered) bool { return a.Step == v.key })
		}
	}
	if len(t.st.Answers) != before {
		t.walk()
	}
}
