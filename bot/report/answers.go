package report

import (
	"slices"
	"strconv"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/record"
	"safeharbour/bot/source"
)

// answers are the answers of a case, by step.
type answers []record.Item

func answersOf(c *record.Case) answers { return c.Answers }

// state tells what became of a question.
type state string

// The states of a question.
const (
	given    state = "given"
	passed   state = "passed_over" // the person saw it and did not want to answer
	notAsked state = "not_asked"
)

// item is the answer to a step.
func (a answers) item(step string) (record.Item, state) {
	for _, it := range a {
		if it.Step != step {
			continue
		}
		if it.Value.Skipped {
			return it, passed
		}
		return it, given
	}
	return record.Item{}, notAsked
}

// first is the first of the steps that has an answer; without one, the first that was passed over.
func (a answers) first(steps []source.Text) (found record.Item, st state) {
	st = notAsked
	for _, t := range steps {
		it, s := a.item(t.Value)
		if s == given {
			return it, given
		}
		if s == passed && st == notAsked {
			found, st = it, passed
		}
	}
	return found, st
}

// code is the first code of the first of the steps that has an answer.
func (a answers) code(steps ...source.Text) string {
	it, st := a.first(steps)
	if st != given || len(it.Value.Codes) == 0 {
		return ""
	}
	return it.Value.Codes[0]
}

// holds tells whether one of the tests holds.
func (a answers) holds(tests []testFile) bool {
	for _, t := range tests {
		for _, step := range t.From {
			it, st := a.item(step.Value)
			if st == given && slices.ContainsFunc(t.Is, func(code source.Text) bool { return it.Value.Has(code.Value) }) {
				return true
			}
		}
	}
	return false
}

// round is the steps of one round of a repeat, under their own names, and whether anything was answered in it.
func (a answers) round(repeat string, n int) (list answers, any bool) {
	prefix := repeat + "/" + strconv.Itoa(n) + "/"
	for _, it := range a {
		id, ok := strings.CutPrefix(it.Step, prefix)
		if !ok || id == "again" {
			continue
		}
		it.Step = id
		list = append(list, it)
		any = any || !it.Value.Skipped
	}
	return list, any
}

// maxRounds is more than any flow allows (bot/flow has the limit), so that a broken record ends.
const maxRounds = 60

// rounds are the rounds of a repeat in which something was answered.
func (a answers) rounds(repeat string) (list []answers) {
	for n := 1; n <= maxRounds; n++ {
		if r, any := a.round(repeat, n); any {
			list = append(list, r)
		}
	}
	return list
}

// own tells whether a value is in the person's own words.
func own(v answer.Value) bool {
	return words(v.Type) || len(v.Codes) == 0 && v.Text != ""
}

// month is a date without its day: a day would point at one person.
func month(v answer.Value) answer.Value {
	v.Day.Day = 0
	return v
}
