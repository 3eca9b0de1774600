package telegram

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"safeharbour/bot/box"
	"safeharbour/bot/clock"
)

const (
	// workers is how many outputs are under way at most, each from its call to the commit that removes it. A chat that waits takes
	// none of them. When calls take no longer than usual, Telegram's own limits keep far below it; a server of one's own may be
	// without any.
	workers = 256
	// struck: so many chats that are told to wait, or cannot be reached, with nothing that works between, mean all of them.
	struck = 3
)

// sender sends what is in the outbox: chats beside each other, the most urgent first, within the budgets.
type sender struct {
	t      *Transport
	ctx    context.Context
	client client
	fail   func(error)
	done   clock.Group
	moves  transfers // what takes long: in a way of its own

	mu      sync.Mutex
	stopped bool
	lines   map[string]*line
	ready   [4][]*line // lines that have something of this urgency at their top
	working int
	overall *rate.Limiter // nil when there are no budgets
	until   time.Time     // nothing but Hide is sent to anyone before
	asked   time.Time     // before this not even Hide: Telegram said so
	timer   *timer
	due     time.Time
	strikes map[box.Chat]bool // the chats that struck, since something last worked
}

func newSender(t *Transport, ctx context.Context, c client, fail func(error)) *sender {
	s := &sender{t: t, ctx: ctx, client: c, fail: fail, lines: make(map[string]*line), strikes: make(map[box.Chat]bool)}
	if t.SendRate > 0 {
		s.overall = rate.NewLimiter(rate.Limit(t.SendRate), max(1, int(t.SendRate)))
	}
	return s
}

// feed takes outputs as they come. What an earlier run left is all taken before anything is sent, so that a Clear finds
// what it drops.
func (s *sender) feed(ctx context.Context) {
	_, left := s.t.Box.Waiting()
	for ctx.Err() == nil {
		out, err := s.t.Box.NextOut(ctx)
		if err != nil {
			return
		}
		s.mu.Lock()
		if transfer(out.Verb) {
			s.moves.add(out)
		} else {
			s.add(out)
		}
		if left--; left <= 0 {
			s.pump()
		}
		s.mu.Unlock()
	}
}

// add puts an output into its line. The caller holds the lock, here and in all that follows until work.
func (s *sender) add(out box.Out) {
	id := s.t.id(out.Chat)
	if id == 0 {
		s.t.log().Warn("something to send waits: its chat is not configured", "verb", string(out.Verb))
		return
	}
	name, budgeted := string(out.Chat), true
	switch {
	case out.Verb == box.Verify && out.Then != nil:
		name, budgeted = "verify/"+out.Then.From.ID, false // asking must not wait for the group's budget
	case out.Verb == box.Alert:
		name, budgeted = "alert/"+out.Query, false // nor may the answer to a press, which soon comes too late
	}
	l := s.line(name, id, budgeted)
	l.place(newItem(out))
	if out.Verb == box.Clear { // a pause of our own ends for Hide: Telegram may be there again
		l.until = l.asked
	}
	if until := s.t.now().Add(s.t.waits(&out)); until.After(l.until) {
		l.until, l.asked = until, until
	}
	s.list(l)
}

// line returns the line of this name, and makes it where there is none.
func (s *sender) line(name string, id int64, budgeted bool) *line {
	l := s.lines[name]
	if l == nil {
		l = &line{name: name}
		if s.overall != nil && budgeted {
			l.budget = newBudget(id)
		}
		s.lines[name] = l
	}
	return l
}

// list puts a line into the list of its urgency.
func (s *sender) list(l *line) {
	u, ok := l.rows.top()
	if !ok || l.running != nil || l.listed[u] {
		return
	}
	l.listed[u] = true
	s.ready[u] = append(s.ready[u], l)
}

// pump starts workers while there is something for them.
func (s *sender) pump() {
	for s.working < workers {
		l, it := s.pick()
		if it == nil {
			return
		}
		s.working++
		s.done.Go(s.t.clock(), func() { s.work(l, it) })
	}
}

// pick takes the next item, or returns nil and sees to it that pump is called when there may be one.
func (s *sender) pick() (*line, *item) {
	now := s.t.now()
	if s.stopped || s.ctx.Err() != nil {
		return nil, nil
	}
	if now.Before(s.asked) {
		s.wake(now, s.asked.Sub(now))
		return nil, nil
	}
	held := now.Before(s.until)
	if held {
		s.wake(now, s.until.Sub(now))
	}
	for u := range s.ready {
		if held && u != int(box.Hide) {
			return nil, nil
		}
		for len(s.ready[u]) > 0 {
			if wait := s.wait(now, u); wait > 0 {
				s.wake(now, wait)
				return nil, nil
			}
			l := s.ready[u][0]
			s.ready[u] = s.ready[u][1:]
			l.listed[u] = false
			if it := s.open(l, now, u); it != nil {
				return l, it
			}
		}
	}
	return nil, nil
}

// wait tells how long the overall budget holds outputs of an urgency. It never holds Hide.
func (s *sender) wait(now time.Time, u int) time.Duration {
	if s.overall == nil || u == int(box.Hide) {
		return 0
	}
	return short(s.overall, now)
}

