// Package health knows whether the bot is alive and does its work: a [Watchdog] ends what hangs for good, [Ready] says what is in
// the way, [EndInTime] ends an end that takes too long, and [Ask] asks a running bot from outside.
//
// Whatever ends the process here does so at once: all that is not done lies in the store, and the next start finds it.
package health

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"runtime/pprof"
	"time"
)

const (
	// lookAround is how often the watchdog looks. It counts its looks and no clock: a machine that slept has not looked, and a
	// clock that was set changes nothing.
	lookAround = 10 * time.Second
	// patience is how many looks may see the same sign.
	patience = 18
)

// Watchdog looks at what must not stand still. A server that does not answer, or a disk that is slow, is waited for: only what
// hangs for good is found, such as two goroutines that wait for each other. A sign is 0 when there is nothing to do; otherwise it
// is a number that changes while the work goes on. All fields are needed but Wire.
type Watchdog struct {
	Lanes interface {
		Oldest() uint64
	}
	Box interface {
		Heads() (in, out uint64)
	}
	Wire interface { // nil with a webhook: then nobody polls
		Beats() uint64
	}
	Log *slog.Logger
	// Exit ends the process, at once: an orderly end would wait for what hangs.
	Exit func()
}

// watched is something that must not stand still.
type watched struct {
	what string
	sign func() uint64

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
	return w.same >= patience
}

// list is what the watchdog looks at.
func (d *Watchdog) list() []*watched {
	list := []*watched{
		{what: "a turn", sign: d.Lanes.Oldest},
		{what: "the inbox", sign: func() uint64 { in, _ := d.Box.Heads(); return in }},
		{what: "the outbox", sign: func() uint64 { _, out := d.Box.Heads(); return out }},
	}
	if d.Wire != nil {
		list = append(list, &watched{what: "the poller", sign: func() uint64 { return d.Wire.Beats() + 1 }})
	}
	return list
}

// Run looks until ctx ends, and calls Exit when something hangs: what starts the process anew finds everything in the store.
func (d *Watchdog) Run(ctx context.Context) error {
	look := time.NewTicker(lookAround)
	defer look.Stop()
	for list := d.list(); ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
		for _, w := range list {
			if w.hangs() {
				d.Log.Error("something hangs: ending, to be started anew; nothing is lost", "hangs", w.what,
					"goroutines", runtime.NumGoroutine(), "where", goroutines())
				d.Exit()
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
