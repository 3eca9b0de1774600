package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/clock"
	"safeharbour/bot/store"
)

// Lanes takes inputs out of the inbox and gives each a turn: one lane a chat, so that a chat's inputs keep their order,
// and the lanes side by side.
//
// A turn is one transaction. When it fails, the attempt is counted in a commit of its own and the turn is tried again;
// after box.Tries failures the input becomes a dead letter, and Bury tells staff and the person. An input that had its turn when
// the process died may have killed it: that counts as a failure, see [box.Box.CountDied]. Such inputs are tried one at a time: when
// one of them kills the process again, the others are not counted with it.
type Lanes struct {
	Box   *box.Box
	Store store.Store
	Turn  func(store.Tx, box.In) error // the turn of an input; it need not remove the input
	Bury  func(store.Tx, box.In) error // tells of a dead letter, in the transaction that makes it one
	First func(box.In) bool            // hide: goes before what waits in its lane, and is never slowed; nil means none
	Help  func(box.In) bool            // a help signal: is never slowed, nor held up by what is; nil means none
	Trial Trial                        // nil: what kills the process is not known, and tried for ever
	Free  func(box.Chat) bool          // chats that are never slowed; nil means none
	Rate  float64                      // inputs a minute that one chat gets at once; 0 lifts this limit and that of an hour
	Burst int                          // how many may come together before Rate holds
	Hour  int                          // inputs an hour that one chat gets at once; 0 lifts this limit
	Log   *slog.Logger
	Took  func(box.In, time.Duration) // how long a turn took that worked, its commit included; nil means that nobody asks

	Clock clock.Clock // nil means the machine's

	once    sync.Once
	suspect chan struct{} // holds one token, for the turn of an input that may kill the process

	mu     sync.Mutex
	lanes  map[box.Chat]*lane
	begun  uint64              // the number of the last turn that was begun
	busy   map[uint64]struct{} // the numbers of the turns under way
	active clock.Group
	fail   context.CancelCauseFunc

	cramped                       atomic.Int64 // turns that wait for room on the disk
	turns, failures, dead, slowed atomic.Uint64
}

// Trial remembers over the death of the process which inputs had their turn then. It may be called by many at once.
type Trial interface {
	Begin(input uint64) (page int)
	End(page int)
}

// Turns, Failures and DeadLetters count since the start: inputs that had their turn, turns that failed, and inputs that
// failed too often. They may be called at any time.
func (l *Lanes) Turns() uint64       { return l.turns.Load() }
func (l *Lanes) Failures() uint64    { return l.failures.Load() }
func (l *Lanes) DeadLetters() uint64 { return l.dead.Load() }

// Oldest is the number of the turn that has been under way for longest, or 0 when none is: a turn is over soon, so a number
// that stays is one that hangs, unless turns wait for room on the disk; then it is 0. It may be called at any time.
func (l *Lanes) Oldest() (n uint64) {
	if l.cramped.Load() > 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for turn := range l.busy {
		if n == 0 || turn < n {
			n = turn
		}
	}
	return n
}

// begin notes that a turn is under way, until over is called.
func (l *Lanes) begin() (over func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begun++
	n := l.begun
	if l.busy == nil {
		l.busy = map[uint64]struct{}{}
	}
	l.busy[n] = struct{}{}
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.busy, n)
	}
}

// Slowed counts since the start the inputs that had to wait because their chat sent too many. It may be called at any time.
func (l *Lanes) Slowed() uint64 { return l.slowed.Load() }

// lane is the queue of one chat. It lives while it has inputs, and a little longer to remember its rate.
type lane struct {
	queue   []box.In
	running bool
	wake    chan struct{} // ends a wait early when something goes first
	waits   uint64        // the last input that had to wait
	tokens  float64       // of a minute's budget
	hour    float64       // of an hour's
	since   time.Time
}

// retryPause lets a passing fault (a full disk queue, a lock) pass before the same turn is tried again.
const retryPause = 20 * time.Millisecond

// sweepEvery is the number of inputs after which lanes that rest are forgotten.
const sweepEvery = 4096

// Run takes inputs until ctx ends or the store fails. Then it waits for the turns under way.
func (l *Lanes) Run(ctx context.Context) error {
	l.lanes = map[box.Chat]*lane{}
	ctx, l.fail = context.WithCancelCause(ctx)
	defer l.fail(nil)
	for n := 1; ; n++ {
		in, err := l.Box.NextIn(ctx)
		if err != nil { // ctx has ended
			l.active.Wait(clock.Or(l.Clock))
			return context.Cause(ctx)
		}
		l.add(ctx, in)
		if n%sweepEvery == 0 {
			l.sweep()
		}
	}
}

