// Package bolt keeps a [store.Store] in one bbolt file.
//
// An update runs in its caller's goroutine first, as a draft: on what was last committed, side by side with others. Then it
// goes through one goroutine, the writer. It takes what has queued while its last commit ran, puts it into one bbolt
// transaction, and answers when that is on the disk. A draft that was overtaken meanwhile runs again there. The writer never
// waits for more to come: with a journal ([Options.Journal]) a lone update takes one sync to the disk, a hundred at once take hardly
// more.
//
// The file does not shrink by itself. [DB.Compact] puts a smaller one in its place while the store is used: the writer goes on in
// the new file, and who reads the old one does so to the end.
//
// Promises beyond those of package store: a file that is not ours, is empty, or is damaged at its head is refused and
// not changed. A crash at any moment, the first start included, leaves either the old state or the new one.
//
// What may be wrong with the file, and what is done about it:
//   - it is missing, or an older copy of itself: a mark beside it tells ([Options.Mark]), and it is refused until somebody says
//     that it may be used;
//   - a header, the root, or the list of free pages changed after it was closed: [Inspect] compares sums, at once;
//   - other pages changed: [Inspect] finds them when it reads everything, and [DB.Check] does while the store is in use. bbolt
//     believes its pages, so that one may end the process or go on for ever: who must live has another process look;
//   - a single record does not open: it is set aside, and the rest goes on ([Options.OnAside]);
//   - bbolt panics over a page that nobody had found: the store is broken, and the process must end;
//   - the disk is full: nothing was written ([store.ErrFull]), and the update may be tried again;
//   - the machine loses its power: the journal has what was written last, see [Options.Journal];
//   - the disk refuses to write or to sync: what was written is unknown, and the store is broken ([store.ErrBroken]).
//
// The package must not know what the bytes mean. It is the only one that imports bbolt.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"safeharbour/bot/store"
	"safeharbour/bot/store/journal"
)

// JournalPart is how large the parts of a journal are to be, in bytes: see [Options.Journal]. With larger ones the file is synced less
// often, and a start after a crash takes longer: some tenths of a second with these.
const JournalPart = 4 << 20

// Options say how to open a store.
type Options struct {
	// Sealer closes and opens the records. It must be given.
	Sealer store.Sealer

	// Now tells the time of transactions. Nil means time.Now.
	Now func() time.Time

	// Timeout is how long to wait for another process to let go of the file, in steps of 50 ms. Zero means not at
	// all: a store in use is refused at once.
	Timeout time.Duration

	// Mark keeps a high-water mark beside the file, and refuses a file that is missing or older than its mark says:
	// [store.ErrMissing], [store.ErrBehind].
	Mark bool

	// Journal has commits go through a journal beside the file, with parts of so many bytes, so that each costs the disk one sync in a
	// row: see package [journal]. It is there as long as the store is open, and where there is room for it, and the system can. Zero
	// means none.
	Journal int

	// Ahead says that updates are told of before they are on the disk: see [store.Tx]. Only a source that brings again at once, and
	// in order, what was not on the disk when the process was killed is fit for it: else what kills the process is never counted.
	Ahead bool

	// Inspected says that [Inspect] has just read the whole file. Without it, a store that was not left cleanly stays so until
	// [DB.Check] has found it well.
	Inspected bool

	// OnAside has records that do not open set aside in the bucket [store.Aside], so that the others can be read: then Get and
	// Scan do not find them. It is called after each time that this was done, in the goroutine of whoever met them, and must be
	// short. Nil means that Get and Scan return [store.ErrSealed].
	OnAside func()

	// Accept takes an older copy all the same, from now on as a store of its own: see [DB.Restored].
	Accept bool

	// Committed, if given, is called after each commit that wrote something, with how long the disk took. It must be short:
	// the next commit waits for it.
	Committed func(took time.Duration)
}

// now is the clock.
func (o Options) now() func() time.Time {
	if o.Now == nil {
		return time.Now
	}
	return o.Now
}

