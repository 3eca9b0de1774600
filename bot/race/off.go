//go:build !race

package race

// On tells that the race detector is on.
const On = false
