package flow

import (
	"slices"
	"strings"
	"time"

	"safeharbour/bot/answer"
)

// Adapt fits a state to the flow as it is now. Answers that still fit their step stay, and answers that were set aside
// and fit again come back; the others go to [State.Aside], never lost. The position follows from the answers, so the
// person goes on at the first step that has none. When the flow is gone, all answers are set aside and nothing is asked.
func Adapt(set *Set, st State, now time.Time) (State, []Effect) {
	f, ok := set.flows[st.Flow]
	if !ok {
		return abandon(st)
	}
	if st.Version == f.Version {
		return st, nil
	}
	st.Version = f.Version
	if len(st.Answers) == 0 && len(st.Aside) == 0 {
		st.Cursor, st.Ticking, st.Draft = "", "", nil
		return st, nil
	}
	was := st.Answers
	var aside []Answered
	st.Answers, aside = fitting(f, st)
	kept := walkFlow(f, &st, now).answered()
	for _, a := range st.Answers {
		if _, ok := find(kept, a.Step); !ok {
			aside = append(aside, a)
		}
	}
	st.Answers, st.Aside = kept, aside
	if d, ok := f.defs[st.Ticking]; !ok || d.Answer != answer.Many || !within(st.Draft, d.Choices) {
		st.Ticking, st.Draft = "", nil
	}
	if _, ok := f.defs[st.Cursor]; !ok {
		st.Cursor = ""
	}
	return st, setAside(was, kept)
}

// fitting are the answers that still fit their step, old ones and those set aside, and the ones that do not.
func fitting(f *Flow, st State) (fit, aside []Answered) {
	for _, a := range slices.Concat(st.Answers, st.Aside) {
		d, ok := f.defs[a.Step]
		_, twice := find(fit, a.Step)
		if ok && !twice && fits(d, a.Value) {
			fit = append(fit, a)
			continue
		}
		aside = append(aside, a)
	}
	return fit, aside
}

func abandon(st State) (State, []Effect) {
	if len(st.Answers) == 0 {
		return st, nil
	}
	effects := setAside(st.Answers, nil)
	st.Aside = slices.Concat(st.Aside, st.Answers)
	st.Version, st.Answers, st.Cursor, st.Ticking, st.Draft = "", nil, "", "", nil
	return st, effects
}

// setAside says which of the answers that were there are not kept.
func setAside(was, kept []Answered) []Effect {
	var steps []string
	for _, a := range was {
		if k, ok := find(kept, a.Step); !ok || !same(k.Value, a.Value) {
			steps = append(steps, a.Step)
		}
	}
	if len(steps) == 0 {
		return nil
	}
	return []Effect{{Kind: SetAside, Steps: steps}}
}

// fits tells whether v can be an answer to d.
func fits(d *StepDef, v answer.Value) bool {
	if v.Type != d.Answer {
		return false
	}
	if v.Skipped {
		return d.Skip
	}
	switch d.Answer {
	case answer.One, answer.YesNo:
		return len(v.Codes) == 1 && within(v.Codes, d.Choices)
	case answer.Review:
		return slices.Equal(v.Codes, []string{Right})
	case answer.Many:
		return len(v.Codes) > 0 && within(v.Codes, d.Choices)
	case answer.Country:
		return len(v.Codes) == 1 && isCountry(v.Codes[0])
	case answer.Place:
		return v.Text != "" && len(v.Codes) == 0 || len(v.Codes) == 1 && isPlace(v.Codes[0])
	}
	return true
}

func within(codes, choices []string) bool {
	for _, c := range codes {
		if !slices.Contains(choices, c) {
			return false
		}
	}
	return true
}

// size is about how many bytes of words and codes the state holds.
func size(st State) int {
	const each = 64 // keys, types and numbers of one answer
	n := 0
	for _, list := range [][]Answered{st.Answers, st.Aside} {
		for _, a := range list {
			n += each + len(a.Value.Text)
			for _, c := range a.Value.Codes {
				n += len(c)
			}
		}
	}
	return n
}

// isCountry tells whether code looks like an ISO 3166 code.
func isCountry(code string) bool {
	return len(code) == 2 && 'A' <= code[0] && code[0] <= 'Z' && 'A' <= code[1] && code[1] <= 'Z'
}

// isPlace tells whether code looks like the id of a place.
func isPlace(code string) bool { return isID(strings.ReplaceAll(code, "-", "_")) }

// isID tells whether s can be the id of a step, flow or choice.
func isID(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return s != "" && len(s) <= maxID
}
