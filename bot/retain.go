package bot

import (
	"errors"
	"maps"
	"slices"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// A case is kept for a time after staff closed it. Then the conversation forgets it, in a turn of its own like any other, and the
// desk deletes what is kept beside it, a little in each turn.

// unsureAgain is how long nothing is purged when the clock cannot be trusted: a clock that is years ahead would purge everything.
const unsureAgain = time.Hour

func (t *turn) sure() bool { return t.b.Sure == nil || t.b.Sure() }

// expire looks whether the time of a closed case is over, and forgets it.
func (t *turn) expire() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || c.Over {
		return err
	}
	look := box.In{Chat: t.c.Chat, Kind: box.Came, Text: box.LookAtCase, Case: c.ID}
	switch {
	case c.Status != record.Closed: // closing it will have it looked at again
		c.Looked = false
		return c.Save(t.tx)
	case !t.sure():
		return t.b.Box.Later(t.tx, t.now.Add(unsureAgain), look)
	case !c.Expired(t.now, t.b.Keep):
		return t.b.Box.Later(t.tx, c.NextLook(t.now, t.b.Keep), look)
	}
	if err := t.dropCase(c); err != nil {
		return err
	}
	c.Empty()
	if err := c.Save(t.tx); err != nil {
		return err
	}
	return t.tell(box.In{Kind: box.Expired, Case: c.ID})
}

// dropCase forgets what the conversation holds of a case.
func (t *turn) dropCase(c *record.Case) error {
	now, discreet := t.c.Flow, t.discreet()
	for _, flow := range slices.Sorted(maps.Keys(t.c.Cases)) {
		if t.c.Cases[flow] == c.ID {
			delete(t.c.Cases, flow)
			t.dropFlow(flow)
		}
	}
	if len(t.c.Cases) == 0 { // what went to cases from other flows goes with the last one
		for flow := range t.c.Joined {
			t.dropFlow(flow)
		}
		t.c.Joined, t.c.Early = nil, nil
	}
	if err := t.dropHeld(c.ID); err != nil {
		return err
	}
	if now != "" && t.c.States[now] == nil {
		t.c.Offered, t.c.Typed, t.c.Confirm, t.c.Paper = nil, "", false, nil
		t.c.Screen++
		t.c.On = ""
	}
	t.gone(now, discreet)
	return nil
}

func (t *turn) dropFlow(flow string) {
	delete(t.c.States, flow)
	delete(t.c.Signals, flow)
	delete(t.c.Agreed, flow)
	delete(t.c.Sealed, flow)
	delete(t.c.Quieted, flow)
}

// dropHeld forgets what staff sent in a case and the person has not seen, and what staff were to be told of it.
func (t *turn) dropHeld(id uint64) error {
	var held []record.Held
	for _, h := range t.c.Held {
		if h.Case != id {
			held = append(held, h)
			continue
		}
		if h.Ref == "" {
			continue
		}
		if err := t.tx.Delete(store.Desk, []byte(h.Ref)); err != nil {
			return err
		}
	}
	t.c.Held = held
	t.c.Tells = slices.DeleteFunc(t.c.Tells, func(tell record.Tell) bool { return tell.Held != nil && tell.Held.Case == id })
	return nil
}
