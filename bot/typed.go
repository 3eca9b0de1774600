package bot

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// shortWords is how long words must be to mean a button without their marks where the question itself takes words: "an" may
// be a name and not Ẩn, "bo qua" is always Bỏ qua.
const shortWords = 5

// meant finds the one button that folded words mean although they are not its words: they lack marks of its letters, as
// people type Vietnamese in a hurry, or say yes or no in another way. Two such buttons are none.
func (t *turn) meant(folded string, s *screen) (data string, ok bool) {
	if t.callsForHelp(folded, s) {
		return t.data(verbAsk, ""), true
	}
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
	case s.ask.Type() == answer.Review && !s.ask.Picking && typedYes:
		return t.data(verbChoose, flow.Right), true // "is it right?"
	case s.ask.Type() == answer.Review && !s.ask.Picking && typedNo:
		return t.data(verbChoose, flow.Change), true
	}
	if among(folded, t.wordsOf("ui.unsure_words")) {
		if data, ok := t.unsure(s); ok {
			return data, true
		}
	}
	data, ok, many := only(s.rows(), func(label string) bool {
		label = fold(label)
		return unmarked(folded, label) || typedYes && slices.Contains(yes, label) || typedNo && slices.Contains(no, label)
	})
	if ok || many || !typedYes && !typedNo {
		return data, ok
	}
	data, ok, _ = only(s.rows(), func(label string) bool { // "Yes, now"
		head, _, more := cutComma(label)
		return more && (typedYes && slices.Contains(yes, fold(head)) || typedNo && slices.Contains(no, fold(head)))
	})
	return data, ok
}

// callsForHelp tells whether somebody types "help" where that is no answer. In their own words it is one.
func (t *turn) callsForHelp(folded string, s *screen) bool {
	switch s.ask.Type() {
	case answer.Text, answer.Account, answer.URL:
		return false
	}
	return among(folded, t.wordsOf("ui.help_words")) && (t.c.Mode == record.InFlow || t.c.Mode == record.Menu) && !t.c.Confirm && t.c.Paper == nil
}

// unsure is the button of who does not know: the choice that says so, or passing the question over where words would be taken
// for a place or a day.
func (t *turn) unsure(s *screen) (data string, ok bool) {
	for _, code := range []string{"unsure", "unknown"} {
		if slices.Contains(s.ask.Choices, code) && !s.ask.Picking {
			return t.data(verbChoose, code), true
		}
	}
	switch s.ask.Type() {
	case answer.Country, answer.Place, answer.Date, answer.Money, answer.Wallet, answer.URL:
		return t.data(verbSkip, ""), s.ask.CanSkip
	default:
		return "", false
	}
}

// only finds the one button whose words, without their number, are meant. many tells that there are several.
func only(rows [][]box.Button, meant func(label string) bool) (data string, ok, many bool) {
	for _, row := range rows {
		for _, b := range row {
			switch {
			case !meant(withoutNumber(b.Label)):
			case ok:
				return "", false, true
			default:
				data, ok = b.Data, true
			}
		}
	}
	return data, ok, false
}

// cutComma cuts a text at its first comma, of any script.
func cutComma(text string) (before, after string, found bool) {
	i := strings.IndexFunc(text, isComma)
	if i < 0 {
		return text, "", false
	}
	_, n := utf8.DecodeRuneInString(text[i:])
	return text[:i], text[i+n:], true
}

func isComma(r rune) bool { return strings.ContainsRune(",،，、", r) }

// tickAll ticks every choice whose number was typed, such as "2 and 3", "2,3" or "٢ و٣". A tick that stands already stays:
// only a number alone takes it away. done is false where the words are no such list; nothing has happened then.
func (t *turn) tickAll(words string) (done bool, err error) {
	if t.c.Mode != record.InFlow || t.c.Confirm || t.c.Paper != nil {
		return false, nil
	}
	ask := t.ask()
	if ask.Type() != answer.Many {
		return false, nil
	}
	list, ok := t.numbers(words, len(ask.Choices))
	if !ok {
		return false, nil
	}
	step := func(kind flow.InputKind, code string) error {
		return t.step(flow.Input{Kind: kind, Step: ask.Step, Text: code})
	}
	if ask.Quick {
		if err := step(flow.Several, ""); err != nil {
			return true, err
		}
	}
	for _, n := range list {
		if code := ask.Choices[n-1]; !t.ask().Ticked(code) {
			if err := step(flow.Choose, code); err != nil {
				return true, err
			}
		}
	}
	return true, nil
}

// numbers reads a list of at least two numbers from 1 to most, in the digits of any script. Between them may stand signs and
// words for "and", nothing else: "2 guards 3 dogs" is no list, and neither is "1-3", which may mean three numbers.
func (t *turn) numbers(words string, most int) (list []int, ok bool) {
	and := t.wordsOf("ui.and_words")
	for _, part := range digitsApart(words) {
		if n, is := typedNumber(part); is {
			if n < 1 || n > most || slices.Contains(list, n) {
				return nil, false
			}
			list = append(list, n)
		} else if !slices.Contains(and, fold(part)) && strings.Trim(part, " ,،，、;；.+&/") != "" {
			return nil, false
		}
	}
	return list, len(list) > 1
}

// digitsApart splits words into runs of digits and what stands between them.
func digitsApart(words string) (parts []string) {
	was := false
	for _, r := range words {
		_, is := digit(r)
		if len(parts) == 0 || is != was {
			parts = append(parts, "")
		}
		parts[len(parts)-1] += string(r)
		was = is
	}
	return parts
}

// says tells whether typed words are among those of a key such as "ui.yes_words".
func (t *turn) says(words, key string) bool { return among(fold(words), t.wordsOf(key)) }

// wordsOf are the words of a text that lists some with commas between them, folded.
func (t *turn) wordsOf(key string) []string {
	list := strings.FieldsFunc(t.w.Text(key), isComma)
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
