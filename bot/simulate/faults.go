package simulate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"safeharbour/bot/store"
)

// faults are what is to go wrong.
type faults struct {
	crashIn  int // so many store and network calls on; 0 is never
	busyIn   int // so many commits on
	syncIn   int // the same, of one that may have been written
	full     time.Duration
	calls    []callFault
	polls    []callFault
	outage   time.Duration // nothing can be reached until then
	shuffled bool
	twice    bool
}

// callFault is a call that goes wrong.
type callFault struct {
	skip int // so many calls before it
	how  how
	wait int // seconds
}

// how says in which way a call goes wrong.
type how string

// The ways in which a call goes wrong.
const (
	refused   how = "no connection"
	lostOnWay how = "lost on the way"            // sent, not accepted, no answer
	lostBack  how = "done, the answer lost"      // accepted, no answer
	slow      how = "done, no answer in time"    // accepted, no answer within the time that a call may take
	tooMany   how = "429"                        // not accepted
	broke     how = "500"                        // not accepted
	gateway   how = "done, 502 with a page"      // accepted
	cutShort  how = "done, the answer cut short" // accepted
	noResult  how = "done, ok without a result"  // accepted
	badCall   how = "400"                        // not accepted, for good
	conflict  how = "409"
)

var callWays = [...]how{refused, lostOnWay, lostBack, lostBack, lostBack, slow, tooMany, broke, gateway, cutShort, noResult, badCall}

var pollWays = [...]how{refused, lostOnWay, lostBack, lostBack, tooMany, broke, gateway, cutShort, conflict}

// arm takes a fault of the story.
func (f *faults) arm(w *world, e Event, r *rand.Rand) string {
	switch e.Do {
	case Crash:
		f.crashIn = 1 + r.IntN(24)
		return fmt.Sprintf("the process will crash in %d calls", f.crashIn)
	case CallFails:
		some := 1
		if r.IntN(4) == 0 {
			some += r.IntN(4)
		}
		c := callFault{skip: r.IntN(6), how: callWays[r.IntN(len(callWays))], wait: 1 + r.IntN(40)}
		for range some {
			f.calls = append(f.calls, c)
			c.skip = 0
		}
		return fmt.Sprintf("after %d calls, %d will go wrong: %s", f.calls[len(f.calls)-some].skip, some, c.how)
	case PollFails:
		c := callFault{skip: r.IntN(3), how: pollWays[r.IntN(len(pollWays))], wait: 1 + r.IntN(20)}
		f.polls = append(f.polls, c)
		return fmt.Sprintf("after %d polls, one will go wrong: %s", c.skip, c.how)
	case Stop:
		if w.m == nil {
			return "nothing"
		}
		w.m.stop()
		return "the program is asked to end"
	case Outage:
		length := []time.Duration{10 * time.Second, 3 * time.Minute, 20 * time.Minute, 2 * time.Hour}[r.IntN(4)]
		f.outage = w.steady + length
		w.ledger.hides.wrong(length)
		return fmt.Sprintf("Telegram cannot be reached for %s", length)
	case DiskBusy:
		n := 1 + r.IntN(10)
		if r.IntN(2) == 0 {
			f.syncIn = n
			return fmt.Sprintf("the commit after %d will fail, written or not", n-1)
		}
		f.busyIn = n
		return fmt.Sprintf("the commit after %d will be refused", n-1)
	case DiskFull:
		f.full = w.steady + time.Duration(r.Int64N(int64(10*time.Minute)))
		return fmt.Sprintf("the disk is full for %s", f.full-w.steady)
	case Twice:
		f.twice = !f.twice
		w.srv.DuplicateUpdates(f.twice)
		return fmt.Sprintf("updates come twice: %t", f.twice)
	case Shuffle:
		f.shuffled = !f.shuffled
		return fmt.Sprintf("updates come in any order: %t", f.shuffled)
	case NewIDs:
		w.ledger.jumps++
		to := 1_000_000_000 - int64(w.ledger.jumps)*10_000_000 + int64(r.IntN(9))*1_000_000 // never where ids were before
		w.srv.JumpUpdateID(to)
		return fmt.Sprintf("the ids of updates go on at %d", to)
	case ClockJump:
		d := []time.Duration{-time.Hour, time.Hour, -24 * time.Hour, 24 * time.Hour}[r.IntN(4)]
		if w.skew += d; w.skew.Abs() > 25*time.Hour {
			w.skew -= 2 * d // a day wrong at most: by two, a message seems too old to be deleted
			d = -d
		}
		w.jumped = w.steady
		return fmt.Sprintf("the machine's clock is set by %s", d)
	}
	return "nothing"
}

// end takes all faults back.
func (f *faults) end(w *world) {
	w.srv.DuplicateUpdates(false)
	if w.steady < f.outage {
		w.ledger.hides.wrong(0)
	}
	*f = faults{}
}

// point is a call at which the process may die.
func (m *machine) point() {
	if m.strikes() {
		m.crash()
	}
}

// strikes tells whether the process dies here.
func (m *machine) strikes() bool {
	f := &m.w.faults
	if f.crashIn == 0 {
		return false
	}
	f.crashIn--
	return f.crashIn == 0
}

// errBusy is a commit that was refused, and nothing else.
var errBusy = errors.New("the disk is busy")

// hand is the store as the process of one life has it: it can die at every commit, and commits can fail.
type hand struct {
	m    *machine
	st   store.Store
	told int // how many updates could have been told of before their commit
}

// View fulfils [store.Store]. Nothing lasting happens in one, so that dying in it is dying at the call before.
func (h *hand) View(ctx context.Context, fn func(store.Tx) error) error {
	if h.m.dead {
		panic(killed{})
	}
	return h.st.View(ctx, fn)
}

// Update fulfils [store.Store].
func (h *hand) Update(ctx context.Context, fn func(store.Tx) error) error {
	m, w := h.m, h.m.w
	m.pass(time.Duration(w.rand.IntN(400)) * time.Microsecond)
	m.point()
	if w.ahead {
		return h.early(ctx, fn)
	}
	return h.commit(func(end ending) error { return w.ledger.run(ctx, h.st, fn, end) })
}

// commit has an update end in some way.
func (h *hand) commit(run func(ending) error) error {
	m, w := h.m, h.m.w
	if m.strikes() {
		w.note("dies in a commit")
		err := w.disk.tear(func(commit bool) {
			if commit {
				_ = run(torn)
			} else {
				_ = run(undone)
			}
		})
		if err != nil {
			w.fail("store", err.Error())
		}
		m.crash()
	}
	f := &w.faults
	if f.busyIn > 0 {
		if f.busyIn--; f.busyIn == 0 {
			w.ledger.hides.wrong(0)
			w.note("commit refused")
			return errBusy
		}
	}
	if m.broken {
		return store.ErrBroken
	}
	if w.steady < f.full {
		w.note("disk full")
		m.broken = true
		return store.ErrBroken
	}
	if f.syncIn > 0 {
		if f.syncIn--; f.syncIn == 0 {
			end := undone // what was written is unknown
			if w.rand.IntN(2) == 0 {
				end = unheard
			}
			w.note("the disk fails, written: ", fmt.Sprint(end == unheard))
			_ = run(end)
			m.broken = true
			return store.ErrBroken
		}
	}
	if w.rand.IntN(16) == 0 {
		_ = run(undone) // a function may run more than once
	}
	err := run(committed)
	m.point()
	if w.rand.IntN(2) == 0 {
		m.pass(0)
	}
	return err
}

// Close fulfils [store.Store].
func (h *hand) Close() error { return h.st.Close() }
