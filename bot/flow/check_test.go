package flow_test

import (
	"strings"
	"testing"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
)

func TestCheckFindsNothingInGoodFlows(t *testing.T) {
	if err := flow.Check(load(t)).Err(); err != nil {
		t.Error(err)
	}
}

func TestCheckFaults(t *testing.T) {
	const yes = head + "  - {id: c, answer: country}\n  - {id: b, answer: yesno}\n"
	for _, c := range []struct{ name, text, want string }{
		{"step that next leads around", head + "  - {id: a, answer: text, next: c}\n  - {id: b, answer: text}\n  - {id: c, answer: text}\n",
			`f.yaml:4:10: the step "b" is never asked: no answers lead to it; check its when, and the next of the steps above`},
		{"condition that cannot hold", yes + "  - {id: a, answer: text, when: 'b == \"yes\" and b == \"no\"'}\n",
			`f.yaml:5:10: the step "a" is never asked: no answers lead to it; check its when, and the next of the steps above`},
		{"condition that an earlier next rules out", yes + "  - {id: d, answer: text, when: 'b == \"yes\"', next: end}\n  - {id: a, answer: text, show: [{text: x, when: 'b == \"yes\"'}]}\n",
			`f.yaml:6:34: the text "x" is never shown: its condition never holds; check its when`},
		{"line that is never shown", yes + "  - {id: a, answer: text, lines: [{text: x, when: 'c == \"MM\" and c == \"KH\"'}]}\n",
			`f.yaml:5:35: the text "x" is never shown: its condition never holds; check its when`},
		{"next that is never taken", yes + "  - {id: a, answer: yesno, next: [{when: 'a == \"yes\"', to: end}, {when: 'a == \"yes\"', to: z}, {to: z}]}\n  - {id: z, answer: text}\n",
			`f.yaml:5:91: next: no answers lead here; check the conditions of this entry and those above it`},
		{"handoff without consent", yes + "  - {id: a, answer: text, handoff: 'true'}\n",
			`f.yaml:5:10: the step "a" hands off, but the flow never asks for consent; add a step with consent`},
		{"handoff that leads past consent", head + "  - {id: a, answer: yesno, handoff: 'a == \"yes\"', next: [{when: 'a == \"yes\"', to: end}, {to: k}]}\n" +
			"  - {id: k, answer: yesno, consent: 'k == \"yes\"'}\n",
			`f.yaml:3:10: the step "a" hands off, but some answers lead to the end without the question of consent; lead them through a step with consent`},
		{"consent, handoff, hide that never hold", head + "  - {id: k, answer: yesno, consent: 'k == \"yes\" and k == \"no\"', handoff: 'k == \"yes\" and k == \"no\"', hide: 'false'}\n",
			`f.yaml:3:10: consent of the step "k" never holds; check its condition` + "\n" + `f.yaml:3:10: handoff of the step "k" never holds; check its condition` +
				"\n" + `f.yaml:3:10: hide of the step "k" never holds; check its condition`},
		{"flow that leads to itself", head + "  - {id: a, answer: text, next: 'flow:f'}\n",
			`f.yaml:1:7: the flow "f" never ends: it leads only to flows that lead back; let one of them end`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := flow.Check(parse(t, map[string][]byte{"f.yaml": []byte(c.text)})).Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestBranchesWalkEverything(t *testing.T) {
	set := load(t)
	runs := flow.Branches(set, "small", today())
	if len(runs) == 0 || len(runs) > 30 {
		t.Errorf("%d runs", len(runs))
	}
	seen := map[string]bool{}
	for _, run := range runs {
		k := &talk{t: t, set: set, st: flow.State{Flow: "small"}}
		for i, in := range run {
			if i == 0 && in.Kind != flow.Start {
				t.Fatalf("a run begins with %+v", in)
			}
			seen["asked "+k.ask().Step] = true
			for _, l := range k.ask().Lines {
				seen["line "+l.Text] = true
			}
			seen[in.Step+" "+in.Text] = true
			for _, e := range k.do(in) {
				if e.Kind == flow.Wrong {
					t.Errorf("%+v was refused: %s", in, e.Problem.Code)
				}
				seen[short([]flow.Effect{e})] = true
			}
		}
		if !k.ask().Finished {
			t.Errorf("a run ends at %s", k.ask().Step)
		}
		checkHandOff(t, set, run)
	}
	for _, want := range []string{"safe yes", "safe minute", "safe signal", "agree yes", "agree no", "danger hurt", "danger sold", "danger sad",
		"danger unsure", "danger none", "danger ", "country MM", "price yes", "price no", "price unsure", "price ", "asked pay_now", "asked payments/2/pay_to",
		"line safety.short", "tell safety.signal", "tell safety.crisis/crisis", "hide", "switch other", "finished", "handoff", "consent true"} {
		if !seen[want] {
			t.Errorf("never seen: %s", want)
		}
	}
	if a, b := encode(t, runs), encode(t, flow.Branches(set, "small", today())); a != b {
		t.Error("two calls give different runs")
	}
	if flow.Branches(set, "nothing", today()) != nil {
		t.Error("runs of no flow")
	}
}

// checkHandOff checks that a run hands off exactly once, at the very input where there is consent and an urgent answer.
func checkHandOff(t *testing.T, set *flow.Set, run []flow.Input) {
	t.Helper()
	st, handed := flow.State{Flow: "small"}, 0
	for _, in := range run {
		in.Hints.Today = answer.Day{Year: 2026, Month: 11, Day: 23}
		var effects []flow.Effect
		st, effects = flow.Step(set, st, in, today())
		handed += strings.Count(short(effects), "handoff")
		given, _ := flow.Consent(set, st, today())
		if due := given && flow.HandsOff(set, st, today()); due && handed == 0 {
			t.Errorf("no hand-off after %+v", in)
		} else if handed > 1 {
			t.Errorf("%d hand-offs", handed)
		}
	}
}
