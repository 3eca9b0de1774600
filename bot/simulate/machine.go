package simulate

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"safeharbour/bot/clock"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// machine is one life of the bot's process: everything in memory, from its start to its crash. Its loops are coroutines: one
// of them runs at a time, until it waits or does something with the store or the network, and chance says which goes on.
type machine struct {
	w       *world
	dead    bool
	tasks   []*task
	alarms  []*alarm
	current *task
	count   int

	wire     *telegram.Transport
	handler  http.Handler       // of the webhook; nil while nobody listens
	cancel   context.CancelFunc // asks the parts of the program to end
	parts    int                // how many have not
	stopping bool
	stopBy   time.Duration
	broken   bool // the disk failed: no more is written in this life
}

// stopWithin is how long the program may take to end.
const stopWithin = time.Minute

// stop ends the program in order.
func (m *machine) stop() {
	if !m.stopping {
		m.stopping, m.stopBy = true, m.w.steady+stopWithin
		m.cancel()
	}
}

// ended takes the end of a part of the program, which ends all others. Only the disk is a reason, or that it was asked to.
func (m *machine) ended(err error) {
	if !m.stopping && !errors.Is(err, errBusy) && !errors.Is(err, store.ErrBroken) {
		m.w.fail("end", fmt.Sprintf("a part of the program ended: %v", err))
	}
	m.stop()
	if m.parts--; m.parts == 0 {
		m.dead = true
	}
}

// task is one loop. Where it waits, it says what for.
type task struct {
	number int
	yield  func(struct{}) bool
	next   func() (struct{}, bool)
	stop   func()

	due   time.Duration // by the world's steady time
	ctx   context.Context
	wake  <-chan struct{}
	until func() bool // another reason to go on; nil for none
	woken bool
}

// alarm is something that is called at its time.
type alarm struct {
	due time.Duration
	fn  func()
}

// killed unwinds the coroutines of a machine that crashed.
type killed struct{}

// never is a time that does not come.
const never = time.Duration(1<<63 - 1)

var _ clock.Clock = (*machine)(nil)

// Now fulfils [clock.Clock].
func (m *machine) Now() time.Time { return m.w.clock() }

// Chance fulfils [clock.Clock].
func (m *machine) Chance(d time.Duration) time.Duration {
	return time.Duration(m.w.rand.Int64N(int64(d)))
}

// Go fulfils [clock.Clock].
func (m *machine) Go(fn func()) {
	if m.dead {
		return
	}
	m.count++
	t := &task{number: m.count}
	t.next, t.stop = iter.Pull(func(yield func(struct{}) bool) {
		t.yield = yield
		defer m.recovered()
		fn()
	})
	m.tasks = append(m.tasks, t)
}

// recovered tells of a panic that nobody caught, but for the one that ends a coroutine.
func (m *machine) recovered() {
	r := recover()
	if r == nil {
		return
	}
	if _, ok := r.(killed); !ok {
		m.w.fail("panic", fmt.Sprintf("%v\n%s", r, debug.Stack()))
	}
}

// Wait fulfils [clock.Clock].
func (m *machine) Wait(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	due := never
	if d < never-m.w.steady {
		due = m.w.steady + max(d, 0)
	}
	return m.park(due, ctx, wake, nil)
}

// After fulfils [clock.Clock].
func (m *machine) After(d time.Duration, fn func()) func() {
	if m.dead {
		return func() {}
	}
	a := &alarm{m.w.steady + max(d, 0), fn}
	m.alarms = append(m.alarms, a)
	return func() {
		if i := slices.Index(m.alarms, a); i >= 0 {
			m.alarms = slices.Delete(m.alarms, i, i+1)
		}
	}
}

// park lets others run until there is a reason to go on. It tells whether wake was the reason.
func (m *machine) park(due time.Duration, ctx context.Context, wake <-chan struct{}, until func() bool) bool {
	t := m.current
	switch {
	case m.dead:
		panic(killed{})
	case t == nil:
		panic("something waits that is no task")
	}
	t.due, t.ctx, t.wake, t.until, t.woken = due, ctx, wake, until, false
	if !t.yield(struct{}{}) || m.dead {
		panic(killed{})
	}
	return t.woken
}

// pass lets others run for some time.
func (m *machine) pass(d time.Duration) { m.park(m.w.steady+d, nil, nil, nil) }

// crash ends the machine from within a task.
func (m *machine) crash() {
	m.dead = true
	panic(killed{})
}

// can tells whether a task can go on.
func (t *task) can(now time.Duration) bool {
	return t.due <= now || len(t.wake) > 0 || t.ctx != nil && t.ctx.Err() != nil || t.until != nil && t.until()
}

// step lets one task or alarm go on, chosen by chance. It is false when all wait.
func (m *machine) step() bool {
	var able []int
	for i, t := range m.tasks {
		if t.can(m.w.steady) {
			able = append(able, i)
		}
	}
	tasks := len(able)
	for i, a := range m.alarms {
		if a.due <= m.w.steady {
			able = append(able, i)
		}
	}
	if len(able) == 0 {
		return false
	}
	n := 0
	if len(able) > 1 {
		n = m.w.rand.IntN(len(able))
	}
	if n >= tasks {
		a := m.alarms[able[n]]
		m.alarms = slices.Delete(m.alarms, able[n], able[n]+1)
		a.fn()
		return true
	}
	m.resume(able[n])
	return true
}

func (m *machine) resume(i int) {
	t := m.tasks[i]
	if t.woken = false; t.wake != nil {
		select {
		case <-t.wake:
			t.woken = true
		default:
		}
	}
	m.current = t
	_, ok := t.next()
	m.current = nil
	if !ok {
		m.tasks = slices.Delete(m.tasks, i, i+1)
	}
}

// next is when something can go on that waits now.
func (m *machine) next() time.Duration {
	at := never
	for _, t := range m.tasks {
		at = min(at, t.due)
	}
	for _, a := range m.alarms {
		at = min(at, a.due)
	}
	return at
}

// end unwinds all that still waits. Nothing of it is carried out.
func (m *machine) end() {
	m.dead = true
	for _, t := range slices.Backward(m.tasks) { // who began others may wait for them
		m.current = t
		t.stop()
	}
	m.tasks, m.alarms, m.current = nil, nil, nil
}
