package telegram

import (
	"context"
	"sync"

	"safeharbour/bot/box"
	"safeharbour/bot/clock"
	"safeharbour/bot/store"
)

const (
	errandRunners = 16   // at once
	errandLimit   = 4096 // waiting; a press that is older than that many others is too old to answer
)

// errands are small things beside the outbox, such as the answer to a press: tried once, forgotten when they fail, and in
// nobody's way. Before start and after stop they are dropped.
type errands struct {
	mu      sync.Mutex
	open    bool
	client  client
	ctx     context.Context
	t       *Transport
	waiting []func(context.Context, client) error
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
func (e *errands) run(errand func(context.Context, client) error) {
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
		if err := errand(e.ctx, e.client); Classify(err) > Done && e.ctx.Err() == nil {
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

// leave leaves a group that is none of ours. The staff's may have moved there, and what tells of that may come later: so Telegram is
// asked first, and without an answer the next message from there asks again.
func (t *Transport) leave(ctx context.Context, c client, id int64) error {
	var err error
	if staff := t.staff.Load(); staff != 0 {
		err = c.call("getChat", request{Chat: staff}, nil)
	}
	switch class := Classify(err); {
	case t.isStaff(id):
		return nil // it was told of meanwhile
	case class == Migrated && migrated(err) == id:
		return t.Store.Update(ctx, func(tx store.Tx) error { return t.moveStaff(tx, id) })
	case class == Retry || class == Wait || class == Ambiguous || class == Unauthorized || class == Conflict:
		t.left.forget(id)
		return err
	}
	t.log().Warn("the bot was put into a group that is not the staff's; leaving it")
	return c.call("leaveChat", map[string]int64{"chat_id": id}, nil)
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

func (l *leaving) forget(id int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ids, id)
}
