package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"safeharbour/bot/store"
)

// Listed is what the list of open cases says of one, so that they are counted without reading every case that ever was.
type Listed struct {
	ID     uint64    `json:"-"`
	Level  string    `json:"level"` // P0 to P3
	Status Status    `json:"status"`
	Since  time.Time `json:"since"` // since when it waits, or when it was claimed

	Withdrawn bool `json:"withdrawn,omitempty"` // the person took their consent back: nobody is to work on it
}

// listing is what the list must say of the case. Its status is empty when the case does not stand there.
func (c *Case) listing() Listed {
	if c.Status == Closed || c.Status == "" {
		return Listed{}
	}
	return Listed{ID: c.ID, Level: c.Level, Status: c.Status, Since: c.WaitsSince().UTC().Round(0),
		Withdrawn: c.Consent.Withdrawn}
}

// list brings the list of open cases up to the case.
func (c *Case) list(tx store.Tx) error {
	now := c.listing()
	if now == c.listed {
		return nil
	}
	c.listed = now
	if now.Status == "" {
		return tx.Delete(store.Desk, listedKey(c.ID))
	}
	v, err := json.Marshal(now)
	if err != nil {
		return fmt.Errorf("encode list of cases: %w", err)
	}
	return tx.Put(store.Desk, listedKey(c.ID), v)
}

const listedPrefix = "open/"

func listedKey(id uint64) []byte { return append([]byte(listedPrefix), store.Key(id)...) }

// ScanOpen calls fn with every case that is not closed, the oldest first, until fn gives an error. It returns that, but for
// store.ErrStop.
func ScanOpen(tx store.Tx, fn func(Listed) error) error {
	end := []byte("open0") // the byte behind the slash
	return tx.Scan(store.Desk, []byte(listedPrefix), end, func(k, v []byte) error {
		l := Listed{ID: store.Number(k[len(listedPrefix):], 0)}
		if err := json.Unmarshal(v, &l); err != nil {
			return fmt.Errorf("decode list of cases: %w", err)
		}
		return fn(l)
	})
}

// The list was not kept from the beginning. Up to which case it was made later stands under this name.
var listMade = []byte("cases/listed")

// listBatch bounds one commit of [MakeList], so that a person's turn never waits long behind it.
const listBatch = 500

// MakeList makes the list of open cases where an older version of the program has left none. Call it at the start; it tells
// whether there is more to do, and is then to be called again.
func MakeList(tx store.Tx) (more bool, err error) {
	from := []byte(nil)
	switch v, err := tx.Get(store.Meta, listMade); {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return false, err
	case len(v) == 0:
		return false, nil // it is made
	default:
		from = store.Key(store.Number(v, 0) + 1)
	}
	var batch []*Case
	err = tx.Scan(store.Cases, from, nil, func(k, v []byte) error {
		c := &Case{ID: store.Number(k, 0)}
		if err := json.Unmarshal(v, c); err != nil {
			return fmt.Errorf("decode case %d: %w", c.ID, err)
		}
		if batch = append(batch, c); len(batch) == listBatch {
			return store.ErrStop
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, c := range batch {
		if err := c.list(tx); err != nil {
			return false, err
		}
	}
	if len(batch) < listBatch {
		return false, tx.Put(store.Meta, listMade, nil)
	}
	return true, tx.Put(store.Meta, listMade, store.Key(batch[len(batch)-1].ID))
}
