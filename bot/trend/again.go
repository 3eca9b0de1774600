package trend

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

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

// Again tells whether another case named the place within a day before this one, and remembers this one. place is an id of
// flows/places.yaml. Call it once for each place that a case names.
func Again(tx store.Tx, place string, caseID uint64) (again bool, err error) {
	k := key(tx, againKey, place)
	v, err := tx.Get(store.Trends, k)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return false, err
	default:
		var before last
		if err := json.Unmarshal(v, &before); err != nil {
			return false, fmt.Errorf("decode the last case of a place: %w", err)
		}
		again = before.Case != caseID && tx.Now().Sub(before.At).Abs() < againFor
	}
	v, err = json.Marshal(last{caseID, tx.Now()})
	if err != nil {
		return false, fmt.Errorf("encode the last case of a place: %w", err)
	}
	return again, tx.Put(store.Trends, k, v)
}
