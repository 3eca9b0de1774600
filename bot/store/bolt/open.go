package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"safeharbour/bot/disk"
	"safeharbour/bot/store"
	"safeharbour/bot/store/journal"
)

// headBucket tells our files from others'. It is none of [store.Buckets], so no record is ever mixed up with it.
const headBucket store.Bucket = "safeharbour"

// freeList is how bbolt keeps its free pages in memory: those that become free are added at once, however many there are. In bbolt's
// other way each commit writes all of them anew in memory: with 300,000 free pages, after a great purge, one commit in a hundred took
// 15 ms, and not 5. They are sorted when a list is written, which is seldom where there is a journal (see journal.go).
const freeList = bbolt.FreelistMapType

// What stands in the head. The layout is not sealed: it must be readable without the key.
const (
	layoutKey = "layout" // the version of what this package writes
	layout    = "1"
	checkKey  = "check" // a sealed text, which opens with the right key only
	checkText = "Safe Harbour"
)

// Open opens the store in the file at path. Where there is none it makes one, and the folder too. An error is
// [store.ErrInUse], [store.ErrForeign], [store.ErrSealed] when the key is not the one that the store was made with, or
// an error of the operating system.
func Open(path string, opts Options) (*DB, error) {
	d, err := open(path, opts)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	return d, nil
}

func open(path string, opts Options) (*DB, error) {
	if opts.Sealer == nil {
		return nil, errors.New("no sealer was given")
	}
	opts.Now = opts.now()
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = createFirst(path, opts)
		opts.Inspected = true // there is nothing in it
	}
	if err != nil {
		return nil, err
	}
	b, err := attach(path, opts.Timeout, false, opts.Accept)
	if err != nil {
		return nil, err
	}
	d, err := start(b, path, opts)
	if err != nil {
		b.Close()
		return nil, err
	}
	return d, nil
}

// createFirst makes a store where there was none before.
func createFirst(path string, opts Options) error {
	if opts.Mark {
		if _, err := os.Stat(path + markEnd); err == nil {
			return fmt.Errorf("%w: %s says that there was one: put it back, or move that file away to begin anew",
				store.ErrMissing, filepath.Base(path+markEnd))
		}
	}
	if hasJournal(path) {
		return fmt.Errorf("%w: %s holds what was written to it last", store.ErrMissing, filepath.Base(path+journal.Ending))
	}
	return create(path, opts.Sealer)
}

// start makes a store of an open file.
func start(b *bbolt.DB, path string, opts Options) (*DB, error) {
	if err := readHead(b, opts.Sealer); err != nil {
		return nil, err
	}
	disk.RemoveHalves(path) // not before the lock is ours
	disk.RemoveHalves(path + journal.Ending)
	d := &DB{bolt: b, path: path, sealer: opts.Sealer, now: opts.Now, took: opts.Committed, onAside: opts.OnAside, commit: (*bbolt.Tx).Commit,
		sync: (*journal.Journal).Sync, readers: new(sync.WaitGroup), slice: compactSlice, stage: func(string) error { return nil }, synced: func() {}}
	d.ahead, d.part = opts.Ahead, opts.Journal
	d.careful.Store(carefulFirst)
	if opts.Mark && !opts.Inspected {
		clean, err := leftClean(b, path)
		if err != nil {
			return nil, err
		}
		d.suspect.Store(!clean)
	}
	if err := completeHead(b); err != nil {
		return nil, err
	}
	if opts.Mark {
		if err := d.keepMark(opts.Accept); err != nil {
			return nil, err
		}
	}
	err := b.View(func(t *bbolt.Tx) error { d.head = loadHead(t); return nil })
	if err != nil {
		return nil, err
	}
	if d.numbers, err = readNumbers(b); err != nil {
		return nil, err
	}
	over := make(chan struct{})
	d.queue.more.L = &d.queue.mu
	life, ending := context.WithCancel(context.Background())
	w := &writer{db: d, timed: d.head.at}
	d.life, d.close = life, d.closer(w, over, ending)
	j, err := d.newJournal()
	if err == nil {
		err = w.adopt(j)
	}
	if err != nil && !full(err) { // without room, it goes on without a journal
		return nil, errors.Join(err, d.mark.end(false))
	}
	go w.loop(over)
	return d, nil
}

