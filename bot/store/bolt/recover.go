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
	beside, err := os.Open(path + journal.Ending)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer beside.Close()
	if err := waitForLock(beside, recoverTime); err != nil {
		return err
	}
	if info, err := beside.Stat(); err != nil || replaced(path+journal.Ending, info) { // another process has done it
		return err
	}
	over, err := recoverUnused(path, accept)
	if err != nil || !over {
		return err
	}
	// The file has been given back, but nobody else has it before the journal is gone, of which the lock is ours: they wait for it, and
	// are not told that the file is in use.
	if err := journal.Remove(path + journal.Ending); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// recoverUnused does it with a file that nobody uses, and tells whether the journal is of no more use.
func recoverUnused(path string, accept bool) (over bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false, err
	}
	defer f.Close()
	if locked, err := lockFile(f); !locked || err != nil {
		return false, err
	}
	if info, err := f.Stat(); err != nil || replaced(path, info) { // a compaction went on in another file
		return false, err
	}
	found, err := journal.Read(path + journal.Ending)
	switch {
	case errors.Is(err, os.ErrNotExist): // removed since
		return false, nil
	case errors.Is(err, journal.ErrDamaged):
		return false, fmt.Errorf("%w: %v", store.ErrForeign, err)
	case err != nil || found.Base == nil:
		return err == nil, err
	}
	err = recoverLocked(path, f, found)
	if accept && errors.Is(err, store.ErrBehind) {
		from, _, _ := decodeBase(found.Base)
		err = raiseMark(path, from.seq) // so that an older copy is known without the journal, too
	}
	return err == nil, err
}

// recoverLocked writes to a locked file what its journal holds.
func recoverLocked(path string, f *os.File, found journal.Found) error {
	from, m, err := decodeBase(found.Base)
	if err != nil {
		return fmt.Errorf("%w: the journal: %v", store.ErrForeign, err)
	}
	all, seq, err := commits(found.Records, from.seq)
	if err != nil {
		return fmt.Errorf("%w: the journal: %v", store.ErrForeign, err)
	}
	if err := behindMark(path, seq); err != nil {
		return err
	}
	if err := from.fits(f, m, len(found.Records)); err != nil {
		return err
	}
	if err := from.putBack(f, m); err != nil {
		return err
	}
	return rewriteFile(path, f, all, seq)
}

// behindMark is [store.ErrBehind] when the mark of a store says that it came further than its journal, which is written first: then the
// journal was left from another time.
func behindMark(path string, seq uint64) error {
	m, ok, err := readMark(path)
	if err != nil || !ok || m.seq <= seq {
		return err
	}
	return fmt.Errorf("%w: %s is %d commits behind what was written to it", store.ErrBehind, filepath.Base(path)+journal.Ending, m.seq-seq)
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

// rewriteFile writes to a locked file, which is as at its base, what the journal says of later commits.
func rewriteFile(path string, f *os.File, all [][]record, seq uint64) error {
	err := guard(func() error {
		// bbolt gets the file as it is, with the lock, so that nobody comes in between. It closes it.
		b, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: freeList, NoSync: true, NoFreelistSync: true,
			OpenFile: func(string, int, os.FileMode) (*os.File, error) { return f, nil }})
		if err != nil {
			return err
		}
		b.NoFreelistSync = false // only in opening, where a list that is missing would cost a commit of its own: see rewriteAll
		if len(all) > 0 {
			err = b.Update(func(t *bbolt.Tx) error { return rewriteAll(t, all, seq) })
		}
		if err == nil {
			err = b.Sync()
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
	for _, wrote := range all {
		for _, r := range wrote {
			if err := r.rewrite(t); err != nil {
				return err
			}
		}
	}
	return t.Bucket([]byte(headBucket)).Put([]byte(baseKey), store.Key(seq-uint64(t.ID())))
}
