package clock_test

import (
	"runtime"
	"sync"
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

// A group that was waited for takes more work, and keeps no goroutine that nobody will need.
func TestGroupIsUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g clock.Group
		var ended atomic.Int32
		for range 3 {
			for range 20 {
				g.Go(clock.Real{}, func() { ended.Add(1) })
			}
			g.Wait(clock.Real{})
		}
		if n := ended.Load(); n != 60 {
			t.Errorf("%d of 60 were done", n)
		}
	}) // fails when a goroutine is left
}

// Work that comes while other work has just ended is done once, whoever does it.
func TestGroupUnderLoad(t *testing.T) {
	var g clock.Group
	var done atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 2000 {
				g.Go(clock.Real{}, func() { done.Add(1) })
			}
		})
	}
	all.Wait()
	g.Wait(clock.Real{})
	if n := done.Load(); n != 16000 {
		t.Errorf("%d of 16000 were done", n)
	}
}

// Who rests for long ends: a burst of thousands must not stay in memory. Who is needed again and again stays.
func TestWhoRestsForLongEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g clock.Group
		for range 50 {
			g.Go(clock.Real{}, func() { time.Sleep(time.Millisecond) })
		}
		for range 10 {
			time.Sleep(50 * time.Millisecond)
			g.Go(clock.Real{}, func() {})
		}
		synctest.Wait()
		if n := g.Resting(); n != 1 {
			t.Errorf("%d goroutines rest, want the one that is in use", n)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if n := g.Resting(); n != 0 {
			t.Errorf("%d goroutines rest though nothing was to be done for a second", n)
		}
	}) // fails when a goroutine is left
}

// Work that ends its own goroutine takes no other work with it.
func TestWorkThatEndsItsGoroutine(t *testing.T) {
	var g clock.Group
	var done atomic.Int32
	for range 20 {
		g.Go(clock.Real{}, runtime.Goexit)
		g.Go(clock.Real{}, func() { done.Add(1) })
	}
	g.Wait(clock.Real{})
	if n := done.Load(); n != 20 {
		t.Errorf("%d of 20 were done", n)
	}
}
