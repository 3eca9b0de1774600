package box

import (
	"context"
	"sync"

	"safeharbour/bot/clock"
)

// queue is an endless list between a commit and its reader. It never blocks the writer: a commit must not wait.
type queue[T any] struct {
	mu    sync.Mutex
	items []T
	taken int // how many of items, at its beginning, are gone
	wake  chan struct{}
}

func newQueue[T any]() *queue[T] { return &queue[T]{wake: make(chan struct{}, 1)} }

func (q *queue[T]) push(item T) {
	q.mu.Lock()
	if len(q.items) == cap(q.items) && q.taken > len(q.items)/2 { // there is room at the beginning
		n := copy(q.items, q.items[q.taken:])
		clear(q.items[n:])
		q.items, q.taken = q.items[:n], 0
	}
	q.items = append(q.items, item)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// pop has one reader at a time.
func (q *queue[T]) pop(ctx context.Context, by clock.Clock) (item T, err error) {
	for {
		if item, ok := q.shift(); ok {
			return item, nil
		}
		if !by.Wait(ctx, clock.Ever, q.wake) {
			return item, ctx.Err()
		}
	}
}

// shift takes out the first item, and tells whether there was one. Nothing of it stays.
func (q *queue[T]) shift() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.taken == len(q.items) {
		return item, false
	}
	item, q.items[q.taken] = q.items[q.taken], item
	if q.taken++; q.taken == len(q.items) {
		q.items, q.taken = q.items[:0], 0
	}
	return item, true
}

// first returns the item that waits longest, and whether there is one.
func (q *queue[T]) first() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.taken == len(q.items) {
		return item, false
	}
	return q.items[q.taken], true
}

func (q *queue[T]) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items) - q.taken
}
