//go:build !race

package simulate

// seeds is how many seeds a run has.
const seeds = 10_000

const raceNote = "without the race detector"
