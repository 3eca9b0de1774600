package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

func options() bolt.Options { return bolt.Options{Sealer: seal.New([32]byte{1})} }

func mustOpen(t testing.TB, path string) *bolt.DB {
	t.Helper()
	d, err := bolt.Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func mustClose(t testing.TB, d *bolt.DB) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// newFile returns the path of a store with some hundred records.
func newFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	d := mustOpen(t, path)
	err := d.Update(context.Background(), func(tx store.Tx) error {
		for i := range uint64(300) {
			if err := tx.Put(store.Cases, store.Key(i), bytes.Repeat([]byte{byte(i)}, 200)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, d)
	return path
}

// foreign makes a bbolt file that is not ours.
func foreign(t testing.TB, path string, opts *bbolt.Options) {
	t.Helper()
	b, err := bbolt.Open(path, 0o600, opts)
	if err != nil {
		t.Fatal(err)
	}
	err = b.Update(func(tx *bbolt.Tx) error {
		in, err := tx.CreateBucket([]byte("meta"))
		return errors.Join(err, in.Put([]byte("a"), []byte("b")))
	})
	if err := errors.Join(err, b.Close()); err != nil {
		t.Fatal(err)
	}
}

// change opens a store with bbolt alone.
func change(t testing.TB, path string, fn func(*bbolt.Tx) error) {
	t.Helper()
	b, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(b.Update(fn), b.Close()); err != nil {
		t.Fatal(err)
	}
}

// scribble writes at a place of a file, or cuts it there.
func scribble(t testing.TB, path string, at int64, data []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if data == nil {
		err = f.Truncate(at)
	} else {
		_, err = f.WriteAt(data, at)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// badFile makes something that Open must refuse of a good store.
type badFile struct {
	name string
	make func(t *testing.T, path string)
	want error
	text string
}

func badFiles() []badFile {
	page := int64(os.Getpagesize())
	cut := func(at int64) func(*testing.T, string) {
		return func(t *testing.T, path string) { scribble(t, path, at, nil) }
	}
	write := func(at int64, data []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) { scribble(t, path, at, data) }
	}
	replace := func(opts *bbolt.Options) func(*testing.T, string) {
		return func(t *testing.T, path string) { os.Remove(path); foreign(t, path, opts) }
	}
	head := func(key string, value []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			change(t, path, func(tx *bbolt.Tx) error {
				return tx.Bucket([]byte("safeharbour")).Put([]byte(key), value)
			})
		}
	}
	otherCheck := seal.New([32]byte{2}).Seal("safeharbour", []byte("check"), []byte("Safe Harbour"))
	return []badFile{
		{"empty", cut(0), store.ErrForeign, "empty"},
		{"a letter", cut(1), store.ErrForeign, ""},
		{"text", write(0, bytes.Repeat([]byte("not a store\n"), 4000)), store.ErrForeign, ""},
		{"zeros", write(0, make([]byte, 1<<16)), store.ErrForeign, ""},
		{"cut behind the header", cut(2 * page), store.ErrForeign, "cut"},
		{"cut in the middle", cut(9 * page), store.ErrForeign, "cut"},
		{"pages overwritten", write(2*page, bytes.Repeat([]byte{0xA5}, int(200*page))), store.ErrForeign, "damaged"},
		{"another program's", replace(nil), store.ErrForeign, "another program"},
		{"another program's, that bbolt would change", replace(&bbolt.Options{NoFreelistSync: true}), store.ErrForeign, ""},
		{"another layout", head("layout", []byte("2")), nil, `layout is "2"`},
		{"another key", head("check", otherCheck), store.ErrSealed, "another key"},
		{"without its check", head("check", nil), store.ErrSealed, ""},
	}
}

func TestOpenRefusesAndLeavesAlone(t *testing.T) {
	for _, c := range badFiles() {
		t.Run(c.name, func(t *testing.T) {
			path := newFile(t)
			c.make(t, path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = bolt.Open(path, options())
			if err == nil || (c.want != nil && !errors.Is(err, c.want)) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v, want %v with %q", err, c.want, c.text)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the file was changed (%v)", err)
			}
			if n := bolt.OpenFiles(path); n > 0 {
				t.Errorf("%d files are still open", n)
			}
		})
	}
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := bolt.Open(dir, options()); err == nil {
		t.Error("a folder was opened")
	}
	path := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "nowhere"), path); err != nil {
		t.Skip(err)
	}
	if _, err := bolt.Open(path, options()); err == nil {
		t.Error("a link to nowhere was opened")
	}
	if _, err := bolt.Open(filepath.Join(dir, "store.db"), bolt.Options{}); err == nil {
		t.Error("opened without a sealer")
	}
}

func TestOneDamagedHeaderIsSurvived(t *testing.T) {
	for _, at := range []int64{0, int64(os.Getpagesize())} {
		path := newFile(t)
		scribble(t, path, at, make([]byte, 100))
		d := mustOpen(t, path)
		put(t, d, "a", "1") // commits write the two headers in turn
		put(t, d, "a", "2")
		if err := d.Check(context.Background()); err != nil {
			t.Errorf("header at %d: %v", at, err)
		}
		mustClose(t, d)
	}
}

