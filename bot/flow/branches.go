package flow

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/cond"
)

// Budgets of exploring a flow. Real flows are covered in well under a hundred runs.
const (
	maxRuns   = 4000 // runs in all
	maxBarren = 600  // runs in a row that find nothing new, before what is left counts as never happening
	maxInputs = 2000 // inputs of one run; a walk has at most maxWalk questions
)

// Branches are lists of inputs, each from Start to the end of the flow, that together walk every branch: every step is
// asked, answered with every choice and passed over; every way of next is taken; every condition of a step, text, consent,
// hand-off or hide holds once and fails once, as far as any answers can bring that about. The same flow and day give the
// same lists. A flow that does not exist has none.
func Branches(set *Set, flow string, now time.Time) [][]Input {
	f, ok := set.flows[flow]
	if !ok {
		return nil
	}
	e := explore(set, f, now)
	return e.kept
}

// goal is something that can happen in a flow. What is a *StepDef, *cond.Cond or *branch; with a step, code is a choice,
// "-" for passing over, or "" for being asked.
type goal struct {
	what any
	code string
	yes  bool
}

// explorer tries runs through a flow until all goals are met, or nothing new is found. It chooses answers that were not
// given yet, then ones that a goal's condition names, then any; "any" comes from a fixed sequence, so that every run of
// the program does the same.
type explorer struct {
	set     *Set
	f       *Flow
	now     time.Time
	options map[*StepDef][]option
	open    []goal        // not met yet, in the order of the file
	met     map[goal]bool // met by kept runs
	kept    [][]Input
	mute    map[*StepDef]bool // steps whose hand-off was wanted in a run that never came to a question of consent
	seed    uint64
}

// option is a way to answer a step.
type option struct {
	code   string
	inputs []Input
}

func explore(set *Set, f *Flow, now time.Time) *explorer {
	e := &explorer{set: set, f: f, now: now, met: map[goal]bool{}, mute: map[*StepDef]bool{}, seed: 1}
	e.options = options(f, now)
	e.open = e.goals()
	barren := 0
	for n := 0; n < maxRuns && len(e.open) > 0 && barren < maxBarren; n++ {
		inputs, st := e.run(n)
		barren++
		if e.note(st) {
			e.kept = append(e.kept, inputs)
			barren = 0
		}
	}
	return e
}

// goals are all goals of the flow, in the order of the file.
func (e *explorer) goals() []goal {
	var list goals
	for _, s := range e.f.flags {
		list.both(s.when)
	}
	for i := range e.f.nodes {
		n := &e.f.nodes[i]
		list.both(n.use)
		list.both(n.leave)
		list.both(n.when)
		for _, d := range n.asks() {
			e.goalsOf(d, n.repeat != nil, &list)
		}
		for b := range n.next {
			list = append(list, goal{what: &n.next[b], yes: true})
			list.both(n.next[b].when)
		}
	}
	return list
}

// goals collects goals.
type goals []goal

// both adds that a condition holds and that it does not.
func (l *goals) both(c *cond.Cond) {
	if c == nil {
		return
	}
	*l = append(*l, goal{what: c, yes: true})
	if len(c.Names()) > 0 { // else it says true, and never fails
		*l = append(*l, goal{what: c})
	}
}

// asks are the questions of a node.
func (n *node) asks() []*StepDef {
	if n.repeat == nil {
		return []*StepDef{n.def}
	}
	defs := slices.Clone(n.repeat.steps)
	if len(n.repeat.rounds) == 1 {
		return defs // one round only: there is no question for another
	}
	return append(defs, n.repeat.again)
}

// goalsOf adds the goals of a question, which may stand in a repeat.
func (e *explorer) goalsOf(d *StepDef, repeated bool, list *goals) {
	*list = append(*list, goal{what: d, yes: true})
	for _, o := range e.options[d] {
		*list = append(*list, goal{what: d, code: o.code, yes: true})
	}
	if repeated {
		list.both(d.when)
	}
	for _, l := range d.texts() {
		list.both(l.when)
	}
	list.both(d.later)
	for _, o := range d.offers {
		list.both(o.when)
	}
	list.both(d.consent)
	if d.refused != nil && len(d.refused.Names()) > 0 { // "false" is a good reason to write it
		list.both(d.refused)
	}
	list.both(d.handoff)
	list.both(d.hide)
}

