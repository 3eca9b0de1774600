package simulate

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// Disk is a store in memory that keeps the promises of bot/store. What was committed stays when the process that used it
// is no more: open it again with [NewDisk].
type Disk struct {
	data   *Data
	now    func() time.Time
	writer chan struct{} // holds one token

	mu     sync.Mutex
	closed bool
	live   map[store.Bucket]uint64 // numbers that were given since the store was opened, committed or not

	// judge looks at what a transaction wrote before it is committed; nil means nobody.
	judge func(*diskTx)
}

// Data is what lies on a disk. Its zero value is an empty one.
type Data struct{ at atomic.Pointer[picture] }

// picture is a state of the data. Nobody changes one.
type picture struct {
	tables map[store.Bucket][]row // sorted by key
	last   map[store.Bucket]uint64
}

type row struct {
	key   string
	value []byte
}

// NewDisk opens the store that lies in data. now is its clock.
func NewDisk(data *Data, now func() time.Time) *Disk {
	if data.at.Load() == nil {
		data.at.Store(&picture{map[store.Bucket][]row{}, map[store.Bucket]uint64{}})
	}
	d := &Disk{data: data, now: now, writer: make(chan struct{}, 1), live: map[store.Bucket]uint64{}}
	d.writer <- struct{}{}
	return d
}

var _ store.Store = (*Disk)(nil)

// View fulfils [store.Store].
func (d *Disk) View(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.isClosed() {
		return store.ErrClosed
	}
	tx := d.begin(false)
	defer tx.end()
	return guard(func() error { return fn(tx) })
}

// Update fulfils [store.Store].
func (d *Disk) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-d.writer:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { d.writer <- struct{}{} }()
	if d.isClosed() {
		return store.ErrClosed
	}
	tx, err := d.try(fn)
	if err != nil {
		return err
	}
	d.commit(tx)
	for _, after := range tx.after {
		after()
	}
	return nil
}

// try runs fn in a transaction that is not committed yet.
func (d *Disk) try(fn func(store.Tx) error) (*diskTx, error) {
	tx := d.begin(true)
	defer tx.end()
	return tx, guard(func() error { return fn(tx) })
}

// commit makes what a transaction wrote the state of the disk.
func (d *Disk) commit(tx *diskTx) {
	if d.judge != nil {
		tx.over = false
		d.judge(tx)
		tx.over = true
	}
	d.data.at.Store(&tx.picture)
}

func (d *Disk) isClosed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closed
}

// Close fulfils [store.Store].
func (d *Disk) Close() error {
	<-d.writer
	defer func() { d.writer <- struct{}{} }()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	return nil
}

// diskTx is one transaction.
type diskTx struct {
	picture
	d        *Disk
	before   *picture
	now      time.Time
	writing  bool
	over     bool
	own      map[store.Bucket]bool // tables that are copies already
	scanning []store.Bucket
	after    []func()

	puts, deletes []write
	turn          *box.In // the input whose turn this is
}

// write is a record that a transaction wrote or removed.
type write struct {
	bucket store.Bucket
	key    string
	value  []byte
}

func (d *Disk) begin(writing bool) *diskTx {
	p := d.data.at.Load()
	tx := &diskTx{d: d, before: p, picture: *p, now: d.now().Round(0).UTC(), writing: writing}
	if writing {
		tx.tables, tx.last = copyOf(p.tables), copyOf(p.last)
		tx.own = map[store.Bucket]bool{}
	}
	return tx
}

func copyOf[K comparable, V any](m map[K]V) map[K]V {
	c := make(map[K]V, len(m)+1)
	for k, v := range m {
		c[k] = v
	}
	return c
}

// Faults of the caller.
var (
	errOver    = errors.New("transaction is over")
	errReading = errors.New("transaction only reads")
	errScan    = errors.New("bucket is being scanned")
	errKey     = errors.New("the key is empty")
	errBucket  = errors.New("no such bucket")
)

func (t *diskTx) end() { t.over = true }

func (t *diskTx) Now() time.Time { return t.now }

func (t *diskTx) OnCommit(fn func()) { t.after = append(t.after, fn) }