// TestRandomDamage flips bytes anywhere. Opening and reading may fail, but nothing may crash or hang.
func TestRandomDamage(t *testing.T) {
	whole, err := os.ReadFile(newFile(t))
	if err != nil {
		t.Fatal(err)
	}
	whole = bytes.TrimRight(whole, "\x00")
	whole = append(whole, make([]byte, os.Getpagesize())...) // the end of a page may be empty
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		damaged := bytes.Clone(whole)
		for range 1 + r.IntN(3) {
			damaged[r.IntN(len(damaged))] ^= byte(1 + r.IntN(255))
		}
		path := filepath.Join(t.TempDir(), "store.db")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		openAndRead(path)
	}
}

func openAndRead(path string) {
	d, err := bolt.Open(path, options())
	if err != nil {
		return
	}
	defer d.Close()
	_ = d.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(store.Cases, nil, nil, func(k, v []byte) error { return nil })
	})
	_ = d.Update(context.Background(), func(tx store.Tx) error {
		return tx.Put(store.Cases, store.Key(150), []byte("x"))
	})
}

func TestInUse(t *testing.T) {
	path := newFile(t)
	d := mustOpen(t, path)
	if _, err := bolt.Open(path, options()); !errors.Is(err, store.ErrInUse) {
		t.Errorf("got %v", err)
	}
	opts := options()
	opts.Timeout = time.Minute
	got := make(chan error)
	go func() {
		d, err := bolt.Open(path, opts)
		if err == nil {
			err = d.Close()
		}
		got <- err
	}()
	mustClose(t, d)
	if err := <-got; err != nil {
		t.Errorf("with time to wait: %v", err)
	}
}

func TestOpenMakesAStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, "store.db")
	mustClose(t, mustOpen(t, path))
	if runtime.GOOS != "windows" {
		for name, want := range map[string]fs.FileMode{dir: 0o700, path: 0o600} {
			info, err := os.Stat(name)
			if err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: mode %v, want %v (%v)", filepath.Base(name), info.Mode().Perm(), want, err)
			}
		}
	}
	// A crash while the store was made leaves this, whole or not.
	for _, name := range []string{"store.db.new-1", "store.db.new-2", "other.new-3"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	mustClose(t, mustOpen(t, path))
	if got := names(t, dir); got != "other.new-3 store.db" {
		t.Errorf("the folder holds %s", got)
	}
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// TestStartedTwice opens a store that is not there many times at once. One makes it; nobody loses what it wrote.
func TestStartedTwice(t *testing.T) {
	for range 10 {
		dir := t.TempDir()
		path := filepath.Join(dir, "store.db")
		var all sync.WaitGroup
		opened := make(chan *bolt.DB, 8)
		for range cap(opened) {
			all.Go(func() {
				d, err := bolt.Open(path, options())
				if err == nil {
					opened <- d
				} else if !errors.Is(err, store.ErrInUse) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(opened) != 1 {
			t.Fatalf("%d processes opened the store", len(opened))
		}
		d := <-opened
		put(t, d, "a", "1")
		mustClose(t, d)
		want(t, mustOpen(t, path), "a", "1")
		if got := names(t, dir); got != "store.db" {
			t.Errorf("the folder holds %s", got)
		}
	}
}

func TestMovedRecord(t *testing.T) {
	path := newFile(t)
	change(t, path, func(tx *bbolt.Tx) error {
		cases := tx.Bucket([]byte("cases"))
		return cases.Put(store.Key(7), cases.Get(store.Key(8)))
	})
	d := mustOpen(t, path)
	err := d.View(context.Background(), func(tx store.Tx) error {
		_, err := tx.Get(store.Cases, store.Key(7))
		if !errors.Is(err, store.ErrSealed) {
			t.Errorf("get: %v", err)
		}
		return tx.Scan(store.Cases, nil, nil, func(k, v []byte) error { return nil })
	})
	if !errors.Is(err, store.ErrSealed) {
		t.Errorf("scan: %v", err)
	}
	if err := d.Check(context.Background()); !errors.Is(err, store.ErrSealed) {
		t.Errorf("check: %v", err)
	}
}

func TestHeadIsOutOfReach(t *testing.T) {
	d := mustOpen(t, newFile(t))
	err := d.Update(context.Background(), func(tx store.Tx) error {
		return tx.Put("safeharbour", []byte("layout"), []byte("2"))
	})
	if err == nil {
		t.Error("a transaction wrote to the head of the file")
	}
}

// TestNewBucket opens a store that an older program made, which knew fewer buckets.
func TestNewBucket(t *testing.T) {
	path := newFile(t)
	change(t, path, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("desk")) })
	d := mustOpen(t, path)
	err := d.Update(context.Background(), func(tx store.Tx) error { return tx.Put(store.Desk, []byte("a"), nil) })
	if err != nil {
		t.Error(err)
	}
}
