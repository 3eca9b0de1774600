package telegram

import (
	"context"
	"time"

	"safeharbour/bot/box"
)

const (
	firstPause   = time.Second      // after the first failure
	longestPause = 30 * time.Second // a person waits for the end of it after an outage
)

// backoff is the pause after so many failures in a row: doubling, with jitter so that not all come back at once.
func (t *Transport) backoff(failures int) time.Duration {
	d := min(firstPause<<min(failures, 10), longestPause)
	return d/2 + t.clock().Chance(d/2)
}

// waits is how long an output must still wait. It is never longer than it was to be when that was written down: a clock that
// was wrong then, or is now, must not keep a person waiting for a day.
func (t *Transport) waits(o *box.Out) time.Duration {
	left := o.NotBefore.Sub(t.now())
	if o.Pause > 0 {
		left = min(left, o.Pause)
	}
	return left
}

// postpone writes into an output that it must wait.
func (t *Transport) postpone(o *box.Out, pause time.Duration) {
	o.NotBefore, o.Pause = t.now().Add(pause), pause
}

// sleep waits for d or the end of ctx.
func (t *Transport) sleep(ctx context.Context, d time.Duration) { t.clock().Wait(ctx, d, nil) }
