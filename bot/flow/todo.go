package flow

import (
	"slices"

	"safeharbour/bot/answer"
	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// offer are choices that are offered only when a condition holds.
type offer struct {
	codes []string
	when  *cond.Cond
}

// offers reads which choices are offered only in some cases.
func (p *parser) offers(q *questionFile, s scope) []offer {
	var list []offer
	seen := map[string]bool{}
	for _, o := range q.Offer {
		for _, t := range o.Choices {
			if choices := source.Values(q.Choices); !slices.Contains(choices, t.Value) {
				p.fault(t.Pos, source.Meant(t.Value, choices), "offer: %q is not among the choices", t.Value)
			} else if seen[t.Value] {
				p.fault(t.Pos, "join the conditions with or", "offer: %q stands twice", t.Value)
			}
			seen[t.Value] = true
		}
		list = append(list, offer{codes: source.Values(o.Choices), when: p.cond(o.When, "when", s)})
	}
	return list
}

// choices are the codes that are offered now.
func (w *walk) choices(d *StepDef) []string {
	if len(d.offers) == 0 {
		return d.Choices
	}
	left := slices.Clone(d.Choices)
	for _, o := range d.offers {
		if !w.holds(o.when) {
			left = slices.DeleteFunc(left, func(c string) bool { return slices.Contains(o.codes, c) })
		}
	}
	return left
}

// left are the things to do that are not done.
func (w *walk) left(v visit) []string {
	if !v.def.Todo {
		return nil
	}
	done := w.ticked(v)
	return slices.DeleteFunc(slices.Clone(w.choices(v.def)), func(c string) bool {
		return slices.Contains(done, c) || slices.Contains(v.def.Exclusive, c)
	})
}

// comesBack asks the first question again that waits for the person's return: one that was put off, or a page with things
// that are left to do.
func (t *turn) comesBack() {
	if t.st.Cursor != "" {
		return
	}
	for _, v := range t.w.visits {
		if v.value == nil {
			continue
		}
		if v.def.later != nil && t.w.holds(v.def.later) || len(t.w.left(v)) > 0 {
			t.jump(v.key)
			return
		}
	}
}

// drafted tells whether v's ticks count before the person sends them: those that want the case handed off, and things
// that were done.
func (w *walk) drafted(v visit) bool {
	return w.urgentDraft(v) || v.def.Todo && v.key == w.st.Ticking
}

// several begins to tick at a step where one press would have been the answer.
func (t *turn) several(v visit) {
	if v.def.Quick && t.st.Ticking != v.key {
		t.st.Ticking, t.st.Draft = v.key, slices.Clone(t.w.ticked(v))
	}
}

// quick tells whether one press answers v.
func (w *walk) quick(v visit) bool {
	return v.def.Answer == answer.Many && v.def.Quick && w.st.Ticking != v.key
}
