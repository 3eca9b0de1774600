package flow_test

import (
	"strings"
	"testing"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
)

const reviewed = `flow: f
steps:
  - {id: consent, answer: yesno, consent: 'consent == "yes"'}
  - {id: hurt, answer: yesno}
  - {id: where, answer: text, when: 'hurt == "yes"'}
  - repeat: pay
    max: 2
    again: f.again
    steps: [{id: sum, answer: money}]
  - {id: check, answer: review, of: [hurt, where, pay], handoff: 'true'}
  - {id: after, answer: yesno}
`

// asks fails unless the step is asked.
func (k *talk) asks(step string) flow.Ask {
	k.t.Helper()
	ask := flow.Current(k.set, k.st, today())
	if ask.Step != step {
		k.t.Fatalf("asked %q, not %q", ask.Step, step)
	}
	return ask
}

func (k *talk) choose(codes ...string) {
	for _, c := range codes {
		k.do(flow.Input{Kind: flow.Choose, Text: c})
	}
}

// TestReview: what is read back is what was answered; a change leads back to it, by way of questions that it opens; and
// nothing counts as read back that was changed since.
func TestReview(t *testing.T) {
	k := start(t, parse(t, map[string][]byte{"f.yaml": []byte(reviewed)}), "f")
	k.choose("yes", "no")
	k.do(flow.Input{Kind: flow.Type, Text: "5 USD"})
	k.do(flow.Input{Kind: flow.Again, Text: "no"})
	ask := k.asks("check")
	var lines []string
	for _, a := range ask.Review {
		lines = append(lines, a.Step)
	}
	if got := strings.Join(lines, " "); got != "hurt pay/1/sum" {
		t.Errorf("read back: %s", got)
	}
	if k.st.Handed {
		t.Error("handed off before the review")
	}

	k.choose("change")
	if !k.asks("check").Picking {
		t.Error("not asked which one to change")
	}
	k.choose("after") // not among the answers that were read back
	k.asks("check")
	k.do(flow.Input{Kind: flow.Back})
	if k.asks("check").Picking {
		t.Error("Back does not take the wish to change back")
	}
	k.choose("change", "hurt")
	k.asks("hurt")
	k.choose("yes")
	k.asks("where")
	k.do(flow.Input{Kind: flow.Type, Text: "there"})
	k.asks("check")
	k.choose("change", "pay/1/sum")
	k.do(flow.Input{Kind: flow.Type, Text: "7 USD"})
	k.asks("check")
	k.choose("right")
	k.asks("after")
	if !k.st.Handed {
		t.Error("the review does not hand off")
	}

	k.do(flow.Input{Kind: flow.Goto, Text: "hurt"})
	k.choose("yes") // the same as before
	k.asks("after")
	k.do(flow.Input{Kind: flow.Goto, Text: "hurt"})
	k.choose("unsure")
	k.asks("check")
}

const chores = `flow: f
steps:
  - {id: how, answer: many, quick: true, choices: [bank, card]}
  - id: todo
    answer: many
    todo: true
    choices: [stop, call_bank, call_card]
    offer:
      - {choices: [call_bank], when: '"bank" in how'}
      - {choices: [call_card], when: '"card" in how'}
  - {id: more, answer: one, choices: [now, later], again: 'more == "later"'}
  - {id: whom, answer: many, choices: [lawyer, nobody], exclusive: [nobody], ticked: [nobody]}
`

// TestTodo: one press answers a quick step; only what applies can be ticked; a tick counts before it is sent, and passing
// over the page loses none; who comes back sees what is left, and then what they put off.
func TestTodo(t *testing.T) {
	k := start(t, parse(t, map[string][]byte{"f.yaml": []byte(chores)}), "f")
	if !k.asks("how").Quick {
		t.Error("one press does not answer")
	}
	k.choose("bank")
	if got := strings.Join(k.asks("todo").Choices, " "); got != "stop call_bank" {
		t.Errorf("offered: %s", got)
	}
	k.choose("call_card") // not offered
	k.choose("stop")
	list := flow.Answers(k.set, k.st, today())
	if a := list[len(list)-1]; a.Step != "todo" || strings.Join(a.Value.Codes, " ") != "stop" || strings.Join(a.Left, " ") != "call_bank" {
		t.Errorf("a tick does not count at once: %+v", a)
	}
	k.do(flow.Input{Kind: flow.Skip})
	k.asks("more")
	k.choose("later")
	if ask := k.asks("whom"); !ask.Ticked("nobody") || ask.Ticked("lawyer") {
		t.Error("nobody is not ticked at first")
	}
	k.choose("lawyer")
	if ask := k.asks("whom"); ask.Ticked("nobody") || !ask.Ticked("lawyer") {
		t.Error("nobody stays ticked")
	}
	k.do(flow.Input{Kind: flow.Done})

	k.do(flow.Input{Kind: flow.Start})
	if !k.asks("todo").Ticked("stop") {
		t.Error("the tick is lost")
	}
	k.choose("call_bank")
	k.do(flow.Input{Kind: flow.Done})
	k.do(flow.Input{Kind: flow.Start})
	k.asks("more")
	k.choose("now")
	k.do(flow.Input{Kind: flow.Start})
	if ask := flow.Current(k.set, k.st, today()); !ask.Finished {
		t.Errorf("%s comes again though nothing is left", ask.Step)
	}
}

