package flow_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
)

func TestWholeFlow(t *testing.T) {
	k := start(t, load(t), "small")
	for _, c := range []struct{ at, say, want string }{
		{"safe", "yes", "changed safe"},
		{"agree", "yes", "changed agree; consent true"},
		{"danger", "unsure", ""},
		{"danger", "+", "changed danger; tell safety.stay"},
		{"country", "MM", "changed country"},
		{"place", "'a town near the river", "changed place; handoff"},
		{"price", "yes", "changed price"},
		{"deadline", "'2026-11-24", "changed deadline"},
		{"pay_now", "'500 USD", "changed pay_now"},
		{"payments/1/pay_date", "'2026-11-01", "changed payments/1/pay_date"},
		{"payments/1/pay_to", "'a man", "changed payments/1/pay_to"},
		{"payments/1/again", "again yes", "changed payments/1/again"},
		{"payments/2/pay_date", "-", "changed payments/2/pay_date"},
		{"payments/2/pay_to", "'this is far too long to be kept", "wrong text_long"},
		{"payments/2/pay_to", "'another man", "changed payments/2/pay_to"},
		{"payments/2/again", "again no", "changed payments/2/again"},
		{"words", "-", "changed words"},
		{"closing", "+", "changed closing; finished"},
	} {
		k.at(c.at)
		k.equal(c.at+" "+c.say, k.say(c.say), c.want)
	}
	if a := k.ask(); !a.Finished || a.Step != "" || !a.CanBack || a.Key() != "" || a.Type() != "" || a.Answered != a.Total {
		t.Errorf("at the end: %+v", a)
	}
	k.equal("answers", k.answers(), "safe=yes agree=yes danger=unsure country=MM place=a town near the river price=yes deadline= pay_now= "+
		"payments/1/pay_date= payments/1/pay_to=a man payments/1/again=yes payments/2/pay_date=- payments/2/pay_to=another man payments/2/again=no words=- closing=")
	facts := flow.Facts(k.set, k.st, today())
	if len(facts) != 4 || facts["country"].Codes[0] != "MM" || facts["amount"].Amount.Number != "500" || facts["deadline"].Day.Day != 24 {
		t.Errorf("facts %+v", facts)
	}
}

func TestEveryStepCanBePassedOverButThoseThatSayNo(t *testing.T) {
	k := start(t, load(t), "small")
	k.equal("safe", k.say("-"), "")
	k.at("safe")
	k.say("yes", "yes")
	for _, step := range []string{"danger", "country", "place", "price", "words"} {
		k.at(step)
		if !k.ask().CanSkip {
			t.Errorf("%s cannot be passed over", step)
		}
		k.say("-")
	}
	k.at("closing")
	if k.ask().CanSkip {
		t.Error("a page can be passed over")
	}
	if given, _ := flow.Consent(k.set, k.st, today()); !given || !flow.HandsOff(k.set, k.st, today()) {
		t.Error("a person who answers nothing else is not handed off")
	}
	k.equal("open", strings.Join(flow.Open(k.set, k.st, today()), " "), "danger country place price words")
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		name   string
		inputs []string
		want   string // ticks, in order
	}{
		{"in the order of the choices", []string{"sold", "hurt"}, "hurt sold"},
		{"twice takes it away", []string{"hurt", "sold", "hurt"}, "sold"},
		{"an exclusive one clears the others", []string{"hurt", "sold", "none"}, "none"},
		{"another clears the exclusive one", []string{"none", "hurt"}, "hurt"},
		{"exclusive ones clear each other", []string{"none", "unsure"}, "unsure"},
		{"unknown codes do nothing", []string{"hurt", "hurtt", ""}, "hurt"},
		{"typed codes tick", []string{"'hurt"}, "hurt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := start(t, load(t), "small")
			k.say("yes", "yes")
			k.say(c.inputs...)
			k.at("danger")
			var got []string
			for _, code := range k.ask().Choices {
				if k.ask().Ticked(code) {
					got = append(got, code)
				}
			}
			k.equal("ticks", strings.Join(got, " "), c.want)
			k.say("+")
			k.equal("answers", k.answers(), "safe=yes agree=yes danger="+strings.ReplaceAll(c.want, " ", ","))
		})
	}
}

