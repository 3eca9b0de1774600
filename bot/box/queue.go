package box

import (
	"context"
	"sync"

	"safeharbour/bot/clock"
)

// queue is an endless list between a commit and its reader. It never blocks the writer: a commit must not wait.
type queue[T any] struct {
	mu    *sync.Mutex
	items *[]T
	wake  chan struct{}
}

func newQueue[T any]() queue[T] {
	return queue[T]{mu: new(sync.Mutex), items: new([]T), wake: make(chan struct{}, 1)}
}

func (q queue[T]) push(item T) {
	q.mu.Lock()
	*q.items = append(*q.items, item)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// pop has one reader at a time.
func (q queue[T]) pop(ctx context.Context, by clock.Clock) (item T, err error) {
	for {
		q.mu.Lock()
		if n := len(*q.items); n > 0 {
			item = (*q.items)[0]
			*q.items = (*q.items)[1:]
			q.mu.Unlock()
			return item, nil
		}
		q.mu.Unlock()
		if !by.Wait(ctx, clock.Ever, q.wake) {
			return item, ctx.Err()
		}
	}
}

// first returns the item that waits longest, and whether there is one.
func (q queue[T]) first() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(*q.items) == 0 {
		return item, false
	}
	return (*q.items)[0], true
}

func (q queue[T]) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(*q.items)
}
