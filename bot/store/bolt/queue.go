package bolt

import (
	"errors"
	"sync"
	"sync/atomic"

	"safeharbour/bot/store"
)

// maxGroup is how many updates share a commit at most. Above it throughput hardly grows (measured with 256 callers),
// while a failing member makes more others run again.
const maxGroup = 256

// request is one call of Update.
type request struct {
	fn      func(store.Tx) error
	alone   func(*writer) error // instead of fn: what is done between two groups, in no transaction
	draft   *draft              // what fn did in its caller's goroutine
	claimed atomic.Bool         // by the writer, which runs it, or by a caller whose context ended
	done    chan struct{}       // closed when err is final
	err     error
	bad     []spotted // records that the last run met and that do not open
	after   []func()  // what the last run wants called after the commit
}

// claim tells whether the caller is the first to ask for the request.
func (r *request) claim() bool { return r.claimed.CompareAndSwap(false, true) }

// answer tells the caller of Update how it ended.
func (r *request) answer() { close(r.done) }

// queue holds the requests that wait for the writer. It needs no bound: each waiting request is a waiting goroutine.
type queue struct {
	mu      sync.Mutex
	more    sync.Cond // there are requests, or it has ended; its lock is mu
	waiting []*request
	ended   error // why no more requests are taken
}

// open returns why no more requests are taken, or nil.
func (q *queue) open() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.ended
}

func (q *queue) add(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ended != nil {
		return q.ended
	}
	q.waiting = append(q.waiting, r)
	q.more.Signal()
	return nil
}

// take waits for requests and returns those that may run, or nothing when the queue has ended and is empty.
func (q *queue) take() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.waiting) == 0 {
			if q.ended != nil {
				return nil
			}
			q.more.Wait()
		}
		n := together(q.waiting)
		group := make([]*request, 0, n)
		for _, r := range q.waiting[:n] {
			if r.claim() {
				group = append(group, r)
			}
		}
		clear(q.waiting[:n])
		q.waiting = q.waiting[n:]
		if len(group) > 0 {
			return group
		}
	}
}

// together is how many of the first requests may share a commit. One that runs alone shares it with none.
func together(waiting []*request) int {
	most := min(len(waiting), maxGroup)
	for n, r := range waiting[:most] {
		if r.alone != nil {
			return max(n, 1)
		}
	}
	return most
}

// end lets no more requests in. The first reason stays, but a storage that failed outweighs one that was closed.
func (q *queue) end(why error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ended == nil || errors.Is(q.ended, store.ErrClosed) {
		q.ended = why
	}
	q.more.Broadcast()
}
