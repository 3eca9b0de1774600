package box

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"safeharbour/bot/clock"
	"safeharbour/bot/store"
)

// Later keeps an input until its time comes, as part of a turn. It survives a restart; one that is overdue comes at once.
// There is no way to take it back: the turn that gets it looks whether it still matters. It is never early: times are kept
// in milliseconds, and a part of one counts as a whole.
func (b *Box) Later(tx store.Tx, at time.Time, in In) error {
	n, err := tx.Next(store.Due)
	if err != nil {
		return err
	}
	v, err := in.appendJSON(nil)
	if err != nil {
		return fmt.Errorf("encode due item: %w", err)
	}
	if err := tx.Put(store.Due, store.Key(uint64(at.Add(time.Millisecond-1).UnixMilli()), n), v); err != nil {
		return err
	}
	tx.OnCommit(func() {
		select {
		case b.due <- struct{}{}:
		default:
		}
	})
	return nil
}

// roomPause is how soon what is due is moved when the disk had no room for that.
const roomPause = 5 * time.Second

// RunDue moves due items into the inbox when their time comes, until ctx ends. An error is one of the store.
func (b *Box) RunDue(ctx context.Context) error {
	by := clock.Or(b.Clock)
	for wait := time.Duration(0); ; {
		by.Wait(ctx, wait, b.due)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var err error
		wait, err = b.TakeDue(ctx)
		if errors.Is(err, store.ErrFull) {
			wait, err = roomPause, nil
		}
		if err != nil {
			return err
		}
	}
}

// dueBatch bounds how many overdue items come at a time. Those that came together have their turns together, in one commit, and a
// person's turn may be in it: with 200 cases that expire in one moment, it takes over 50 ms.
const dueBatch = 10

// TakeDue moves what is due into the inbox, and tells after how long to call it again: when the next item is due, but
// never later than an hour. [Box.RunDue] does nothing else.
func (b *Box) TakeDue(ctx context.Context) (wait time.Duration, err error) {
	err = b.store.Update(ctx, func(tx store.Tx) error {
		wait = time.Hour // look again at least now and then: the clock may have been set
		var keys [][]byte
		var ins []In
		err := tx.Scan(store.Due, nil, nil, func(k, v []byte) error {
			if left := time.UnixMilli(int64(store.Number(k, 0))).Sub(tx.Now()); left > 0 {
				wait = min(wait, left)
				return store.ErrStop
			}
			if len(ins) == dueBatch {
				wait = 0
				return store.ErrStop
			}
			var in In
			if err := json.Unmarshal(v, &in); err != nil {
				return fmt.Errorf("decode due item: %w", err)
			}
			in.At = tx.Now()
			keys, ins = append(keys, append([]byte(nil), k...)), append(ins, in)
			return nil
		})
		if err != nil {
			return err
		}
		for i, in := range ins {
			if err := tx.Delete(store.Due, keys[i]); err != nil {
				return err
			}
			if err := b.Put(tx, in); err != nil {
				return err
			}
		}
		return nil
	})
	return wait, err
}
