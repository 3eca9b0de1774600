package bolt

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// draft is an update that runs in its caller's goroutine, on the store as it was last committed: what it reads is noted,
// what it writes is sealed and kept. So the writer, of which there is one, has only to see that nothing which the draft
// read has changed since, and to write. A draft that was overtaken, or that scans, is thrown away, and its function runs
// again in the writer, where nothing can come between.
//
// It can be seen by nobody: the updates that come out are the same as if all had run one after another in the writer.
type draft struct {
	from *tx // nil when the function has returned
	db   *DB
	now  time.Time
	seen int // bbolt's number of the commit that it saw
	*lists
	at     map[string]int // spot -> number of its write; nil while there are few, which are looked through one by one
	after  []func()
	ahead  []func(store.Pending)
	spoilt bool      // must be thrown away
	bad    []spotted // records that do not open
}

var _ store.Tx = (*draft)(nil)

// record is a sealed record as it is written. Without bytes there is none. Without a key, the bytes are the bucket's next number.
type record struct {
	bucket store.Bucket
	key    []byte
	sealed []byte
}

// read is a record as a draft read it. Its imprint tells whether it is still the same, so that a copy need not be kept.
type read struct {
	bucket store.Bucket
	key    []byte
	was    imprint
	only   bool // the draft looked only whether it is there
}

// imprint is that of a record as far as it matters to the read.
func (r read) imprint(sealed []byte) imprint {
	if r.only {
		return imprint{there: sealed != nil}
	}
	return imprintOf(sealed)
}

// imprint is the fingerprint of a sealed record; the zero one is that of none. Each time that a record is sealed it gets another.
type imprint struct {
	there bool
	hash  uint64
}

// seed is of this process alone, so that nobody can make two records with the same imprint.
var seed = maphash.MakeSeed()

func imprintOf(sealed []byte) imprint {
	if sealed == nil {
		return imprint{}
	}
	return imprint{true, maphash.Bytes(seed, sealed)}
}

// lists are what a draft read and wrote.
type lists struct {
	reads  []read
	writes []record
}

// spare are lists that no draft has just now. mostSpare is how long one may be that is used again.
var spare = sync.Pool{New: func() any { return new(lists) }}

const mostSpare = 64

// over leaves the lists of a draft to another. Nobody may use the draft any more, nor its request.
func (f *draft) over() {
	l := f.lists
	f.lists = nil
	clear(l.reads)
	clear(l.writes)
	if max(len(l.reads), len(l.writes)) > mostSpare {
		return
	}
	l.reads, l.writes = l.reads[:0], l.writes[:0]
	spare.Put(l)
}

// draft runs fn as a draft and returns its error, which means nothing when the draft is spoilt.
func (d *DB) draft(fn func(store.Tx) error) (f *draft, err error) {
	f = &draft{db: d, lists: spare.Get().(*lists)}
	err = d.snapshot(func(t *tx) error {
		f.from, f.now, f.seen = t, t.now, t.bolt.ID()
		defer func() { f.from = nil }()
		return fn(f)
	})
	return f, err
}

// fits tells whether everything that the draft read still stands in the file as it did. A spoilt draft never fits.
func (f *draft) fits(t *tx) bool {
	if f.spoilt {
		return false
	}
	for _, r := range f.reads {
		in, err := t.bucket(r.bucket)
		if err != nil || r.imprint(in.get(r.key)) != r.was {
			return false
		}
	}
	return true
}

// apply writes what the draft wrote.
func (f *draft) apply(t *tx) error {
	for _, r := range f.writes {
		in, err := t.writable(r.bucket)
		switch {
		case err != nil:
		case r.key == nil:
			err = t.raise(in, store.Number(r.sealed, 0))
		default:
			err = t.put(in, r.key, r.sealed)
		}
		if err != nil {
			return fmt.Errorf("write to %s: %w", r.bucket, err)
		}
	}
	return nil
}

func (f *draft) Now() time.Time { return f.now }

func (f *draft) Index(secret string) []byte { return f.db.sealer.Index(secret) }

func (f *draft) Ahead(fn func(store.Pending)) { f.ahead = append(f.ahead, fn) }

func (f *draft) OnCommit(fn func()) { f.after = append(f.after, fn) }

