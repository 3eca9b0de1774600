package box

import (
	"container/list"
	"context"
	"sync"

	"safeharbour/bot/clock"
)

// queue is an endless list between a commit and its reader. It never blocks the writer: a commit must not wait. So it is no slice,
// which is copied when it grows: with 100,000 messages that wait for Telegram, everybody would wait a tenth of a second.
type queue[T any] struct {
	mu    sync.Mutex
	items list.List // of T
	wake  chan struct{}
}

func newQueue[T any]() *queue[T] { return &queue[T]{wake: make(chan struct{}, 1)} }

func (q *queue[T]) push(item T) {
	q.mu.Lock()
	q.items.PushBack(item)
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

// shift takes out the item that waits longest, and tells whether there was one.
func (q *queue[T]) shift() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if e := q.items.Front(); e != nil {
		return q.items.Remove(e).(T), true
	}
	return item, false
}

// first returns the item that waits longest, and whether there is one.
func (q *queue[T]) first() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if e := q.items.Front(); e != nil {
		return e.Value.(T), true
	}
	return item, false
}

func (q *queue[T]) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.items.Len()
}
