//go:build !linux && !darwin

package vault

import "math"

// Free does not know on this system: it says that there is no end of room.
func Free(dir string) (uint64, error) { return free(dir) }

// free does not know; a disk that is full then says so itself.
func free(string) (uint64, error) { return math.MaxUint64, nil }