// run walks the flow once. Its choices lean towards the n-th goal that is not met.
func (e *explorer) run(n int) ([]Input, State) {
	wanted := e.wanted(e.open[n%len(e.open)])
	st, _ := Step(e.set, State{Flow: e.f.ID}, Input{Kind: Start}, e.now)
	inputs := []Input{{Kind: Start}}
	given := map[goal]bool{}
	for len(inputs) < maxInputs {
		ask := Current(e.set, st, e.now)
		if ask.Finished {
			break
		}
		o := e.choose(ask, wanted[ask.Step], given)
		given[goal{what: ask.Def, code: o.code, yes: true}] = true
		for _, in := range o.inputs {
			if in.Kind == Choose && ask.Type() == answer.Many && !slices.Contains(ask.Choices, in.Text) {
				continue // it is not offered with these answers
			}
			in.Step = ask.Step
			inputs = append(inputs, in)
			st, _ = Step(e.set, st, in, e.now)
		}
	}
	return inputs, st
}

// wanted are the codes that a goal's condition names, and those of the conditions on which their steps depend.
func (e *explorer) wanted(g goal) map[string][]string {
	wanted := map[string][]string{}
	var add func(c *cond.Cond)
	add = func(c *cond.Cond) {
		if c == nil {
			return
		}
		for _, cmp := range c.Codes() {
			if !slices.Contains(wanted[cmp.Name], cmp.Code) {
				wanted[cmp.Name] = append(wanted[cmp.Name], cmp.Code)
			}
		}
		for _, name := range c.Names() {
			if d := e.f.defs[name]; d != nil { // conditions name earlier steps only, so this ends
				add(e.f.useOf(d))
				add(d.when)
			}
		}
	}
	switch what := g.what.(type) {
	case *cond.Cond:
		add(what)
	case *branch:
		add(what.when)
	case *StepDef:
		add(e.f.useOf(what))
		add(what.when)
	}
	return wanted
}

// choose picks a way to answer.
func (e *explorer) choose(ask Ask, wanted []string, given map[goal]bool) option {
	all := e.options[ask.Def]
	if ask.Again() && ask.Round > 1 {
		return all[1] // two rounds show what there is to see
	}
	if len(wanted) > 0 && e.dice(4) > 0 {
		var some []option
		for _, o := range all {
			if slices.Contains(wanted, o.code) {
				some = append(some, o)
			}
		}
		if len(some) > 0 {
			return some[e.dice(len(some))]
		}
	}
	for _, o := range all {
		if g := (goal{what: ask.Def, code: o.code, yes: true}); !e.met[g] && !given[g] {
			return o
		}
	}
	return all[e.dice(len(all))]
}

// dice is the next number of a fixed sequence, below n (a linear congruential generator with Knuth's constants).
func (e *explorer) dice(n int) int {
	e.seed = e.seed*6364136223846793005 + 1442695040888963407
	return int(e.seed >> 33 % uint64(n))
}

// note marks the goals that a finished run met, and tells whether there were new ones.
func (e *explorer) note(st State) bool {
	before := len(e.open)
	meet := func(what any, code string, yes bool) { e.met[goal{what, code, yes}] = true }
	w := &walk{f: e.f, st: &st, variables: &variables{env: maps.Clone(e.f.zeros)}}
	w.trace = func(what any, yes bool) { meet(what, "", yes) }
	w.run(e.now)
	for _, s := range e.f.flags {
		w.holds(s.when)
	}
	asked := false
	var urgent []*StepDef
	for _, v := range w.visits {
		meet(v.def, "", true)
		meet(v.def, e.optionOf(v), true)
		for _, l := range v.def.texts() {
			w.holds(l.when)
		}
		for _, c := range []*cond.Cond{v.def.later, v.def.consent, v.def.refused, v.def.hide} {
			w.holds(c)
		}
		w.choices(v.def)
		asked = asked || v.def.consent != nil
		if v.def.handoff != nil && w.holds(v.def.handoff) {
			urgent = append(urgent, v.def)
		}
	}
	for _, d := range urgent {
		e.mute[d] = e.mute[d] || !asked
	}
	e.open = slices.DeleteFunc(e.open, func(g goal) bool { return e.met[g] })
	return len(e.open) < before
}

// optionOf is the code of the option that gave the answer.
func (e *explorer) optionOf(v visit) string {
	switch {
	case v.value == nil:
		return ""
	case v.value.Skipped:
		return "-"
	case v.def.Answer == answer.Many && len(v.value.Codes) > 1:
		return "*"
	case v.value.Type == answer.Date:
		return fmt.Sprintf("%04d-%02d-%02d", v.value.Day.Year, v.value.Day.Month, v.value.Day.Day)
	case v.value.Type == answer.Money:
		return v.value.Amount.Number
	case len(v.value.Codes) > 0 && v.value.Type != answer.Wallet:
		return v.value.Codes[0]
	}
	return "+"
}
