package clock

import (
	"context"
	"sync"
)

// Group is work that somebody waits for in the end. Its zero value is ready. Its methods may be called concurrently, but one
// waits at a time.
type Group struct {
	mu      sync.Mutex
	running int
	ended   chan struct{} // holds one: something ended
}

// Go calls fn beside the caller, as the clock does.
func (g *Group) Go(by Clock, fn func()) {
	g.mu.Lock()
	g.running++
	if g.ended == nil {
		g.ended = make(chan struct{}, 1)
	}
	g.mu.Unlock()
	by.Go(func() {
		defer g.end()
		fn()
	})
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
		g.mu.Unlock()
		if running == 0 {
			return
		}
		by.Wait(context.Background(), Ever, ended)
	}
}
