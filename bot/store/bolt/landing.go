package bolt

import (
	"cmp"
	"context"
	"errors"

	"safeharbour/bot/store"
)

// landing is a commit on its way to the disk. Views can show it before it is there.
type landing struct {
	commit int           // bbolt's number of it
	done   chan struct{} // closed when err is final
	err    error
}

// lands says that a commit is on its way to the disk, and end what became of it. One that the disk had no room for was seen by nobody.
// Behind any other error the store is broken, and whoever has seen it hears so for good. Only the writer calls them.
func (d *DB) lands(commit int) (end func(error)) {
	l := &landing{commit: commit, done: make(chan struct{})}
	d.landing.Store(l)
	return func(err error) {
		if err == nil || full(err) {
			d.landing.Store(nil)
		} else {
			l.err = broken(err)
		}
		close(l.done)
	}
}

// heard is what somebody is told who has seen a commit and come to err: not before the disk has that commit, or ctx ends. Nobody outside
// may hear of one that a power cut can take back: who finds an update in the store tells its sender that it came.
func (d *DB) heard(ctx context.Context, seen int, err error) error {
	l := d.landing.Load()
	if l == nil || seen < l.commit || errors.Is(err, store.ErrBroken) {
		return err
	}
	select {
	case <-l.done:
		return cmp.Or(l.err, err)
	case <-ctx.Done():
		return ctx.Err()
	}
}
