package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"safeharbour/bot/store"
)

// What a disk says decides between waiting and ending: no room changes nothing and passes; after a sync or a read that failed,
// nobody knows what is on the disk.
func TestWhatTheDiskSays(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault error
		want  error
	}{
		{"no room for a page", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, store.ErrFull},
		{"no room in one's share", &fs.PathError{Op: "write", Path: "x", Err: syscall.EDQUOT}, store.ErrFull},
		{"no room to grow", fmt.Errorf("file resize error: %s", &fs.PathError{Op: "truncate", Path: "x", Err: syscall.ENOSPC}), store.ErrFull},
		{"a page that cannot be written", &fs.PathError{Op: "write", Path: "x", Err: syscall.EIO}, store.ErrBroken},
		{"growing fails otherwise", fmt.Errorf("file resize error: %s", &fs.PathError{Op: "truncate", Path: "x", Err: syscall.EIO}), store.ErrBroken},
		{"the sync fails", syscall.EIO, store.ErrBroken},
		{"the sync finds no room", syscall.ENOSPC, store.ErrBroken},
		{"the sync after growing", fmt.Errorf("file sync error: %s", &fs.PathError{Op: "sync", Path: "x", Err: syscall.ENOSPC}), store.ErrBroken},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := newMarked(t)
			d := mustOpenMarked(t, path, journaled())
			fault := c.fault
			d.FailCommits(func() error { return fault })
			write := func() error {
				return d.Update(context.Background(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("k"), []byte("v")) })
			}
			if err := write(); !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			fault = nil
			if err := write(); (err == nil) != (c.want == store.ErrFull) {
				t.Errorf("the next commit: %v", err)
			}
			if c.want == store.ErrFull {
				want(t, d, "k", "v")
			}
		})
	}
}
