package bolt

import (
	"sync"

	"go.etcd.io/bbolt"
)

// view is a picture of the store as it was last committed, with the buckets that were opened in it. One reader has it at a time.
type view struct {
	bolt    *bbolt.Tx
	readers *sync.WaitGroup
	opened  []*bucket
	span    uint64 // of the shelf
}

// end gives up what the view holds.
func (v *view) end() {
	_ = v.bolt.Rollback() // nothing can fail that only read
	v.readers.Done()
}

// shelf keeps views whose readers are done. To begin one and to open its buckets costs as much as to read what a turn reads, and
// between two commits there are many turns.
//
// While the writer works, the shelf is shut and empty: who comes then may see the commit before, and bbolt cannot make room in memory
// for a file that grows as long as a view is open. A view is kept only within one span, from one opening of the shelf to its
// shutting, so nobody gets one from before a commit.
type shelf struct {
	mu    sync.Mutex
	views []*view
	open  bool
	span  uint64 // counts the openings
}

// shelved is how many views are kept: more readers than processors are seldom at work at once.
const shelved = 8

// take returns a view from the shelf, or nil, and the span in which that was.
func (s *shelf) take() (v *view, span uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.views); n > 0 {
		v, s.views = s.views[n-1], s.views[:n-1]
	}
	return v, s.span
}

// give takes a view back whose reader is done, or ends it.
func (s *shelf) give(v *view) {
	s.mu.Lock()
	keep := s.open && s.span == v.span && len(s.views) < shelved
	if keep {
		s.views = append(s.views, v)
	}
	s.mu.Unlock()
	if !keep {
		v.end()
	}
}

// reopen opens the shelf, and shut ends what is on it and keeps nothing more.
func (s *shelf) reopen() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = true
	s.span++
}

func (s *shelf) shut() {
	s.mu.Lock()
	views := s.views
	s.open, s.views = false, nil
	s.mu.Unlock()
	for _, v := range views {
		v.end()
	}
}

// look returns a view of what was last committed. Its reader gives it back to the shelf, or ends it.
func (d *DB) look() (*view, error) {
	v, span := d.shelf.take()
	if v != nil {
		return v, nil
	}
	b, readers, err := d.begin()
	if err != nil {
		return nil, err
	}
	return &view{bolt: b, readers: readers, span: span}, nil
}