// Who only presses Done has not said that nobody is in danger: the card would tell staff that they had.
func TestDoneWithoutTick(t *testing.T) {
	k := start(t, load(t), "small")
	k.equal("none can be ticked", k.say("yes", "yes", "+"), "changed danger; tell safety.stay")
	k.equal("answers", k.answers(), "safe=yes agree=yes danger=-")

	k = start(t, load(t), "other")
	k.say("?must")
	k.equal("must be answered", k.say("+"), "wrong choice_unknown")
	k.say("a", "+")
	k.equal("answers", k.answers(), "must=a")
}

func TestUrgentTickHandsOffAtOnce(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "yes")
	k.equal("tick", k.say("hurt"), "handoff")
	k.equal("answers", k.answers(), "safe=yes agree=yes danger=hurt?")
	if got := flow.Values(k.set, k.st, today())["danger"]; !slices.Equal(got.([]string), []string{"hurt"}) {
		t.Errorf("triage sees %v", got)
	}
	k.equal("second tick", k.say("sad"), "")
	k.equal("back keeps the ticks", k.say("<"), "")
	k.at("agree")
	if !flow.HandsOff(k.set, k.st, today()) {
		t.Error("ticks were forgotten on the way back")
	}
	k.say("yes")
	k.at("danger")
	k.equal("done", k.say("+"), "changed danger; tell safety.crisis/crisis; tell safety.stay")
	k.equal("no second hand-off", k.say("MM", "mm-town"), "changed place")
}

func TestNothingIsHandedOffWithoutConsent(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "no")
	k.at("refused")
	given, refused := flow.Consent(k.set, k.st, today())
	if given || !refused {
		t.Errorf("consent given %v, refused %v", given, refused)
	}
	k.equal("end", k.say("+"), "changed refused; switch other")
	k.say("<", "<")
	k.at("agree")
	if given, refused := flow.Consent(k.set, k.st, today()); given || refused {
		t.Errorf("while it is asked: given %v, refused %v", given, refused)
	}
	k.equal("yes after all", k.say("yes"), "changed agree refused; consent true")
	k.equal("taken back", k.say("<", "no"), "changed agree; consent false")
}

func TestRefusedIsNotEveryAnswerOfAConsentStep(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("minute", "?danger")
	if given, refused := flow.Consent(k.set, k.st, today()); given || refused {
		t.Errorf("given %v, refused %v", given, refused)
	}
	k.say("?safe")
	k.equal("signal", k.say("signal"), "changed safe; consent true; handoff; tell safety.signal")
	k.at("danger")
}

func TestHide(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("minute", "yes", "none", "+", "MM")
	k.equal("place", k.say("-"), "changed place; handoff; hide; finished")
}

func TestBackKeepsLaterAnswersOnThePath(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "yes", "none", "+", "MM", "mm-town", "yes")
	k.at("deadline")
	k.say("<", "<", "<", "<")
	k.at("danger")
	if a := k.ask(); !a.Ticked("none") || !a.CanBack {
		t.Errorf("asked again: %+v", a)
	}
	k.say("unsure", "+")
	k.at("deadline")
	k.equal("answers", k.answers(), "safe=yes agree=yes danger=unsure country=MM place=mm-town price=yes")
}

func TestBackStopsAtTheFirstStep(t *testing.T) {
	k := start(t, load(t), "small")
	if k.ask().CanBack {
		t.Error("back from the first step")
	}
	k.say("<")
	k.at("safe")
	k.say("yes", "<", "<", "<")
	k.at("safe")
	if k.ask().CanBack {
		t.Error("back from the first step when it is asked again")
	}
}