// DB is an open store. It is a [store.Store].
type DB struct {
	bolt    *bbolt.DB // another after a compaction: the writer changes it, everybody else asks hold
	path    string
	sealer  store.Sealer
	now     func() time.Time
	took    func(time.Duration)
	numbers numbers
	queue   queue
	shelf   shelf
	close   func() error
	head    head // as it was when the store was opened
	mark    marker
	landing atomic.Pointer[landing] // nil when no commit is on its way to the disk
	suspect atomic.Bool             // something is wrong with the file
	careful atomic.Int64            // how many updates still tell nobody of themselves before they are on the disk
	ahead   bool                    // updates may be told of before that
	onAside func()
	asides  atomic.Int64
	part    int                          // bytes of a part of the journal; 0 for none
	commit  func(*bbolt.Tx) error        // tests put faults there
	sync    func(*journal.Journal) error // tests hold it up
	synced  func()                       // for tests: the disk has the file as it was, which has a journal

	swapping   sync.RWMutex // holds bolt and readers together
	readers    *sync.WaitGroup
	retired    sync.WaitGroup     // files that another has taken the place of, until they are closed
	compacting sync.Mutex         // one compaction runs at a time
	life       context.Context    // ends when Close begins
	slice      int                // bytes that a compaction copies in one go
	stage      func(string) error // tests put faults there: called with what a compaction has just done
}

var _ store.Store = (*DB)(nil)

// View implements [store.Store].
func (d *DB) View(ctx context.Context, fn func(store.Tx) error) error {
	return d.asiding(ctx, func() (bad []spotted, err error) {
		err = d.view(ctx, func(t *tx) error {
			defer func() { bad = t.bad }()
			return fn(t)
		})
		return bad, err
	})
}

func (d *DB) view(ctx context.Context, fn func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	seen := 0
	err := d.snapshot(func(t *tx) error {
		seen = t.bolt.ID()
		return fn(t)
	})
	return d.heard(ctx, seen, err)
}

// snapshot runs fn on what was last committed.
func (d *DB) snapshot(fn func(*tx) error) error {
	v, err := d.look()
	if err != nil {
		return err
	}
	t := newTx(v.bolt, d, moment(d.now()))
	t.opened = v.opened
	err = store.ErrPanic // unless fn returns
	defer func() {
		t.end()
		if errors.Is(err, store.ErrPanic) {
			v.end()
			return
		}
		v.opened = t.opened
		d.shelf.give(v)
	}()
	err = guard(func() error { return fn(t) })
	if errors.Is(err, store.ErrBroken) {
		d.suspect.Store(true)
		d.queue.end(err) // nothing more is written to it
	}
	return err
}

// Update implements [store.Store].
func (d *DB) Update(ctx context.Context, fn func(store.Tx) error) error {
	return d.asiding(ctx, func() ([]spotted, error) { return d.update(ctx, fn) })
}

// update runs fn and tells, beside its error, which records it met that do not open.
func (d *DB) update(ctx context.Context, fn func(store.Tx) error) ([]spotted, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := d.queue.open(); err != nil {
		return nil, err
	}
	first, err := d.first(ctx)
	if err != nil {
		return nil, err
	}
	f, err := d.draft(fn)
	if err != nil && !f.spoilt && first != nil { // perhaps only since the other was not there yet
		f.over()
		if err := first.Wait(ctx); err != nil {
			return f.bad, err
		}
		f, err = d.draft(fn)
	}
	if !f.spoilt && (err != nil || first == nil && len(f.writes)+len(f.after)+len(f.ahead) == 0) {
		f.over()
		return f.bad, d.heard(ctx, f.seen, err)
	}
	r := &request{fn: fn, draft: f, first: first, db: d, done: make(chan struct{})}
	err = d.send(ctx, r)
	f.over() // the writer is done with it
	return r.bad, err
}

// first is what an update of this context follows; nil when nothing. Of what is no update of this store, the end is waited for.
func (d *DB) first(ctx context.Context) (*request, error) {
	p := store.Follows(ctx)
	if p == nil {
		return nil, nil
	}
	if r, ok := p.(*request); ok && r.db == d {
		return r, nil
	}
	return nil, p.Wait(ctx)
}

// send has the writer run a request, and waits for its end.
func (d *DB) send(ctx context.Context, r *request) error {
	if err := d.queue.add(r); err != nil {
		return err
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		if r.claim() { // the writer will find it claimed and pass over it
			r.err = ctx.Err()
			r.answer()
		}
		<-r.done // it runs already: only its end tells what became of it
	}
	return r.err
}

// Close implements [store.Store]. Updates that were called before are carried out. A second call waits for the first
// and returns the same.
func (d *DB) Close() error { return d.close() }

