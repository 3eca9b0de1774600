//go:build !race

package simulate

// seeds is how many seeds a run has.
const seeds = 10_000

const raceNote = "without the race detector"

// oneReal and both: one seed in so many runs on the real store, and so many run on both.
const oneReal, both = 100, 30
