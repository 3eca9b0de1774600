package simulate

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/journal"
)

// file is a disk with the real store on it. Only one is ever inside the store, so the same seed does the same there, but for the
// pages that bbolt takes from those that are free: a torn image of them differs from run to run.
type file struct {
	dir  string
	life int
	opts bolt.Options
	now  func() time.Time
	at   atomic.Pointer[time.Time] // what the store takes for now: it looks at other moments, too
	rand *rand.Rand                // not the world's: what happens is the same as in memory
	db   *bolt.DB
	half *image // what a commit left that was cut short; nil when none was
}

// image is what lies on the disk at one moment.
type image struct {
	data []byte // of the file, as far as it is in use
	size int64
	mark []byte
	log  []byte // the journal; nil when there is none
	sum  uint64 // of the records that are to be found in it
}

// newFile makes a store in a folder of its own in parent.
func newFile(parent string, seed uint64, now func() time.Time, sealer store.Sealer) (*file, error) {
	dir, err := os.MkdirTemp(parent, "seed-*")
	if err != nil {
		return nil, err
	}
	f := &file{dir: dir, now: now, rand: rand.New(rand.NewPCG(seed, 3))}
	f.tick()
	f.opts = bolt.Options{Sealer: sealer, Mark: true, Now: func() time.Time { return *f.at.Load() }}
	if f.rand.IntN(2) == 0 {
		f.opts.Journal = smallPart
	}
	if f.db, err = bolt.Open(f.path(), f.opts); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return f, nil
}

// smallPart is a part of a journal that is full after some commits.
const smallPart = 32 << 10

func (f *file) path() string { return filepath.Join(f.dir, fmt.Sprint(f.life), "store.db") }

// tick sets the store's clock.
func (f *file) tick() {
	now := f.now()
	f.at.Store(&now)
}

func (f *file) store() store.Store { return ticking{f.db, f} }

// ticking is the store with a clock that is right when somebody uses it.
type ticking struct {
	*bolt.DB
	f *file
}

func (t ticking) View(ctx context.Context, fn func(store.Tx) error) error {
	t.f.tick()
	return t.DB.View(ctx, fn)
}

func (t ticking) Update(ctx context.Context, fn func(store.Tx) error) error {
	t.f.tick()
	return t.DB.Update(ctx, fn)
}

// again opens the store anew. Whoever was killed leaves the file as it is at that moment: another with the same bytes takes its
// place, since in a process that lives on nobody can open it twice. It must pass the look that the program has at it before each
// start, and hold the records that were committed, no more and no less.
func (f *file) again(killed bool) error {
	left, err := f.half, error(nil)
	if left == nil {
		left, err = f.image()
	}
	f.half = nil
	if err = errors.Join(err, f.db.Close()); err != nil {
		return err
	}
	if killed {
		if err := f.replace(left); err != nil {
			return err
		}
	}
	if err := f.open(!killed); err != nil {
		return err
	}
	got, err := sum(f.db)
	if err == nil && got != left.sum {
		err = errors.New("the records are not those that were committed")
	}
	return err
}

// open opens what lies in the file.
func (f *file) open(clean bool) error {
	r, err := bolt.Inspect(context.Background(), f.path(), f.opts, bolt.Whole)
	if err != nil {
		return err
	}
	if r.Clean != clean || r.Broken() > 0 {
		return fmt.Errorf("the store was left cleanly: %t, and found clean: %t, with %d bad records", clean, r.Clean, r.Broken())
	}
	opts := f.opts
	opts.Inspected = true
	f.db, err = bolt.Open(f.path(), opts)
	return err
}

// image is what lies on the disk now.
func (f *file) image() (*image, error) {
	used, err := f.db.Size(context.Background())
	if err != nil {
		return nil, err
	}
	in, err := os.Open(f.path())
	if err != nil {
		return nil, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	i := &image{data: make([]byte, used), size: info.Size()}
	if _, err := in.ReadAt(i.data, 0); err != nil {
		return nil, err
	}
	if i.mark, err = os.ReadFile(f.path() + ".hw"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if f.opts.Journal > 0 {
		if i.log, err = os.ReadFile(f.path() + journal.Ending); err != nil {
			return nil, err
		}
	}
	i.sum, err = sum(f.db)
	return i, err
}

// replace puts another file in the place of the last.
func (f *file) replace(left *image) error {
	last := filepath.Dir(f.path())
	f.life++
	if err := os.Mkdir(filepath.Dir(f.path()), 0o700); err != nil {
		return err
	}
	err := errors.Join(os.WriteFile(f.path(), left.data, 0o600), os.Truncate(f.path(), left.size),
		os.WriteFile(f.path()+".hw", left.mark, 0o600))
	if left.log != nil {
		err = errors.Join(err, os.WriteFile(f.path()+journal.Ending, left.log, 0o600))
	}
	return errors.Join(err, os.RemoveAll(last))
}

func (f *file) tear(write func(commit bool)) error {
	before, err := f.image()
	if err != nil {
		return err
	}
	write(true)
	after, err := f.image()
	if err != nil {
		return err
	}
	f.half = &image{data: f.mix(before.data, after.data), size: after.size, mark: before.mark, log: before.log, sum: before.sum}
	return nil
}

const (
	metaPages = 2       // the two headers; one is written last, when everything else is on the disk
	sumAt     = 16 + 56 // where the sum of a header stands
)

// mix is a file of which a commit wrote a part: some of the pages but no header, or all of the pages and half a header. With a
// journal, the system writes the pages when it likes: any of them, headers too.
func (f *file) mix(before, after []byte) []byte {
	page := os.Getpagesize()
	old := append([]byte{}, before...)
	old = append(old, make([]byte, max(0, len(after)-len(old)))...)
	mixed := append([]byte{}, after...)
	heading := f.rand.IntN(3) == 0
	for at := 0; at < len(mixed); at += page {
		to := min(at+page, len(mixed))
		switch {
		case f.opts.Journal > 0:
			if f.rand.IntN(2) == 0 {
				copy(mixed[at:to], old[at:to])
			}
		case at >= metaPages*page:
			if !heading && f.rand.IntN(2) == 0 {
				copy(mixed[at:to], old[at:to])
			}
		case heading:
			cut := at + f.rand.IntN(sumAt)
			copy(mixed[cut:to], old[cut:to])
		default:
			copy(mixed[at:to], old[at:to])
		}
	}
	return mixed
}

func (f *file) remove() error {
	return errors.Join(f.db.Close(), os.RemoveAll(f.dir))
}

// sum is a sum of all records of a store.
func sum(st store.Store) (uint64, error) {
	h := fnv.New64a()
	err := st.View(context.Background(), func(tx store.Tx) error {
		for _, b := range store.Buckets {
			err := tx.Scan(b, nil, nil, func(k, v []byte) error {
				fmt.Fprintf(h, "%s %d %s %d %s", b, len(k), k, len(v), v)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return h.Sum64(), err
}