// open takes the first item of a line, if the line may send now.
func (s *sender) open(l *line, now time.Time, u int) *item {
	top, ok := l.rows.top()
	if !ok || l.running != nil {
		return nil
	}
	if top != u {
		s.list(l)
		return nil
	}
	if now.Before(l.until) {
		s.wakeLine(l, now, l.until.Sub(now))
		return nil
	}
	if wait := l.budget.delay(now, u); wait > 0 && u != int(box.Hide) {
		s.wakeLine(l, now, wait)
		return nil
	}
	it := l.rows.pull(u, 0)
	l.running = it
	if counts(it.out.Verb) {
		s.charge(l, now)
	}
	return it
}

// charge counts one message against the budgets.
func (s *sender) charge(l *line, now time.Time) {
	l.budget.take(now)
	if s.overall != nil {
		s.overall.ReserveN(now, 1)
	}
}

// counts tells whether Telegram counts what a verb does.
func counts(v box.Verb) bool { return v != box.Erase && v != box.Verify && v != box.Alert }

// work sends an item and then others, until there are none.
func (s *sender) work(l *line, it *item) {
	for it != nil {
		again, pause := s.deliver(l, it)
		s.mu.Lock()
		s.finish(l, it, again, pause)
		l, it = s.pick()
		if it == nil {
			s.working--
		}
		s.mu.Unlock()
	}
}

// finish puts a line back after one of its items.
func (s *sender) finish(l *line, it *item, again bool, pause time.Duration) {
	now := s.t.now()
	l.running = nil
	l.shut = l.shut && again
	if again {
		l.giveBack(it)
		l.until = later(now.Add(pause), l.asked)
		if l.hides() {
			l.until = l.asked
		}
	}
	if l.idle() {
		s.retire(l, now)
		return
	}
	s.list(l)
}

// retire forgets an idle line as soon as its budget is whole again.
func (s *sender) retire(l *line, now time.Time) {
	if rest := max(l.budget.rest(now), l.until.Sub(now)); rest > 0 {
		s.wakeLine(l, now, rest)
		return
	}
	if l.timer != nil { // of a pause that ended early: by its end there may be another line of this name
		l.timer.stop()
		l.timer = nil
	}
	delete(s.lines, l.name)
}

// wakeLine looks at a line again after d: to go on, or to forget it when it is idle. A line that waits is a timer, not a
// goroutine.
func (s *sender) wakeLine(l *line, now time.Time, d time.Duration) {
	at := now.Add(d)
	if l.timer != nil && !at.Before(l.due) {
		return
	}
	if l.timer != nil {
		l.timer.stop()
	}
	tm := new(timer)
	l.timer, l.due = tm, at
	tm.stop = s.t.clock().After(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if l.timer != tm || s.stopped {
			return
		}
		l.timer = nil
		s.look(l)
	})
}

// timer is something that will happen. Each has a place of its own in memory, which tells one from another.
type timer struct{ stop func() }

func (s *sender) look(l *line) {
	if l.idle() {
		s.retire(l, s.t.now())
		return
	}
	s.list(l)
	s.pump()
}

// wake calls pump after d.
func (s *sender) wake(now time.Time, d time.Duration) {
	at := now.Add(d)
	if s.timer != nil && !at.Before(s.due) {
		return
	}
	if s.timer != nil {
		s.timer.stop()
	}
	tm := new(timer)
	s.timer, s.due = tm, at
	tm.stop = s.t.clock().After(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.timer == tm {
			s.timer = nil
			s.pump()
		}
	})
}

// strike counts a chat that was told to wait or could not be reached; several lines may stand for it. When it goes on so, everybody
// waits. Of the pause, Telegram asked for so much; 0, when it said nothing.
func (s *sender) strike(l *line, c box.Chat, pause, asked time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.asked = later(l.asked, s.t.now().Add(asked))
	s.strikes[c] = true
	if len(s.strikes) >= struck {
		s.hold(pause, asked)
	}
}

// hold keeps everybody waiting, Hide only as long as Telegram asked for. The caller holds the lock.
func (s *sender) hold(pause, asked time.Duration) {
	now := s.t.now()
	s.until, s.asked = later(s.until, now.Add(pause)), later(s.asked, now.Add(asked))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// worked ends a row of strikes.
func (s *sender) worked() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.strikes)
}

// release lets a line go on at once whose chat was closed to us and is open again.
func (s *sender) release(c box.Chat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lines[string(c)]
	if l == nil || s.stopped || !l.shut {
		return
	}
	l.until, l.shut = l.asked, false
	s.list(l)
	s.pump()
}

// stop waits for what is under way. Nothing new is begun.
func (s *sender) stop() {
	s.mu.Lock()
	s.stopped = true
	if s.timer != nil {
		s.timer.stop()
	}
	for _, l := range s.lines {
		if l.timer != nil {
			l.timer.stop()
		}
	}
	s.mu.Unlock()
	s.done.Wait(s.t.clock())
}
