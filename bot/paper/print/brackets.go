package print

import (
	"cmp"
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// bracket tells what a bracket is closed by and whether it opens; what closes is closed by itself. It is 0 for any other
// character. The two old angle brackets are the same as those of Chinese, says the standard.
func bracket(r rune) (closes rune, opens bool) {
	switch r {
	case 0x2329:
		r = 0x3008
	case 0x232A:
		r = 0x3009
	}
	props, _ := bidi.LookupRune(r)
	switch {
	case props.IsOpeningBracket():
		return []rune(bidi.ReverseString(string(r)))[0], true
	case props.IsBracket():
		return r, false
	}
	return 0, false
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
	type opening struct {
		at     int
		closes rune
	}
	var open []opening
	var pairs [][2]int
	for k, i := range seq {
		if p.class[i] != bidi.ON {
			continue
		}
		closes, opens := bracket(p.text[i])
		if opens {
			if len(open) == pairLimit {
				break
			}
			open = append(open, opening{k, closes})
			continue
		}
		for n := len(open) - 1; n >= 0 && closes != 0; n-- {
			if open[n].closes == closes {
				pairs = append(pairs, [2]int{open[n].at, k})
				open = open[:n]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	return pairs
}
