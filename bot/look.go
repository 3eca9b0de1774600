package bot

import (
	"safeharbour/bot/flow"
)

// look is what a walk of a flow told of a state. A turn asks several times, and each walk costs as much as writing a record.
type look struct {
	ask     *flow.Ask
	consent *[2]bool // given, refused
}

// look returns what is known of the state of the flow in use.
func (t *turn) look() (*flow.State, *look) {
	st := t.c.State(t.c.Flow)
	l := t.looked[st]
	if l == nil {
		if t.looked == nil {
			t.looked = map[*flow.State]*look{}
		}
		l = &look{}
		t.looked[st] = l
	}
	return st, l
}

// ask is the question of the flow in use.
func (t *turn) ask() flow.Ask {
	st, l := t.look()
	if l.ask == nil {
		ask := flow.Current(t.b.Content.Flows, *st, t.now)
		l.ask = &ask
	}
	return *l.ask
}

// consent tells whether the person said yes to the flow's own question, or no. Neither is possible.
func (t *turn) consent() (given, refused bool) {
	if t.c.Flow == "" {
		return false, false
	}
	st, l := t.look()
	if l.consent == nil {
		given, refused := flow.Consent(t.b.Content.Flows, *st, t.now)
		l.consent = &[2]bool{given, refused}
	}
	return l.consent[0], l.consent[1]
}
