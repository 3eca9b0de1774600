package bot

import (
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// step gives an input to the flow and carries out what it answers.
func (t *turn) step(in flow.Input) error {
	old := t.look()
	now, effects := old.Step(in)
	t.become(now)
	before := old.Current()
	t.news = t.news || len(effects) > 0 || now.Current().Step != before.Step || before.Urgent() || t.raised(old, now)
	for _, e := range effects {
		switch e.Kind {
		case flow.Changed:
			t.unseal(e.Steps)
			t.warnMoved(e.Steps)
		case flow.Tell:
			t.c.Tells = append(t.c.Tells, record.Tell{Text: e.Text, Contacts: e.Contacts, Must: true})
		case flow.Wrong:
			return t.wrong(in.Text, e.Problem)
		case flow.Hide:
			t.clear, t.foreseen = true, true
		case flow.Switch:
			return t.enter(e.Flow)
		}
	}
	return t.settleTyped(in)
}

// settleTyped forgets an amount that waited for its currency. Where the person passed the question over, the helper gets it.
func (t *turn) settleTyped(in flow.Input) error {
	typed := t.c.Typed
	t.c.Offered, t.c.Typed = nil, ""
	if typed == "" || in.Kind != flow.Skip {
		return nil
	}
	e := t.entry()
	e.Text, e.File, e.Place, e.Ref = typed, nil, nil, ""
	return t.keep(e)
}

// raised tells whether the level of a state, or the rules that give it, are other than before, though the flow had nothing to
// say: a tick can raise a case before it is sent. Of most ticks no rule knows.
func (t *turn) raised(before, now *flow.View) bool {
	old, st := before.State(), now.State()
	if old.Version == st.Version && !t.weighs(old.Ticking) && !t.weighs(st.Ticking) {
		return false
	}
	return t.reasons(before) != t.reasons(now)
}

// weighs tells whether the answer to a step of the flow in use counts for the level.
func (t *turn) weighs(step string) bool {
	f, ok := t.b.Content.Flows.Flow(t.c.Flow)
	return ok && f.Counts(step) || t.b.Content.Triage.Reads(t.c.Flow, step)
}

// reasons are the level and the rules of a state.
func (t *turn) reasons(v *flow.View) string {
	r := t.b.Content.Triage.Assess(t.c.Flow, t.values(v), false)
	return r.Level + strings.Join(r.Rules, " ") + r.Money
}

// wrong tells why words could not be read as an answer. They are kept for the helper, since they may have been meant for
// one; what is secret goes, from the chat too.
func (t *turn) wrong(words string, p *answer.Problem) error {
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "error." + p.Code, Example: p.Example})
	if p.At > 0 {
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.fault_at", Example: strconv.Itoa(p.At)})
	}
	t.c.Offered, t.c.Typed = p.Suggest, ""
	switch {
	case p.Discard():
		return t.erase(t.in.Ref)
	case p.Code == answer.MoneyCurrency:
		t.c.Typed = words // the amount, which waits for its currency
		return nil
	case t.in.Kind != box.Text:
		return nil
	default:
		return t.keep(t.entry())
	}
}

// adapt fits the answers to the flow as it is now: the file may have changed since.
func (t *turn) adapt(st *flow.State) {
	fitted, _ := flow.Adapt(t.b.Content.Flows, *st, t.now)
	*st = fitted
	delete(t.looked, st)
	t.news = true
}

// offered are codes that stand beside the step's own choices, such as the countries that a misspelt name may mean.
func (t *turn) offered(ask flow.Ask) []string {
	switch ask.Type() {
	case answer.Country:
		return append(append([]string(nil), t.c.Offered...), without(ask.Def.Likely, t.c.Offered)...)
	case answer.Place:
		if country := t.countryOf(ask); country != "" {
			return t.b.Content.PlaceIDs(country)
		}
		return ask.Def.Likely
	case answer.Money:
		return t.c.Offered
	default:
		return nil
	}
}

// countryOf is the country whose places a step offers.
func (t *turn) countryOf(ask flow.Ask) string {
	if ask.Def.In == "" {
		return ""
	}
	return first(t.look().Answer(ask.Def.In).Codes)
}

// sendSignal sends the help signal: consent for what is known now, whatever the flow has asked so far. It is a yes, so an
// earlier no is taken back and asked again.
func (t *turn) sendSignal() error {
	t.c.Confirm, t.signal = false, true
	if t.c.Flow == "" {
		t.c.Flow = t.b.Content.Menu.Help.Value
	}
	if t.c.Mode != record.InFlow {
		t.c.Mode = record.InFlow
	}
	if t.c.Signals == nil {
		t.c.Signals = map[string]time.Time{}
	}
	t.c.Signals[t.c.Flow] = t.now
	open := flow.Unrefuse(t.b.Content.Flows, *t.c.State(t.c.Flow), t.now)
	t.c.States[t.c.Flow] = &open
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.help_now.sent"})
	return nil
}

// agreed tells whether the person agreed that staff see what they answered in this flow. A help signal is a yes, until
// the person says no to the flow's own question.
func (t *turn) agreed() bool {
	given, refused := t.consent()
	return given || (!refused && !t.c.Signals[t.c.Flow].IsZero())
}

// signalOnly tells whether there is a help signal and no other consent.
func (t *turn) signalOnly() bool {
	given, _ := t.consent()
	return !given && !t.c.Signals[t.c.Flow].IsZero()
}

// givenValue makes a value of what the channel brought, where a question of this type asks for it.
func givenValue(in box.In, typ answer.Type) (answer.Value, bool) {
	switch {
	case typ == answer.Pin && in.Place != nil:
		return answer.Value{Type: answer.Pin, Lat: in.Place.Lat, Lon: in.Place.Lon}, true
	case typ == answer.File && in.File != nil:
		return answer.Value{Type: answer.File, Text: in.File.Kind}, true
	default:
		return answer.Value{}, false
	}
}

// without returns list without the members of drop, in order.
func without(list, drop []string) []string {
	var rest []string
next:
	for _, s := range list {
		for _, d := range drop {
			if s == d {
				continue next
			}
		}
		rest = append(rest, s)
	}
	return rest
}
