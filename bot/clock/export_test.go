package clock

// Resting is how many goroutines wait for more work.
func (g *Group) Resting() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.resting)
}
