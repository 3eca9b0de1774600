// Package race tells a test whether the race detector is on, which makes everything five to forty times slower. A test that looks for
// no races then does a share of its cases; the Makefile runs it once more without the detector, and there it does all of them.
package race

// Share is how many of n cases a test does: all, or one in so many, and never none, with the race detector.
func Share(n, one int) int {
	if !On {
		return n
	}
	return max(1, n/one)
}
