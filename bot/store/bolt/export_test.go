package bolt

import (
	"bytes"
	"context"
	"os"
	"strings"
)

// Commits returns how many commits the file has seen.
func (d *DB) Commits() (n int, err error) {
	err = d.view(context.Background(), func(t *tx) error { n = t.bolt.ID(); return nil })
	return n, err
}

// OpenFiles returns how many open files the process has at path. It reads what Linux tells.
func OpenFiles(path string) (n int) {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		target, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err == nil && strings.TrimSuffix(target, " (deleted)") == path {
			n++
		}
	}
	return n
}

// HeadPages returns where the root page and the list of free pages begin in a file.
func HeadPages(data []byte) (root, free int) {
	m, _ := newestMeta(bytes.NewReader(data))
	return int(m.root * m.pageSize), int(m.freelist * m.pageSize)
}
