package storetest

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// Open opens a new sealed store in a folder of the test. After the test it is checked and closed.
func Open(t testing.TB) *bolt.DB {
	t.Helper()
	return OpenAt(t, t.TempDir())
}

// OpenAt is [Open] for the folder dir. Opened there again after [bolt.DB.Close], it is the same store with the same key.
func OpenAt(t testing.TB, dir string) *bolt.DB {
	t.Helper()
	return OpenWith(t, dir, bolt.Options{})
}

// OpenWith is [OpenAt] with options. The key is the tests' own, unless a sealer is given.
func OpenWith(t testing.TB, dir string, opts bolt.Options) *bolt.DB {
	t.Helper()
	if opts.Sealer == nil {
		opts.Sealer = seal.New([32]byte{31: 1})
	}
	d, err := bolt.Open(filepath.Join(dir, "store.db"), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Check(context.Background()); err != nil && !errors.Is(err, store.ErrClosed) {
			t.Errorf("the store after the test: %v", err)
		}
		if err := d.Close(); err != nil {
			t.Errorf("closing the store after the test: %v", err)
		}
	})
	return d
}
