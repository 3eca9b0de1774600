// Package bolt keeps a [store.Store] in one bbolt file.
//
// An update runs in its caller's goroutine first, as a draft: on what was last committed, side by side with others. Then it
// goes through one goroutine, the writer. It takes what has queued while its last commit ran, puts it into one bbolt
// transaction, and answers when that is on the disk. A draft that was overtaken meanwhile runs again there. The writer never
// waits for more to come: a lone update takes one sync to the disk, a hundred at once take hardly more.
//
// Promises beyond those of package store: a file that is not ours, is empty, or is damaged at its head is refused and
// not changed. A crash at any moment, the first start included, leaves either the old state or the new one.
//
// The package must not know what the bytes mean. It is the only one that imports bbolt.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"safeharbour/bot/store"
)

// Options say how to open a store.
type Options struct {
	// Sealer closes and opens the records. It must be given.
	Sealer store.Sealer

	// Now tells the time of transactions. Nil means time.Now.
	Now func() time.Time

	// Timeout is how long to wait for another process to let go of the file, in steps of 50 ms. Zero means not at
	// all: a store in use is refused at once.
	Timeout time.Duration

	// Mark keeps a high-water mark beside the file, and refuses a file that is missing or older than its mark says:
	// [store.ErrMissing], [store.ErrBehind].
	Mark bool

	// Accept takes an older copy all the same, from now on as a store of its own: see [DB.Restored].
	Accept bool

	// Committed, if given, is called after each commit that wrote something, with how long the disk took. It must be short:
	// the next commit waits for it.
	Committed func(took time.Duration)
}

// now is the clock.
func (o Options) now() func() time.Time {
	if o.Now == nil {
		return time.Now
	}
	return o.Now
}

// DB is an open store. It is a [store.Store].
type DB struct {
	bolt    *bbolt.DB
	path    string
	sealer  store.Sealer
	now     func() time.Time
	took    func(time.Duration)
	numbers numbers
	queue   queue
	close   func() error
	head    head // as it was when the store was opened
	mark    marker
	commit  func(*bbolt.Tx) error // tests put faults there
}

var _ store.Store = (*DB)(nil)

// View implements [store.Store].
func (d *DB) View(ctx context.Context, fn func(store.Tx) error) error {
	return d.view(ctx, func(t *tx) error { return fn(t) })
}

func (d *DB) view(ctx context.Context, fn func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.snapshot(fn)
}

// snapshot runs fn on what was last committed.
func (d *DB) snapshot(fn func(*tx) error) error {
	b, err := d.bolt.Begin(false)
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) {
		return store.ErrClosed
	}
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer b.Rollback()
	t := newTx(b, d, moment(d.now()))
	defer t.end()
	return guard(func() error { return fn(t) })
}

// Update implements [store.Store].
func (d *DB) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := d.queue.open(); err != nil {
		return err
	}
	f, err := d.draft(fn)
	if !f.spoilt && (err != nil || len(f.writes)+len(f.after) == 0) {
		return err
	}
	r := &request{fn: fn, draft: f, done: make(chan struct{})}
	if err := d.queue.add(r); err != nil {
		return err
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		if r.claim() {
			return ctx.Err() // the writer will find it claimed and pass over it
		}
		<-r.done // it runs already: only its end tells what became of it
	}
	return r.err
}

// Close implements [store.Store]. Updates that were called before are carried out. A second call waits for the first
// and returns the same.
func (d *DB) Close() error { return d.close() }

// closer returns what Close does, once.
func (d *DB) closer(over <-chan struct{}) func() error {
	return sync.OnceValue(func() error {
		d.queue.end(store.ErrClosed)
		<-over
		err := d.mark.end(errors.Is(d.queue.open(), store.ErrClosed)) // while the lock is ours
		if err := errors.Join(err, d.bolt.Close()); err != nil {
			return fmt.Errorf("close store: %w", err)
		}
		return nil
	})
}

// Restored tells whether the store was accepted as an older copy and [DB.Settle] was not called since, and when the store was
// last written to before that: nothing later is in it. The time is zero when it is not known.
func (d *DB) Restored() (until time.Time, restored bool) {
	if d.head.restored.IsZero() {
		return time.Time{}, false
	}
	if d.head.restored.Unix() <= 1 {
		return time.Time{}, true
	}
	return d.head.restored, true
}

// Settle remembers that what follows from being an older copy was done.
func (d *DB) Settle(ctx context.Context) error {
	return d.Update(ctx, func(t store.Tx) error {
		own, ok := t.(*tx)
		if !ok {
			return t.Scan(store.Meta, nil, nil, nil) // a draft: it runs again in the writer
		}
		own.wrote = true
		return own.bolt.Bucket([]byte(headBucket)).Delete([]byte(restoredKey))
	})
}

// Size returns how many bytes of the file are in use, or were once: the file never shrinks.
func (d *DB) Size(ctx context.Context) (size int64, err error) {
	err = d.view(ctx, func(t *tx) error {
		size = t.bolt.Size()
		return nil
	})
	return size, err
}

// Check reads the whole store and returns what is wrong with it: pages that do not fit together, and records that do
// not open. Updates wait while the pages are checked, about a second for each two gigabytes.
func (d *DB) Check(ctx context.Context) error {
	if err := d.checkPages(ctx); err != nil {
		return fmt.Errorf("check pages: %w", err)
	}
	err := d.view(ctx, func(t *tx) error {
		for _, b := range store.Buckets {
			err := t.Scan(b, nil, nil, func(_, _ []byte) error { return ctx.Err() })
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check records: %w", err)
	}
	return nil
}

// checkPages runs bbolt's own check in a transaction that could write: beside a writer, bbolt's check finds faults
// that are none.
func (d *DB) checkPages(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b, err := d.bolt.Begin(true)
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) {
		return store.ErrClosed
	}
	if err != nil {
		return err
	}
	defer b.Rollback()
	return checkAll(b)
}

// moment makes a time what it will be after it was stored and read.
func moment(t time.Time) time.Time { return t.Round(0).UTC() }
