package flow

import (
	"fmt"
	"slices"
	"time"

	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// Check judges flows that [Parse] found well formed, by walking them with many different answers: every step can be
// reached, every text said, every way of next taken, every condition of consent, hand-off and hide can hold; every flow
// comes to an end; and no urgent answer goes by without a question of consent. Parse has proved the rest: next leads only
// forward, every list of targets ends with one that always holds, repeats are bounded, and lists of choices and the data
// of their buttons are short enough.
func Check(set *Set) source.Faults {
	var faults source.Faults
	for _, id := range set.ids {
		f := set.flows[id]
		c := checker{f: f, faults: &faults}
		c.e = explore(set, f, checkDay())
		c.never()
		c.mute()
	}
	endless(set, &faults)
	faults.Sort()
	return faults
}

// checkDay is the day on which flows are walked. Any will do; a fixed one makes every check say the same.
func checkDay() time.Time { return time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC) }

type checker struct {
	f      *Flow
	e      *explorer
	faults *source.Faults
}

// never reports what no answers can bring about. Of a step that is never asked, only that is reported.
func (c *checker) never() {
	open := map[goal]bool{}
	for _, g := range c.e.open {
		open[g] = true
	}
	for _, s := range c.f.flags {
		if open[goal{what: s.when, yes: true}] {
			c.faults.Add(s.pos, fmt.Sprintf("the flag %q is never seen: its condition never holds", s.id), "check its when")
		}
	}
	dead := func(d *StepDef) bool { return open[goal{what: d, yes: true}] }
	for _, d := range c.defs() {
		if dead(d) {
			c.faults.Add(d.at(), fmt.Sprintf("the step %q is never asked: no answers lead to it", d.ID), "check its when, and the next of the steps above")
			continue
		}
		c.holds(open, d)
	}
	for i := range c.f.nodes {
		n := &c.f.nodes[i]
		if n.def == nil || dead(n.def) || len(n.next) < 2 {
			continue
		}
		for b := range n.next {
			if open[goal{what: &n.next[b], yes: true}] {
				c.faults.Add(n.next[b].pos, "next: no answers lead here", "check the conditions of this entry and those above it")
			}
		}
	}
}

// holds reports the conditions of a step that never hold.
func (c *checker) holds(open map[goal]bool, d *StepDef) {
	for _, x := range []struct {
		field string
		cond  *cond.Cond
	}{{"consent", d.consent}, {"handoff", d.handoff}, {"hide", d.hide}, {"again", d.later}} {
		if x.cond != nil && open[goal{what: x.cond, yes: true}] {
			c.faults.Add(d.pos, fmt.Sprintf("%s of the step %q never holds", x.field, d.ID), "check its condition")
		}
	}
	for _, l := range d.texts() {
		if l.when != nil && open[goal{what: l.when, yes: true}] {
			c.faults.Add(l.pos, fmt.Sprintf("the text %q is never shown: its condition never holds", l.Text), "check its when")
		}
	}
}

// mute reports urgent answers that can go by without a question of consent.
func (c *checker) mute() {
	asks := slices.ContainsFunc(c.f.Steps, func(d *StepDef) bool { return d.consent != nil })
	for _, d := range c.f.Steps {
		switch {
		case d.handoff != nil && !asks:
			c.faults.Add(d.pos, fmt.Sprintf("the step %q hands off, but the flow never asks for consent", d.ID), "add a step with consent")
		case c.e.mute[d]:
			c.faults.Add(d.pos, fmt.Sprintf("the step %q hands off, but some answers lead to the end without the question of consent", d.ID),
				"lead them through a step with consent")
		}
	}
}

// defs are all steps, with the questions for another round.
func (c *checker) defs() []*StepDef {
	var list []*StepDef
	for _, n := range c.f.nodes {
		if n.repeat == nil {
			list = append(list, n.def)
			continue
		}
		list = append(list, n.repeat.steps...)
		if len(n.repeat.rounds) > 1 {
			list = append(list, n.repeat.again)
		}
	}
	return list
}

// endless reports flows that lead only into each other.
func endless(set *Set, faults *source.Faults) {
	ends := map[string]bool{}
	for range set.ids { // each round finds the flows that are one flow further from an end
		for _, id := range set.ids {
			f := set.flows[id]
			for _, n := range f.nodes {
				for _, b := range n.next {
					ends[id] = ends[id] || b.to == len(f.nodes) && (b.flow == "" || ends[b.flow])
				}
			}
		}
	}
	for _, id := range set.ids {
		if !ends[id] {
			faults.Add(set.flows[id].pos, fmt.Sprintf("the flow %q never ends: it leads only to flows that lead back", id), "let one of them end")
		}
	}
}
