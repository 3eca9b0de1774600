//go:build !linux

package disk

import "os"

// SyncData puts what was written to a file on the disk. Each descriptor of a file hears of an error once: who must hear of it has one
// of its own.
func SyncData(f *os.File) error { return f.Sync() }

// SyncDataBeside does the same.
func SyncDataBeside(f *os.File) error { return f.Sync() }
