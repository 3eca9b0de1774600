package box

import (
	"encoding/json"
	"fmt"

	"safeharbour/bot/store"
)

// ScanDead calls fn with every dead letter, the oldest input first, until fn gives an error. It returns that, but for
// store.ErrStop.
func ScanDead(tx store.Tx, fn func(In) error) error {
	return tx.Scan(store.Dead, nil, nil, func(k, v []byte) error {
		in, err := openDead(k, v)
		if err != nil {
			return err
		}
		return fn(in)
	})
}

// Revive takes a dead letter back into the inbox, as if it had never been tried, but for [In.Again]. It gets a new number.
// When there is no such letter, it is store.ErrNotFound.
func (b *Box) Revive(tx store.Tx, letter uint64) error {
	in, err := b.exhume(tx, letter)
	if err != nil {
		return err
	}
	in.Attempts, in.Again = 0, true
	return b.Put(tx, in)
}

// Drop removes a dead letter for good. When there is no such letter, it is store.ErrNotFound.
func (b *Box) Drop(tx store.Tx, letter uint64) error {
	_, err := b.exhume(tx, letter)
	return err
}

// exhume removes a dead letter and returns it.
func (b *Box) exhume(tx store.Tx, letter uint64) (In, error) {
	key := store.Key(letter)
	v, err := tx.Get(store.Dead, key)
	if err != nil {
		return In{}, err
	}
	in, err := openDead(key, v)
	if err != nil {
		return In{}, err
	}
	tx.OnCommit(func() { b.dead.Add(-1) })
	return in, tx.Delete(store.Dead, key)
}

func openDead(key, value []byte) (In, error) {
	var in In
	if err := json.Unmarshal(value, &in); err != nil {
		return In{}, fmt.Errorf("decode dead letter: %w", err)
	}
	in.ID = store.Number(key, 0)
	return in, nil
}
