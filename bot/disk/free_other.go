//go:build !linux && !darwin

package disk

import "math"

// Free does not know; a disk that is full then says so itself.
func Free(string) (uint64, error) { return math.MaxUint64, nil }
