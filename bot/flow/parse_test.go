package flow_test

import (
	"os"
	"strings"
	"testing"

	"safeharbour/bot/flow"
)

const head = "flow: f\nsteps:\n"

// good is a step that faulty ones may refer to; it takes lines 3 to 5.
const good = head + `  - id: danger
    answer: many
    choices: [hurt, none]
`

func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "f.yaml: the file is empty; write its content or remove the file"},
		{"no flow", "steps: [{id: a, answer: text}]\n", "f.yaml:1:1: flow is missing; add a line flow: …"},
		{"no steps", "flow: f\n", "f.yaml:1:1: steps is missing; add a line steps: …\nf.yaml:1:7: the flow has no steps; add a question"},
		{"flow id", "flow: F-1\nsteps: [{id: a, answer: text}]\n", `f.yaml:1:7: flow: "F-1" cannot be an id; use small letters, digits and _ only`},
		{"misspelt field", head + "  - {id: a, answr: text}\n", "f.yaml:3:5: answer is missing; add a line answer: …\nf.yaml:3:13: unknown field \"answr\"; did you mean \"answer\"?"},
		{"step id", head + "  - {id: A b, answer: text}\n", `f.yaml:3:10: id: "A b" cannot be an id; use small letters, digits and _ only`},
		{"long id", head + "  - {id: " + strings.Repeat("a", 41) + ", answer: text}\n", `f.yaml:3:10: id: "` + strings.Repeat("a", 41) + `" is longer than 40 characters`},
		{"id that conditions cannot name", head + "  - {id: in, answer: text}\n", `f.yaml:3:10: id: "in" is a word of the flow language; give it another id`},
		{"id today", head + "  - {id: today, answer: text}\n", `f.yaml:3:10: id: "today" is a word of the flow language; give it another id`},
		{"doubled id", good + "  - {id: danger, answer: text}\n", `f.yaml:6:10: the id "danger" is used in line 3 already; give it another id`},
		{"answer type", head + "  - {id: a, answer: txt}\n", `f.yaml:3:21: answer: "txt" is not a type of answer; did you mean "text"?`},
		{"no choices", head + "  - {id: a, answer: one}\n", `f.yaml:3:21: one needs choices; add choices: [a, b]`},
		{"choices for a text", head + "  - {id: a, answer: text, choices: [x]}\n", `f.yaml:3:37: choices goes with one and many only, not with text; remove it`},
		{"doubled choice", head + "  - {id: a, answer: one, choices: [x, y, x]}\n", `f.yaml:3:42: choices: "x" stands twice; remove one`},
		{"choice code", head + "  - {id: a, answer: one, choices: [x, Y]}\n", `f.yaml:3:39: choices: "Y" cannot be a code; use small letters, digits and _ only`},
		{"too many choices", head + "  - {id: a, answer: one, choices: [a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u]}\n", `f.yaml:3:76: choices: more than 20 do not fit on a screen; split the question`},
		{"exclusive", head + "  - {id: a, answer: many, choices: [x, none], exclusive: [non]}\n", `f.yaml:3:59: exclusive: "non" is not among the choices; did you mean "none"?`},
		{"exclusive of one", head + "  - {id: a, answer: one, choices: [x], exclusive: [x]}\n", `f.yaml:3:52: exclusive goes with many only, not with one; remove it`},
		{"likely country", head + "  - {id: a, answer: country, likely: [MM, Laos]}\n", `f.yaml:3:43: likely: "Laos" is not the code of a country; use two capital letters (ISO 3166)`},
		{"max", head + "  - {id: a, answer: text, max: 0}\n", `f.yaml:3:5: max: 0 is not between 1 and 4096`},
		{"max of a date", head + "  - {id: a, answer: date, max: 3}\n", `f.yaml:3:5: max goes with text and account only, not with date; remove it`},
		{"in", head + "  - {id: c, answer: country}\n  - {id: a, answer: place, in: cc}\n", `f.yaml:4:32: in: unknown step "cc"; did you mean "c"?`},
		{"in a text", good + "  - {id: a, answer: place, in: danger}\n", `f.yaml:6:32: in: the step "danger" asks for no country; name a step with answer: country`},
		{"in a later step", head + "  - {id: a, answer: place, in: c}\n  - {id: c, answer: country}\n", `f.yaml:3:32: in: the step "c" is asked later; name an earlier step`},
		{"fact", head + "  - {id: a, answer: country, fact: contry}\n", `f.yaml:3:36: fact: "contry" means nothing to the bot; did you mean "country"?`},
		{"fact of another type", head + "  - {id: a, answer: text, fact: country}\n", `f.yaml:3:33: fact: country goes with country only, not with text`},
		{"message key", head + "  - {id: a, ask: Hello there, answer: text, note: 'a..b'}\n", `f.yaml:3:18: ask: "Hello there" cannot be a message key; use words of small letters, digits and _ with dots between` + "\n" +
			`f.yaml:3:52: note: "a..b" cannot be a message key; use words of small letters, digits and _ with dots between`},
		{"unknown choice in a condition", good + "  - id: a\n    answer: text\n    when: '\"hurtt\" in danger'\n", `f.yaml:8:12: when: "hurtt" is not a choice of danger; did you mean "hurt"?`},
		{"unknown choice in any", good + "  - id: a\n    answer: text\n    when: 'any(danger, # in [\"none\", \"x\"])'\n", `f.yaml:8:38: when: "x" is not a choice of danger; use one of: hurt, none`},
		{"# begins a comment", good + "  - id: a\n    answer: text\n    when: any(danger, # == \"none\")\n",
			`f.yaml:8:21: when: the condition cannot be read: unexpected token EOF; put all of it in single quotes, and look at its brackets: 'country == "MM"'`},
		{"unknown country code", head + "  - {id: c, answer: country}\n  - id: a\n    answer: text\n    when: 'c == \"Laos\"'\n", `f.yaml:6:17: when: "Laos" is not the code of a country; use two capital letters (ISO 3166)`},
		{"unknown step in a condition", good + "  - id: a\n    answer: text\n    when: '\"hurt\" in dangr'\n", `f.yaml:8:22: when: unknown name "dangr"; did you mean "danger"?`},
		{"condition over words", head + "  - {id: w, answer: text}\n  - id: a\n    answer: text\n    when: 'w == \"help\"'\n", `f.yaml:6:12: when: "w" is a text step, which conditions cannot read; name a step with one, many, yesno, country, place, date or money`},
		{"condition over a later step", head + "  - id: a\n    answer: text\n    when: 'b == \"yes\"'\n  - {id: b, answer: yesno}\n", `f.yaml:5:12: when: the step "b" is asked later; name earlier steps only`},
		{"condition over the step itself", head + "  - id: b\n    answer: yesno\n    lines: [{text: x, when: 'b == \"yes\"'}]\n", `f.yaml:5:30: when: the step "b" is asked later; name earlier steps only`},
		{"condition that is no condition", good + "  - id: a\n    answer: text\n    when: danger\n", `f.yaml:8:11: when: the condition is a set of codes, not true or false; compare it with something: == or in`},
		{"condition that cannot be read", head + "  - {id: b, answer: yesno}\n  - id: a\n    answer: text\n    when: 'b = \"yes\"'\n",
			`f.yaml:6:14: when: the condition cannot be read: unexpected token Operator("="); put all of it in single quotes, and look at its brackets: 'country == "MM"'`},
		{"type of a comparison", good + "  - id: a\n    answer: text\n    when: 'danger == \"hurt\"'\n", `f.yaml:8:19: when: a set of codes cannot be compared with ==; use "code" in name`},
		{"refused alone", head + "  - {id: a, answer: yesno, refused: 'a == \"no\"'}\n", `f.yaml:3:38: refused without consent; add consent: …, or remove refused`},
		{"unknown next", good + "    next: contry\n  - {id: country, answer: country}\n", `f.yaml:6:11: next: unknown step "contry"; did you mean "country"?`},
		{"backward next", good + "  - {id: a, answer: text, next: danger}\n", `f.yaml:6:33: next: the step "danger" stands above; next only goes forward; name a step further down`},
		{"next to itself", head + "  - {id: a, answer: text, next: a}\n", `f.yaml:3:33: next: the step leads to itself; name a step further down`},
		{"unknown flow", head + "  - {id: a, answer: text, next: 'flow:g'}\n", `f.yaml:3:34: next: unknown flow "g"; did you mean "f"?`},
		{"next without a way out", good + "    next:\n      - {when: '\"hurt\" in danger', to: end}\n", `f.yaml:7:9: next leads nowhere when no condition holds; add {to: …} without when`},
		{"next that is never reached", good + "    next:\n      - {to: end}\n      - {to: b}\n  - {id: b, answer: text}\n", `f.yaml:7:9: the entries behind this one are never reached: it has no condition; move it to the end of the list`},
		{"empty next", good + "    next: []\n", `f.yaml:3:5: next is empty; remove next, or name a step`},
		{"repeat", head + "  - repeat: r\n    max: 99\n    again: f.again\n    steps:\n      - {id: a, answer: yesno, handoff: 'true', next: end}\n  - {id: b, answer: text, when: 'a == \"yes\"', next: a}\n",
			"f.yaml:3:5: max: 99 is not between 1 and 50\nf.yaml:7:9: next is not allowed inside a repeat; remove it\n" +
				"f.yaml:7:42: handoff is not allowed inside a repeat; ask it outside of the repeat\n" +
				`f.yaml:8:34: when: "a" is asked many times, in the repeat "r"; name a step outside of repeats` + "\n" +
				`f.yaml:8:53: next: the step "a" is inside a repeat; name the repeat itself, or a step outside of it`},
		{"empty repeat", head + "  - {repeat: r, max: 2, again: f.again, steps: []}\n", "f.yaml:3:5: the repeat has no steps; add a question"},
		{"repeat in a repeat", head + "  - {repeat: r, max: 2, again: f.again, steps: [{repeat: q, max: 2}]}\n",
			"f.yaml:3:49: answer is missing; add a line answer: …\nf.yaml:3:49: id is missing; add a line id: …\nf.yaml:3:50: unknown field \"repeat\""},
		{"scope of contacts", head + "  - {id: a, answer: text, show: [{text: x, contacts: Crisis}]}\n", `f.yaml:3:54: contacts: "Crisis" cannot be a scope; use small letters, digits and _ only`},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, faults := flow.Parse(map[string][]byte{"f.yaml": []byte(c.text)})
			if got := faults.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if set != nil {
				t.Error("a set in spite of faults")
			}
		})
	}
}

