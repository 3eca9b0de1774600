package bolt

import (
	"errors"
	"fmt"
	"os"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/disk"
	"safeharbour/bot/store"
	"safeharbour/bot/store/journal"
)

// A commit of bbolt waits twice until the disk has pages that lie here and there. With a journal it does not wait at all: what a
// group writes goes into the journal first, which is one write in a row and one sync, and the pages then only to the system's
// memory. Now and again the whole file is synced, beside the updates, and a part of the journal is dropped.
//
// So after a power cut the file may hold anything. But for each part of the journal there is a base: a commit whose pages were
// synced, and in which nothing was written since, as bbolt leaves the pages alone that an open view can see. The part begins with
// the header of that commit. [recoverFile] puts it back, and writes what the journal holds since.

// turnAt is how full a part is when the next one begins. The rest is for what is written while the file is synced.
const turnAt = 0.5

// mostPending is how many pages may be kept for the bases before the next part begins, but for turnRest after the last: each commit
// sorts and writes a list of them. With a million conversations a turn of a person takes 1.1 times what it takes with few, and 1.2
// times with ten times the pages. With no rest, a fifth less goes through when hundreds write at once.
const (
	mostPending = 300
	turnRest    = 50 * time.Millisecond
)

// held is a view that keeps a base as it is.
type held struct {
	part uint64 // of the journal
	view *bbolt.Tx
}

// journalMost is how large a file may be that has a journal. While a view is open, bbolt cannot map more of a file than it did at
// the start, so a larger one would wait for ever.
func journalMost() int64 { return int64(mapSize()) - 1<<30 }

// newJournal makes a journal for the store, or none where that is not possible. Nobody may have one for it.
func (d *DB) newJournal() (*journal.Journal, error) {
	if d.part == 0 || !canJournal || fileSize(d.path) > journalMost() {
		return nil, nil
	}
	j, err := journal.Create(d.path+journal.Ending, d.part)
	if err != nil && noRoom(err) {
		return nil, nil // commits cost more then, and nothing else is different
	}
	return j, err
}

// adopt has commits go through a journal from now on, unless it is nil. After an error they do not.
func (w *writer) adopt(j *journal.Journal) (err error) {
	if j == nil {
		return nil
	}
	w.journal = j
	if w.file, err = os.Open(w.db.path); err == nil {
		err = w.db.bolt.Sync()
	}
	if err == nil {
		w.db.synced()
		err = w.newPart()
	}
	if err != nil {
		return errors.Join(err, w.closeJournal(), journal.Remove(w.db.path+journal.Ending))
	}
	w.db.bolt.NoSync = true
	return nil
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
		err := disk.SyncData(file)
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

// broken is the error of a store of which nobody knows what is on the disk, unless there was only no room.
func broken(err error) error {
	if err == nil || full(err) {
		return err
	}
	return fmt.Errorf("%w: %v", store.ErrBroken, err)
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

// put commits a transaction that wrote this. An error that is [full] changed nothing.
func (w *writer) put(b *bbolt.Tx, seq uint64, wrote []record) error {
	commit := func() error { return guard(func() error { return w.db.commit(b) }) }
	if w.journal != nil && b.Size() > journalMost() {
		if err := w.leaveJournal(); err != nil {
			return fmt.Errorf("%w: %v", store.ErrBroken, err)
		}
	}
	if w.journal == nil {
		return commit()
	}
	if err := w.turned(false); err != nil {
		return err
	}
	w.record = appendWrites(w.record[:0], seq, wrote)
	if !w.journal.Fits(len(w.record)) {
		return w.putWhole(commit)
	}
	if err := w.append(w.record); err != nil {
		return err
	}
	if err := commit(); err != nil {
		// The file has nothing of it, and the journal shall not either. When not only the room was missing, the store ends anyway.
		if uerr := w.append(encodeUndo(seq)); uerr != nil {
			return fmt.Errorf("%w: %v, undo: %v", store.ErrBroken, err, uerr)
		}
		return err
	}
	if w.turning != nil || !w.mayTurn() {
		return nil
	}
	if err := w.turn(); err != nil && !full(err) { // it may come later
		return err
	}
	return nil
}

// mayTurn tells whether it is time for another part. Pages are kept for others who read for long, too, and then a turn does not help:
// so the next one waits for twice as many.
func (w *writer) mayTurn() bool {
	pending := w.db.bolt.Stats().PendingPageN
	w.most = max(mostPending, min(w.most, 2*pending))
	if w.journal.Used() >= turnAt {
		return true
	}
	if pending < w.most || time.Since(w.began) < turnRest {
		return false
	}
	w.most = 2 * pending
	return true
}

// append puts a record into the journal, into a new part if it must. An error that is [full] changed nothing.
func (w *writer) append(r []byte) error {
	err := w.journal.Append(r)
	if !errors.Is(err, journal.ErrLarge) {
		return broken(err)
	}
	if err := w.turned(true); err != nil {
		return err
	}
	if err := w.turn(); err != nil {
		return err
	}
	return broken(w.journal.Append(r))
}

// putWhole commits what is too much for the journal, as if there was none, and begins a part behind it.
func (w *writer) putWhole(commit func() error) error {
	if err := w.turned(true); err != nil {
		return err
	}
	w.record = nil // so much memory is seldom needed
	w.db.bolt.NoSync = false
	err := commit()
	w.db.bolt.NoSync = true
	if err != nil {
		return err
	}
	w.db.synced()
	err = w.dropAll()
	if err == nil {
		err = w.newPart()
	}
	if err != nil { // the commit itself is well, so this is never [full]
		return fmt.Errorf("%w: %v", store.ErrBroken, err)
	}
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

// settle has the disk hold the file as it is, and the journal nothing.
func (w *writer) settle() error {
	err := w.turned(true)
	if err == nil {
		err = w.syncer()()
	}
	if err != nil {
		return fmt.Errorf("%w: %v", store.ErrBroken, err)
	}
	w.db.bolt.NoSync = false
	return w.dropAll()
}

// leaveJournal goes on without a journal, and removes it. A power cut may bring it back, but there is nothing in it.
func (w *writer) leaveJournal() error {
	if w.journal == nil {
		return nil
	}
	err := w.settle()
	if err == nil {
		err = journal.Remove(w.db.path + journal.Ending)
	}
	return errors.Join(err, w.closeJournal())
}

// endJournal leaves the journal when the writer has ended. When the store is broken, the journal stays for the next start: what the
// disk has of the file is unknown.
func (w *writer) endJournal(whole bool) error {
	if whole || w.journal == nil {
		return w.leaveJournal()
	}
	_ = w.turned(true)
	return w.closeJournal()
}

func (w *writer) closeJournal() error {
	for len(w.held) > 0 {
		w.release()
	}
	err := errors.Join(w.journal.Close(), w.file.Close())
	w.journal, w.file = nil, nil
	return err
}

// hasJournal tells whether there is a journal beside the file at path.
func hasJournal(path string) bool {
	_, err := os.Stat(path + journal.Ending)
	return err == nil
}