// completeHead adds buckets that a newer program knows and an older one did not make, and the store's id.
func completeHead(b *bbolt.DB) error {
	missing := false
	err := b.View(func(t *bbolt.Tx) error {
		missing = loadHead(t).id == ""
		for _, name := range store.Buckets {
			missing = missing || t.Bucket([]byte(name)) == nil
		}
		return nil
	})
	if err != nil || !missing {
		return err
	}
	return b.Update(func(t *bbolt.Tx) error {
		if loadHead(t).id == "" {
			if err := identify(t); err != nil {
				return err
			}
		}
		return makeBuckets(t)
	})
}

// leftClean tells whether the store is as its mark says that it was closed.
func leftClean(b *bbolt.DB, path string) (clean bool, err error) {
	m, marked, err := readMark(path)
	if err != nil || !marked {
		return false, err
	}
	err = b.View(func(t *bbolt.Tx) error { clean = m.leftClean(t); return nil })
	return clean, err
}

// keepMark compares the store with its mark and begins a new one.
func (d *DB) keepMark(accepted bool) error {
	m, marked, err := readMark(d.path)
	if err != nil {
		return err
	}
	var h head
	var seq uint64
	err = d.bolt.View(func(t *bbolt.Tx) error { h = loadHead(t); seq = h.seq(t); return nil })
	if err != nil {
		return err
	}
	if marked {
		err = h.against(m, seq)
	}
	if err != nil && accepted {
		until := h.at
		if m.state == markRestored {
			until = m.at
		}
		err = d.bolt.Update(func(t *bbolt.Tx) error { err := accept(t, m, until); h = loadHead(t); seq = h.seq(t); return err })
	}
	if err != nil {
		return err
	}
	return d.mark.begin(d.path, h.id, seq, d.now)
}

// attach opens an existing file with bbolt. bbolt's own open makes missing files, fills empty ones, changes files of
// other programs and panics on damaged ones, so it sees a file only after judge did.
//
// A file that only is read is shared with other readers, and not with a writer. What a crash cut off is finished before, see
// [recoverFile], unless the file is an older copy, which must be accepted. A writer waits for readers: a start that was killed may have
// left one behind, and it is soon over. For another writer it waits only so long as it is told to.
func attach(path string, timeout time.Duration, reading, accept bool) (*bbolt.DB, error) {
	for end := time.Now().Add(recoverTime); ; time.Sleep(10 * time.Millisecond) {
		if err := recoverFile(path, accept); err != nil {
			return nil, err
		}
		b, err := attachWhole(path, timeout, reading)
		late := time.Now().After(end)
		switch {
		case errors.Is(err, store.ErrInUse) && !reading && !late && onlyRead(path):
		case err != nil || !hasJournal(path):
			return b, err
		default: // whoever had it, while this waited for the lock, was killed; or somebody else reads it, too
			b.Close()
			if late {
				return nil, store.ErrInUse
			}
		}
	}
}

func attachWhole(path string, timeout time.Duration, reading bool) (*bbolt.DB, error) {
	var b *bbolt.DB
	var file *os.File
	var info os.FileInfo // of file
	openFile := func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
		file, err = os.OpenFile(name, flag&^os.O_CREATE, mode)
		if err != nil {
			return nil, err
		}
		if info, err = file.Stat(); err == nil {
			err = judge(file)
		}
		if err != nil {
			file.Close()
			return nil, err
		}
		return file, nil
	}
	err := guard(func() (err error) {
		b, err = bbolt.Open(path, 0o600, &bbolt.Options{
			Timeout:      max(timeout, 1), // for bbolt, 0 is for ever
			FreelistType: freeList,
			OpenFile:     openFile,

			ReadOnly:        reading,
			PreLoadFreelist: true,
			NoFreelistSync:  true, // it would add a list of free pages where there is none, before anybody knows that the file is ours
			InitialMmapSize: mapSize(),
		})
		if err == nil {
			b.NoFreelistSync = false
		}
		return err
	})
	if errors.Is(err, store.ErrPanic) {
		file.Close() // bbolt left it open and mapped. The map holds the lock until the process ends
	}
	switch {
	case info != nil && replaced(path, info):
		if err == nil {
			b.Close()
		}
		return nil, store.ErrInUse // whatever became of that file since
	case err == nil:
		return b, nil
	case errors.Is(err, bbolterrors.ErrTimeout):
		return nil, store.ErrInUse
	case errors.Is(err, store.ErrPanic):
		return nil, fmt.Errorf("%w: damaged inside", store.ErrForeign)
	case errors.Is(err, bbolterrors.ErrInvalid), errors.Is(err, bbolterrors.ErrVersionMismatch), errors.Is(err, bbolterrors.ErrChecksum):
		return nil, fmt.Errorf("%w: damaged header", store.ErrForeign)
	}
	return nil, err
}

