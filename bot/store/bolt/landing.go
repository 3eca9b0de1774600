package bolt

import (
	"context"
	"fmt"

	"safeharbour/bot/store"
)

// landing is a commit that is in the journal but perhaps not on the disk. Views show it already: bbolt's part of it is done meanwhile.
type landing struct {
	commit int           // bbolt's number of it
	done   chan struct{} // closed when err is final
	err    error
}

// land has the disk take the last record of the journal, and returns what waits for that. A record that the disk refuses breaks the
// store, whatever the reason: others may have seen its commit.
func (w *writer) land(commit int) (wait func() error) {
	l, j, sync := &landing{commit: commit, done: make(chan struct{})}, w.journal, w.db.sync
	w.db.landing.Store(l)
	go func() {
		defer close(l.done)
		if err := sync(j); err != nil {
			l.err = fmt.Errorf("%w: %v", store.ErrBroken, err)
		}
	}()
	return func() error {
		<-l.done
		if l.err == nil {
			w.db.landing.Store(nil)
		}
		return l.err
	}
}

// landed waits until the disk has the commit that somebody saw, or ctx ends. Nobody outside may hear of one that a power cut can take
// back: who finds an update in the store tells its sender that it came.
func (d *DB) landed(ctx context.Context, seen int) error {
	l := d.landing.Load()
	if l == nil || seen < l.commit {
		return nil
	}
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return ctx.Err()
	}
}
