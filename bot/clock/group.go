package clock

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Group is work that somebody waits for in the end. Its zero value is ready. Its methods may be called concurrently, but one
// waits at a time.
type Group struct {
	mu      sync.Mutex
	running int
	ended   chan struct{} // holds one: something ended
	resting []rester      // who rests longest first
	timed   bool          // somebody will look whether they have rested long enough
}

// rester is a goroutine that waits for more work; nil ends it.
type rester struct {
	next  chan func()
	since time.Time
}

// rests is how long a goroutine waits for more work before it ends. A new one begins with a small stack, and each time it outgrows that,
// all of it is copied: with some thousand turns a second, a twentieth of all work.
const rests = 100 * time.Millisecond

// Go calls fn beside the caller, as the clock does.
func (g *Group) Go(by Clock, fn func()) {
	_, machine := by.(Real)
	var next chan func()
	g.mu.Lock()
	g.running++
	if g.ended == nil {
		g.ended = make(chan struct{}, 1)
	}
	if n := len(g.resting); machine && n > 0 {
		next = g.resting[n-1].next
		g.resting = slices.Delete(g.resting, n-1, n)
	}
	g.mu.Unlock()
	switch {
	case !machine:
		by.Go(func() { g.do(fn, nil) })
	case next != nil:
		next <- fn
	default:
		go g.work(fn)
	}
}

// work calls fn, and what comes next, until it has rested long enough.
func (g *Group) work(fn func()) {
	for next := make(chan func(), 1); fn != nil; fn = <-next {
		g.do(fn, next)
	}
}

// do calls fn. Afterwards who takes the next work there rests, unless it is nil or fn has ended its goroutine.
func (g *Group) do(fn func(), next chan func()) {
	over := false
	defer func() {
		if !over {
			next = nil
		}
		g.end(next)
	}()
	fn()
	over = true
}

func (g *Group) end(next chan func()) {
	g.mu.Lock()
	g.running--
	if next != nil {
		g.resting = append(g.resting, rester{next, time.Now()})
		if !g.timed {
			g.timed = true
			time.AfterFunc(rests, g.tire)
		}
	}
	g.mu.Unlock()
	select {
	case g.ended <- struct{}{}:
	default:
	}
}

// tire ends who has rested long enough.
func (g *Group) tire() {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	n := 0
	for n < len(g.resting) && now.Sub(g.resting[n].since) >= rests {
		n++
	}
	g.dismiss(n)
	if g.timed = len(g.resting) > 0; g.timed {
		time.AfterFunc(rests-now.Sub(g.resting[0].since), g.tire)
	}
}

// dismiss ends the first who rest. The caller holds the lock.
func (g *Group) dismiss(n int) {
	for _, r := range g.resting[:n] {
		r.next <- nil // there is room: who rests has taken what came before
	}
	g.resting = slices.Delete(g.resting, 0, n)
}

// Wait returns when all that was begun has ended.
func (g *Group) Wait(by Clock) {
	for {
		g.mu.Lock()
		running, ended := g.running, g.ended
		if running == 0 {
			g.dismiss(len(g.resting)) // nobody will need them
		}
		g.mu.Unlock()
		if running == 0 {
			return
		}
		by.Wait(context.Background(), Ever, ended)
	}
}