// add puts an input into its lane and starts the lane if it rests.
func (l *Lanes) add(ctx context.Context, in box.In) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ln := l.lanes[in.Chat]
	if ln == nil {
		ln = &lane{wake: make(chan struct{}, 1), tokens: float64(l.Burst), hour: float64(l.Hour), since: l.now()}
		l.lanes[in.Chat] = ln
	}
	switch {
	case l.first(in):
		ln.jump(in)
	case l.helps(in) && ln.running && len(ln.queue) > 0 && l.short(ln) > 0:
		ln.jump(in) // what it was pressed on stood there before all that waits
	default:
		ln.queue = append(ln.queue, in)
	}
	if !ln.running {
		ln.running = true
		l.active.Go(clock.Or(l.Clock), func() { l.drain(ctx, ln) })
	}
}

// jump puts an input before all that wait, and ends the wait.
func (ln *lane) jump(in box.In) {
	ln.queue = append([]box.In{in}, ln.queue...)
	select {
	case ln.wake <- struct{}{}:
	default:
	}
}

// shift takes out the first that waits. Nothing of it stays, and the next one finds its room.
func (ln *lane) shift() {
	ln.queue[0] = box.In{}
	if len(ln.queue) == 1 {
		ln.queue = ln.queue[:0]
		return
	}
	ln.queue = ln.queue[1:]
}

// drain gives turns to the inputs of one lane until it is empty.
func (l *Lanes) drain(ctx context.Context, ln *lane) {
	for {
		in, ok := l.next(ctx, ln)
		if !ok {
			return
		}
		if err := l.take(ctx, in); err != nil {
			l.fail(err) // the first one counts
			return
		}
	}
}

// next returns the lane's next input, after the wait that the chat's rate asks for. It is false when the lane is empty
// or the run ends.
func (l *Lanes) next(ctx context.Context, ln *lane) (box.In, bool) {
	for {
		l.mu.Lock()
		if len(ln.queue) == 0 || ctx.Err() != nil {
			ln.running = false
			l.mu.Unlock()
			return box.In{}, false
		}
		in := ln.queue[0]
		wait := l.wait(ln, in)
		if wait == 0 {
			ln.shift()
			l.mu.Unlock()
			in.Slowed = in.ID == ln.waits
			return in, true
		}
		l.mu.Unlock()
		if in.ID != ln.waits {
			ln.waits = in.ID
			l.slowed.Add(1)
		}
		clock.Or(l.Clock).Wait(ctx, wait, ln.wake)
	}
}

// wait tells how long the lane must wait before it takes in, and counts it when that is not at all.
func (l *Lanes) wait(ln *lane, in box.In) time.Duration {
	if !l.limited(in) {
		return 0
	}
	wait := l.short(ln)
	if wait == 0 {
		ln.tokens--
		ln.hour--
	}
	return wait
}

// limited tells whether an input counts against its chat's rate.
func (l *Lanes) limited(in box.In) bool {
	return l.Rate > 0 && !l.first(in) && !l.helps(in) && in.Update != "" && (l.Free == nil || !l.Free(in.Chat))
}

// short brings the budgets of a lane up to now, and tells how long it must wait for the next input.
func (l *Lanes) short(ln *lane) time.Duration {
	now := l.now()
	gone := now.Sub(ln.since)
	ln.since = now
	ln.tokens = min(float64(l.Burst), ln.tokens+gone.Minutes()*l.Rate)
	var wait time.Duration
	if ln.tokens < 1 {
		wait = max(time.Millisecond, time.Duration((1-ln.tokens)/l.Rate*float64(time.Minute)))
	}
	if l.Hour <= 0 {
		return wait
	}
	ln.hour = min(float64(l.Hour), ln.hour+gone.Hours()*float64(l.Hour))
	if ln.hour < 1 {
		wait = max(wait, time.Millisecond, time.Duration((1-ln.hour)/float64(l.Hour)*float64(time.Hour)))
	}
	return wait
}

func (l *Lanes) first(in box.In) bool { return l.First != nil && l.First(in) }
func (l *Lanes) helps(in box.In) bool { return l.Help != nil && l.Help(in) }

