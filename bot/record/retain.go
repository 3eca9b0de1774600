package record

import (
	"time"

	"safeharbour/bot/store"
)

// lookAgain is how often a closed case is looked at at least: the operator may change for how long cases are kept.
const lookAgain = 30 * 24 * time.Hour

// NextLook is when to look whether the time of a closed case is over, which is keep after it was closed; keep 0 means that it
// never is.
func (c *Case) NextLook(now time.Time, keep time.Duration) time.Time {
	next := now.Add(lookAgain)
	if over := c.ClosedAt.Add(keep); keep > 0 && over.Before(next) {
		return over
	}
	return next
}

// Expired tells whether the time of a case is over.
func (c *Case) Expired(now time.Time, keep time.Duration) bool {
	return c.Status == Closed && keep > 0 && !c.ClosedAt.IsZero() && !now.Before(c.ClosedAt.Add(keep))
}

// Empty takes everything out of a case that somebody said, or that leads to them. What is left leads the desk to what must go
// with it.
func (c *Case) Empty() {
	c.Over = true
	c.Chat, c.Answers, c.Changed, c.Aside, c.Rules, c.Released, c.NewsSteps = "", nil, nil, nil, nil, nil, nil
	c.Consent, c.Contact, c.Contacts, c.Partial, c.Money, c.Lang, c.Title, c.By.Name = Consent{}, "", "", "", "", "", "", ""
	c.PlaceSeen, c.Group = "", ""
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
