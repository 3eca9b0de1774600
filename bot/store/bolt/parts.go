package bolt

import (
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/disk"
	"safeharbour/bot/store"
)

// turnAt is how full a part is when the next one begins. The rest is for what is written while the file is synced.
const turnAt = 0.5

// mostPending is how many pages may be kept for the bases before the next part begins, but for turnRest after the last: while they are
// kept, the file grows, and a commit that lists the free pages lists them, too. With many conversations a turn of a person takes 1.1
// times what it takes with few, and 1.2 times with ten times the pages. With no rest, a tenth less goes through when hundreds write
// at once.
//
// A part begins with a list of the free pages. To write it takes the longer the more there are, 15 ms with 200,000 after a great purge,
// and nobody's turn ends meanwhile. They are room to keep pages in, too: so among many free pages, one in listShare may be kept.
const (
	mostPending = 300
	turnRest    = 50 * time.Millisecond
	listShare   = 16
)

// held is a view that keeps a base as it is.
type held struct {
	part uint64 // of the journal
	view *bbolt.Tx
}

// mayTurn tells whether it is time for another part. Pages are kept for others who read for long, too, and then a turn does not help:
// so the next one waits for twice as many.
func (w *writer) mayTurn() bool {
	stats := w.db.bolt.Stats()
	pending := stats.PendingPageN
	w.most = max(mostPending, stats.FreePageN/listShare, min(w.most, 2*pending))
	if w.journal.Used() >= turnAt {
		return true
	}
	if pending < w.most || time.Since(w.began) < turnRest {
		return false
	}
	w.most = 2 * pending
	return true
}

// newPart begins a part of the journal at what was last committed. An error that is [full] changed nothing.
func (w *writer) newPart() error {
	view, err := w.db.bolt.Begin(false)
	if err != nil {
		return err
	}
	base, err := baseOf(w.file, view, w.db.head.seq(view))
	if err == nil {
		err = w.journal.Part(base.encode())
	}
	if err != nil {
		return errors.Join(err, view.Rollback())
	}
	w.held, w.began = append(w.held, held{w.journal.Current(), view}), time.Now()
	return nil
}

// release lets the pages of the oldest base go.
func (w *writer) release() {
	_ = w.held[0].view.Rollback() // its only error is that it was called before
	w.held = w.held[1:]
}

// syncer returns what has the disk hold the file as it is. It may be called in another goroutine. The descriptor is another than that
// of bbolt, which syncs at times, too: of two that share one, only one hears of an error.
func (w *writer) syncer() func() error {
	file := w.file
	return func() error {
		err := disk.SyncDataBeside(file)
		if err == nil {
			w.db.synced()
		}
		return err
	}
}

// turn is the change from one part of the journal to the other.
type turn struct {
	done chan struct{} // closed when the disk has the file as it was, and the older part is dropped
	err  error
}

// turn goes on in the other part of the journal, and has the file synced meanwhile, so that the older part can be dropped. An error
// that is [full] changed nothing.
func (w *writer) turn() error {
	part := w.held[0].part
	if err := w.newPart(); err != nil {
		return broken(err)
	}
	sync, j, t := w.syncer(), w.journal, &turn{done: make(chan struct{})}
	w.turning = t
	go func() {
		defer close(t.done)
		if t.err = sync(); t.err == nil {
			t.err = j.Drop(part)
		}
	}()
	return nil
}

// turned sees to the end of a turn, if there is one and it has come, or waits for it.
func (w *writer) turned(wait bool) error {
	t := w.turning
	if t == nil {
		return nil
	}
	if !wait {
		select {
		case <-t.done:
		default:
			return nil
		}
	}
	<-t.done
	w.turning = nil
	if t.err != nil {
		return fmt.Errorf("%w: %v", store.ErrBroken, t.err)
	}
	w.release()
	return nil
}

// dropAll forgets what the journal holds. The disk has the file.
func (w *writer) dropAll() error {
	for len(w.held) > 0 {
		if err := w.journal.Drop(w.held[0].part); err != nil {
			return fmt.Errorf("%w: %v", store.ErrBroken, err)
		}
		w.release()
	}
	return nil
}
