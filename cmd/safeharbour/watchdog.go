package main

import (
	"bytes"
	"context"
	"runtime"
	"runtime/pprof"
	"time"
)

// lookAround is how often the watchdog looks. It counts its looks and no clock: a machine that slept has not looked, and a
// clock that was set changes nothing.
const lookAround = 10 * time.Second

// watched is something that must not stand still.
type watched struct {
	what string
	// sign is 0 when there is nothing to do. Otherwise it is a number that changes while the work goes on.
	sign func() uint64
	// patience is how many looks may see the same sign.
	patience int

	last uint64
	same int
}

// hangs looks once, and tells whether the sign has stood still for too long.
func (w *watched) hangs() bool {
	sign := w.sign()
	if sign == 0 || sign != w.last {
		w.last, w.same = sign, 0
		return false
	}
	w.same++
	return w.same >= w.patience
}

// watchList is what the watchdog looks at. A server that does not answer, or a disk that is slow, is waited for: only what hangs
// for good is found, such as two goroutines that wait for each other.
func (a *app) watchList() []*watched {
	list := []*watched{
		{what: "a turn", sign: a.lanes.Oldest, patience: 18},
		{what: "the inbox", sign: func() uint64 { in, _ := a.box.Heads(); return in }, patience: 18},
		{what: "the outbox", sign: func() uint64 { _, out := a.box.Heads(); return out }, patience: 18},
	}
	if a.cfg.Webhook == "" {
		list = append(list, &watched{what: "the poller", sign: func() uint64 { return a.wire.Beats() + 1 }, patience: 18})
	}
	return list
}

// watch ends the process when something hangs: what starts it anew finds everything in the store. There is no orderly end, since
// that would wait for what hangs.
func (a *app) watch(ctx context.Context) error {
	look := time.NewTicker(lookAround)
	defer look.Stop()
	for list := a.watchList(); ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
		for _, w := range list {
			if w.hangs() {
				a.log.Error("something hangs: ending, to be started anew; nothing is lost", "hangs", w.what,
					"goroutines", runtime.NumGoroutine(), "where", goroutines())
				a.exit(exitInternal)
				return nil
			}
		}
	}
}

// mostStacks bounds what the log gets of the goroutines, in bytes.
const mostStacks = 16 << 10

// goroutines tells where goroutines are: functions and lines, never values.
func goroutines() string {
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
		return ""
	}
	return string(b.Bytes()[:min(b.Len(), mostStacks)])
}
