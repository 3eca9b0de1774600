package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
	"safeharbour/bot/store/journal"
)

// A store is compacted while it is open like this. The records are copied into a fresh file beside it, a slice at a time, each read
// as it stands then. What commits write meanwhile is noted, and copied again. When little is left of that, the writer itself copies
// the rest between two groups, and gives the fresh file the name of the old one. So at every moment one of the two is the whole
// store: the old one before it loses its name, and the fresh one after. A fresh file that a crash left is removed by the next start.

// How a compaction goes.
const (
	// compactSlice is how many bytes are copied in one go. With its syncs that takes a few milliseconds; then comes a pause, so
	// that the disk and the processor have no more to do than they can beside people.
	compactSlice = 128 << 10
	// pauseShare is how long a pause is, measured by the time of the slice before it. pauseLeast and pauseMost bound it.
	pauseShare = 4
	pauseLeast = time.Millisecond
	pauseMost  = time.Second
	// someChanges are as many as are copied in one go.
	someChanges = 256
	// manyChanges are so many that they are copied before the copying goes on.
	manyChanges = 20_000
	// lastChanges are so few that the writer copies them while everybody waits.
	lastChanges = 256
	// mostRounds is how often the rest is copied before the writer, in the hope that less is written meanwhile. Most of these
	// rounds are without long pauses, or much would be written in those.
	mostRounds = 12
	calmRounds = 3
)

// ErrCompacting says that a compaction of this store runs already.
var ErrCompacting = errors.New("the store is being compacted")

// errChanging says that more was written all the time than could be copied.
var errChanging = errors.New("too much is written to the store to compact it now")

// Compacted tells of a compaction.
type Compacted struct {
	Before, After int64         // bytes of the file
	Held          time.Duration // how long updates had to wait in one go, at most
}

// Waste tells how many bytes of the file are free pages, which later updates are written to, and how many the file has. Of a closed
// store it knows nothing.
func (d *DB) Waste() (free, size int64) {
	b, readers, err := d.begin()
	if err != nil {
		return 0, 0
	}
	defer readers.Done()
	defer b.Rollback()
	stats := b.DB().Stats()
	return int64(stats.FreePageN+stats.PendingPageN) * int64(b.DB().Info().PageSize), fileSize(d.path)
}

// Compact writes the store anew without what was deleted from it, while others go on reading and writing. It takes its time, and
// needs room for a second copy. may is asked again and again whether it may go on; its error ends the compaction, as ctx does.
//
// After an error the store goes on in the old file, unless the error is [store.ErrBroken]: then a page of it is spoilt, or the
// disk failed at the last step, and nothing more is written.
// A store that was not left cleanly is compacted only after [DB.Check], since the old file may be what it can be mended with.
// A store cannot be compacted while it is open on Windows.
func (d *DB) Compact(ctx context.Context, may func() error) (Compacted, error) {
	if !d.compacting.TryLock() {
		return Compacted{}, d.orClosed(ErrCompacting)
	}
	defer d.compacting.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.life, cancel)()
	c := &compaction{db: d, may: may, changes: new(changes), buffer: make([]byte, 0, d.slice+d.slice/4)}
	err := c.run(ctx)
	if jerr := d.renewJournal(); err == nil && errors.Is(jerr, store.ErrBroken) {
		err = jerr
	}
	if err == nil {
		return c.done, nil
	}
	if !errors.Is(err, store.ErrBroken) {
		err = d.orClosed(err)
	}
	return Compacted{}, fmt.Errorf("compact store: %w", err)
}

// renewJournal makes a journal where a compaction left none: what the old one held of what was deleted is gone with it. Until then,
// and when it fails, bbolt syncs each commit.
func (d *DB) renewJournal() error {
	if d.part == 0 {
		return nil
	}
	missing := false
	err := d.between(context.Background(), func(w *writer) error { missing = w.journal == nil; return nil })
	if err != nil || !missing {
		return err
	}
	j, err := d.newJournal()
	if err != nil || j == nil {
		return err
	}
	adopted := false
	err = d.between(context.Background(), func(w *writer) error {
		adopted = true
		return broken(w.adopt(j))
	})
	if !adopted {
		err = errors.Join(err, j.Close(), journal.Remove(d.path+journal.Ending))
	}
	return err
}

