package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold makes typed words and the words of a button comparable: no case, no signs, no spaces at the ends. Letters with marks
// stay as they are: in many scripts the mark is the letter.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	apart := false // a space is due before the next letter
	for _, r := range norm.NFKC.String(s) {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r):
			if apart && b.Len() > 0 {
				b.WriteByte(' ')
			}
			apart = false
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsSpace(r), unicode.IsPunct(r):
			apart = true
		}
	}
	return b.String()
}

// names tells whether folded words are those of a button, with its number or without. Only the number that we put there is
// taken away: a choice may begin with one of its own, such as "1 to 3 days ago".
func names(folded, label string) bool {
	rest := withoutNumber(label)
	if fold(rest) == folded {
		return true
	}
	first, _ := utf8.DecodeRuneInString(folded)
	return rest != label && unicode.IsDigit(first) && fold(label) == folded
}

// withoutNumber takes off the number that we put before the words of a button.
func withoutNumber(label string) string {
	number, rest, ok := strings.Cut(label, ". ")
	if _, numbered := typedNumber(number); !ok || !numbered {
		return label
	}
	return rest
}

// typedNumber reads a small number in the digits of any script.
func typedNumber(s string) (int, bool) {
	n, digits := 0, 0
	for _, r := range s {
		d, ok := digit(r)
		if !ok || digits == 3 {
			return 0, false
		}
		n, digits = n*10+d, digits+1
	}
	return n, digits > 0
}

// digit is the value of a decimal digit of any script: they stand in runs of ten, and every run begins at a multiple of
// ten from its zero.
func digit(r rune) (int, bool) {
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	return int(r - zero), true
}
