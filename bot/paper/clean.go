package paper

import (
	"fmt"
	"strings"
	"unicode"
)

// marksLimit is how many combining marks may stand on one letter: more would paint over the lines beside it.
const marksLimit = 12

// Characters that direct how a line runs. Balanced isolates are the only ones that are obeyed: they hold what stands between
// them apart from its neighbours, and deceive nobody.
const (
	lri = '\u2066' // LEFT-TO-RIGHT ISOLATE
	rli = '\u2067' // RIGHT-TO-LEFT ISOLATE
	fsi = '\u2068' // FIRST STRONG ISOLATE: what bot/locale puts around a value in a language written from right to left
	pdi = '\u2069' // POP DIRECTIONAL ISOLATE
)

// Clean makes text ready to be read on paper, and is the same for all three forms. What is there to deceive is shown by its
// number, such as «U+202E»: control characters, what turns a line around, what cannot be seen, and marks without end. What
// scripts need stays: joiners, marks of direction, balanced isolates, and the invisible breaks between Khmer, Lao, Thai and
// Burmese words. Line breaks become \n, tabs a space. Spaces around each line go, and empty lines with them.
func Clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ", "\u00AD", "").Replace(text)
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(cleanLine([]rune(line))); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func cleanLine(line []rune) string {
	obeyed := balanced(line)
	var b strings.Builder
	marks, before := 0, rune(0)
	for i, r := range line {
		if unicode.In(r, unicode.Mn, unicode.Me) && !unicode.Is(unicode.Variation_Selector, r) {
			if marks++; marks <= marksLimit {
				b.WriteRune(r)
			} else if i+1 == len(line) || !unicode.In(line[i+1], unicode.Mn, unicode.Me) {
				fmt.Fprintf(&b, "«+%d»", marks-marksLimit)
			}
			continue
		}
		marks = 0
		if !obeyed[i] && !between(line, i) && hidden(r, before) {
			fmt.Fprintf(&b, "«U+%04X»", r)
			continue
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// balanced finds the isolates that have their end on the same line. Anything else between them is judged by itself.
func balanced(line []rune) map[int]bool {
	var open []int
	pairs := map[int]bool{}
	for i, r := range line {
		switch r {
		case lri, rli, fsi:
			open = append(open, i)
		case pdi:
			if n := len(open); n > 0 {
				pairs[open[n-1]], pairs[i] = true, true
				open = open[:n-1]
			}
		}
	}
	return pairs
}

// between tells whether the character is an invisible break in a script that writes no spaces between its words.
func between(line []rune, i int) bool {
	return line[i] == '\u200B' && i > 0 && i+1 < len(line) && (Spaceless(line[i-1]) || Spaceless(line[i+1]))
}

// Spaceless tells whether the character is of a script that writes no spaces between words and breaks a line only where a
// syllable ends: Thai, Lao, Burmese, Khmer.
func Spaceless(r rune) bool {
	return unicode.In(r, unicode.Thai, unicode.Lao, unicode.Myanmar, unicode.Khmer)
}

// hidden tells whether a character is to be shown by its number.
func hidden(r, before rune) bool {
	const blackFlag, firstTag, lastTag = 0x1F3F4, 0xE0020, 0xE007F
	tag := func(r rune) bool { return r >= firstTag && r <= lastTag }
	switch {
	case unicode.IsControl(r):
		return true
	case tag(r): // the flags of England, Scotland and Wales
		return before != blackFlag && !tag(before)
	case r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x2800:
		return true // blanks that do not look like one
	case !unicode.Is(unicode.Cf, r):
		return false
	}
	switch r {
	case 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, 0x06DD, 0x070F, 0x08E2: // joiners, marks of direction, Arabic signs
		return false
	}
	return r < 0x0600 || r > 0x0605 // signs before Arabic numbers
}
