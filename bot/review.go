package bot

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// Limits of a review: all of it must fit on one screen of any channel.
const (
	pickColumns = 30   // characters of a question on the button that changes its answer: the whole of it stands above
	pickMax     = 80   // answers that can be changed by a button; more only somebody with many payments has
	readMax     = 3000 // characters of all lines
	readAnswer  = 200  // characters of one answer
	readShort   = 30   // characters of a question or an answer, when there are too many
)

// review words the answers that a review reads back, one paragraph in all: a number, the question, the answer. Answers
// from before a hide are not shown: whoever goes on may be somebody else.
func (t *turn) review(ask flow.Ask) []string {
	if len(ask.Review) == 0 {
		return nil
	}
	words := t.readLines(ask, 1<<20, readAnswer)
	if len([]rune(words)) > readMax {
		words = t.readLines(ask, readShort, readShort)
	}
	return []string{cut(words, readMax)}
}

// readLines words the answers with at most so many characters of a question and an answer.
func (t *turn) readLines(ask flow.Ask, question, words int) string {
	var lines []string
	for i, a := range ask.Review {
		value := ""
		switch {
		case !a.Value.Given() || a.Value.Skipped:
			value = t.w.Text("ui.review.empty")
		case t.sealed(a.Step):
			value = t.w.Text("ui.review.sealed")
		default:
			value = cut(t.b.Content.Value(t.w, a.Def.Ask, a.Value), words)
		}
		lines = append(lines, t.w.Text("ui.review.line", "N", strconv.Itoa(i+1), "Question", cut(t.asked(a), question), "Answer", value))
	}
	return strings.Join(lines, "\n")
}

// asked words the question of an answer, with its round. What stands behind the question mark says how to answer, which is
// over.
func (t *turn) asked(a flow.Answer) string {
	q := t.w.Text(a.Def.Ask)
	if i := strings.IndexAny(q, "?？؟"); i >= 0 {
		_, n := utf8.DecodeRuneInString(q[i:])
		q = q[:i+n]
	}
	if parts := strings.Split(a.Step, "/"); len(parts) == 3 {
		q += " (" + parts[1] + ")"
	}
	return q
}

// pickButtons are the answers that can be changed; they keep the numbers of the lines above. Ticks from before a hide are
// not among them: they cannot be shown, and not be changed without being shown.
func (t *turn) pickButtons(ask flow.Ask) []box.Button {
	var list []box.Button
	for i, a := range ask.Review[:min(len(ask.Review), pickMax)] {
		if a.Def.Answer == answer.Many && t.sealed(a.Step) {
			continue
		}
		list = append(list, box.Button{Label: numbered(i, cut(t.asked(a), pickColumns)), Data: t.data(verbChoose, a.Step)})
	}
	return list
}

// line words a line, and tells whether it can be said: one with the code words needs a case, and one that says that nobody
// knows anything must have none.
func (t *turn) line(l flow.Line) (string, bool) {
	if l.With == flow.WithoutCase && t.c.Cases[t.c.Flow] != 0 {
		return "", false
	}
	if l.With != flow.WithCode {
		return t.w.Text(l.Text), true
	}
	c, err := record.OpenCase(t.tx, t.c.Cases[t.c.Flow])
	t.must(err)
	if err != nil || c.Consent.Withdrawn {
		return "", false
	}
	return t.w.Text(l.Text, "Code", strings.ReplaceAll(c.Code, "-", " "), "Word", c.HelperWord()), true
}

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
