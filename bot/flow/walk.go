package flow

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/cond"
)

// visit is a step on the path.
type visit struct {
	key   string
	def   *StepDef
	round int           // inside a repeat, from 1
	value *answer.Value // nil: not answered
}

// walk is one way through a flow with the answers of a state.
type walk struct {
	f      *Flow
	st     *State
	visits []visit
	*variables
	to    string // the flow that goes on behind the end; may be empty
	found int    // answers of the state that are on the path
	next  int    // where the answer after the last found one is looked for
	mixed bool   // the answers do not stand in the order of the path

	trace func(what any, holds bool) // told of every condition and branch that is judged; nil in turns
}

// variables are what conditions see of the answers. Walks over the same answers share them.
type variables struct {
	env    map[string]any // values of the variables that the flow's conditions name
	summed bool           // no answer came since the flags were counted
	agreed *agreed        // what the answers say about consent; nil when one came since it was asked
}

// agreed tells whether the person agreed to a hand-off, or said no.
type agreed struct {
	given, refused bool
	by             *answer.Value // the last answer that agreed, also where a later one refused; nil where there is none
}

// walkFlow walks from the first step to the end. Steps without an answer are walked as if they had been passed over, so
// that the steps behind them are known as far as they can be.
func walkFlow(f *Flow, st *State, now time.Time) *walk {
	w := &walk{f: f, st: st, variables: &variables{env: maps.Clone(f.zeros)}, visits: make([]visit, 0, len(f.Steps)+8)}
	w.run(now)
	return w
}

// of is the same walk for another state with the same answers.
func (w *walk) of(st *State) *walk {
	same := *w
	same.st = st
	return &same
}

func (w *walk) run(now time.Time) {
	f := w.f
	if _, ok := f.used[Today]; ok {
		w.env[Today] = dayOf(now)
	}
	var use *cond.Cond // the use of a part that was judged last
	used := true
	for i := 0; i < len(f.nodes); {
		n := &f.nodes[i]
		if n.use != use {
			use, used = n.use, w.holds(n.use)
		}
		if !used || n.leave != nil && w.holds(n.leave) || !w.holds(n.when) {
			i++
			continue
		}
		if n.repeat != nil {
			w.rounds(n.repeat)
		} else {
			w.step(n.def.ID, n.def, 0)
		}
		b := w.branch(n.next)
		w.to = b.flow
		i = b.to
	}
}

// branch is the first that holds; the last one always does.
func (w *walk) branch(next []branch) *branch {
	i := 0
	for i < len(next)-1 && !w.holds(next[i].when) {
		i++
	}
	if w.trace != nil {
		w.trace(&next[i], true)
	}
	return &next[i]
}

func (w *walk) rounds(r *repeat) {
	for i, rd := range r.rounds {
		for j, d := range r.steps {
			if w.holds(d.when) {
				w.step(rd.keys[j], d, i+1)
			}
		}
		if rd.again == "" || !w.step(rd.again, r.again, i+1).yes() {
			return
		}
	}
}

func (v visit) yes() bool { return v.value != nil && v.value.Has("yes") }

// step adds a visit, and gives its variable the answer's value.
func (w *walk) step(key string, d *StepDef, round int) visit {
	v := visit{key: key, def: d, round: round, value: w.answerTo(key)}
	if v.value != nil && v.value.Type != d.Answer {
		v.value = nil
	}
	if v.value != nil && d.named {
		w.env[key], w.summed = valueOf(d.kind, v.value), false
	}
	w.visits, w.agreed = append(w.visits, v), nil
	return v
}

// answerTo finds the answer to a step. Answers stand in the order of the path, so it is nearly always the next one.
func (w *walk) answerTo(key string) *answer.Value {
	if w.found == len(w.st.Answers) {
		return nil
	}
	for i := range w.st.Answers {
		if w.next == len(w.st.Answers) {
			w.next = 0
		}
		a := &w.st.Answers[w.next]
		w.next++
		if a.Step == key {
			w.found++
			w.mixed = w.mixed || i > 0
			return &a.Value
		}
	}
	return nil
}

// tidy tells whether the state's answers are those on the path, in its order.
func (w *walk) tidy() bool { return w.found == len(w.st.Answers) && !w.mixed }

// answered are the answers on the path, in its order.
func (w *walk) answered() []Answered {
	list := make([]Answered, 0, len(w.st.Answers))
	for _, v := range w.visits {
		if v.value != nil {
			list = append(list, Answered{Step: v.key, Value: *v.value})
		}
	}
	return list
}

