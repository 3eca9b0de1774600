package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// Faults of the caller. There is nothing to do about them at run time, so they have no name outside.
var (
	errOver     = errors.New("transaction is over")
	errReading  = errors.New("transaction only reads")
	errScanning = errors.New("bucket is being scanned")
	errKey      = errors.New("the key is empty or too long")
	errBucket   = errors.New("no such bucket")
)

// How full bbolt leaves a page when it splits one; its own choice is a half. Pages that it leaves half empty never fill up where
// records come in the order of their keys. Entries of the log, the inbox and the outbox come so, and stay as they are.
// Conversations and cases grow for a while: pages that are fuller than this are split once more then (measured: two thirds are in use
// with one conversation at a time, where it was a third; with a hundred side by side it makes no difference).
const (
	rowFill     = 0.9
	growingFill = 0.7
)

// fill is how full the pages of a bucket are left, or 0 for bbolt's own choice.
func fill(b store.Bucket) float64 {
	switch b {
	case store.Log, store.Inbox, store.Outbox:
		return rowFill
	case store.Conversations, store.Cases, store.Refs, store.Custody:
		return growingFill
	}
	return 0
}

// tx is one function's view of a bbolt transaction, which it may share with others.
type tx struct {
	bolt     *bbolt.Tx // nil when the function has returned
	db       *DB
	now      time.Time
	wrote    bool           // something was written, perhaps
	scanning []store.Bucket // innermost last
	after    []func()       // to be called after the commit
	bad      []spotted      // records that do not open
	opened   []*bucket      // the buckets that were used, also by who had the same view before
	writes   *[]record      // what it wrote; nil when nobody wants to know
}

// bucket is a bucket in use. Looking for one costs as much as reading a record, and a cursor that is used again needs no new
// memory, so both are kept as long as the view.
type bucket struct {
	name   store.Bucket
	in     *bbolt.Bucket
	cursor *bbolt.Cursor
}

// get returns a record as it lies in the file, or nil. The bytes are good only as long as the transaction.
func (b *bucket) get(key []byte) []byte {
	k, sealed := b.cursor.Seek(key)
	if !bytes.Equal(k, key) {
		return nil
	}
	return sealed
}

var _ store.Tx = (*tx)(nil)

func newTx(b *bbolt.Tx, db *DB, now time.Time) *tx {
	return &tx{bolt: b, db: db, now: now}
}

// end makes a Tx useless that a function kept.
func (t *tx) end() { t.bolt = nil }

func (t *tx) Now() time.Time { return t.now }

func (t *tx) Index(secret string) []byte { return t.db.sealer.Index(secret) }

// Ahead calls fn after the commit: within the writer, nothing is told before it.
func (t *tx) Ahead(fn func(store.Pending)) { t.OnCommit(func() { fn(nil) }) }

func (t *tx) OnCommit(fn func()) { t.after = append(t.after, fn) }

func (t *tx) Get(b store.Bucket, key []byte) ([]byte, error) {
	in, err := t.bucket(b)
	if err != nil {
		return nil, fmt.Errorf("get from %s: %w", b, err)
	}
	sealed := in.get(key)
	if sealed == nil {
		return nil, store.ErrNotFound
	}
	value, err := t.db.sealer.Open(b, key, sealed)
	if err != nil {
		t.bad = append(t.bad, spotted{b, bytes.Clone(key)})
		return nil, fmt.Errorf("get from %s: %w", b, err)
	}
	return value, nil
}

func (t *tx) Has(b store.Bucket, key []byte) (bool, error) {
	in, err := t.bucket(b)
	if err != nil {
		return false, fmt.Errorf("look into %s: %w", b, err)
	}
	return in.get(key) != nil, nil
}

func (t *tx) Version(b store.Bucket, key []byte) (uint64, error) {
	in, err := t.bucket(b)
	if err != nil {
		return 0, fmt.Errorf("look into %s: %w", b, err)
	}
	return imprintOf(in.get(key)).hash, nil
}

