package clock_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/clock"
)

// Who waits for a group goes on when the last of it has ended, and not before: a store that is closed earlier takes no more
// of what the others still write.
func TestGroupWaitsForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g clock.Group
		g.Wait(clock.Real{}) // nothing was begun
		var ended atomic.Int32
		for i := range 20 {
			g.Go(clock.Real{}, func() {
				time.Sleep(time.Duration(i%7) * time.Second)
				ended.Add(1)
			})
		}
		g.Wait(clock.Real{})
		if n := ended.Load(); n != 20 {
			t.Errorf("it went on after %d of 20", n)
		}
	})
}