// holds tells whether a condition holds; none always does. Conditions were compiled for the very variables of the flow,
// so evaluating cannot fail; if it did, the step would be passed over, and nobody stuck.
func (w *walk) holds(c *cond.Cond) bool {
	if c == nil {
		return true
	}
	if !w.summed && w.f.scoring[c] {
		w.f.score(w.env)
		w.summed = true
	}
	ok, err := c.Eval(w.env)
	if w.trace != nil {
		w.trace(c, ok)
	}
	return ok && err == nil
}

// index is where the step with the key is on the path; -1 when it is not.
func (w *walk) index(key string) int {
	return slices.IndexFunc(w.visits, func(v visit) bool { return v.key == key })
}

// current is where the step is that is asked now; -1 when none is left.
func (w *walk) current() int {
	if w.st.Cursor != "" {
		if i := w.index(w.st.Cursor); i >= 0 {
			return i
		}
	}
	return slices.IndexFunc(w.visits, func(v visit) bool { return v.value == nil })
}

// before is where the last answered step is that stands before the current one; -1 when there is none.
func (w *walk) before() int {
	i := w.current()
	if i < 0 {
		i = len(w.visits)
	}
	for i--; i >= 0; i-- {
		if w.visits[i].value != nil {
			return i
		}
	}
	return -1
}

// ticked are the codes that are ticked at a step: those of the draft, or those that were answered.
func (w *walk) ticked(v visit) []string {
	switch {
	case v.def.Answer == answer.Many && w.st.Ticking == v.key:
		return w.st.Draft
	case v.value != nil && !v.value.Skipped:
		return v.value.Codes
	case v.value == nil:
		return v.def.Preset
	}
	return nil
}

// consent tells whether the person agreed to a hand-off, or said no. The last question that was answered decides. Ticks
// that were not sent yet are no consent.
func (w *walk) consent() (given, refused bool) {
	a := w.judged()
	given, refused = a.given, a.refused
	if i := w.current(); refused && i >= 0 && w.visits[i].def.consent != nil {
		refused = false // the question of consent is being asked
	}
	return given, refused
}

// judged is what the answers say about consent. To ask its conditions costs as much as to write a record.
func (w *walk) judged() *agreed {
	if w.agreed != nil && w.trace == nil {
		return w.agreed
	}
	a := new(agreed)
	for _, v := range w.visits {
		if v.def.consent == nil || v.value == nil {
			continue
		}
		switch {
		case w.holds(v.def.consent):
			a.given, a.refused, a.by = true, false, v.value
		case v.def.refused == nil || w.holds(v.def.refused):
			a.given, a.refused = false, true
		}
	}
	w.agreed = a
	return a
}

// urgent tells whether an answer on the path wants the case handed off, or a tick that was not sent yet.
func (w *walk) urgent() bool {
	for _, v := range w.visits {
		if v.def.handoff == nil {
			continue
		}
		if v.value != nil && w.holds(v.def.handoff) || w.urgentDraft(v) {
			return true
		}
	}
	return false
}

// urgentDraft tells whether v's ticks want the case handed off, though the person did not send them yet.
func (w *walk) urgentDraft(v visit) bool {
	if v.def.handoff == nil || v.key != w.st.Ticking || len(w.st.Draft) == 0 {
		return false
	}
	old, ok := w.env[v.key]
	if ok {
		w.env[v.key], w.summed = w.st.Draft, false
		defer func() { w.env[v.key], w.summed = old, false }()
	}
	return w.holds(v.def.handoff)
}

// kindOf is the kind of variable that an answer is to conditions; 0 for answers that no rule reads.
func kindOf(t answer.Type) cond.Kind {
	switch t {
	case answer.One, answer.YesNo, answer.Country, answer.Place:
		return cond.Code
	case answer.Many:
		return cond.Codes
	case answer.Date, answer.Money:
		return cond.Number
	}
	return 0
}

// noValue is the value of a variable whose step has no answer.
func noValue(k cond.Kind) any {
	switch k {
	case cond.Codes:
		return []string(nil)
	case cond.Number:
		return float64(0)
	}
	return ""
}

// valueOf is what conditions see of an answer.
func valueOf(k cond.Kind, v *answer.Value) any {
	switch {
	case v.Skipped:
		return noValue(k)
	case k == cond.Codes:
		return v.Codes
	case k == cond.Code && len(v.Codes) > 0:
		return v.Codes[0]
	case v.Type == answer.Date && v.Day.Year != 0:
		return days(v.Day)
	case v.Type == answer.Money:
		n, err := strconv.ParseFloat(v.Amount.Number, 64)
		if err != nil {
			return noValue(k) // not a number after all: as good as no answer
		}
		return n
	}
	return noValue(k)
}
