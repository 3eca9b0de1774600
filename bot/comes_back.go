package bot

import (
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// awayAfter is how long somebody is silent before they count as having been away: what they put off, and what they had
// still to do, is shown first then.
const awayAfter = 6 * time.Hour

// comesBack shows the person who comes to a flow again what was put off, or what is left to do. Ticks from before a hide
// cannot be shown, so their page is left alone.
func (t *turn) comesBack() {
	old := t.c.State(t.c.Flow)
	st, _ := flow.Step(t.b.Content.Flows, *old, flow.Input{Kind: flow.Start}, t.now)
	if st.Cursor == old.Cursor {
		return
	}
	t.c.States[t.c.Flow] = &st
	if t.ask().Type() == answer.Many && t.sealed(st.Cursor) {
		t.c.States[t.c.Flow] = old
	}
}

// wasAway does the same for a person whose chat stood open: their input has been taken as what it was.
func (t *turn) wasAway(last time.Time) {
	if t.c.Mode == record.InFlow && !t.c.Confirm && !last.IsZero() && t.now.Sub(last) >= awayAfter {
		t.comesBack()
	}
}
