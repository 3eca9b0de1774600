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
