package bolt_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// Old conversations lie in the file for half a year. Pages that stay two thirds empty make it, each backup, and what must be read
// for a person who comes back, twice as large.
func TestConversationsFillTheirPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := mustOpen(t, path)
	const n, size = 300, 620
	for i := range uint64(n) {
		for share := 3; share > 0; share-- { // it grows
			value := bytes.Repeat([]byte("x"), size/share)
			err := d.Update(t.Context(), func(tx store.Tx) error { return tx.Put(store.Conversations, store.Key(i), value) })
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	mustClose(t, d)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pages := bolt.UsedPages(data) - bolt.FreePages(data)
	if share := n * size * 100 / (pages * os.Getpagesize()); share < 40 { // the empty buckets have a page each
		t.Errorf("%d pages are in use: conversations fill %d %% of them", pages, share)
	}
}
