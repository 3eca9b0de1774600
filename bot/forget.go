package bot

import (
	"slices"

	"safeharbour/bot/record"
)

// Some flows keep nothing: their answers go as soon as the person has left the flow or come to its end, unless the person
// asked for a helper. What they wrote there beside the answers goes with them.

// passing tells whether a flow keeps nothing.
func (t *turn) passing(id string) bool {
	f, ok := t.b.Content.Flows.Flow(id)
	return ok && !f.Keep
}

// inUse tells whether the person is in the flow. Choosing a language is no leaving.
func (t *turn) inUse(id string) bool {
	return t.c.Flow == id && (t.c.Mode == record.InFlow || t.c.Mode == record.Language && t.c.Before == record.InFlow)
}

// helped tells whether the person asked for a helper in the flow: then its answers belong to a case, or will soon.
func (t *turn) helped(id string) bool {
	now := t.c.Flow
	defer func() { t.c.Flow = now }()
	t.c.Flow = id
	return t.c.Cases[id] != 0 || t.agreed()
}

// conclude leaves a flow that keeps nothing when its last page was read: there is no end to come back to.
func (t *turn) conclude() {
	if id := t.c.Flow; t.passing(id) && t.inUse(id) && t.ask().Finished && !t.helped(id) {
		t.toMenu()
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.forgotten"})
	}
}

// leave leaves a flow that keeps nothing when nobody touched it for long. Nothing is sent: an old button leads to the menu.
func (t *turn) leave() error {
	if left := t.c.Seen.Add(leaveAfter).Sub(t.now); left > 0 {
		return t.later(dueLeave, left)
	}
	t.c.Leave = false
	if id := t.c.Flow; t.passing(id) && t.inUse(id) && !t.helped(id) {
		t.c.Mode, t.c.Before, t.c.Confirm = record.Menu, record.Menu, false
		t.c.Screen++
		t.c.On = ""
	}
	return nil
}

// forget wipes what was answered in flows that keep nothing and are not in use.
func (t *turn) forget() {
	for id := range t.c.States {
		if !t.passing(id) || t.inUse(id) && !t.c.Blocked || t.helped(id) {
			continue
		}
		delete(t.c.States, id)
		delete(t.c.Signals, id)
		delete(t.c.Sealed, id)
		t.c.Early = slices.DeleteFunc(t.c.Early, func(e record.Entry) bool { return e.With == id })
		if t.c.Flow == id {
			t.c.Offered, t.c.Typed = nil, ""
		}
	}
}
