package memory_test

import (
	"context"
	"sync"
	"testing"

	"safeharbour/bot/store"
	"safeharbour/bot/store/memory"
	"safeharbour/bot/store/storetest"
)

// Memory keeps every promise that the store on a disk keeps: otherwise what is found, or not found, on it would say nothing.
func TestPromises(t *testing.T) {
	var mu sync.Mutex
	disks := map[string]*memory.Data{}
	storetest.Run(t, func(_ *testing.T, dir string) store.Store {
		mu.Lock()
		defer mu.Unlock()
		if disks[dir] == nil {
			disks[dir] = new(memory.Data)
		}
		return memory.Open(disks[dir], memory.Options{})
	})
}

// A copy goes its own way. If the two touched each other, a story that goes on from a copy would change the one before it.
func TestACopyIsApart(t *testing.T) {
	ctx, key := context.Background(), []byte("a")
	put := func(s store.Store, value string) {
		t.Helper()
		if err := s.Update(ctx, func(tx store.Tx) error { return tx.Put(store.Meta, key, []byte(value)) }); err != nil {
			t.Fatal(err)
		}
	}
	want := func(s store.Store, value string) {
		t.Helper()
		err := s.View(ctx, func(tx store.Tx) error {
			v, err := tx.Get(store.Meta, key)
			if string(v) != value {
				t.Errorf("got %q, want %q", v, value)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	first := new(memory.Data)
	one := memory.Open(first, memory.Options{})
	put(one, "before")
	other := memory.Open(first.Copy(), memory.Options{})
	put(one, "one")
	put(other, "other")
	want(one, "one")
	want(other, "other")
}
