package health

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// An end that hangs is ended by force, and one that is done is not.
func TestAnEndThatHangsIsForced(t *testing.T) {
	for name, hangs := range map[string]bool{"hangs": true, "is done": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var forced atomic.Bool
				ctx, cancel := context.WithCancel(context.Background())
				done := EndInTime(ctx, slog.New(slog.DiscardHandler), func() { forced.Store(true) })
				time.Sleep(time.Hour) // running is no reason
				cancel()
				time.Sleep(stopTime - time.Second)
				if !hangs {
					done()
				}
				time.Sleep(2 * time.Second)
				if hangs {
					defer done()
				}
				if forced.Load() != hangs {
					t.Errorf("forced: %v, want %v", forced.Load(), hangs)
				}
			})
		})
	}
}