func (f *draft) Get(b store.Bucket, key []byte) ([]byte, error) {
	sealed, err := f.sealed(b, key, false)
	if err != nil {
		return nil, fmt.Errorf("get from %s: %w", b, err)
	}
	if sealed == nil {
		return nil, store.ErrNotFound
	}
	value, err := f.db.sealer.Open(b, key, sealed)
	if err != nil {
		f.bad = append(f.bad, spotted{b, bytes.Clone(key)})
		return nil, fmt.Errorf("get from %s: %w", b, err)
	}
	return value, nil
}

func (f *draft) Has(b store.Bucket, key []byte) (bool, error) {
	sealed, err := f.sealed(b, key, true)
	if err != nil {
		return false, fmt.Errorf("look into %s: %w", b, err)
	}
	return sealed != nil, nil
}

func (f *draft) Version(b store.Bucket, key []byte) (uint64, error) {
	sealed, err := f.sealed(b, key, false)
	if err != nil {
		return 0, fmt.Errorf("look into %s: %w", b, err)
	}
	return imprintOf(sealed).hash, nil
}

// sealed returns a record as it stands in the draft, which may have written it, and notes the read; only is read.only. The bytes may
// lie in the file, and are good only as long as the snapshot.
func (f *draft) sealed(b store.Bucket, key []byte, only bool) ([]byte, error) {
	if f.from == nil {
		return nil, errOver
	}
	if w := f.written(b, key); w != nil {
		return w.sealed, nil
	}
	in, err := f.from.bucket(b)
	if err != nil {
		return nil, err
	}
	sealed := in.get(key)
	r := read{bucket: b, key: bytes.Clone(key), only: only}
	r.was = r.imprint(sealed)
	f.reads = append(f.reads, r)
	return sealed, nil
}

func (f *draft) Put(b store.Bucket, key, value []byte) error {
	if err := f.write(b, key, f.db.sealer.Seal(b, key, value)); err != nil {
		return fmt.Errorf("put into %s: %w", b, err)
	}
	return nil
}

func (f *draft) Delete(b store.Bucket, key []byte) error {
	if err := f.write(b, key, nil); err != nil {
		return fmt.Errorf("delete from %s: %w", b, err)
	}
	return nil
}

// write notes what a record is to be. Of several writes to one record, only the last counts.
func (f *draft) write(b store.Bucket, key, sealed []byte) error {
	if f.from == nil {
		return errOver
	}
	if !known(b) {
		return errBucket
	}
	if len(key) == 0 || len(key) > bbolt.MaxKeySize {
		return errKey
	}
	if w := f.written(b, key); w != nil {
		w.sealed = sealed
		return nil
	}
	f.add(record{b, bytes.Clone(key), sealed})
	return nil
}

// add appends a write, and notes where it stands, once there are many.
func (f *draft) add(w record) {
	f.writes = append(f.writes, w)
	n := len(f.writes)
	switch {
	case n < few:
	case f.at == nil:
		f.at = make(map[string]int)
		for i, w := range f.writes {
			f.at[spot(w.bucket, w.key)] = i
		}
	default:
		f.at[spot(w.bucket, w.key)] = n - 1
	}
}

// few is how many writes are looked through one by one: more than a turn has.
const few = 24

// written finds what was written to a record; nil when nothing was.
func (f *draft) written(b store.Bucket, key []byte) *record {
	if f.at != nil {
		if i, ok := f.at[spot(b, key)]; ok {
			return &f.writes[i]
		}
		return nil
	}
	for i := range f.writes {
		if w := &f.writes[i]; bytes.Equal(w.key, key) && w.bucket == b {
			return w
		}
	}
	return nil
}

// spot names a record. No bucket's name holds a zero byte.
func spot(b store.Bucket, key []byte) string { return string(b) + "\x00" + string(key) }

func (f *draft) Next(b store.Bucket) (uint64, error) {
	if f.from == nil {
		return 0, fmt.Errorf("next of %s: %w", b, errOver)
	}
	if !known(b) {
		return 0, fmt.Errorf("next of %s: %w", b, errBucket)
	}
	n := f.db.numbers.next(b)
	f.add(record{bucket: b, sealed: store.Key(n)})
	return n, nil
}

// Scan ends the draft: nothing tells cheaply whether a range of records is still the same. It panics, so that the function
// goes no further and sees no error that is none of the store.
func (f *draft) Scan(store.Bucket, []byte, []byte, func(key, value []byte) error) error {
	if f.from == nil {
		return errOver
	}
	f.spoilt = true
	panic("a draft cannot scan")
}
