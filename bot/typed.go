package bot

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shortWords is how long words must be to mean a button without their marks where the question itself takes words: "an" may
// be a name and not Ẩn, "bo qua" is always Bỏ qua.
const shortWords = 5

// meant finds the one button that folded words mean although they are not its words: they lack marks of its letters, as
// people type Vietnamese in a hurry, or say yes or no in another way. Two such buttons are none.
func (t *turn) meant(folded string, s *screen) (data string, ok bool) {
	if s.ask.Step != "" && takesWords(s.ask) && utf8.RuneCountInString(folded) < shortWords {
		return "", false
	}
	yes, no := t.wordsOf("ui.yes_words"), t.wordsOf("ui.no_words")
	typedYes, typedNo := among(folded, yes), among(folded, no)
	switch {
	case s.ask.Again() && typedYes:
		return t.data(verbAgain, "yes"), true // "another payment?": its buttons say more than yes and no
	case s.ask.Again() && typedNo:
		return t.data(verbAgain, "no"), true
	}
	for _, row := range s.rows() {
		for _, b := range row {
			label := fold(withoutNumber(b.Label))
			if !unmarked(folded, label) && !(typedYes && slices.Contains(yes, label)) && !(typedNo && slices.Contains(no, label)) {
				continue
			}
			if ok {
				return "", false
			}
			data, ok = b.Data, true
		}
	}
	return data, ok
}

// says tells whether typed words are among those of a key such as "ui.yes_words".
func (t *turn) says(words, key string) bool { return among(fold(words), t.wordsOf(key)) }

// wordsOf are the words of a text that lists some with commas between them, folded.
func (t *turn) wordsOf(key string) []string {
	list := strings.FieldsFunc(t.w.Text(key), func(r rune) bool { return strings.ContainsRune(",،，、", r) })
	for i, word := range list {
		list[i] = fold(word)
	}
	return list
}

func among(folded string, list []string) bool {
	return slices.ContainsFunc(list, func(word string) bool { return unmarked(folded, word) })
}

// unmarked tells whether typed words are those of another text, with all or some of the marks of its letters left out. A
// wrong mark makes another word: Đừng, don't, is not Đúng, right.
func unmarked(typed, text string) bool {
	if typed == "" || utf8.RuneCountInString(typed) != utf8.RuneCountInString(text) {
		return false
	}
	letters := []rune(text)
	for i, r := range []rune(typed) {
		if r != letters[i] && string(r) != plain(letters[i]) {
			return false
		}
	}
	return true
}

// plain is a Latin letter without its marks. In other scripts marks are vowels, and stay.
func plain(r rune) string {
	if r == 'đ' {
		return "d"
	}
	return strings.Map(func(r rune) rune {
		if r >= '\u0300' && r <= '\u036f' {
			return -1
		}
		return r
	}, norm.NFD.String(string(r)))
}
