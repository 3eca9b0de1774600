package bolt

import (
	"bytes"
	"context"
	"errors"
)

// Walk walks the pages of an open store.
func (d *DB) Walk(ctx context.Context) error { return d.walkPages(ctx) }

// WalkData walks the pages of a file, and returns where those begin that are in use. kind is that of a page: "branch", "leaf",
// "free" for the list of free pages.
func WalkData(data []byte) (kinds map[int]string, pageSize int, err error) {
	m, ok := newestMeta(bytes.NewReader(data))
	if !ok {
		return nil, 0, errors.New("no header")
	}
	used, err := walkFile(context.Background(), bytes.NewReader(data), m)
	kinds = map[int]string{}
	for id := uint64(2); err == nil && id < m.pages; id++ {
		at := int(id * m.pageSize)
		if kind := native.Uint16(data[at+8:]); used.has(id) && native.Uint64(data[at:]) == id {
			kinds[at] = map[uint16]string{branchPage: "branch", leafPage: "leaf", freePages: "free"}[kind]
		}
	}
	return kinds, int(m.pageSize), err
}
