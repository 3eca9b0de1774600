package record

import (
	"encoding/json"
	"fmt"
	"time"

	"safeharbour/bot/store"
)

// LookAgain is how often a case is looked at at least: the operator may change for how long cases are kept. So often, too, staff are
// asked of a case in which nothing happens.
const LookAgain = 30 * 24 * time.Hour

// NextLook is when to look again whether the time of a case is over; keep is for how long cases are kept, 0 is for ever. It is never
// further away than keep, so that a case that is closed meanwhile is looked at in time.
func (c *Case) NextLook(now time.Time, keep time.Duration) time.Time {
	if keep <= 0 {
		return now.Add(LookAgain)
	}
	next := now.Add(min(LookAgain, keep))
	if over, ok := c.End(keep); ok && over.Before(next) {
		return over
	}
	return next
}

// End is when the time of a case is over: keep after staff closed it, or after the person took their consent back, whichever comes
// first. ok is false when it has no end, since it is open and consent stands, or keep is 0.
func (c *Case) End(keep time.Duration) (at time.Time, ok bool) {
	if keep <= 0 {
		return time.Time{}, false
	}
	for _, since := range []time.Time{c.closed(), c.withdrawn()} {
		if end := since.Add(keep); !since.IsZero() && (!ok || end.Before(at)) {
			at, ok = end, true
		}
	}
	return at, ok
}

func (c *Case) closed() time.Time {
	if c.Status != Closed {
		return time.Time{}
	}
	return c.ClosedAt
}

func (c *Case) withdrawn() time.Time {
	if !c.Consent.Withdrawn {
		return time.Time{}
	}
	return c.Consent.WithdrawnAt
}

// Expired tells whether the time of a case is over.
func (c *Case) Expired(now time.Time, keep time.Duration) bool {
	end, ok := c.End(keep)
	return ok && !now.Before(end)
}

// LastNews is when the person or staff last did anything in a case.
func (c *Case) LastNews(tx store.Tx) (time.Time, error) {
	last := c.Created
	var e Entry
	err := tx.Scan(store.Log, store.Key(c.ID), store.Key(c.ID+1), func(_, v []byte) error {
		e = Entry{}
		return json.Unmarshal(v, &e)
	})
	if err != nil {
		return last, fmt.Errorf("log of case %d: %w", c.ID, err)
	}
	for _, at := range []time.Time{c.Updated, c.ClaimedAt, c.PressedAt, e.At} {
		if at.After(last) {
			last = at
		}
	}
	return last, nil
}

// Empty takes everything out of a case that somebody said, or that leads to them. What is left leads the desk to what must go
// with it.
func (c *Case) Empty() {
	c.Over, c.Status = true, Closed // nobody is told again of what is only being deleted
	c.Chat, c.Answers, c.Changed, c.Aside, c.Rules, c.Released, c.NewsSteps = "", nil, nil, nil, nil, nil, nil
	c.Consent, c.Contact, c.Contacts, c.Partial, c.Money, c.Lang, c.Title, c.By.Name = Consent{}, "", "", "", "", "", "", ""
	c.PlaceSeen, c.Again, c.Group = "", false, ""
}

// EraseLog deletes entries of the log of a case, at most so many, and tells how many.
func EraseLog(tx store.Tx, id uint64, most int) (n int, err error) {
	var keys [][]byte
	err = tx.Scan(store.Log, store.Key(id), store.Key(id+1), func(k, _ []byte) error {
		if len(keys) == most {
			return store.ErrStop
		}
		keys = append(keys, append([]byte(nil), k...))
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, k := range keys {
		if err := tx.Delete(store.Log, k); err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}

// Delete deletes a case and its code. Its log, and what others keep of it, must be gone before.
func (c *Case) Delete(tx store.Tx) error {
	c.Status = Closed
	if err := c.list(tx); err != nil {
		return err
	}
	if c.Code != "" {
		if err := tx.Delete(store.Desk, codeKey(c.Code)); err != nil {
			return err
		}
	}
	return tx.Delete(store.Cases, store.Key(c.ID))
}
