package bolt

import (
	"context"
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
	first   *request            // what it follows; nil when nothing
	kept    bool                // the draft was carried out as it is; the writer's, until done is closed
	db      *DB
	claimed atomic.Bool   // by the writer, which runs it, or by a caller whose context ended
	done    chan struct{} // closed when err is final
	err     error
	bad     []spotted // records that the last run met and that do not open
	after   []func()  // what the last run wants called after the commit
}

// claim tells whether the caller is the first to ask for the request.
func (r *request) claim() bool { return r.claimed.CompareAndSwap(false, true) }

// answer tells the caller of Update, and who follows, how it ended. Whoever follows may hold the request for long, and nothing else
// of it.
func (r *request) answer() {
	r.fn, r.draft, r.first, r.after = nil, nil, nil, nil
	close(r.done)
}

// carefulFirst is how many updates after the opening, of those that others follow, are told of only when they are on the disk: some
// more than the one in which a poll brings again what was not on the disk when the process was killed. What kills it is then found
// there the next time, and its attempts are counted.
const carefulFirst = 20

// tellAhead tells others of the request, which waits. Where it must not be told of before it is on the disk, others hear
// of it then.
func (r *request) tellAhead() {
	f := r.draft
	if f == nil || f.spoilt || len(f.ahead) == 0 {
		return
	}
	if !r.db.ahead || r.db.careful.Add(-1) >= 0 {
		for _, fn := range f.ahead {
			f.after = append(f.after, func() { fn(nil) })
		}
		return
	}
	for _, fn := range f.ahead {
		fn(r)
	}
}

// Wait fulfils [store.Pending].
func (r *request) Wait(ctx context.Context) error {
	select {
	case <-r.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	switch {
	case errors.Is(r.err, store.ErrBroken), errors.Is(r.err, store.ErrClosed):
		return r.err
	case r.err != nil || !r.kept: // where its function ran again, it perhaps came to something else
		return store.ErrUndone
	}
	return nil
}

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
	r.tellAhead() // in the order in which they wait, and before the writer has them
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
