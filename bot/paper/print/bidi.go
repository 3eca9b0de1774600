package print

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// levels resolves the embedding level of every rune of a line of text: even runs to the right, odd to the left. It is the
// Unicode bidirectional algorithm (UAX #9) for text without embeddings, overrides and isolates that do not end, which
// [paper.Clean] takes out: an isolate is then a text of its own, and a neutral character to the text around it.
//
// Two libraries are used here already and have the algorithm, but neither tells the levels: golang.org/x/text gives the
// direction of each run only, and takes the base direction from the text where it should run to the right;
// go-text/typesetting gives the level of the first letter of a run. Both make one run of a number and the words after it when
// both run to the right at different levels, and the number then stands on the wrong side of the Arabic word before it.
// TestLibrariesDoNotTellLevels shows it, and fails when one of them does tell: it can then take the place of this file.
// Classes and brackets of characters come from golang.org/x/text; TestLevelsAsTheStandardHasThem runs the standard's own cases.
func levels(text []rune, rtl bool) []int8 {
	p := &resolver{text: text, class: make([]bidi.Class, len(text)), level: make([]int8, len(text)),
		combines: make([]bool, len(text))}
	for i, r := range text {
		props, _ := bidi.LookupRune(r)
		p.class[i] = props.Class()
		p.combines[i] = props.Class() == bidi.NSM
	}
	base := int8(0)
	if rtl {
		base = 1
	}
	p.resolve(0, len(text), base)
	return p.level
}

type resolver struct {
	text     []rune
	class    []bidi.Class // what the rules make of each character
	level    []int8
	combines []bool // marks
}

// depthLimit is the deepest level, as the standard has it. What is nested deeper stays at it.
const depthLimit = 125

// resolve sets the levels of text[from:to] at the level of its paragraph or isolate.
func (p *resolver) resolve(from, to int, base int8) {
	var seq []int // what is not inside of an isolate
	for i := from; i < to; i++ {
		p.level[i] = base
		c := p.class[i]
		if c == bidi.BN {
			continue // as if it were not there
		}
		seq = append(seq, i)
		if end := p.end(i, to); end > 0 {
			inner := p.innerLevel(i, end, base)
			p.resolve(i+1, end, inner)
			i = end - 1 // the end itself is part of the outer text
		}
	}
	p.weak(seq, base)
	p.brackets(seq, base)
	p.neutral(seq, base)
	for _, i := range seq {
		switch c := p.class[i]; {
		case base%2 == 0 && c == bidi.R:
			p.level[i] = base + 1
		case base%2 == 0 && (c == bidi.AN || c == bidi.EN):
			p.level[i] = base + 2
		case base%2 == 1 && c != bidi.R:
			p.level[i] = base + 1
		}
	}
	for i := from + 1; i < to; i++ { // what is not there goes with what stands before it
		if p.class[i] == bidi.BN {
			p.level[i] = p.level[i-1]
		}
	}
}

// end is where the isolate that opens at i ends: the place of its end mark, or 0 when there is none or nothing opens.
func (p *resolver) end(i, to int) int {
	depth := 0
	for j := i; j < to; j++ {
		switch p.class[j] {
		case bidi.LRI, bidi.RLI, bidi.FSI:
			depth++
		case bidi.PDI:
			depth--
		}
		if depth <= 0 {
			if j == i {
				return 0
			}
			return j
		}
	}
	return 0
}

func (p *resolver) innerLevel(i, end int, base int8) int8 {
	odd := p.class[i] == bidi.RLI
	if p.class[i] == bidi.FSI {
		odd = p.firstStrong(i+1, end)
	}
	inner := base + 1
	if odd != (inner%2 == 1) {
		inner++
	}
	if inner > depthLimit {
		return base
	}
	return inner
}

