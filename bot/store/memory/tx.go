package memory

import (
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/store"
)

// tx is one transaction: the state that it found, with what it wrote.
type tx struct {
	picture
	s        *Store
	now      time.Time
	writing  bool
	over     bool
	own      map[store.Bucket]bool // tables that are copies already
	scanning []store.Bucket
	after    []func()
}

func (s *Store) begin(writing bool) *tx {
	p := s.data.at.Load()
	t := &tx{s: s, picture: *p, now: s.opts.Now().Round(0).UTC(), writing: writing}
	if writing {
		t.tables, t.last = maps.Clone(p.tables), maps.Clone(p.last)
		t.own = map[store.Bucket]bool{}
	}
	return t
}

// Faults of the caller.
var (
	errOver    = errors.New("transaction is over")
	errReading = errors.New("transaction only reads")
	errScan    = errors.New("bucket is being scanned")
	errKey     = errors.New("the key is empty")
	errBucket  = errors.New("no such bucket")
)

// end makes a Tx useless that a function kept.
func (t *tx) end() { t.over = true }

func (t *tx) Now() time.Time { return t.now }

func (t *tx) OnCommit(fn func()) { t.after = append(t.after, fn) }

// Ahead calls fn after the commit: here nobody waits for one.
func (t *tx) Ahead(fn func(store.Pending)) { t.OnCommit(func() { fn(nil) }) }

func (t *tx) Index(secret string) []byte { return t.s.opts.Index(secret) }

func (t *tx) readable(b store.Bucket) error {
	switch {
	case t.over:
		return errOver
	case !slices.Contains(store.Buckets[:], b):
		return errBucket
	}
	return nil
}

func (t *tx) writable(b store.Bucket) error {
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

func (t *tx) Get(b store.Bucket, key []byte) ([]byte, error) {
	if err := t.readable(b); err != nil {
		return nil, fmt.Errorf("get from %s: %w", b, err)
	}
	i, ok := find(t.tables[b], string(key))
	if !ok {
		return nil, store.ErrNotFound
	}
	return append([]byte{}, t.tables[b][i].value...), nil
}

func (t *tx) Has(b store.Bucket, key []byte) (bool, error) {
	if err := t.readable(b); err != nil {
		return false, fmt.Errorf("look into %s: %w", b, err)
	}
	_, ok := find(t.tables[b], string(key))
	return ok, nil
}

// seed is of this process alone.
var seed = maphash.MakeSeed()

func (t *tx) Version(b store.Bucket, key []byte) (uint64, error) {
	if err := t.readable(b); err != nil {
		return 0, fmt.Errorf("look into %s: %w", b, err)
	}
	i, ok := find(t.tables[b], string(key))
	if !ok {
		return 0, nil
	}
	return maphash.Bytes(seed, t.tables[b][i].value), nil
}

func find(rows []row, key string) (int, bool) {
	return slices.BinarySearchFunc(rows, key, func(r row, key string) int { return strings.Compare(r.key, key) })
}

// table returns the rows of a bucket for changing.
func (t *tx) table(b store.Bucket) []row {
	if !t.own[b] {
		t.own[b] = true
		t.tables[b] = append(make([]row, 0, len(t.tables[b])+4), t.tables[b]...)
	}
	return t.tables[b]
}

func (t *tx) Put(b store.Bucket, key, value []byte) error {
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
	return nil
}

func (t *tx) Delete(b store.Bucket, key []byte) error {
	if err := t.writable(b); err != nil {
		return fmt.Errorf("delete from %s: %w", b, err)
	}
	if i, ok := find(t.tables[b], string(key)); ok {
		t.tables[b] = slices.Delete(t.table(b), i, i+1)
	}
	return nil
}

func (t *tx) Scan(b store.Bucket, from, to []byte, fn func(key, value []byte) error) error {
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

func (t *tx) Next(b store.Bucket) (uint64, error) {
	if err := t.writable(b); err != nil {
		return 0, fmt.Errorf("next of %s: %w", b, err)
	}
	t.last[b] = t.s.next(b, t.last[b])
	return t.last[b], nil
}
