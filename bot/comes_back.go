package bot

import (
	"slices"
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// awayAfter is how long somebody is silent before they count as having been away: what they put off, and what they had
// still to do, is shown first then.
const awayAfter = 6 * time.Hour

// comesBack shows the person who comes to a flow again what was put off, or what is left to do. Ticks from before a hide
// cannot be shown, so their page is left alone. It tells whether there was something.
func (t *turn) comesBack() bool {
	old := t.c.State(t.c.Flow)
	now, _ := t.look().Step(flow.Input{Kind: flow.Start})
	cursor := now.State().Cursor
	if cursor == old.Cursor {
		return false
	}
	t.become(now)
	if now.Current().Type() == answer.Many && t.sealed(cursor) {
		t.c.States[t.c.Flow] = old
		return false
	}
	return true
}

// wasAway does the same for a person whose chat stood open: their input has been taken as what it was.
func (t *turn) wasAway(last time.Time) {
	if t.c.Mode != record.InFlow || t.c.Confirm || last.IsZero() || t.now.Sub(last) < awayAfter {
		return
	}
	if t.comesBack() { // what was wrong with an answer belongs to a question that is not on the screen now
		t.c.Tells = slices.DeleteFunc(t.c.Tells, func(tell record.Tell) bool { return strings.HasPrefix(tell.Text, "error.") })
	}
}