func TestParseFindsFaultsOfAllFilesInOrder(t *testing.T) {
	files := map[string][]byte{
		"b.yaml": []byte("flow: same\nsteps: [{id: a, answer: x}]\n"),
		"a.yaml": []byte("flow: same\nsteps: [{id: a, answer: text}]\n"),
		"c.yaml": []byte("flow: c\nsteps: [{id: a, answer: text, next: nowhere}, {id: b, answer: one}]\n"),
	}
	const want = `b.yaml:1:7: the flow "same" is also in a.yaml; give it another id
b.yaml:2:25: answer: "x" is not a type of answer; use one of: account, country, date, file, many, money, one, pin, place, read, review, text, url, wallet, yesno
c.yaml:2:37: next: unknown step "nowhere"; use one of: b, end
c.yaml:2:63: one needs choices; add choices: [a, b]`
	for range 5 {
		if _, faults := flow.Parse(files); faults.Error() != want {
			t.Fatalf("got\n%s\nwant\n%s", faults, want)
		}
	}
}

func TestParseBudgets(t *testing.T) {
	long := head
	for i := range 201 {
		long += "  - {id: a" + strings.Repeat("x", i%30) + string(rune('a'+i/30)) + ", answer: text}\n"
	}
	many := head + "  - {repeat: r, max: 50, again: f.again, steps: ["
	for i := range 10 {
		many += "{id: a" + string(rune('a'+i)) + ", answer: text}, "
	}
	many += "]}\n"
	for text, want := range map[string]string{
		long: "f.yaml:1:7: the flow has 201 steps; at most 200 are allowed; split the flow",
		many: "f.yaml:1:7: the flow can ask 551 questions with all rounds; at most 500 are allowed; lower max of its repeats",
	} {
		if _, faults := flow.Parse(map[string][]byte{"f.yaml": []byte(text)}); faults.Error() != want {
			t.Errorf("got\n%s\nwant\n%s", faults, want)
		}
	}
}