// TestSeveral: whoever paid in two ways can say so.
func TestSeveral(t *testing.T) {
	k := start(t, parse(t, map[string][]byte{"f.yaml": []byte(chores)}), "f")
	k.do(flow.Input{Kind: flow.Several})
	if k.asks("how").Quick {
		t.Error("one press still answers")
	}
	k.choose("bank", "card")
	k.do(flow.Input{Kind: flow.Done})
	if got := strings.Join(k.asks("todo").Choices, " "); got != "stop call_bank call_card" {
		t.Errorf("offered: %s", got)
	}
}

func TestSigns(t *testing.T) {
	set := parse(t, map[string][]byte{"f.yaml": []byte(head + "  - {id: leave, answer: yesno, sign: {id: i3, elements: [act, means], reports: \"no\", strong: true}}\n" +
		"  - {id: who, answer: one, choices: [agent], sign: {id: a1, elements: [act]}}\n  - {id: x, answer: text}\n")})
	defs := set.Signed("f")
	if len(defs) != 2 {
		t.Fatalf("%d signs", len(defs))
	}
	for _, c := range []struct {
		sign  int
		value answer.Value
		want  flow.Finding
	}{
		{0, answer.Value{}, flow.NotAsked},
		{0, answer.Value{Type: answer.YesNo, Skipped: true}, flow.NotAsked},
		{0, answer.Value{Type: answer.YesNo, Codes: []string{"no"}}, flow.Reported},
		{0, answer.Value{Type: answer.YesNo, Codes: []string{"yes"}}, flow.NotReported},
		{0, answer.Value{Type: answer.YesNo, Codes: []string{"unsure"}}, flow.Unsure},
		{1, answer.Value{Type: answer.One, Codes: []string{"agent"}}, flow.Reported},
	} {
		if got := defs[c.sign].Sign.Finding(c.value); got != c.want {
			t.Errorf("%s %v: %s, not %s", defs[c.sign].ID, c.value, got, c.want)
		}
	}
}

func TestFaultsOfNewFields(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"review of nothing", head + "  - {id: r, answer: review}\n", "f.yaml:3:21: review needs the steps that it reads back; add of: [a, b]"},
		{"review of a later step", head + "  - {id: r, answer: review, of: [b]}\n  - {id: b, answer: text}\n", `f.yaml:3:34: of: the step "b" is asked later; name an earlier step`},
		{"review of an unknown step", head + "  - {id: name, answer: text}\n  - {id: r, answer: review, of: [nam]}\n", `f.yaml:4:34: of: unknown step "nam"; did you mean "name"?`},
		{"of elsewhere", good + "  - {id: r, answer: text, of: [danger]}\n", `f.yaml:6:32: of goes with review only, not with text; remove it`},
		{"ticked", head + "  - {id: a, answer: many, choices: [x], ticked: [y]}\n", `f.yaml:3:50: ticked: "y" is not among the choices; did you mean "x"?`},
		{"offer", good + "  - {id: a, answer: many, choices: [x], offer: [{choices: [y], when: '\"hurt\" in danger'}]}\n", `f.yaml:6:60: offer: "y" is not among the choices; did you mean "x"?`},
		{"todo of a text", head + "  - {id: a, answer: text, todo: true}\n", `f.yaml:3:5: todo goes with many only, not with text; remove it`},
		{"element", head + "  - {id: a, answer: yesno, sign: {id: i1, elements: [meens]}}\n", `f.yaml:3:54: elements: "meens" is no element of the definition; did you mean "means"?`},
		{"reports", head + "  - {id: a, answer: yesno, sign: {id: i1, elements: [act], reports: maybe}}\n", `f.yaml:3:69: reports: "maybe" cannot report a sign; write "yes" or "no"`},
		{"with", head + "  - {id: a, answer: read, lines: [{text: x, with: coed}]}\n", `f.yaml:3:51: with: "coed" is nothing that a text can say; did you mean "code"?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := flow.Parse(map[string][]byte{"f.yaml": []byte(c.text)})
			if got := faults.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
