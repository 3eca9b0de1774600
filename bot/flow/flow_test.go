package flow_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
)

// today is the day of all tests.
func today() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

// load parses the flows of testdata.
func load(t testing.TB) *flow.Set {
	t.Helper()
	files := map[string][]byte{}
	names, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = data
	}
	return parse(t, files)
}

func parse(t testing.TB, files map[string][]byte) *flow.Set {
	t.Helper()
	set, faults := flow.Parse(files)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}

// talk is a conversation with a flow.
type talk struct {
	t   testing.TB
	set *flow.Set
	st  flow.State
}

func start(t testing.TB, set *flow.Set, id string) *talk {
	t.Helper()
	k := &talk{t: t, set: set, st: flow.State{Flow: id}}
	k.do(flow.Input{Kind: flow.Start})
	return k
}

// do takes one input. It saves the state and reads it back first, and steps twice: both must give the same bytes.
func (k *talk) do(in flow.Input) []flow.Effect {
	k.t.Helper()
	before := encode(k.t, k.st)
	var st, again flow.State
	decode(k.t, before, &st)
	decode(k.t, before, &again)
	in.Hints.Today = answer.Day{Year: 2026, Month: 11, Day: 23}
	got, effects := flow.Step(k.set, st, in, today())
	got2, effects2 := flow.Step(k.set, again, in, today())
	if a, b := encode(k.t, got), encode(k.t, got2); a != b || encode(k.t, effects) != encode(k.t, effects2) {
		k.t.Errorf("two steps differ:\n%s\n%s", a, b)
	}
	if after := encode(k.t, st); after != before {
		k.t.Errorf("Step changed the state it was given:\n%s\n%s", before, after)
	}
	k.views(st, in)
	k.st = got
	return effects
}

// views checks that the view that a step gives, and the one that it was made from, say what new ones of their states say.
func (k *talk) views(st flow.State, in flow.Input) {
	k.t.Helper()
	before := flow.Look(k.set, st, today())
	before.HandsOff() // which looks at the ticks for a moment
	after, _ := before.Step(in)
	after.HandsOff()
	for _, v := range []*flow.View{before, after} {
		fresh := flow.Look(k.set, v.State(), today())
		given, refused := v.Consent()
		given2, refused2 := fresh.Consent()
		if given != given2 || refused != refused2 || v.HandsOff() != fresh.HandsOff() || !reflect.DeepEqual(v.Current(), fresh.Current()) ||
			!reflect.DeepEqual(v.Answers(), fresh.Answers()) || !reflect.DeepEqual(v.Values(), fresh.Values()) {
			k.t.Errorf("after %+v a view is not that of its state:\n%+v\n%+v", in, v.Current(), fresh.Current())
		}
	}
}

// say takes inputs in short: "yes" chooses, "+" is Done, "-" is Skip, "<" is Back, "?x" is Goto x, "again yes", and
// "'words" types. It gives the effects of the last one in short.
func (k *talk) say(inputs ...string) string {
	k.t.Helper()
	var effects []flow.Effect
	for _, s := range inputs {
		in := flow.Input{Kind: flow.Choose, Text: s}
		switch {
		case s == "+":
			in = flow.Input{Kind: flow.Done}
		case s == "-":
			in = flow.Input{Kind: flow.Skip}
		case s == "<":
			in = flow.Input{Kind: flow.Back}
		case strings.HasPrefix(s, "?"):
			in = flow.Input{Kind: flow.Goto, Text: s[1:]}
		case strings.HasPrefix(s, "again "):
			in = flow.Input{Kind: flow.Again, Text: s[6:]}
		case strings.HasPrefix(s, "'"):
			in = flow.Input{Kind: flow.Type, Text: s[1:]}
		}
		effects = k.do(in)
	}
	return short(effects)
}

func (k *talk) ask() flow.Ask { return flow.Current(k.set, k.st, today()) }

// at checks which step is asked.
func (k *talk) at(want string) {
	k.t.Helper()
	if got := k.ask().Step; got != want {
		k.t.Fatalf("at step %q, want %q; state %s", got, want, encode(k.t, k.st))
	}
}

// answers are the answers in short: "safe=yes danger=hurt,sad country=-".
func (k *talk) answers() string {
	var out []string
	for _, a := range flow.Answers(k.set, k.st, today()) {
		v := strings.Join(a.Value.Codes, ",") + a.Value.Text
		if a.Value.Skipped {
			v = "-"
		}
		if a.Draft {
			v += "?"
		}
		out = append(out, a.Step+"="+v)
	}
	return strings.Join(out, " ")
}

func short(effects []flow.Effect) string {
	names := map[flow.EffectKind]string{
		flow.SetAside: "aside", flow.Wrong: "wrong", flow.Changed: "changed", flow.Consented: "consent", flow.HandOff: "handoff",
		flow.Tell: "tell", flow.Hide: "hide", flow.Switch: "switch", flow.Finished: "finished",
	}
	var out []string
	for _, e := range effects {
		s := names[e.Kind]
		switch {
		case e.Kind == flow.Consented:
			s += fmt.Sprint(" ", e.Given)
		case e.Problem != nil:
			s += " " + e.Problem.Code
		default:
			s = strings.TrimSpace(s + " " + e.Text + e.Flow + strings.Join(e.Steps, " "))
			if e.Contacts != "" {
				s += "/" + e.Contacts
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func encode(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func decode(t testing.TB, data string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(data), into); err != nil {
		t.Fatal(err)
	}
}

func (k *talk) equal(what, got, want string) {
	k.t.Helper()
	if got != want {
		k.t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}
