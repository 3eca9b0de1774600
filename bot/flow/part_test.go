package flow_test

import (
	"strings"
	"testing"

	"safeharbour/bot/flow"
)

const pets = `part: pets
steps:
  - {id: cat, answer: yesno}
  - {id: cat_age, answer: one, choices: [young, old], when: 'cat == "yes"'}
  - {id: dog, answer: yesno}
`

const user = `flow: f
steps:
  - {id: ask, answer: one, choices: [now, later]}
  - use: pets
    when: 'ask == "now"'
    leave: [{steps: [dog], when: 'ask == "later" or ask == ""'}]
  - {id: more, answer: text, when: 'cat == "yes"'}
`

func TestPart(t *testing.T) {
	set := parse(t, map[string][]byte{"f.yaml": []byte(user), "pets.yaml": []byte(pets)})
	if ids := strings.Join(set.IDs(), " "); ids != "f" {
		t.Fatalf("a part is among the flows: %s", ids)
	}
	var keys []string
	for _, k := range set.Keys() {
		keys = append(keys, k.Key)
	}
	if got, want := strings.Join(keys, " "), "f.ask f.ask.now f.ask.later pets.cat pets.cat_age pets.cat_age.young pets.cat_age.old pets.dog f.more"; got != want {
		t.Errorf("keys %s\nwant %s", got, want)
	}
	if d, ok := set.Step("f", "cat"); !ok || d.Card != "card.step.pets.cat" || d.Part != "pets" {
		t.Errorf("step of a part: %+v", d)
	}
	k := start(t, set, "f")
	for _, c := range []struct{ step, code string }{{"ask", "now"}, {"cat", "yes"}, {"cat_age", "old"}, {"dog", "no"}} {
		if ask := flow.Current(set, k.st, today()); ask.Step != c.step {
			t.Fatalf("asked %s, not %s", ask.Step, c.step)
		}
		k.do(flow.Input{Kind: flow.Choose, Text: c.code})
	}
	if ask := flow.Current(set, k.st, today()); ask.Step != "more" {
		t.Errorf("a flow cannot name the part's step: %s", ask.Step)
	}
	later := start(t, set, "f")
	later.do(flow.Input{Kind: flow.Choose, Text: "later"})
	if ask := flow.Current(set, later.st, today()); !ask.Finished {
		t.Errorf("the part is asked though its use does not hold: %s", ask.Step)
	}
}

// TestPartChanges: a part that changed makes another version of the flow, else answers would not be fitted to it.
func TestPartChanges(t *testing.T) {
	one := parse(t, map[string][]byte{"f.yaml": []byte(user), "pets.yaml": []byte(pets)})
	two := parse(t, map[string][]byte{"f.yaml": []byte(user), "pets.yaml": []byte(pets + "  - {id: bird, answer: yesno}\n")})
	a, _ := one.Flow("f")
	b, _ := two.Flow("f")
	if a.Version == b.Version {
		t.Error("the version is the same")
	}
}

func TestPartFaults(t *testing.T) {
	use := "flow: f\nsteps:\n  - {id: ask, answer: yesno}\n  - use: pets\n"
	for _, c := range []struct{ name, flow, part, want string }{
		{"unknown part", "flow: f\nsteps:\n  - {id: ask, answer: yesno}\n  - use: pest\n", pets,
			"f.yaml:4:10: use: unknown part \"pest\"; did you mean \"pets\"?\npets.yaml:1:7: no flow uses the part pets; write - use: pets in a flow, or remove the file"},
		{"a condition of the part names a step of the flow", use, "part: pets\nsteps:\n  - {id: cat, answer: yesno, when: 'ask == \"yes\"'}\n",
			`pets.yaml:3:37: when: unknown name "ask"; name questions of the part only, or today`},
		{"a fault of a part is told once", use, "part: pets\nsteps:\n  - {id: cat, answer: yesn}\n",
			`pets.yaml:3:23: answer: "yesn" is not a type of answer; did you mean "yesno"?`},
		{"used twice", use + "  - use: pets\n", pets, `f.yaml:5:10: the part "pets" is used twice; remove one`},
		{"an id of the flow", "flow: f\nsteps:\n  - {id: cat, answer: yesno}\n  - use: pets\n", pets,
			`f.yaml:4:10: the id "cat" is used in the flow and in the part; give it another id`},
		{"condition over a later step", "flow: f\nsteps:\n  - use: pets\n    when: 'ask == \"yes\"'\n  - {id: ask, answer: yesno}\n", pets,
			`f.yaml:4:12: when: the step "ask" is asked later; name earlier steps only`},
		{"leave", use + "    leave:\n      - {steps: [dgo], when: 'ask == \"yes\"'}\n      - {steps: [dog]}\n", pets,
			"f.yaml:6:18: leave: the part has no step \"dgo\"; did you mean \"dog\"?\nf.yaml:7:9: when is missing; add a line when: …"},
		{"what belongs to a flow", use, "part: pets\nsteps:\n  - {id: cat, answer: yesno, handoff: 'true', next: end}\n",
			"pets.yaml:3:5: next is not allowed inside a part; remove it\npets.yaml:3:40: handoff is not allowed inside a part; ask it outside of the part"},
		{"misspelt field", use + "    wen: x\n", pets, "f.yaml:5:5: unknown field \"wen\"; did you mean \"when\"?"},
		{"part without steps", use, "part: pets\n", "pets.yaml:1:1: steps is missing; add a line steps: …\npets.yaml:1:7: the part has no steps; add a question"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := flow.Parse(map[string][]byte{"f.yaml": []byte(c.flow), "pets.yaml": []byte(c.part)})
			if got := faults.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestPartThatIsNeverAsked: check names the place in the flow, where the condition can be changed.
func TestPartThatIsNeverAsked(t *testing.T) {
	set := parse(t, map[string][]byte{"pets.yaml": []byte("part: pets\nsteps: [{id: cat, answer: yesno}]\n"),
		"f.yaml": []byte("flow: f\nsteps:\n  - {id: ask, answer: yesno}\n  - use: pets\n    when: 'ask == \"yes\" and ask == \"no\"'\n")})
	want := `f.yaml:4:10: the step "cat" is never asked: no answers lead to it; check its when, and the next of the steps above`
	if got := flow.Check(set).Error(); got != want {
		t.Errorf("got %s", got)
	}
}