// replaced tells whether an open file is no longer the one of this name: while we waited for the lock, a compaction may have put
// another in its place. The old one is then taken apart.
func replaced(path string, ours os.FileInfo) bool {
	now, err := os.Stat(path)
	return err != nil || !os.SameFile(ours, now)
}

// mapSize is how much of the address space is set aside for a file. When a file outgrows it, the writer must wait for
// all views to end before it can map more; so much more is set aside at once. That takes neither memory nor disk, but on Windows,
// where the file would be made that large, and on small machines, where addresses are few.
var mapSize = sync.OnceValue(func() int {
	switch large := int64(64 << 30); {
	case runtime.GOOS == "windows" || strconv.IntSize < 64:
		return 0
	case addresses(int(large)):
		return int(large)
	}
	return 1 << 30
})

// readHead makes sure that an open file is a store of ours, of this layout and this key.
func readHead(b *bbolt.DB, sealer store.Sealer) error {
	err := guard(func() error {
		return b.View(func(t *bbolt.Tx) error {
			head := t.Bucket([]byte(headBucket))
			if head == nil {
				return fmt.Errorf("%w: it was written by another program", store.ErrForeign)
			}
			if got := string(head.Get([]byte(layoutKey))); got != layout {
				return fmt.Errorf("its layout is %q and this program knows %q only: it was written by another version", got, layout)
			}
			text, err := sealer.Open(headBucket, []byte(checkKey), head.Get([]byte(checkKey)))
			if err != nil || string(text) != checkText {
				return fmt.Errorf("%w: it was made with another key than the one in the key file", store.ErrSealed)
			}
			return nil
		})
	})
	if errors.Is(err, store.ErrPanic) {
		return fmt.Errorf("%w: damaged inside", store.ErrForeign)
	}
	return err
}

// create makes a new store under another name and gives it its own when it is whole and on the disk, so that a crash
// never leaves half a store.
func create(path string, sealer store.Sealer) error {
	if err := makeDir(filepath.Dir(path)); err != nil {
		return err
	}
	temp, err := newTemp(path)
	if err != nil {
		return err
	}
	defer os.Remove(temp) // harmless after a rename
	if err := begin(temp, sealer); err != nil {
		return fmt.Errorf("make store: %w", err)
	}
	return place(temp, path)
}

// begin makes a store of an empty file. bbolt syncs it to the disk.
func begin(path string, sealer store.Sealer) error {
	b, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: 1, FreelistType: freeList})
	if err != nil {
		return err
	}
	err = b.Update(func(t *bbolt.Tx) error {
		head, err := t.CreateBucket([]byte(headBucket))
		if err != nil {
			return err
		}
		if err := head.Put([]byte(layoutKey), []byte(layout)); err != nil {
			return err
		}
		check := sealer.Seal(headBucket, []byte(checkKey), []byte(checkText))
		if err := head.Put([]byte(checkKey), check); err != nil {
			return err
		}
		if err := identify(t); err != nil {
			return err
		}
		return makeBuckets(t)
	})
	return errors.Join(err, b.Close())
}

func makeBuckets(t *bbolt.Tx) error {
	for _, name := range store.Buckets {
		if _, err := t.CreateBucketIfNotExists([]byte(name)); err != nil {
			return fmt.Errorf("bucket %s: %w", name, err)
		}
	}
	return nil
}
