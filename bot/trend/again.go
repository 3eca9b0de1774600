package trend

import (
	"errors"
	"fmt"
	"time"

	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// againKey begins the key of the last case that named a place.
const againKey = 'a'

// againFor is how long a second case about a place counts as one soon after the first (domain.md §7).
const againFor = 24 * time.Hour

// last is the last case that named a place.
type last struct {
	Case uint64    `json:"case"`
	At   time.Time `json:"at"`
}

// Again tells whether another person's case named the place within a day before this one, and remembers this one. Like
// everything here it compares only cases that may be compared ([Agreed]), and none is remembered that may not be. place is an
// id of flows/places.yaml. Call it once for each place that a case names.
func Again(tx store.Tx, place string, c *record.Case) (again bool, err error) {
	if !Agreed(c) {
		return false, nil
	}
	k, before := key(tx, againKey, place), last{}
	switch err := get(tx, k, &before); {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return false, fmt.Errorf("the last case of a place: %w", err)
	default:
		if again, err = before.counts(tx, c); err != nil {
			return false, err
		}
	}
	return again, put(tx, k, last{c.ID, tx.Now()})
}

// Unname forgets that a case was the last to name a place. Call it when the case names it no more, or may not be compared any more.
func Unname(tx store.Tx, place string, c *record.Case) error {
	k, l := key(tx, againKey, place), last{}
	err := get(tx, k, &l)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || l.Case != c.ID {
		return err
	}
	return tx.Delete(store.Trends, k)
}

// counts tells whether the last case is one of somebody else, of the same desk, that came just before c and may still be compared.
func (l last) counts(tx store.Tx, c *record.Case) (bool, error) {
	if l.Case == c.ID || tx.Now().Sub(l.At).Abs() >= againFor {
		return false, nil
	}
	other, err := record.OpenCase(tx, l.Case)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil // deleted since
	}
	if err != nil {
		return false, err
	}
	return Agreed(other) && other.Chat != c.Chat && other.Desk == c.Desk, nil
}
