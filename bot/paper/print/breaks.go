package print

import (
	"unicode"

	"github.com/go-text/typesetting/segmenter"

	"safeharbour/bot/paper"
)

// How well a line may end before a character.
const (
	never   = iota
	torn    // between two letters, where a word is wider than its column
	poor    // where a syllable may begin, in a script without spaces, but hardly ever a word
	fair    // where a syllable surely begins, in such a script
	welcome // where a word ends
)

// breaks says of every place in a text how well a line may end before it. Places are those of the Unicode line breaking
// algorithm (UAX #14), which keeps Chinese commas off the beginning of a line. It leaves Thai, Lao, Burmese and Khmer to a
// dictionary; here they break where a syllable surely begins, which may be inside of a word but never inside of a letter
// with its marks. In what is exact, a line ends only at a space or, where it must, anywhere.
func breaks(text []rune, exact bool) []uint8 {
	at := make([]uint8, len(text)+1)
	var seg segmenter.Segmenter
	seg.Init(text)
	for it := seg.GraphemeIterator(); it.Next(); {
		if g := it.Grapheme(); g.Offset > 0 && !stacked(text[g.Offset-1]) {
			at[g.Offset] = torn
		}
	}
	for it := seg.LineIterator(); it.Next(); {
		l := it.Line()
		end := l.Offset + len(l.Text)
		if at[end] == torn && (!exact || unicode.IsSpace(text[end-1])) {
			at[end] = welcome
		}
	}
	if !exact {
		rate(text, at)
	}
	at[len(text)] = welcome
	return at
}

// rate lets a line end between syllables, and rather not between an amount and its currency.
func rate(text []rune, at []uint8) {
	for i := 1; i < len(text); i++ {
		if at[i] == torn && paper.Spaceless(text[i]) && paper.Spaceless(text[i-1]) {
			at[i] = syllable(text, i)
		}
	}
	for i := 2; i+2 < len(text); i++ {
		if at[i] == welcome && amount(text, i) {
			at[i] = poor
		}
	}
}

// amount tells whether a currency follows its number at i, as in 3,000 USD.
func amount(text []rune, i int) bool {
	capital := func(r rune) bool { return r >= 'A' && r <= 'Z' }
	return text[i-1] == ' ' && unicode.IsDigit(text[i-2]) && capital(text[i]) && capital(text[i+1]) && capital(text[i+2])
}

// stacked tells whether the character puts the next one below: the Khmer coeng, and viramas.
func stacked(r rune) bool {
	switch r {
	case 0x17D2, 0x1039, 0x1A60, 0xAAF6:
		return true
	}
	return false
}

// syllable says how well a line may end at i, between two letters of a script without spaces.
func syllable(text []rune, i int) uint8 {
	switch r := text[i]; {
	case unicode.Is(unicode.Khmer, r):
		return khmer(text, i)
	case unicode.Is(unicode.Myanmar, r):
		return burmese(text, i)
	}
	return thai(text[i-1], text[i])
}

// thai looks for vowels that stand first or last in their syllable, in Thai and in Lao, whose letters stand in the same order.
func thai(before, r rune) uint8 {
	const offset = 0x0E80 - 0x0E00
	same := func(r rune) rune {
		if r >= 0x0E80 && r <= 0x0EFF {
			return r - offset
		}
		return r
	}
	leading := func(r rune) bool { return r >= 0x0E40 && r <= 0x0E44 }
	before, r = same(before), same(r)
	switch {
	case leading(before):
		return torn
	case leading(r):
		return fair
	case r == 0x0E30, r == 0x0E32, r == 0x0E33, r == 0x0E45, r == 0x0E46, r == 0x0E2F, r == 0x0E3D: // vowels after, repetition
		return torn
	case before == 0x0E33, before == 0x0E46:
		return fair
	case before == 0x0E30: // the first syllable of many words ends so
		return poor
	}
	return torn
}

// khmer begins a syllable at a consonant that carries a vowel or another consonant: one that stands bare ends the one before.
func khmer(text []rune, i int) uint8 {
	const coeng = 0x17D2
	consonant := func(r rune) bool { return r >= 0x1780 && r <= 0x17B3 }
	if !consonant(text[i]) || i+1 >= len(text) {
		return torn
	}
	switch next := text[i+1]; {
	case next < 0x17B6, next > 0x17D3, next == 0x17CB, next == 0x17CD, next == 0x17CF: // no vowel; a mark that kills is none
		return torn
	case next == coeng && consonant(text[i-1]) && (i < 2 || text[i-2] != coeng): // a bare one and a pile are often one word
		return poor
	}
	return fair
}

// burmese begins a syllable at a consonant that is not killed or stacked.
func burmese(text []rune, i int) uint8 {
	const asat, dot, virama = 0x103A, 0x1037, 0x1039
	if r := text[i]; r > 0x102A && r != 0x103F && r != 0x104E {
		return torn
	}
	next := i + 1
	if next < len(text) && text[next] == dot { // may stand before the asat
		next++
	}
	if next < len(text) && (text[next] == asat || text[next] == virama) {
		return torn
	}
	return fair
}
