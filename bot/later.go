package bot

import (
	"maps"
	"slices"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
)

// The names of due items. One of each is under way at most; it looks whether it still matters when it comes, so nothing
// has to be taken back.
const (
	dueSilence = "silence" // the silence rule
	dueIdle    = "idle"    // a forgotten screen
	dueLeave   = "leave"   // a flow that keeps nothing, left open
	duePurge   = "purge"   // what was written without consent
	dueWindow  = "window"  // the hours in which the person may be written to begin
)

// plan puts up the due items that this input calls for.
func (t *turn) plan() error {
	if !t.c.Silence && len(t.unfinished()) > 0 {
		t.c.Silence = true
		if err := t.later(dueSilence, silentAfter); err != nil {
			return err
		}
	}
	if !t.c.Idle && t.discreet() && t.c.Mode != record.Hidden && t.c.Mode != record.New {
		t.c.Idle = true
		if err := t.later(dueIdle, idleAfter); err != nil {
			return err
		}
	}
	if !t.c.Leave && t.passing(t.c.Flow) && t.inUse(t.c.Flow) {
		t.c.Leave = true
		if err := t.later(dueLeave, leaveAfter); err != nil {
			return err
		}
	}
	if !t.c.Purge {
		t.c.Purge = true
		return t.later(duePurge, purgeAfter)
	}
	return nil
}

func (t *turn) later(name string, after time.Duration) error {
	return t.b.Box.Later(t.tx, t.now.Add(after), box.In{Chat: t.c.Chat, Kind: box.Came, Text: name})
}

// came takes a due item.
func (t *turn) came() error {
	switch t.in.Text {
	case dueSilence:
		return t.fellSilent()
	case dueIdle:
		return t.leftOpen()
	case dueLeave:
		return t.leave()
	case duePurge:
		return t.purge()
	case dueWindow:
		return t.windowOpens()
	case box.LookAtCase:
		return t.expire()
	case box.WeighCase:
		return t.weigh()
	default:
		return nil
	}
}

// fellSilent is the silence rule: consent and ten minutes without a word send the card as it stands.
func (t *turn) fellSilent() error {
	if left := t.c.Seen.Add(silentAfter).Sub(t.now); left > 0 {
		return t.later(dueSilence, left)
	}
	t.c.Silence = false
	now := t.c.Flow
	defer func() { t.c.Flow = now }()
	for _, id := range t.unfinished() {
		t.c.Flow = id
		if err := t.sendQuiet(); err != nil {
			return err
		}
	}
	return nil
}

// unfinished are the flows in which the person agreed and has questions left, in the order of their names. The person may
// have gone from one to another.
func (t *turn) unfinished() (ids []string) {
	now := t.c.Flow
	defer func() { t.c.Flow = now }()
	for _, id := range slices.Sorted(maps.Keys(t.c.States)) {
		t.c.Flow = id
		if t.agreed() && !t.ask().Finished {
			ids = append(ids, id)
		}
	}
	return ids
}

// sendQuiet sends the case of the flow in use as it stands, or notes on it that the person fell silent.
func (t *turn) sendQuiet() error {
	id := t.c.Cases[t.c.Flow]
	if id == 0 {
		t.noteConsent()
		return t.handOff(true)
	}
	c, err := record.OpenCase(t.tx, id)
	if err != nil || c.Quiet {
		return err
	}
	c.Quiet = true
	t.noteQuiet()
	return t.tellOf(c, "quiet")
}

// leftOpen clears the screen of a discreet flow that nobody touched. An edit makes no sound, so nothing is sent first.
func (t *turn) leftOpen() error {
	if left := t.c.Seen.Add(idleAfter).Sub(t.now); left > 0 {
		return t.later(dueIdle, left)
	}
	t.c.Idle = false
	if !t.discreet() || t.c.Mode == record.Hidden || t.c.Mode == record.New || t.c.Blocked {
		return nil
	}
	return t.clearScreen()
}

// purge forgets what the person wrote without consent to a hand-off.
func (t *turn) purge() error {
	if left := t.c.Seen.Add(purgeAfter).Sub(t.now); left > 0 {
		return t.later(duePurge, left)
	}
	if !t.sure() {
		return t.later(duePurge, unsureAgain)
	}
	t.c.Purge, t.c.Early, t.c.NoAnswer = false, nil, nil
	now, discreet := t.c.Flow, t.discreet()
	for id := range t.c.States {
		t.c.Flow = id
		if t.c.Cases[id] == 0 && !t.agreed() {
			delete(t.c.States, id)
			delete(t.c.Signals, id)
			delete(t.c.Sealed, id)
		}
	}
	t.c.Flow = now
	t.gone(now, discreet)
	return nil
}

// gone leads away from a flow whose answers are not there any more.
func (t *turn) gone(now string, discreet bool) {
	if t.c.States[now] != nil {
		return
	}
	t.c.Flow = ""
	switch {
	case t.c.Mode == record.InFlow && discreet:
		t.c.Mode = record.Hidden
	case t.c.Mode == record.InFlow:
		t.c.Mode = record.Menu
	}
}
