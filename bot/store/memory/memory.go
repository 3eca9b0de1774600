// Package memory keeps a [store.Store] in memory, for tests and simulations. It holds to all that package store promises, but
// that there is no disk: what was committed lies in a [Data], which outlives the store that wrote it and is copied in no time.
//
// The package makes no faults: who wants some puts them around it.
package memory

import (
	"context"
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"time"

	"safeharbour/bot/store"
)

// Data is what was committed. Its zero value is empty. All methods may be called concurrently.
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

// Copy returns the same records once more.
func (d *Data) Copy() *Data {
	c := new(Data)
	c.at.Store(d.at.Load())
	return c
}

// Options say how to open a store. The zero value will do.
type Options struct {
	// Now tells the time of transactions. Nil means time.Now.
	Now func() time.Time

	// Index makes the 16 bytes of a secret that may stand in a key. Nil means a hash without a key.
	Index func(secret string) []byte
}

// Store is a [store.Store].
type Store struct {
	data   *Data
	opts   Options
	writer chan struct{} // holds one token

	mu     sync.Mutex
	closed bool
	live   map[store.Bucket]uint64 // numbers that were given since the store was opened, committed or not
}

var _ store.Store = (*Store)(nil)

// Open opens the store that lies in data. One at a time has it open, or the last that commits is right.
func Open(data *Data, opts Options) *Store {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Index == nil {
		opts.Index = func(secret string) []byte {
			sum := sha256.Sum256([]byte("index/" + secret))
			return sum[:16]
		}
	}
	data.at.CompareAndSwap(nil, &picture{map[store.Bucket][]row{}, map[store.Bucket]uint64{}})
	s := &Store{data: data, opts: opts, writer: make(chan struct{}, 1), live: map[store.Bucket]uint64{}}
	s.writer <- struct{}{}
	return s
}

// View implements [store.Store].
func (s *Store) View(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.isClosed() {
		return store.ErrClosed
	}
	t := s.begin(false)
	defer t.end()
	return guard(func() error { return fn(t) })
}

// Update implements [store.Store].
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-s.writer:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.writer <- struct{}{} }()
	if s.isClosed() {
		return store.ErrClosed
	}
	t, err := s.try(fn)
	if err != nil {
		return err
	}
	s.data.at.Store(&t.picture)
	for _, after := range t.after {
		after()
	}
	return nil
}

// try runs fn in a transaction that is not committed yet.
func (s *Store) try(fn func(store.Tx) error) (*tx, error) {
	t := s.begin(true)
	defer t.end()
	return t, guard(func() error { return fn(t) })
}

func (s *Store) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// Close implements [store.Store].
func (s *Store) Close() error {
	<-s.writer
	defer func() { s.writer <- struct{}{} }()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// next gives a bucket's next number, when the last that was committed is known.
func (s *Store) next(b store.Bucket, last uint64) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live[b] = max(s.live[b], last) + 1
	return s.live[b]
}
