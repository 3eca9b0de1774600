// Package clock is where what runs for long gets the time, waits, and begins work beside itself. [Real] is the machine's.
// bot/simulate has another, so that a whole run follows from one seed.
//
// The package knows nothing of what is waited for.
package clock

import (
	"context"
	"math"
	"math/rand/v2"
	"time"
)

// Ever is a wait without an end of its own.
const Ever = time.Duration(math.MaxInt64)

// Clock is time, and what goes on in it. All methods may be called concurrently.
type Clock interface {
	// Now is the time.
	Now() time.Time
	// Wait returns when d has passed, when wake gave something, or when ctx has ended; it tells whether wake did. A nil wake
	// never gives anything. Only the buffer of wake counts: one without a buffer may give nothing.
	Wait(ctx context.Context, d time.Duration, wake <-chan struct{}) (woken bool)
	// After calls fn when d has passed, beside everybody else, unless stop was called before.
	After(d time.Duration, fn func()) (stop func())
	// Go calls fn beside the caller.
	Go(fn func())
	// Chance returns some time from 0 to less than d, for pauses that are not to end all at once. d must be more than 0.
	Chance(d time.Duration) time.Duration
}

// Or returns c, or [Real] when it is nil.
func Or(c Clock) Clock {
	if c == nil {
		return Real{}
	}
	return c
}

// Real is the machine's clock, with goroutines.
type Real struct{}

var _ Clock = Real{}

// Now is time.Now.
func (Real) Now() time.Time { return time.Now() }

// Wait fulfils [Clock].
func (Real) Wait(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	var over <-chan time.Time
	if d < Ever {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-wake:
		return true
	case <-over:
	case <-ctx.Done():
	}
	return false
}

// After fulfils [Clock].
func (Real) After(d time.Duration, fn func()) func() {
	timer := time.AfterFunc(d, fn)
	return func() { timer.Stop() }
}

// Go fulfils [Clock].
func (Real) Go(fn func()) { go fn() }

// Chance fulfils [Clock].
func (Real) Chance(d time.Duration) time.Duration { return rand.N(d) }