// orClosed is [store.ErrClosed] when the store is being closed, and err otherwise.
func (d *DB) orClosed(err error) error {
	if d.life.Err() != nil {
		return store.ErrClosed
	}
	return err
}

// compaction is one while it runs.
type compaction struct {
	db      *DB
	may     func() error
	changes *changes // since it began
	fresh   *bbolt.DB
	names   []store.Bucket // all but the head, which is copied last
	ends    [][]byte       // their last keys when it began: what comes behind them is among the changes; nil for an empty one
	bucket  int            // the one of names that is being copied
	after   []byte         // the last key of it that was copied; nil before the first
	buffer  []byte
	records []record // that were read and not yet written
	hurries bool     // without long pauses
	swapped bool
	done    Compacted
}

func (c *compaction) run(ctx context.Context) (err error) {
	if runtime.GOOS == "windows" {
		return fmt.Errorf("a file that is open: %w", errors.ErrUnsupported)
	}
	if c.db.suspect.Load() {
		return errors.New("the store was not left cleanly, and nobody has checked it since")
	}
	temp, err := newTemp(c.db.path)
	if err != nil {
		return err
	}
	defer func() {
		if !c.swapped {
			os.Remove(temp)
		}
	}()
	if err := c.open(temp); err != nil {
		return err
	}
	defer func() {
		if !c.swapped {
			c.fresh.Close()
		}
	}()
	if err := c.follow(ctx); err != nil {
		return err
	}
	defer c.unfollow()
	if err := c.findEnds(); err != nil {
		return err
	}
	if err := c.copyAll(ctx); err != nil {
		return err
	}
	return c.finish(ctx, temp)
}

