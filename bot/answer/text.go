package answer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func parseText(text string, h Hints) (Value, *Problem) {
	return parseWords(Text, text, limit(h, maxText))
}

// parsePlace takes the words only: whether they name a place of the list is found by whoever has the list.
func parsePlace(text string, h Hints) (Value, *Problem) {
	return parseWords(Place, text, limit(h, maxPlace))
}

func parseWords(t Type, text string, most int) (Value, *Problem) {
	if Secret(text) {
		return Value{}, &Problem{Code: TextSecret}
	}
	if tooLong(text, most) {
		return Value{}, &Problem{Code: TextLong}
	}
	return Value{Type: t, Text: text}, nil
}

func limit(h Hints, usual int) int {
	if h.Max > 0 {
		return h.Max
	}
	return usual
}

// clean trims and composes a text, and takes out what is not meant to be read: control characters but the newline, and
// the direction overrides with which a name or a link can be made to look like another. Joiners stay: Sinhala, Bengali,
// Persian and Khmer need them.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\r', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), r == '\ufeff':
			return -1
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, text)
	// Twice: composing can bring out a space, and trimming can leave a mark without its letter.
	return strings.TrimSpace(norm.NFC.String(strings.TrimSpace(text)))
}
