package print

import (
	"cmp"
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// closing are the brackets that people type, each with what closes it.
var closing = map[rune]rune{
	'(': ')', '[': ']', '{': '}', '「': '」', '『': '』', '【': '】', '《': '》', '〈': '〉', '（': '）', '［': '］', '｛': '｝',
}

// pairLimit is how many brackets may be open at once, as the standard has it.
const pairLimit = 63

// brackets is the rule N0: both brackets of a pair run the same way.
func (p *resolver) brackets(seq []int, base int8) {
	for _, pair := range p.pairs(seq) {
		inside, opposite := bidi.ON, false
		for _, i := range seq[pair[0]+1 : pair[1]] {
			d, ok := directed(p.class[i])
			if ok && d == edge(base) {
				inside = d
				break
			}
			opposite = opposite || ok
		}
		if inside == bidi.ON && opposite {
			inside = edge(base)
			for k := pair[0] - 1; k >= 0; k-- {
				if d, ok := directed(p.class[seq[k]]); ok {
					inside = d
					break
				}
			}
		}
		if inside != bidi.ON {
			p.turn(seq, pair[0], inside)
			p.turn(seq, pair[1], inside)
		}
	}
}

// turn sets the class of a bracket and of the marks on it.
func (p *resolver) turn(seq []int, k int, to bidi.Class) {
	p.class[seq[k]] = to
	for k++; k < len(seq) && p.combines[seq[k]]; k++ {
		p.class[seq[k]] = to
	}
}

// pairs are the places in seq of the brackets that belong together, by their first.
func (p *resolver) pairs(seq []int) [][2]int {
	var open []int
	var pairs [][2]int
	for k, i := range seq {
		if p.class[i] != bidi.ON {
			continue
		}
		if closing[p.text[i]] != 0 {
			if len(open) == pairLimit {
				break
			}
			open = append(open, k)
			continue
		}
		for n := len(open) - 1; n >= 0; n-- {
			if closing[p.text[seq[open[n]]]] == p.text[i] {
				pairs = append(pairs, [2]int{open[n], k})
				open = open[:n]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	return pairs
}
