package telegram

import (
	"context"
	"sync"

	"safeharbour/bot/box"
	"safeharbour/bot/clock"
)

const (
	errandRunners = 16   // at once
	errandLimit   = 4096 // waiting; a press that is older than that many others is too old to answer
)

// errands are small calls beside the outbox, such as the answer to a press: tried once, forgotten when they fail, and in
// nobody's way. Before start and after stop they are dropped.
type errands struct {
	mu      sync.Mutex
	open    bool
	client  client
	ctx     context.Context
	t       *Transport
	waiting []func(client) error
	running int
	done    clock.Group
	wake    func(box.Chat) // tells the sender that a chat is open to us again
}

func (e *errands) start(ctx context.Context, c client, t *Transport, wake func(box.Chat)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.open, e.client, e.ctx, e.t, e.wake = true, c, ctx, t, wake
}

// run has an errand done soon.
func (e *errands) run(errand func(client) error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.open || len(e.waiting) >= errandLimit {
		return
	}
	e.waiting = append(e.waiting, errand)
	if e.running < errandRunners {
		e.running++
		e.done.Go(e.t.clock(), e.work)
	}
}

// work does errands until there are none: an idle bot has no goroutines for them.
func (e *errands) work() {
	for {
		e.mu.Lock()
		if len(e.waiting) == 0 || e.ctx.Err() != nil {
			e.running--
			e.mu.Unlock()
			return
		}
		errand := e.waiting[0]
		e.waiting = e.waiting[1:]
		e.mu.Unlock()
		if err := errand(e.client); Classify(err) > Done && e.ctx.Err() == nil {
			e.t.log().Debug("errand failed", "class", Classify(err).String(), "reason", reason(err))
		}
	}
}

// release tells the sender that a chat is open to us again.
func (e *errands) release(c box.Chat) {
	e.mu.Lock()
	wake := e.wake
	e.mu.Unlock()
	if wake != nil {
		wake(c)
	}
}

func (e *errands) stop() {
	e.mu.Lock()
	e.open, e.waiting = false, nil
	e.mu.Unlock()
	e.done.Wait(e.t.clock())
}

// leaving remembers which groups were left in this run, so that a burst of messages makes one call. Its zero value is ready.
type leaving struct {
	mu  sync.Mutex
	ids map[int64]bool
}

func (l *leaving) first(id int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ids[id] {
		return false
	}
	if l.ids == nil || len(l.ids) > 1000 {
		l.ids = make(map[int64]bool)
	}
	l.ids[id] = true
	return true
}
