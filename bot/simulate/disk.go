package simulate

import (
	"bytes"
	"context"
	"errors"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/store/memory"
)

// disk is what the process leaves behind: the records, in the one store or the other.
type disk interface {
	// store is the open store. It is there whether a process runs or not.
	store() store.Store
	// again opens the store anew, for the next life of the process: the last one closed it in order, or was killed.
	again(killed bool) error
	// tear has the process die in a commit, half of which is on the disk: the next [disk.again] finds the records as they were
	// before. write runs the update up to its commit, or with it.
	tear(write func(commit bool)) error
	// remove ends it.
	remove() error
}

// ram is a disk in memory.
type ram struct {
	data *memory.Data
	open func() store.Store
	now  store.Store
}

func newRAM(now func() time.Time, index func(string) []byte) *ram {
	r := &ram{data: new(memory.Data)}
	r.open = func() store.Store { return drafting{memory.Open(r.data, memory.Options{Now: now, Index: index})} }
	r.now = r.open()
	return r
}

func (r *ram) store() store.Store { return r.now }

func (r *ram) again(bool) error {
	err := r.now.Close()
	r.now = r.open()
	return err
}

func (r *ram) tear(write func(commit bool)) error {
	write(false)
	return nil
}

func (r *ram) remove() error { return r.now.Close() }

// drafting is a store that runs an update as the real one does: beside others first, where nobody can scan, and from the start
// once more where it scans.
type drafting struct{ store.Store }

// Update fulfils [store.Store].
func (d drafting) Update(ctx context.Context, fn func(store.Tx) error) error {
	scanned := false
	err := d.Store.Update(ctx, func(tx store.Tx) (err error) {
		defer func() {
			if scanned {
				_, err = recover(), errUndone
			}
		}()
		return fn(draft{tx, &scanned})
	})
	if scanned {
		return d.Store.Update(ctx, fn)
	}
	return err
}

// draft is a transaction that ends where it scans.
type draft struct {
	store.Tx
	scanned *bool
}

// Scan fulfils [store.Tx].
func (d draft) Scan(store.Bucket, []byte, []byte, func(key, value []byte) error) error {
	*d.scanned = true
	panic("a draft cannot scan")
}

// row is a record.
type row struct {
	key   string
	value []byte
}

// rows are the records of a bucket.
func (w *world) rows(b store.Bucket) (rows []row) {
	err := w.disk.store().View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(b, nil, nil, func(k, v []byte) error {
			rows = append(rows, row{string(k), v})
			return nil
		})
	})
	if err != nil {
		w.fail("store", "the records cannot be read: "+err.Error())
	}
	return rows
}

// errUndone undoes an update whose function did not fail.
var errUndone = errors.New("undone")

// ending says what becomes of an update whose function did not fail.
type ending int

const (
	committed ending = iota
	unheard          // it is committed, and the process never hears of it
	torn             // the same, but nobody will find it on the disk
	undone           // it is not committed
)

// run runs an update on a store, and has the ledger look at what it wrote before that counts.
func (l *ledger) run(ctx context.Context, st store.Store, fn func(store.Tx) error, end ending) error {
	return st.Update(ctx, func(tx store.Tx) error {
		t := &watched{Tx: tx, deaf: end != committed}
		if err := fn(t); err != nil {
			return err
		}
		return l.end(t, end)
	})
}

// end ends an update whose function did not fail.
func (l *ledger) end(t *watched, end ending) error {
	switch end {
	case undone:
		return errUndone
	case torn:
		return nil
	}
	l.commit(t)
	return nil
}

// watched is a transaction that keeps account of what it writes.
type watched struct {
	store.Tx
	deaf          bool // nothing is called after the commit
	puts, deletes []write
	turn          *box.In // the input whose turn this is
	sketch        *sketch // nil but for an update that is sketched
}

// write is a record that a transaction wrote or removed.
type write struct {
	bucket store.Bucket
	key    string
	value  []byte // of what was removed, only where somebody asks
}

// OnCommit fulfils [store.Tx].
func (t *watched) OnCommit(fn func()) {
	switch {
	case t.sketch != nil:
		t.sketch.after = append(t.sketch.after, fn)
	case !t.deaf:
		t.Tx.OnCommit(fn)
	}
}

// Ahead fulfils [store.Tx].
func (t *watched) Ahead(fn func(store.Pending)) {
	switch {
	case t.sketch != nil:
		t.sketch.ahead = append(t.sketch.ahead, fn)
	case !t.deaf:
		t.Tx.Ahead(fn)
	}
}

// Get fulfils [store.Tx].
func (t *watched) Get(b store.Bucket, key []byte) ([]byte, error) {
	v, err := t.Tx.Get(b, key)
	if s := t.sketch; s != nil && !s.wrote(b, key) {
		s.reads = append(s.reads, write{b, string(key), bytes.Clone(v)})
	}
	return v, err
}

// Has fulfils [store.Tx].
func (t *watched) Has(b store.Bucket, key []byte) (bool, error) {
	there, err := t.Tx.Has(b, key)
	if s := t.sketch; s != nil && !s.wrote(b, key) {
		asked := write{bucket: b, key: string(key)}
		if there {
			asked.value = []byte{}
		}
		s.asked = append(s.asked, asked)
	}
	return there, err
}

// Version fulfils [store.Tx].
func (t *watched) Version(b store.Bucket, key []byte) (uint64, error) {
	if _, err := t.Get(b, key); err != nil && !errors.Is(err, store.ErrNotFound) { // it counts as read
		return 0, err
	}
	return t.Tx.Version(b, key)
}

// Next fulfils [store.Tx].
func (t *watched) Next(b store.Bucket) (uint64, error) {
	if t.sketch != nil {
		t.sketch.numbers = append(t.sketch.numbers, b)
	}
	return t.Tx.Next(b)
}

// Put fulfils [store.Tx].
func (t *watched) Put(b store.Bucket, key, value []byte) error {
	err := t.Tx.Put(b, key, value)
	if err == nil {
		p := write{b, string(key), append([]byte{}, value...)}
		t.puts = append(t.puts, p)
		if t.sketch != nil {
			t.sketch.changes = append(t.sketch.changes, change{write: p})
		}
	}
	return err
}

// Delete fulfils [store.Tx].
func (t *watched) Delete(b store.Bucket, key []byte) error {
	d := write{bucket: b, key: string(key)}
	if t.sketch != nil {
		t.sketch.changes = append(t.sketch.changes, change{d, true})
		return t.Tx.Delete(b, key)
	}
	switch b {
	case store.Inbox, store.Outbox, store.Due:
		was, err := t.Tx.Get(b, key)
		if errors.Is(err, store.ErrNotFound) {
			return t.Tx.Delete(b, key)
		}
		if err != nil {
			return err
		}
		d.value = was
	}
	err := t.Tx.Delete(b, key)
	if err == nil {
		t.deletes = append(t.deletes, d)
	}
	return err
}

// pages is the file of the book of turns, as a process writes to it while it lives.
type pages struct{ m *machine }

// ReadAt fulfils [io.ReaderAt].
func (p pages) ReadAt(b []byte, at int64) (int, error) {
	return bytes.NewReader(p.m.w.turns).ReadAt(b, at)
}

// WriteAt fulfils [io.WriterAt].
func (p pages) WriteAt(b []byte, at int64) (int, error) {
	if more := int(at) + len(b) - len(p.m.w.turns); more > 0 {
		p.m.w.turns = append(p.m.w.turns, make([]byte, more)...)
	}
	if !p.m.dead {
		copy(p.m.w.turns[at:], b)
	}
	return len(b), nil
}
