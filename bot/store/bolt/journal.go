package bolt

import (
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
	"safeharbour/bot/store/journal"
)

// A commit of bbolt waits twice until the disk has pages that lie here and there. With a journal it does not wait at all: what a
// group writes goes into the journal first, which is one write in a row and one sync, and the pages then, beside that sync, only to
// the system's memory. Now and again the whole file is synced, beside the updates, and a part of the journal is dropped.
//
// So after a power cut the file may hold anything. But for each part of the journal there is a base: a commit whose pages were
// synced, and in which nothing was written since, as bbolt leaves the pages alone that an open view can see. The part begins with
// the header of that commit. [recoverFile] puts it back, and writes what the journal holds since.
//
// A list of free pages is read only when a file is opened, and nobody opens one that has a journal but at its base. So a commit that is
// to be no base does without: with 300,000 free pages, after a great purge, it was half of what a commit costs, and with few it is a
// fifth. A base may lack it all the same, where the disk is slow and much is written: then bbolt looks for the free pages in the whole
// file.
//
// When a commit fails, and the one before it has no list, bbolt looks through the file, too, while all others wait. A commit that takes
// only pages that are free cannot fail for want of room. So there is a list where fewer are free than the next commit may take, and in
// a large file that takes long to look through, far more must be free.

// manyFree is how many free pages are enough for any commit, and shortWalk how many bytes are soon looked through.
const (
	manyFree  = 1024
	shortWalk = 64 << 20
)

// spares tells whether a file of this size has so many free pages that a commit may do without their list. In a small one they are
// enough for another commit that writes as much to the journal as this one: it stands in some pages more than it fills, with those
// that lead there.
func spares(free int, size int64, record int) bool {
	return free >= manyFree || size <= shortWalk && free >= 64+4*record/os.Getpagesize()
}

// listAt is how full a part is when each commit lists the free pages: while a turn is under way for long, the last of these will be
// the next base.
const listAt = 0.95

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

// broken is the error of a store of which nobody knows what is on the disk, unless there was only no room.
func broken(err error) error {
	if err == nil || full(err) || errors.Is(err, store.ErrBroken) {
		return err
	}
	return fmt.Errorf("%w: %v", store.ErrBroken, err)
}

// put commits a transaction that wrote this. An error that is [full] changed nothing.
func (w *writer) put(b *bbolt.Tx, seq uint64, wrote []record) (err error) {
	landed := w.db.lands(b.ID())
	defer func() { landed(err) }()
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
	turns := w.turning == nil && w.mayTurn()
	w.db.bolt.NoFreelistSync = !turns && !w.lists && w.journal.Used() < listAt &&
		spares(w.db.bolt.Stats().FreePageN, b.Size(), len(w.record))
	synced := make(chan error, 1)
	go func(j *journal.Journal) { synced <- w.db.sync(j) }(w.journal)
	cerr := commit() // meanwhile
	if err := <-synced; err != nil {
		return fmt.Errorf("%w: %v", store.ErrBroken, err) // for want of room, too: others may have seen the commit
	}
	if cerr != nil {
		// The file has nothing of it, and the journal shall not either. When not only the room was missing, the store ends anyway.
		if uerr := w.undo(seq); uerr != nil {
			return fmt.Errorf("%w: %v, undo: %v", store.ErrBroken, cerr, uerr)
		}
		return cerr
	}
	if !turns {
		return nil
	}
	if err := w.turn(); err != nil && !full(err) { // it may come later
		return err
	}
	return nil
}

// undo takes the last record of the journal back.
func (w *writer) undo(seq uint64) error {
	if err := w.append(encodeUndo(seq)); err != nil {
		return err
	}
	return w.db.sync(w.journal)
}

// append puts a record into the journal, into a new part if it must. The disk has it later. An error that is [full] changed nothing.
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
	w.db.bolt.NoSync, w.db.bolt.NoFreelistSync = false, false
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

// settle has the disk hold the file as it is, and the journal nothing.
func (w *writer) settle() error {
	err := w.turned(true)
	if err == nil {
		err = w.syncer()()
	}
	if err != nil {
		return fmt.Errorf("%w: %v", store.ErrBroken, err)
	}
	w.db.bolt.NoSync, w.db.bolt.NoFreelistSync = false, false
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
	if w.journal == nil {
		return nil
	}
	var err error
	if whole {
		if err = w.list(); err == nil || full(err) {
			return w.leaveJournal()
		}
	}
	_ = w.turned(true)
	return errors.Join(err, w.closeJournal())
}

// list has the last commit list the free pages, if it does not. Without that, whoever opens the file looks for them in all of it. It is
// called between two groups.
func (w *writer) list() error {
	f, err := os.Open(w.db.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if m, ok := newestMeta(f); ok && m.freelist != noList {
		return nil
	}
	w.lists = true
	defer func() { w.lists = false }()
	b, err := w.db.bolt.Begin(true)
	if err != nil {
		return err
	}
	defer b.Rollback() // does nothing after a commit
	return broken(w.commit(b, w.timed, nil))
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
