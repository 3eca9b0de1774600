package bot_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/memory"
)

// errFault is what a call fails with that a store was told to fail.
var errFault = errors.New("a fault of the test")

// failing is a store in memory whose calls can be told to fail: a story can go on from any of its steps as often as there are
// calls in it. One goroutine uses it.
type failing struct {
	store.Store
	data *memory.Data
	now  func() time.Time
	gaps bool // an undone update keeps its numbers, as one does that is undone while the program lives

	calls []string // since the last arming
	at    int      // this call fails, from 1; 0 is none
	ever  bool     // and all that follow
	kept  bool     // a commit that fails is on the disk all the same: only its answer is lost
}

// newFailing opens a store that does not fail yet.
func newFailing(data *memory.Data, now func() time.Time) *failing {
	f := &failing{data: data, now: now}
	f.open()
	return f
}

// open opens the store anew: only what was committed counts.
func (f *failing) open() {
	f.Store = memory.Open(f.data, memory.Options{Now: f.now, Index: seal.New([32]byte{31: 1}).Index})
}

// arm has the n-th call from now fail.
func (f *failing) arm(n int, how fault) {
	f.calls, f.at, f.ever, f.kept, f.gaps = nil, n, how.ever, how.kept, how.gaps
}

// heal ends the fault.
func (f *failing) heal() { f.at = 0 }

// call counts a call, and tells whether it fails.
func (f *failing) call(what string) error {
	f.calls = append(f.calls, what)
	if n := len(f.calls); f.at == 0 || n < f.at || n > f.at && !f.ever {
		return nil
	}
	return fmt.Errorf("%s: %w", what, errFault)
}

func (f *failing) View(ctx context.Context, fn func(store.Tx) error) error {
	if err := f.call("view"); err != nil {
		return err
	}
	return f.Store.View(ctx, func(tx store.Tx) error { return fn(&failingTx{Tx: tx, f: f}) })
}

func (f *failing) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := f.call("update"); err != nil {
		return err
	}
	var lost error // the answer of the commit, which was made
	err := f.Store.Update(ctx, func(tx store.Tx) error {
		t := &failingTx{Tx: tx, f: f}
		if err := fn(t); err != nil {
			return err
		}
		if t.wrote {
			if err := f.call("commit"); err != nil {
				lost = fmt.Errorf("%w: %w", store.ErrBroken, err)
			}
		}
		if lost != nil {
			if f.kept {
				return nil
			}
			return lost
		}
		for _, after := range t.after {
			tx.OnCommit(after)
		}
		return nil
	})
	if err != nil && !f.gaps {
		f.open()
	}
	return errors.Join(err, lost)
}

// failingTx is a transaction of failing.
type failingTx struct {
	store.Tx
	f     *failing
	wrote bool
	after []func()
}

func (t *failingTx) OnCommit(fn func()) { t.after = append(t.after, fn) }

func (t *failingTx) Ahead(fn func(store.Pending)) { t.OnCommit(func() { fn(nil) }) }

func (t *failingTx) Get(b store.Bucket, key []byte) ([]byte, error) {
	if err := t.f.call("get from " + string(b)); err != nil {
		return nil, err
	}
	return t.Tx.Get(b, key)
}

func (t *failingTx) Has(b store.Bucket, key []byte) (bool, error) {
	if err := t.f.call("look into " + string(b)); err != nil {
		return false, err
	}
	return t.Tx.Has(b, key)
}

func (t *failingTx) Version(b store.Bucket, key []byte) (uint64, error) {
	if err := t.f.call("look into " + string(b)); err != nil {
		return 0, err
	}
	return t.Tx.Version(b, key)
}

// change counts a call that writes.
func (t *failingTx) change(what string) error {
	t.wrote = true
	return t.f.call(what)
}

func (t *failingTx) Put(b store.Bucket, key, value []byte) error {
	if err := t.change("put into " + string(b)); err != nil {
		return err
	}
	return t.Tx.Put(b, key, value)
}

func (t *failingTx) Delete(b store.Bucket, key []byte) error {
	if err := t.change("delete from " + string(b)); err != nil {
		return err
	}
	return t.Tx.Delete(b, key)
}

func (t *failingTx) Next(b store.Bucket) (uint64, error) {
	if err := t.change("next of " + string(b)); err != nil {
		return 0, err
	}
	return t.Tx.Next(b)
}

func (t *failingTx) Scan(b store.Bucket, from, to []byte, fn func(key, value []byte) error) error {
	if err := t.f.call("scan of " + string(b)); err != nil {
		return err
	}
	return t.Tx.Scan(b, from, to, fn)
}
