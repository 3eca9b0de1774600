//go:build !linux && !darwin

package vault

import "math"

// free does not know; a disk that is full then says so itself.
func free(string) (uint64, error) { return math.MaxUint64, nil }
