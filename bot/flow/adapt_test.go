package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
)

// asideOf are the answers that were set aside, in short.
func asideOf(st flow.State) string {
	var out []string
	for _, a := range st.Aside {
		out = append(out, fmt.Sprintf("%s=%s%s", a.Step, strings.Join(a.Value.Codes, ","), a.Value.Text))
	}
	return strings.Join(out, " ")
}

func TestFlowThatChangedUnderAConversation(t *testing.T) {
	const before = `flow: f
steps:
  - {id: a, answer: one, choices: [x, y]}
  - {id: b, answer: many, choices: [p, q]}
  - {id: c, answer: text}
  - {id: d, answer: yesno}
  - {id: e, answer: text}
`
	for _, c := range []struct{ name, now, answers, aside, at string }{
		{"a comment", "# new\n" + before, "a=x b=p,q c=words", "", "d"},
		{"a new step in the middle", strings.Replace(before, "  - {id: c", "  - {id: n, answer: text}\n  - {id: c", 1), "a=x b=p,q c=words", "", "n"},
		{"a step is gone", strings.Replace(before, "  - {id: b, answer: many, choices: [p, q]}\n", "", 1), "a=x c=words", "b=p,q", "d"},
		{"another type", strings.Replace(before, "{id: c, answer: text}", "{id: c, answer: date}", 1), "a=x b=p,q", "c=words", "c"},
		{"a choice is gone", strings.Replace(before, "[x, y]", "[y, z]", 1), "b=p,q c=words", "a=x", "a"},
		{"a tick is gone", strings.Replace(before, "[p, q]", "[p]", 1), "a=x c=words", "b=p,q", "b"},
		{"another order", strings.Replace(strings.Replace(before, "  - {id: c, answer: text}\n", "", 1), "steps:\n", "steps:\n  - {id: c, answer: text}\n", 1), "c=words a=x b=p,q", "", "d"},
		{"a branch leads around a step", strings.Replace(before, "[x, y]}", "[x, y], next: [{when: 'a == \"x\"', to: c}, {to: b}]}", 1), "a=x c=words", "b=p,q", "d"},
		{"no step is left", "flow: f\nsteps:\n  - {id: z, answer: text}\n", "", "a=x b=p,q c=words", "z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := start(t, parse(t, map[string][]byte{"f.yaml": []byte(before)}), "f")
			k.say("x", "p", "q", "+", "'words", "?b", "p") // and back at b, with a tick taken away
			k.set = parse(t, map[string][]byte{"f.yaml": []byte(c.now)})
			st, effects := flow.Adapt(k.set, k.st, today())
			if got := strings.TrimPrefix(short(effects), "aside"); strings.Count(got, " ") != len(st.Aside) {
				t.Errorf("effects %q for %d answers set aside", short(effects), len(st.Aside))
			}
			st.Cursor = ""
			k.st = st
			k.equal("answers", k.answers(), c.answers)
			k.equal("aside", asideOf(st), c.aside)
			k.at(c.at)
			again, effects := flow.Adapt(k.set, st, today())
			if len(effects) > 0 || encode(t, again) != encode(t, st) {
				t.Errorf("fitting twice changes the state: %s", encode(t, again))
			}
		})
	}
}

func TestAnswersSetAsideComeBackWithTheirStep(t *testing.T) {
	old := parse(t, map[string][]byte{"f.yaml": []byte("flow: f\nsteps:\n  - {id: a, answer: text}\n  - {id: b, answer: text}\n  - {id: c, answer: text}\n")})
	mistake := parse(t, map[string][]byte{"f.yaml": []byte("flow: f\nsteps:\n  - {id: b, answer: date}\n  - {id: c, answer: text}\n")})
	k := start(t, old, "f")
	k.say("'one", "'two")
	k.set = mistake
	k.equal("effects of the first step after the change", k.say("'2026-01-01"), "aside a b; changed b")
	k.set = old
	k.equal("effects of the first step after the repair", k.say("'three"), "aside b; changed c; finished")
	k.equal("answers", k.answers(), "a=one b=two c=three")
	k.equal("aside", asideOf(k.st), "b=")
}

func TestStaleStatesDoNotBreakReading(t *testing.T) {
	set := load(t)
	for _, a := range []flow.Answered{
		{Step: "safe", Value: answer.Value{Type: answer.Text, Text: "x"}},
		{Step: "safe", Value: answer.Value{Type: answer.One}},
		{Step: "payments/77/pay_to", Value: answer.Value{Type: answer.Text, Text: "x"}},
		{Step: "", Value: answer.Value{}},
	} {
		st := flow.State{Flow: "small", Answers: []flow.Answered{a, a}, Cursor: "gone", Ticking: "gone", Draft: []string{"gone"}}
		if ask := flow.Current(set, st, today()); ask.Finished {
			t.Errorf("%+v: finished", a)
		}
		flow.Values(set, st, today())
		flow.Answers(set, st, today())
		k := &talk{t: t, set: set, st: st}
		k.say("yes")
		k.equal(a.Step, k.answers(), "safe=yes")
	}
}