func (t *tx) Put(b store.Bucket, key, value []byte) error {
	in, err := t.writable(b)
	if err == nil {
		err = t.put(in, bytes.Clone(key), t.db.sealer.Seal(b, key, value))
	}
	if err != nil {
		return fmt.Errorf("put into %s: %w", b, err)
	}
	return nil
}

func (t *tx) Delete(b store.Bucket, key []byte) error {
	in, err := t.writable(b)
	if err == nil {
		err = t.put(in, bytes.Clone(key), nil)
	}
	if err != nil {
		return fmt.Errorf("delete from %s: %w", b, err)
	}
	return nil
}

// note remembers what is written.
func (t *tx) note(r record) {
	if t.writes != nil {
		*t.writes = append(*t.writes, r)
	}
}

// put writes a sealed record, or takes it away when sealed is nil. All writes of records go through here. Nobody may change the slices
// until the commit: bbolt keeps the sealed record, and the journal gets both.
func (t *tx) put(in *bucket, key, sealed []byte) error {
	var err error
	if sealed == nil {
		err = in.in.Delete(key)
	} else {
		err = in.in.Put(key, sealed)
	}
	if err == nil {
		t.note(record{in.name, key, sealed})
	}
	return err
}

func (t *tx) Next(b store.Bucket) (uint64, error) {
	in, err := t.writable(b)
	if err != nil {
		return 0, fmt.Errorf("next of %s: %w", b, err)
	}
	n := t.db.numbers.next(b)
	if err := t.raise(in, n); err != nil {
		return 0, fmt.Errorf("next of %s: %w", b, err)
	}
	return n, nil
}

// raise has the file remember a number.
func (t *tx) raise(in *bucket, n uint64) error {
	err := raise(in.in, n)
	if err == nil {
		t.note(record{bucket: in.name, sealed: store.Key(n)})
	}
	return err
}

func (t *tx) Scan(b store.Bucket, from, to []byte, fn func(key, value []byte) error) error {
	in, err := t.bucket(b)
	if err != nil {
		return fmt.Errorf("scan %s: %w", b, err)
	}
	t.scanning = append(t.scanning, b)
	defer func() { t.scanning = t.scanning[:len(t.scanning)-1] }()
	c := in.in.Cursor() // one of its own: fn may read here too
	var own []byte      // fn gets a copy of the key: bbolt's lies in the file, and writing there kills the process
	for k, sealed := c.Seek(from); k != nil; k, sealed = c.Next() {
		if to != nil && bytes.Compare(k, to) >= 0 {
			return nil
		}
		value, err := t.db.sealer.Open(b, k, sealed)
		if err != nil {
			t.bad = append(t.bad, spotted{b, bytes.Clone(k)})
			return fmt.Errorf("scan %s: %w", b, err)
		}
		own = append(own[:0], k...)
		err = fn(own[:len(k):len(k)], value)
		if errors.Is(err, store.ErrStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) bucket(b store.Bucket) (*bucket, error) {
	if t.bolt == nil {
		return nil, errOver
	}
	for _, o := range t.opened {
		if o.name == b {
			return o, nil
		}
	}
	if !known(b) {
		return nil, errBucket
	}
	in := t.bolt.Bucket([]byte(b))
	if in == nil {
		return nil, errBucket
	}
	o := &bucket{b, in, in.Cursor()}
	t.opened = append(t.opened, o)
	return o, nil
}

// known tells whether a bucket is one of the store's: to open one only to see that costs as much as to read a record.
func known(b store.Bucket) bool { return slices.Contains(store.Buckets[:], b) }

// writable returns a bucket to write to, and notes that there may be something to undo.
func (t *tx) writable(b store.Bucket) (*bucket, error) {
	o, err := t.bucket(b)
	if err != nil {
		return nil, err
	}
	if !t.bolt.Writable() {
		return nil, errReading
	}
	if slices.Contains(t.scanning, b) {
		return nil, errScanning // bbolt's cursor would skip records or show them twice
	}
	if f := fill(b); f > 0 {
		o.in.FillPercent = f // not kept in the file
	}
	t.wrote = true
	return o, nil
}
