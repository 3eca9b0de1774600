package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
	"safeharbour/bot/store/journal"
)

// recoverFile finishes what a crash cut off, where there is a journal beside the file at path: the file goes back to its base, gets
// what the journal holds, and the journal is removed. Cut off itself, it begins anew the next time. Nothing is done while another
// process uses the file; waiting for it is left to whoever opens it. One that recovers it is waited for: it can be what a start that
// was killed has left behind, and is soon over.
//
// The error is [store.ErrForeign] when the journal is damaged, or does not belong to the file, and [store.ErrBehind] when the file is
// an older copy, unless that is accepted: then the journal is removed.
func recoverFile(path string, accept bool) error {
	name := path + journal.Ending
	beside, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer beside.Close()
	if err := waitForLock(beside, recoverTime); err != nil || !hasJournal(path) {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if locked, err := lockFile(f); !locked || err != nil {
		return err
	}
	found, err := journal.Read(name)
	switch {
	case errors.Is(err, os.ErrNotExist): // removed since
		return nil
	case errors.Is(err, journal.ErrDamaged):
		return fmt.Errorf("%w: %v", store.ErrForeign, err)
	case err != nil:
		return err
	}
	if found.Base == nil {
		return removeJournal(path)
	}
	from, err := putBack(f, found.Base)
	if accept && errors.Is(err, store.ErrBehind) {
		if err := raiseMark(path, from.seq); err != nil { // so that it is known for an older copy without the journal, too
			return err
		}
		return removeJournal(path)
	}
	if err != nil {
		return err
	}
	return recoverFrom(path, f, from, found.Records)
}

// removeJournal removes the journal of a file that is locked: before somebody else can make another.
func removeJournal(path string) error {
	if err := journal.Remove(path + journal.Ending); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// recoverTime is how long another process may take to recover a file.
const recoverTime = 30 * time.Second

// waitForLock takes the lock of a file. Whoever has it for so long gets [store.ErrInUse] said of it.
func waitForLock(f *os.File, within time.Duration) error {
	for end := time.Now().Add(within); ; time.Sleep(10 * time.Millisecond) {
		locked, err := lockFile(f)
		if locked || err != nil {
			return err
		}
		if time.Now().After(end) {
			return store.ErrInUse
		}
	}
}

// recoverFrom writes to a locked file what the records of its journal say, and removes that.
func recoverFrom(path string, f *os.File, from base, records [][]byte) error {
	all, seq, err := commits(records, from.seq)
	if err != nil {
		return fmt.Errorf("%w: %v", store.ErrForeign, err)
	}
	err = guard(func() error {
		// bbolt gets the file as it is, with the lock, so that nobody comes in between. It closes it.
		b, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: freeList, NoSync: true,
			OpenFile: func(string, int, os.FileMode) (*os.File, error) { return f, nil }})
		if err != nil {
			return err
		}
		err = b.Update(func(t *bbolt.Tx) error { return rewriteAll(t, all, seq) })
		if err == nil {
			err = b.Sync()
		}
		if err == nil {
			err = removeJournal(path)
		}
		return errors.Join(err, b.Close())
	})
	if errors.Is(err, store.ErrPanic) {
		return fmt.Errorf("%w: damaged inside", store.ErrForeign)
	}
	return err
}

// rewriteAll writes what commits wrote, in one commit that has the number of the last of them. It must be one: only to the pages of
// the base does nobody write, if this is cut off and begins anew.
func rewriteAll(t *bbolt.Tx, all [][]record, seq uint64) error {
	if len(all) == 0 {
		return nil
	}
	for _, wrote := range all {
		for _, r := range wrote {
			if err := r.rewrite(t); err != nil {
				return err
			}
		}
	}
	return t.Bucket([]byte(headBucket)).Put([]byte(baseKey), store.Key(seq-uint64(t.ID())))
}