func TestAbandonedBranchIsWiped(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "yes", "none", "+", "MM", "mm-town", "yes", "'2026-11-24", "'500 USD", "'2026-11-01", "'secret name", "again yes", "-", "-", "again no")
	k.at("words")
	k.say("?payments/1/again")
	k.equal("one round less", k.say("again no"), "changed payments/1/again payments/2/pay_date payments/2/pay_to payments/2/again")
	k.say("?price")
	k.equal("no price", k.say("no"), "changed price deadline pay_now payments/1/pay_date payments/1/pay_to payments/1/again")
	if s := encode(t, k.st); strings.Contains(s, "secret") || strings.Contains(s, "pay") {
		t.Errorf("wiped answers are in the state: %s", s)
	}
	k.at("words")
}

func TestAbandonedBranchTakesItsTicksAlong(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "yes", "hurt", "<", "no")
	if s := encode(t, k.st); strings.Contains(s, "hurt") {
		t.Errorf("ticks of an abandoned branch are in the state: %s", s)
	}
}

func TestDateConditionFollowsTheDay(t *testing.T) {
	for text, want := range map[string]string{"'2026-11-26": "pay_now", "'2026-11-27": "payments/1/pay_date", "-": "payments/1/pay_date"} {
		k := start(t, load(t), "small")
		k.say("yes", "yes", "none", "+", "MM", "-", "yes", text)
		if got := k.ask().Step; got != want {
			t.Errorf("deadline %s leads to %s, want %s", text, got, want)
		}
	}
}

func TestLastRoundAsksForNoOther(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "yes", "none", "+", "MM", "-", "yes", "-", "-", "-", "again yes", "-", "-", "again yes", "-")
	k.at("payments/3/pay_to")
	if a := k.ask(); a.Round != 3 || a.Note() != "safety.seed" || a.Key() != "small.pay_to" {
		t.Errorf("asked: %+v", a)
	}
	k.say("-")
	k.at("words")
}

func TestStaleInputChangesNothing(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes")
	before := encode(t, k.st)
	for _, in := range []flow.Input{
		{Kind: flow.Choose, Step: "safe", Text: "signal"}, {Kind: flow.Back, Step: "danger"}, {Kind: flow.Skip, Step: "nothing"},
		{Kind: flow.Choose, Text: "nonsense"}, {Kind: flow.Done}, {Kind: flow.Start}, {Kind: flow.Goto, Text: "nowhere"},
		{Kind: flow.Goto, Text: "refused"}, {Kind: flow.Give, Value: answer.Value{Type: answer.Text, Text: "x"}}, {},
		{Kind: flow.Give, Value: answer.Value{Type: answer.One, Codes: []string{"nonsense"}}},
	} {
		if effects := k.do(in); len(effects) > 0 || encode(t, k.st) != before {
			t.Errorf("%+v: effects %s, state %s", in, short(effects), encode(t, k.st))
		}
	}
	k.equal("with the step", short(k.do(flow.Input{Kind: flow.Choose, Step: "agree", Text: "yes"})), "changed agree; consent true")
}

func TestGoto(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "yes", "?words") // not reached yet, but on the path
	k.at("words")
	k.say("'they keep us in")
	k.at("danger")
	k.equal("answers", k.answers(), "safe=yes agree=yes words=they keep us in")
	k.say("?country", "MM")
	k.at("danger")
	k.say("none", "+")
	k.at("place")
	k.equal("answers", k.answers(), "safe=yes agree=yes danger=none country=MM words=they keep us in")
}