func TestKeysAndContacts(t *testing.T) {
	set := load(t)
	var got, buttons []string
	for _, k := range set.Keys() {
		if k.Pos.File == "small.yaml" {
			got = append(got, string(k.Kind)+" "+k.Key)
		}
		if k.Button {
			buttons = append(buttons, k.Key)
		}
		if k.Pos.Line == 0 {
			t.Errorf("%s has no place", k.Key)
		}
	}
	const want = "question small.safe, choice small.safe.yes, choice small.safe.minute, choice small.safe.signal, show safety.signal, " +
		"question small.agree, choice small.agree.yes, choice small.agree.no, line safety.consent, line safety.short, " +
		"question small.danger, choice small.danger.hurt, choice small.danger.sold, choice small.danger.sad, choice small.danger.unsure, choice small.danger.none, " +
		"show safety.crisis, show safety.stay, question small.country, question small.place, question small.price, question small.deadline, question small.pay_now, " +
		"question small.pay_date, question small.pay_to, note safety.seed, question small.payments.again, question small.tell, question small.closing, line safety.close, question small.refused"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("keys\n got %s\nwant %s", s, want)
	}
	if len(buttons) != 12 {
		t.Errorf("buttons %v", buttons)
	}
	if c := set.Contacts(); len(c) != 1 || c[0].Value != "crisis" || c[0].Line == 0 {
		t.Errorf("contacts %v", c)
	}
}