// closer returns what Close does, once.
func (d *DB) closer(w *writer, over <-chan struct{}, ending context.CancelFunc) func() error {
	return sync.OnceValue(func() error {
		ending()
		d.queue.end(store.ErrClosed)
		<-over
		d.compacting.Lock() // for good
		d.retired.Wait()
		whole := errors.Is(d.queue.open(), store.ErrClosed)
		err := w.endJournal(whole)
		err = errors.Join(err, d.mark.end(whole && err == nil && !d.suspect.Load())) // while the lock is ours
		if err := errors.Join(err, d.bolt.Close()); err != nil {
			return fmt.Errorf("close store: %w", err)
		}
		return nil
	})
}

// Restored tells whether the store was accepted as an older copy and [DB.Settle] was not called since, and when the store was
// last written to before that: nothing later is in it. The time is zero when it is not known.
func (d *DB) Restored() (until time.Time, restored bool) {
	if d.head.restored.IsZero() {
		return time.Time{}, false
	}
	if d.head.restored.Unix() <= 1 {
		return time.Time{}, true
	}
	return d.head.restored, true
}

// Settle remembers that what follows from being an older copy was done.
func (d *DB) Settle(ctx context.Context) error {
	return d.inWriter(ctx, func(own *tx) error {
		own.wrote = true
		own.note(record{bucket: headBucket, key: []byte(restoredKey)})
		return own.bolt.Bucket([]byte(headBucket)).Delete([]byte(restoredKey))
	})
}

// Size returns how many bytes of the file are in use, or were once: it becomes smaller only by a compaction.
func (d *DB) Size(ctx context.Context) (size int64, err error) {
	err = d.view(ctx, func(t *tx) error {
		size = t.bolt.Size()
		return nil
	})
	return size, err
}

// Check reads the whole store and returns what is wrong with it: pages that do not fit together, and records that do
// not open. Where the last commit did not list the free pages, it makes one that does. Updates go on beside it. When there seems to be something wrong, they wait for a second look, about a second for each
// two gigabytes.
//
// After it found something, the store is not left as a clean one, so that the next start looks closely.
func (d *DB) Check(ctx context.Context) error {
	err := d.check(ctx)
	switch {
	case err == nil:
		d.suspect.Store(false)
	case ctx.Err() == nil && !errors.Is(err, store.ErrClosed):
		d.suspect.Store(true)
	}
	return err
}

func (d *DB) check(ctx context.Context) error {
	if err := d.checkPages(ctx); err != nil {
		return fmt.Errorf("check pages: %w", err)
	}
	for _, b := range store.Buckets {
		for from, more := []byte(nil), true; more; {
			var err error
			if from, more, err = d.checkSome(ctx, b, from); err != nil {
				return fmt.Errorf("check records: %w", err)
			}
		}
	}
	return nil
}

// checkStep is how many records are opened in one view: a long one would hold old pages back.
const checkStep = 2000

// checkSome opens some records of a bucket, and tells where to go on.
func (d *DB) checkSome(ctx context.Context, b store.Bucket, from []byte) (next []byte, more bool, err error) {
	err = d.View(ctx, func(t store.Tx) error {
		n := 0
		next, more = nil, false
		return t.Scan(b, from, nil, func(k, _ []byte) error {
			if n++; n > checkStep {
				next, more = append([]byte(nil), k...), true
				return store.ErrStop
			}
			return nil
		})
	})
	return next, more, err
}

// checkPages walks the pages beside those who write. Only what that finds, or cannot find out, is left to bbolt's own check, which
// runs in a transaction that could write: beside a writer, it finds faults that are none.
func (d *DB) checkPages(ctx context.Context) error {
	err := guard(func() error { return d.walkPages(ctx) })
	switch {
	case errors.Is(err, bbolterrors.ErrDatabaseNotOpen):
		return store.ErrClosed
	case err == nil || ctx.Err() != nil || errors.Is(err, store.ErrClosed):
		return err
	}
	return d.checkAlone(ctx)
}

func (d *DB) checkAlone(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	file, readers := d.hold()
	defer readers.Done()
	b, err := file.Begin(true)
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) {
		return store.ErrClosed
	}
	if err != nil {
		return err
	}
	defer b.Rollback()
	if err := guard(func() error { return checkAll(b) }); err != nil {
		return fmt.Errorf("%w: %v", store.ErrForeign, err)
	}
	return nil
}

// moment makes a time what it will be after it was stored and read.
func moment(t time.Time) time.Time { return t.Round(0).UTC() }