// take gives one input its turn, as often as it may be tried. An error is one of the store itself. A turn that was begun
// when the run ends is finished: all that is left undone then has to be done again.
func (l *Lanes) take(ctx context.Context, in box.In) (err error) {
	if in.Left && in.Attempts > 0 {
		if err = l.alone(ctx); err != nil {
			return err
		}
		defer func() { l.suspect <- struct{}{} }()
	}
	if ctx.Err() != nil { // the run ended while others were tried
		return ctx.Err()
	}
	defer l.begin()()
	for in.Attempts < box.Tries {
		began := l.now()
		err := l.try(store.After(ctx, in.Pending), in)
		if err == nil {
			l.turns.Add(1)
			if l.Took != nil {
				l.Took(in, l.now().Sub(began))
			}
			return nil
		}
		if errors.Is(err, store.ErrUndone) {
			l.undone(in)
			return nil
		}
		if fatal(err) {
			return err
		}
		in.Pending = nil // it is in the inbox, so this attempt counts
		l.failures.Add(1)
		l.Log.Error("turn failed", "kind", string(in.Kind), "attempt", in.Attempts+1, "err", err)
		if in, err = l.count(ctx, in); err != nil {
			return err
		}
		if clock.Or(l.Clock).Wait(ctx, retryPause, nil); ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return l.bury(ctx, in)
}

// try gives an input its turn once, and has it known meanwhile that it has. When its function ends the process, or breaks the store,
// that stays known.
func (l *Lanes) try(ctx context.Context, in box.In) error {
	if l.Trial == nil {
		return l.update(ctx, func(tx store.Tx) error { return l.turn(tx, in) })
	}
	page, noted := 0, false
	err := l.update(ctx, func(tx store.Tx) error {
		if !noted { // a function that panics runs again, as one that scans does
			page, noted = l.Trial.Begin(in.ID), true
		}
		err := l.turn(tx, in)
		l.Trial.End(page)
		noted = false
		return err
	})
	if noted && !fatal(err) {
		l.Trial.End(page)
	}
	return err
}

func (l *Lanes) turn(tx store.Tx, in box.In) error {
	if err := l.Turn(tx, in); err != nil {
		return err
	}
	return l.Box.Done(tx, in)
}

// undone forgets an input that did not come into the inbox. If it is still to come, it comes anew, so it has cost its chat nothing.
func (l *Lanes) undone(in box.In) {
	l.Box.Undone(in)
	l.mu.Lock()
	defer l.mu.Unlock()
	if ln := l.lanes[in.Chat]; ln != nil && l.limited(in) {
		ln.tokens = min(float64(l.Burst), ln.tokens+1)
		ln.hour = min(float64(l.Hour), ln.hour+1)
	}
}

// alone waits until no other input that may kill the process has its turn. Who got it gives the token back.
func (l *Lanes) alone(ctx context.Context) error {
	l.once.Do(func() {
		l.suspect = make(chan struct{}, 1)
		l.suspect <- struct{}{}
	})
	if !clock.Or(l.Clock).Wait(ctx, clock.Ever, l.suspect) {
		return ctx.Err()
	}
	return nil
}

func (l *Lanes) now() time.Time { return clock.Or(l.Clock).Now() }

// bury makes an input a dead letter. When even telling of it fails, it is kept without a word to anyone: the log has it.
func (l *Lanes) bury(ctx context.Context, in box.In) error {
	l.dead.Add(1)
	err := l.update(ctx, func(tx store.Tx) error {
		if err := l.Box.Bury(tx, in); err != nil {
			return err
		}
		return l.Bury(tx, in)
	})
	if err == nil || fatal(err) {
		return err
	}
	l.Log.Error("telling of a dead letter failed", "kind", string(in.Kind), "err", err)
	err = l.update(ctx, func(tx store.Tx) error { return l.Box.Bury(tx, in) })
	if err != nil {
		return fmt.Errorf("keep a dead letter: %w", err)
	}
	return nil
}

// roomPause is how soon a commit is tried again for which the disk had no room.
const roomPause = time.Second

// update is an update that waits for room on the disk: that there is none is not the input's fault, so no attempt is counted
// and nothing becomes a dead letter of it. The end of ctx ends the waiting, but no commit.
func (l *Lanes) update(ctx context.Context, fn func(store.Tx) error) error {
	work := context.WithoutCancel(ctx)
	return l.waitForRoom(ctx, func() error { return l.Store.Update(work, fn) })
}

// count counts an attempt.
func (l *Lanes) count(ctx context.Context, in box.In) (counted box.In, err error) {
	work := context.WithoutCancel(ctx)
	err = l.waitForRoom(ctx, func() (err error) { counted, err = l.Box.Count(work, in); return err })
	return counted, err
}

func (l *Lanes) waitForRoom(ctx context.Context, commit func() error) error {
	for told := false; ; told = true {
		err := commit()
		if !errors.Is(err, store.ErrFull) {
			return err
		}
		if !told {
			l.Log.Error("no room on the disk: a turn waits", "err", err)
			l.cramped.Add(1)
			defer l.cramped.Add(-1)
		}
		if clock.Or(l.Clock).Wait(ctx, roomPause, nil); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// sweep forgets lanes that rest and have their full rate again.
func (l *Lanes) sweep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for chat, ln := range l.lanes {
		if ln.running {
			continue
		}
		full := l.Rate <= 0
		if !full {
			l.short(ln)
			full = ln.tokens >= float64(l.Burst) && ln.hour >= float64(l.Hour)
		}
		if full {
			delete(l.lanes, chat)
		}
	}
}

// fatal tells whether an error is one of the store or of the end of the run, and not of the input.
func fatal(err error) bool {
	return errors.Is(err, store.ErrBroken) || errors.Is(err, store.ErrClosed) || errors.Is(err, context.Canceled)
}
