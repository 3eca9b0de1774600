//go:build race

package simulate

// seeds is fewer with the race detector: a run is one goroutine at a time, and what it looks for is not there.
const seeds = 60

// oneReal and both: one seed in so many runs on the real store, and so many run on both.
const oneReal, both = 20, 3

const raceNote = "with the race detector, so fewer than the usual 10,000"
