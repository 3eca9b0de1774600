package telegram

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	firstPause   = time.Second      // after the first failure
	longestPause = 30 * time.Second // a person waits for the end of it after an outage
)

// backoff is the pause after so many failures in a row: doubling, with jitter so that not all come back at once.
func backoff(failures int) time.Duration {
	d := min(firstPause<<min(failures, 10), longestPause)
	return d/2 + rand.N(d/2)
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
