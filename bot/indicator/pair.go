package indicator

import (
	"slices"
	"strings"
)

// Pair says when a case of one flow and a case of another may belong together: all these facts are the same.
type Pair struct {
	Flows [2]string
	Same  []string // facts
	Most  int      // how many offers of this rule a case gets
	Other []string // facts that make it no pair after all, where both cases have them and they are not the same
}

// Known are the values of facts of a case, by fact, in the form in which they are compared.
type Known map[string][]string

// Known are the values of a case by which a rule may find it to be no pair.
func (r *Rules) Known(flow string, answers []Answer) Known {
	known := Known{}
	for _, p := range r.pairs {
		for _, fact := range p.Other {
			if v := factValues(fact, answers); slices.Contains(p.Flows[:], flow) && len(v) > 0 {
				known[fact] = v
			}
		}
	}
	return known
}

// Apart tells whether two cases are no pair of this rule, by what is known of them.
func (p Pair) Apart(a, b Known) bool {
	return slices.ContainsFunc(p.Other, func(fact string) bool {
		mine, theirs := a[fact], b[fact]
		return len(mine) > 0 && len(theirs) > 0 && !slices.ContainsFunc(mine, func(v string) bool { return slices.Contains(theirs, v) })
	})
}

// Mark is what a case is found by: two cases with a mark in common, one on each side, may belong together.
type Mark struct {
	Pair int // index of the rule; earlier rules are stronger
	Side int // 0 or 1
	Text string
}

// Pair is the rule of a mark.
func (r *Rules) Pair(m Mark) Pair { return r.pairs[m.Pair] }

// Key is the mark as the other side looks for it.
func (m Mark) Key(side int) string {
	return strings.Join([]string{"mark", string(rune('0' + side)), m.Text}, "\x00")
}

// maxMarks bounds the marks of one rule: people with three nationalities exist, with thirty they do not.
const maxMarks = 6

// Marks are what a case can be found by, the strongest rules first. A fact without an answer gives none.
func (r *Rules) Marks(flow string, answers []Answer) []Mark {
	var list []Mark
	for i, p := range r.pairs {
		side := slices.Index(p.Flows[:], flow)
		if side < 0 {
			continue
		}
		texts := []string{strings.Join([]string{p.Flows[0], p.Flows[1], strings.Join(p.Same, "+")}, "\x00")}
		for _, fact := range p.Same {
			var longer []string
			for _, v := range factValues(fact, answers) {
				for _, t := range texts {
					longer = append(longer, t+"\x00"+v)
				}
			}
			texts = longer
		}
		for _, t := range texts[:min(len(texts), maxMarks)] {
			list = append(list, Mark{i, side, t})
		}
	}
	return list
}

// factValues are the values of a fact in the form in which they are compared: codes as they are, names folded. What was
// typed for a place is in no list, so it is compared with nothing.
func factValues(fact string, answers []Answer) []string {
	for _, a := range answers {
		if a.Fact != fact || a.Value.Skipped {
			continue
		}
		if len(a.Value.Codes) > 0 {
			return a.Value.Codes
		}
		if name := Fold(a.Value.Text); fact != "place" && len([]rune(name)) > 1 {
			return []string{name}
		}
	}
	return nil
}