func (t *diskTx) Index(secret string) []byte {
	sum := sha256.Sum256([]byte("index/" + secret))
	return sum[:16]
}

func (t *diskTx) readable(b store.Bucket) error {
	switch {
	case t.over:
		return errOver
	case !slices.Contains(store.Buckets[:], b):
		return errBucket
	}
	return nil
}

func (t *diskTx) writable(b store.Bucket) error {
	switch err := t.readable(b); {
	case err != nil:
		return err
	case !t.writing:
		return errReading
	case slices.Contains(t.scanning, b):
		return errScan
	}
	return nil
}

func (t *diskTx) Get(b store.Bucket, key []byte) ([]byte, error) {
	if err := t.readable(b); err != nil {
		return nil, fmt.Errorf("get from %s: %w", b, err)
	}
	i, ok := find(t.tables[b], string(key))
	if !ok {
		return nil, store.ErrNotFound
	}
	return append([]byte{}, t.tables[b][i].value...), nil
}

func find(rows []row, key string) (int, bool) {
	return slices.BinarySearchFunc(rows, key, func(r row, key string) int { return strings.Compare(r.key, key) })
}

// table returns the rows of a bucket for changing.
func (t *diskTx) table(b store.Bucket) []row {
	if !t.own[b] {
		t.own[b] = true
		t.tables[b] = append(make([]row, 0, len(t.tables[b])+4), t.tables[b]...)
	}
	return t.tables[b]
}

func (t *diskTx) Put(b store.Bucket, key, value []byte) error {
	err := t.writable(b)
	if err == nil && len(key) == 0 {
		err = errKey
	}
	if err != nil {
		return fmt.Errorf("put into %s: %w", b, err)
	}
	r := row{string(key), append([]byte{}, value...)}
	rows := t.table(b)
	if i, ok := find(rows, r.key); ok {
		rows[i] = r
	} else {
		t.tables[b] = slices.Insert(rows, i, r)
	}
	t.puts = append(t.puts, write{b, r.key, r.value})
	return nil
}

func (t *diskTx) Delete(b store.Bucket, key []byte) error {
	if err := t.writable(b); err != nil {
		return fmt.Errorf("delete from %s: %w", b, err)
	}
	rows := t.table(b)
	if i, ok := find(rows, string(key)); ok {
		t.deletes = append(t.deletes, write{b, rows[i].key, rows[i].value})
		t.tables[b] = slices.Delete(rows, i, i+1)
	}
	return nil
}

func (t *diskTx) Scan(b store.Bucket, from, to []byte, fn func(key, value []byte) error) error {
	if err := t.readable(b); err != nil {
		return fmt.Errorf("scan %s: %w", b, err)
	}
	t.scanning = append(t.scanning, b)
	defer func() { t.scanning = t.scanning[:len(t.scanning)-1] }()
	rows := t.tables[b]
	start, _ := find(rows, string(from))
	for _, r := range rows[start:] {
		if to != nil && r.key >= string(to) {
			return nil
		}
		err := fn([]byte(r.key), append([]byte{}, r.value...))
		if errors.Is(err, store.ErrStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *diskTx) Next(b store.Bucket) (uint64, error) {
	if err := t.writable(b); err != nil {
		return 0, fmt.Errorf("next of %s: %w", b, err)
	}
	t.d.mu.Lock()
	defer t.d.mu.Unlock()
	n := max(t.d.live[b], t.last[b]) + 1
	t.d.live[b], t.last[b] = n, n
	return n, nil
}

// guard runs a function and makes an error of a panic. Its value is withheld, as in every store.
func guard(fn func() error) (err error) {
	done := false
	defer func() {
		if done {
			return
		}
		_ = recover()
		err = fmt.Errorf("%w in %s", store.ErrPanic, where())
	}()
	err = fn()
	done = true
	return err
}

// where names the functions that a panic came through.
func where() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var names []string
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if strings.HasPrefix(f.Function, "safeharbour/") {
			names = append(names, f.Function[strings.LastIndexByte(f.Function, '/')+1:])
		}
	}
	return strings.Join(names, " < ")
}
