package bot

import (
	"safeharbour/bot/flow"
	"safeharbour/bot/triage"
)

// look is the state of the flow in use, walked once however often a turn asks: each walk costs as much as writing a record.
func (t *turn) look() *flow.View { return t.lookAt(t.c.State(t.c.Flow)) }

// remembers takes over what the last turn found out, if the conversation comes from memory.
func (t *turn) remembers() {
	st, v := t.c.States[t.c.Flow], t.c.View
	if st != nil && v != nil && v.Holds(t.b.Content.Flows, t.now) {
		t.looked = map[*flow.State]*flow.View{st: v}
	}
}

// remember leaves what this turn found out to the next one.
func (t *turn) remember() { t.c.View = t.looked[t.c.States[t.c.Flow]] }

// lookAt is the same for any state.
func (t *turn) lookAt(st *flow.State) *flow.View {
	v := t.looked[st]
	if v == nil {
		if t.looked == nil {
			t.looked = map[*flow.State]*flow.View{}
		}
		v = flow.Look(t.b.Content.Flows, *st, t.now)
		t.looked[st] = v
	}
	return v
}

// become makes what a step led to the state of the flow in use.
func (t *turn) become(v *flow.View) {
	st := v.State()
	t.c.States[t.c.Flow], t.looked[&st] = &st, v
}

// ask is the question of the flow in use.
func (t *turn) ask() flow.Ask { return t.look().Current() }

// values are the answers for the rules of urgency, with what the house knows beside them, and with the day that it is where the
// person is: a day that they were told is one of theirs.
func (t *turn) values(v *flow.View) map[string]any {
	all := v.Values()
	if p, ok := t.b.Content.Places.ByID(first(v.Fact("place").Codes)); ok && p.JustRaided(t.now) {
		all[triage.PlaceRaided] = 1
	}
	if t.b.Content.Triage.NoEmbassy(first(v.Fact("nationality").Codes), first(v.Fact("country").Codes)) {
		all[triage.NoEmbassy] = 1
	}
	offset, _ := t.b.Content.Offset(first(v.Fact("country").Codes))
	all[flow.Today] = float64(t.now.Add(offset).Unix() / (24 * 60 * 60))
	return all
}

// consent tells whether the person said yes to the flow's own question, or no. Neither is possible.
func (t *turn) consent() (given, refused bool) {
	if t.c.Flow == "" {
		return false, false
	}
	return t.look().Consent()
}
