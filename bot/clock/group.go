package clock

import (
	"context"
	"sync"
	"time"
)

// Group is work that somebody waits for in the end. Its zero value is ready. Its methods may be called concurrently, but one
// waits at a time.
type Group struct {
	mu      sync.Mutex
	running int
	ended   chan struct{} // holds one: something ended
	next    chan func()   // work for goroutines that rest; closed when there will be none
}

// rests is how long a goroutine waits for more work before it ends. A new one begins with a small stack, and each time it outgrows that,
// all of it is copied: with some thousand turns a second, a twentieth of all work.
const rests = 100 * time.Millisecond

// Go calls fn beside the caller, as the clock does.
func (g *Group) Go(by Clock, fn func()) {
	g.mu.Lock()
	g.running++
	if g.ended == nil {
		g.ended = make(chan struct{}, 1)
	}
	if g.next == nil {
		g.next = make(chan func())
	}
	next := g.next
	g.mu.Unlock()
	if _, machine := by.(Real); !machine {
		by.Go(func() { g.do(fn) })
		return
	}
	select {
	case next <- fn:
	default:
		go g.work(fn, next)
	}
}

// work calls fn, and what comes next, until nothing comes for a while.
func (g *Group) work(fn func(), next <-chan func()) {
	g.do(fn)
	timer := time.NewTimer(rests)
	defer timer.Stop()
	for {
		select {
		case fn, more := <-next:
			if !more {
				return
			}
			g.do(fn)
			timer.Reset(rests)
		case <-timer.C:
			return
		}
	}
}

func (g *Group) do(fn func()) {
	defer g.end()
	fn()
}

func (g *Group) end() {
	g.mu.Lock()
	g.running--
	g.mu.Unlock()
	select {
	case g.ended <- struct{}{}:
	default:
	}
}

// Wait returns when all that was begun has ended.
func (g *Group) Wait(by Clock) {
	for {
		g.mu.Lock()
		running, ended := g.running, g.ended
		if running == 0 && g.next != nil {
			close(g.next) // nobody is about to send to it: who is has been counted
			g.next = nil
		}
		g.mu.Unlock()
		if running == 0 {
			return
		}
		by.Wait(context.Background(), Ever, ended)
	}
}