func TestGivenValues(t *testing.T) {
	k := start(t, load(t), "other")
	k.equal("words for a pin", k.say("'near the river"), "wrong pin_send")
	k.do(flow.Input{Kind: flow.Give, Value: answer.Value{Type: answer.Pin, Lat: 16.5, Lon: -98.25}})
	k.do(flow.Input{Kind: flow.Give, Value: answer.Value{Type: answer.File, Text: "photo"}})
	k.say("-")
	k.equal("a broken address", k.say("'1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), "wrong wallet_checksum")
	k.at("coin")
	list := flow.Answers(k.set, k.st, today())
	if len(list) != 3 || list[0].Value.Lat != 16.5 || list[0].Value.Lon != -98.25 || list[1].Value.Text != "photo" || list[2].Def.ID != "site" {
		t.Errorf("answers %+v", list)
	}
}

func TestLines(t *testing.T) {
	for choice, want := range map[string]string{"yes": "safety.consent", "minute": "safety.consent safety.short"} {
		k := start(t, load(t), "small")
		k.say(choice)
		var got []string
		for _, l := range k.ask().Lines {
			got = append(got, l.Text)
		}
		k.equal(choice, strings.Join(got, " "), want)
	}
}

func TestStateHasABudget(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "yes", "none", "+", "MM")
	in := flow.Input{Kind: flow.Give, Value: answer.Value{Type: answer.Place, Text: strings.Repeat("x", 5000)}}
	k.equal("one answer", short(k.do(in)), "wrong text_long")
	for range 30 {
		k.st.Aside = append(k.st.Aside, flow.Answered{Step: "old", Value: answer.Value{Type: answer.Text, Text: strings.Repeat("x", 4000)}})
	}
	k.equal("words", k.say("'a town"), "wrong text_long")
	k.equal("codes always fit", k.say("mm-town"), "changed place; handoff")
}

func TestValues(t *testing.T) {
	k := start(t, load(t), "small")
	k.say("yes", "yes", "none", "+", "MM", "-", "yes", "'December 2026", "'2026-11-01", "-", "again no", "-")
	v := flow.Values(k.set, k.st, today())
	want := map[string]any{"safe": "yes", "agree": "yes", "country": "MM", "place": "", "price": "yes", "today": float64(20780),
		"deadline": float64(20788), "pay_now": float64(0)} // a month counts from its first day
	for name, w := range want {
		if v[name] != w {
			t.Errorf("%s = %#v, want %#v", name, v[name], w)
		}
	}
	vars, _ := k.set.Vars("small")
	if len(v) != len(vars) || len(v) != len(want)+1 {
		t.Errorf("values %v for variables %v", v, vars)
	}
}

func TestUnknownFlow(t *testing.T) {
	set := load(t)
	st := flow.State{Flow: "gone", Answers: []flow.Answered{{Step: "a", Value: answer.Value{Type: answer.Text, Text: "b"}}}}
	k := &talk{t: t, set: set, st: st}
	k.equal("step", short(k.do(flow.Input{Kind: flow.Choose, Text: "x"})), "aside a")
	if a := k.ask(); !a.Finished || len(k.st.Aside) != 1 {
		t.Errorf("asked %+v, aside %v", a, k.st.Aside)
	}
	if flow.HandsOff(set, k.st, today()) || flow.Answers(set, k.st, today()) != nil || flow.Open(set, k.st, today()) != nil {
		t.Error("a flow that is gone still says something")
	}
	if len(flow.Facts(set, k.st, today())) > 0 || flow.Values(set, k.st, today())["today"] == nil {
		t.Error("facts or values of a flow that is gone")
	}
}

func TestStateSurvivesJSON(t *testing.T) {
	answers := []flow.Answered{
		{Step: "words", Value: answer.Value{Type: answer.Text, Text: "<b>\"quoted\"\\ \n\u2028 မြန်မာ 🙂"}},
		{Step: "deadline", Value: answer.Value{Type: answer.Date, Day: answer.Day{Year: 2026, Month: 1, Day: 9}}},
		{Step: "pay_now", Value: answer.Value{Type: answer.Money, Amount: answer.Amount{Number: "12500.5", Currency: "USD"}}},
		{Step: "payments/1/pay_to", Value: answer.Value{Type: answer.Text, Skipped: true}},
		{Step: "pin", Value: answer.Value{Type: answer.Pin, Lat: 16.5, Lon: -98.25}},
	}
	full := flow.State{Flow: "small", Version: "abc", Cursor: "danger", Ticking: "danger", Draft: []string{"hurt", "sad"}, Handed: true,
		Answers: answers, Aside: answers}
	for _, st := range []flow.State{{}, {Flow: "small"}, full} {
		var got flow.State
		decode(t, encode(t, st), &got)
		if !reflect.DeepEqual(got, st) {
			t.Errorf("got  %+v\nwant %+v", got, st)
		}
	}
}