// firstStrong tells whether the first letter outside of inner isolates runs to the left.
func (p *resolver) firstStrong(from, to int) bool {
	for i := from; i < to; i++ {
		switch p.class[i] {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
		if end := p.end(i, to); end > 0 {
			i = end
		}
	}
	return false
}

func edge(level int8) bidi.Class {
	if level%2 == 1 {
		return bidi.R
	}
	return bidi.L
}

// weak are the rules W1 to W7: what marks, numbers and the signs in them belong to.
func (p *resolver) weak(seq []int, base int8) {
	p.marks(seq, base)
	p.numbers(seq, base)
	strong := edge(base)
	for _, i := range seq {
		switch p.class[i] {
		case bidi.ES, bidi.CS, bidi.ET: // W6
			p.class[i] = bidi.ON
		case bidi.L, bidi.R:
			strong = p.class[i]
		case bidi.EN: // W7
			if strong == bidi.L {
				p.class[i] = bidi.L
			}
		}
	}
}

// at is the class of the k-th of a sequence, or what its edge counts as.
func (p *resolver) at(seq []int, k int, base int8) bidi.Class {
	if k < 0 || k >= len(seq) {
		return edge(base)
	}
	return p.class[seq[k]]
}

// marks gives marks the class of what they stand on, and has numbers after Arabic letters be Arabic ones: W1 to W3.
func (p *resolver) marks(seq []int, base int8) {
	strong := edge(base)
	for k, i := range seq {
		if p.class[i] == bidi.NSM { // W1
			switch before := p.at(seq, k-1, base); before {
			case bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
				p.class[i] = bidi.ON
			default:
				p.class[i] = before
			}
		}
		switch p.class[i] {
		case bidi.L, bidi.R, bidi.AL:
			strong = p.class[i]
		case bidi.EN: // W2
			if strong == bidi.AL {
				p.class[i] = bidi.AN
			}
		}
	}
	for _, i := range seq { // W3
		if p.class[i] == bidi.AL {
			p.class[i] = bidi.R
		}
	}
}

// numbers takes separators within numbers, and signs beside them, into the number: W4 and W5.
func (p *resolver) numbers(seq []int, base int8) {
	for k := 1; k+1 < len(seq); k++ { // W4
		c, a, b := p.at(seq, k, base), p.at(seq, k-1, base), p.at(seq, k+1, base)
		if a == b && (a == bidi.EN && (c == bidi.ES || c == bidi.CS) || a == bidi.AN && c == bidi.CS) {
			p.class[seq[k]] = a
		}
	}
	for k := 0; k < len(seq); k++ { // W5
		from := k
		for k < len(seq) && p.class[seq[k]] == bidi.ET {
			k++
		}
		if k > from && (from > 0 && p.class[seq[from-1]] == bidi.EN || k < len(seq) && p.class[seq[k]] == bidi.EN) {
			for _, i := range seq[from:k] {
				p.class[i] = bidi.EN
			}
		}
	}
}

// directed is the class of a letter or number to the characters beside it, and whether it has one.
func directed(c bidi.Class) (bidi.Class, bool) {
	switch c {
	case bidi.L:
		return bidi.L, true
	case bidi.R, bidi.AN, bidi.EN:
		return bidi.R, true
	}
	return bidi.ON, false
}

// neutral are the rules N1 and N2: what is between two directions takes theirs when they agree, else that of the text.
func (p *resolver) neutral(seq []int, base int8) {
	before := edge(base)
	for k := 0; k < len(seq); k++ {
		if d, ok := directed(p.class[seq[k]]); ok {
			before = d
			continue
		}
		from, after := k, edge(base)
		for ; k < len(seq); k++ {
			if d, ok := directed(p.class[seq[k]]); ok {
				after = d
				break
			}
		}
		takes := edge(base)
		if before == after {
			takes = before
		}
		for _, i := range seq[from:k] {
			p.class[i] = takes
		}
		k--
	}
}

// reorder puts the runs of a line into the order in which they are drawn from left to right (rule L2).
func reorder(runs []run) {
	highest := int8(0)
	for _, r := range runs {
		highest = max(highest, r.level)
	}
	for level := highest; level > 0; level-- {
		for i := 0; i < len(runs); i++ {
			from := i
			for i < len(runs) && runs[i].level >= level {
				i++
			}
			slices.Reverse(runs[from:i])
		}
	}
}