func TestSetLookups(t *testing.T) {
	set := load(t)
	if ids := set.IDs(); strings.Join(ids, " ") != "other small" {
		t.Errorf("ids %v", ids)
	}
	if f, ok := set.Flow("small"); !ok || !f.Discreet || f.Version == "" {
		t.Errorf("flow %+v", f)
	}
	for key, want := range map[string]string{"country": "small.country", "payments/2/pay_to": "small.pay_to", "payments/1/again": "small.payments.again"} {
		if d, ok := set.Step("small", key); !ok || d.Ask != want {
			t.Errorf("step %s: %+v", key, d)
		}
	}
	for _, key := range []string{"payments/9/pay_to", "payments/3/again", "pay_to", "", "nothing"} {
		if d, ok := set.Step("small", key); ok {
			t.Errorf("step %s: %+v", key, d)
		}
	}
	if _, ok := set.Step("nothing", "country"); ok {
		t.Error("a step of no flow")
	}
	if _, ok := set.Vars("nothing"); ok {
		t.Error("variables of no flow")
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"testdata/small.yaml", "testdata/other.yaml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(good + "    next: [{when: 'true', to: end}, {to: flow:f}]\n  - repeat: x\n    steps: [{}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, faults := flow.Parse(map[string][]byte{"f.yaml": data})
		if (set == nil) != (len(faults) > 0) {
			t.Fatalf("set %v, faults %v", set, faults)
		}
		if set == nil || len(data) > 2000 {
			return
		}
		for _, id := range set.IDs() {
			k := start(t, set, id)
			for range 20 {
				if k.ask().Finished {
					break
				}
				k.say("-", "+")
			}
		}
		set.Keys()
	})
}