// open makes the fresh file, and locks it: nobody may meet it unlocked when it gets its name.
func (c *compaction) open(temp string) error {
	err := guard(func() (err error) {
		c.fresh, err = bbolt.Open(temp, 0o600, &bbolt.Options{Timeout: 1, FreelistType: freeList, InitialMmapSize: mapSize()})
		return err
	})
	if err != nil {
		return onCopy(err)
	}
	err = c.db.snapshot(func(t *tx) error {
		return t.bolt.ForEach(func(name []byte, _ *bbolt.Bucket) error {
			if string(name) != string(headBucket) {
				c.names = append(c.names, store.Bucket(name))
			}
			return nil
		})
	})
	if err == nil {
		err = c.write(func(t *bbolt.Tx) error {
			for _, name := range append(c.names, headBucket) {
				if _, err := t.CreateBucket([]byte(name)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err == nil {
		err = c.db.stage("opened")
	}
	if err != nil {
		c.fresh.Close()
	}
	return err
}

// onCopy is the error of the copy, which the store does not share: it may not look like one of the store.
func onCopy(err error) error { return fmt.Errorf("the copy: %v", err) }

// write changes the copy, in one commit that is on the disk in the end.
func (c *compaction) write(fn func(*bbolt.Tx) error) error {
	if err := guard(func() error { return c.fresh.Update(fn) }); err != nil {
		return onCopy(err)
	}
	return nil
}

// follow has the writer note what it writes from now on.
func (c *compaction) follow(ctx context.Context) error {
	return c.db.between(ctx, func(w *writer) error { w.follow = c.changes; return nil })
}

// unfollow has the writer note nothing more. A writer that has ended notes nothing either.
func (c *compaction) unfollow() {
	if !c.swapped {
		_ = c.db.between(context.Background(), func(w *writer) error { w.follow = nil; return nil })
	}
}

// between has the writer run fn between two groups, in no transaction.
func (d *DB) between(ctx context.Context, fn func(*writer) error) error {
	return d.send(ctx, &request{alone: fn, done: make(chan struct{})})
}

// finish copies what changed until little is left, and has the writer do the rest.
func (c *compaction) finish(ctx context.Context, temp string) error {
	for round := range mostRounds {
		c.hurries = round >= calmRounds
		if c.changes.len() > lastChanges {
			if err := c.catchUp(ctx); err != nil {
				return err
			}
			continue
		}
		if err := c.db.stage("caught up"); err != nil {
			return err
		}
		if err := c.syncFirst(ctx); err != nil {
			return err
		}
		err := c.db.between(ctx, func(w *writer) error { return c.replace(w, temp) })
		if !errors.Is(err, errChanging) {
			return err
		}
	}
	return errChanging
}

// syncFirst has the disk hold most of the file, so that little is left to be synced while everybody waits.
func (c *compaction) syncFirst(ctx context.Context) error {
	done := make(chan struct{})
	err := c.db.between(ctx, func(w *writer) error {
		err := w.turned(false)
		if err == nil && w.journal != nil && w.turning == nil {
			err = w.list()
		}
		if err == nil && w.journal != nil && w.turning == nil { // listing may have begun one
			err = w.turn()
		}
		if w.turning == nil {
			close(done)
		} else {
			done = w.turning.done
		}
		return err
	})
	if err == nil {
		<-done
	}
	return err
}

// replace runs in the writer, while all updates wait: it makes the copy whole, and goes on with it.
func (c *compaction) replace(w *writer, temp string) error {
	if c.changes.len() > 2*lastChanges {
		return errChanging // so much was written while this waited for its turn
	}
	begin := time.Now()
	base, seq, err := c.complete()
	if err != nil {
		return err
	}
	if err := c.db.stage("written"); err != nil {
		return err
	}
	c.done.Before, c.done.After = fileSize(c.db.path), fileSize(temp)
	spare, err := os.OpenFile(c.db.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := w.leaveJournal(); err != nil { // what it holds belongs to the old file
		return fmt.Errorf("%w: compact: %v", store.ErrBroken, err)
	}
	renamed, err := c.rename(temp, spare)
	if !renamed {
		return errors.Join(err, spare.Close())
	}
	c.swapped = true
	w.follow, c.db.head.base = nil, base
	c.db.swap(c.fresh, spare) // even after an error: the lock of that file must be ours
	if err != nil {
		return fmt.Errorf("%w: compact: %v", store.ErrBroken, err)
	}
	c.db.mark.note(seq)
	c.done.Held = time.Since(begin)
	return c.db.stage("over")
}

// rename gives the copy the name of the old file. When it did and there is an error all the same, nobody knows which of the two the
// disk has under that name: both hold the same, but what comes next would be in one of them only.
func (c *compaction) rename(temp string, old *os.File) (renamed bool, err error) {
	info, err := old.Stat()
	if err != nil {
		return false, err
	}
	if err := os.Rename(temp, c.db.path); err != nil {
		return replaced(c.db.path, info), err
	}
	if err := c.db.stage("renamed"); err != nil {
		return true, err
	}
	if err := syncDir(filepath.Dir(c.db.path)); err != nil {
		return true, err
	}
	return true, c.db.stage("synced")
}

// complete copies what changed last, the numbers and the head, so that the copy is what the store is. It returns what is added to
// the copy's own count of commits, and the number of its last one.
func (c *compaction) complete() (base, seq uint64, err error) {
	old, err := c.db.bolt.Begin(false)
	if err != nil {
		return 0, 0, err
	}
	defer old.Rollback()
	var numbers []uint64
	err = guard(func() error { // apart from the writing: a fault of the old file is the store's own
		c.readPlaces(old, c.changes.take())
		for _, name := range c.names {
			numbers = append(numbers, old.Bucket([]byte(name)).Sequence())
		}
		return old.Bucket([]byte(headBucket)).ForEach(func(k, v []byte) error { c.add(headBucket, k, v); return nil })
	})
	if err != nil {
		return 0, 0, err
	}
	err = c.write(func(t *bbolt.Tx) error {
		if err := c.put(t); err != nil {
			return err
		}
		for i, name := range c.names {
			if err := t.Bucket([]byte(name)).SetSequence(numbers[i]); err != nil {
				return err
			}
		}
		// The copy may have seen more commits than the store: then the count leaps.
		seq = max(c.db.head.seq(old)+1, uint64(t.ID()))
		base = seq - uint64(t.ID())
		return t.Bucket([]byte(headBucket)).Put([]byte(baseKey), store.Key(base))
	})
	return base, seq, err
}
