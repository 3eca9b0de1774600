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
		if len(*q.items) > 0 {
			item = q.shift()
			q.mu.Unlock()
			return item, nil
		}
		q.mu.Unlock()
		if !by.Wait(ctx, clock.Ever, q.wake) {
			return item, ctx.Err()
		}
	}
}

// shift takes out the first item. Nothing of it stays, and the next one finds its room. The caller holds the lock.
func (q queue[T]) shift() (item T) {
	all := *q.items
	item, all[0] = all[0], item
	if len(all) == 1 {
		*q.items = all[:0]
	} else {
		*q.items = all[1:]
	}
	return item
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
