package telegram

import (
	"context"
	"time"
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

// sleep waits for d or the end of ctx.
func (t *Transport) sleep(ctx context.Context, d time.Duration) { t.clock().Wait(ctx, d, nil) }
