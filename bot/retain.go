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

// A case is kept for a time after staff closed it, or after the person took their consent back. Then the conversation forgets it, in a
// turn of its own like any other, and the desk deletes what is kept beside it, a little in each turn. An open case is never deleted:
// where nothing has happened for as long as cases are kept, staff are asked whether it is over, and asked again each month.

// unsureAgain is how long nothing is purged when the clock cannot be trusted: a clock that is years ahead would purge everything.
const unsureAgain = time.Hour

func (t *turn) sure() bool { return t.b.Sure == nil || t.b.Sure() }

// expire looks whether the time of a case is over, and forgets it then.
func (t *turn) expire() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || c.Over {
		return err
	}
	next := c.NextLook(t.now, t.b.Keep)
	switch {
	case !t.sure():
		next = t.now.Add(unsureAgain)
	case c.Expired(t.now, t.b.Keep):
		return t.end(c)
	case t.b.Keep > 0 && c.Status != record.Closed && !c.Consent.Withdrawn:
		if next, err = t.ripe(c, next); err != nil {
			return err
		}
	}
	return t.lookAfter(c, next)
}

// lookAfter has a case looked at by expire.
func (t *turn) lookAfter(c *record.Case, at time.Time) error {
	return t.b.Box.Later(t.tx, at, box.In{Chat: t.c.Chat, Kind: box.Came, Text: box.LookAtCase, Case: c.ID})
}

// ripe has staff asked whether an open case is over, if nothing has happened in it for as long as cases are kept. It returns when to look
// again, which is next unless that will be so before.
func (t *turn) ripe(c *record.Case, next time.Time) (time.Time, error) {
	news, err := c.LastNews(t.tx)
	if err != nil {
		return next, err
	}
	if at := news.Add(t.b.Keep); at.After(t.now) {
		if at.Before(next) {
			next = at
		}
		return next, nil
	}
	if !c.AskedAt.Before(news) && t.now.Sub(c.AskedAt) < record.LookAgain {
		return next, nil
	}
	c.AskedAt = t.now
	if err := c.Save(t.tx); err != nil {
		return next, err
	}
	return next, t.tell(box.In{Kind: box.Ripe, Case: c.ID, Time: news})
}

// end forgets a case whose time is over.
func (t *turn) end(c *record.Case) error {
	if err := errors.Join(t.dropCase(c), t.unname(c)); err != nil {
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
