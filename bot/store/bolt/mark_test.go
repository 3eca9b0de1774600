package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

func marked() bolt.Options { o := options(); o.Mark = true; return o }

func mustOpenMarked(t testing.TB, path string, opts bolt.Options) *bolt.DB {
	t.Helper()
	d, err := bolt.Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// newMarked is a store with a mark, closed, with some cases.
func newMarked(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	d := mustOpenMarked(t, path, marked())
	for i := range 5 {
		addCases(t, d, 50, fmt.Sprint("words ", i))
	}
	mustClose(t, d)
	return path
}

// addCases adds cases in one commit.
func addCases(t testing.TB, d *bolt.DB, n int, words string) {
	t.Helper()
	err := d.Update(context.Background(), func(tx store.Tx) error {
		for range n {
			id, err := tx.Next(store.Cases)
			if err != nil {
				return err
			}
			if err := tx.Put(store.Cases, store.Key(id), fmt.Append(nil, words, " ", id)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	mustWrite(t, to, mustRead(t, from))
}

// nextCase is the number that the next case would get.
func nextCase(t testing.TB, d *bolt.DB) (n uint64) {
	t.Helper()
	err := d.Update(context.Background(), func(tx store.Tx) (err error) { n, err = tx.Next(store.Cases); return err })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// An older copy of a store opens just as well as the newest one. Without the mark, a restored night would pass for today.
func TestAnOlderCopyIsRefused(t *testing.T) {
	path := newMarked(t)
	copyFile(t, path, path+".yesterday")
	d := mustOpenMarked(t, path, marked())
	addCases(t, d, 1, "of today")
	last := nextCase(t, d)
	mustClose(t, d)
	copyFile(t, path+".yesterday", path)

	if _, err := bolt.Open(path, marked()); !errors.Is(err, store.ErrBehind) {
		t.Fatalf("got %v, want ErrBehind", err)
	}
	if _, err := bolt.Inspect(t.Context(), path, marked(), bolt.Quick); !errors.Is(err, store.ErrBehind) {
		t.Errorf("inspect: %v, want ErrBehind", err)
	}
	accept := marked()
	accept.Accept = true
	d = mustOpenMarked(t, path, accept)
	until, restored := d.Restored()
	if !restored || time.Since(until) > time.Hour {
		t.Errorf("restored %v, as of %v", restored, until)
	}
	if n := nextCase(t, d); n <= last {
		t.Errorf("case number %d is given again: the buttons of a lost case would act on a new one", n)
	}
	if err := d.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, d)
	d = mustOpenMarked(t, path, marked()) // once is enough
	if _, restored := d.Restored(); restored {
		t.Error("it is to be settled a second time")
	}
}

// Nobody may find an empty store where there was a full one.
func TestAMissingStoreIsNotMadeAnew(t *testing.T) {
	path := newMarked(t)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(path, marked()); !errors.Is(err, store.ErrMissing) {
		t.Errorf("got %v, want ErrMissing", err)
	}
	if _, err := bolt.Inspect(t.Context(), path, marked(), bolt.AsNeeded); !errors.Is(err, store.ErrMissing) {
		t.Errorf("inspect: %v, want ErrMissing", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("there is a store now")
	}
}

// A mark that is lost or spoilt costs a longer look and nothing else: it must never keep people from the bot.
func TestALostMarkIsNoFault(t *testing.T) {
	for name, spoil := range map[string]func(string) error{
		"lost":    os.Remove,
		"empty":   func(p string) error { return os.WriteFile(p, nil, 0o600) },
		"garbage": func(p string) error { return os.WriteFile(p, make([]byte, 160), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			path := newMarked(t)
			if err := spoil(path + ".hw"); err != nil {
				t.Fatal(err)
			}
			r, err := bolt.Inspect(t.Context(), path, marked(), bolt.AsNeeded)
			if err != nil || !r.Whole || r.Clean || r.Total() != 250 {
				t.Errorf("got %+v, %v", r, err)
			}
			mustClose(t, mustOpenMarked(t, path, marked()))
		})
	}
}

// The list of free pages has no sum of its own: with a wrong one, the next commits overwrite records that are in use.
func TestChangesOfTheHeadAreSeen(t *testing.T) {
	path := newMarked(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := bolt.Inspect(t.Context(), path, marked(), bolt.Quick)
	if err != nil || !r.Clean || r.Whole {
		t.Fatalf("a healthy store: %+v, %v", r, err)
	}
	root, free := bolt.HeadPages(data)
	for _, page := range []int{root, free} {
		for _, at := range []int{8, 20, 40} {
			scribble(t, path, int64(page+at), []byte{data[page+at] ^ 1})
			if _, err := bolt.Inspect(t.Context(), path, marked(), bolt.Quick); !errors.Is(err, store.ErrForeign) {
				t.Errorf("byte %d of page at %d: %v", at, page, err)
			}
			scribble(t, path, int64(page+at), data[page+at:page+at+1])
		}
	}
}

// Compacting keeps what is there, forgets what was deleted, and the mark follows.
func TestCompact(t *testing.T) {
	path := newMarked(t)
	d := mustOpenMarked(t, path, marked())
	for i := range uint64(200) {
		err := d.Update(t.Context(), func(tx store.Tx) error { return tx.Delete(store.Cases, store.Key(i+1)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, d)
	before, after, err := bolt.Compact(t.Context(), path, marked())
	if err != nil || after > before {
		t.Fatalf("from %d to %d bytes: %v", before, after, err)
	}
	r, err := bolt.Inspect(t.Context(), path, marked(), bolt.Quick)
	if err != nil || !r.Clean {
		t.Errorf("after compacting: %+v, %v", r, err)
	}
	d = mustOpenMarked(t, path, marked())
	if n := nextCase(t, d); n != 251 {
		t.Errorf("the next case gets number %d, want 251", n)
	}
	r, err = d.Copy(t.Context(), path+".copy")
	if err != nil || r.Records[store.Cases] != 50 {
		t.Errorf("a copy beside a running store: %+v, %v", r, err)
	}
	if got := names(t, filepath.Dir(path)); got != "store.db store.db.copy store.db.hw" {
		t.Errorf("the folder holds %s", got)
	}
}

// When the copy cannot be made, the old file is there as it was.
func TestFailedCompactLeavesTheOld(t *testing.T) {
	path := newMarked(t)
	d := mustOpenMarked(t, path, marked())
	addCases(t, d, 2000, "more") // so many that the copying looks whether it is still wanted
	mustClose(t, d)
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := bolt.Compact(ctx, path, marked()); !errors.Is(err, context.Canceled) {
		t.Errorf("a compaction that is not wanted any more: %v", err)
	}
	is, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(was, is) {
		t.Errorf("the old file was touched, %v", err)
	}
	if got := names(t, filepath.Dir(path)); got != "store.db store.db.hw" {
		t.Errorf("the folder holds %s", got)
	}
	d = mustOpenMarked(t, path, marked())
	if _, _, err := bolt.Compact(t.Context(), path, marked()); !errors.Is(err, store.ErrInUse) {
		t.Errorf("compacting a store in use: %v", err)
	}
	mustClose(t, d)
}

// After a kill, the next start looks at the whole store. A command that only opens and closes it in between must not hide that.
func TestAnUncleanStoreStaysSo(t *testing.T) {
	path := newMarked(t)
	clean, err := os.ReadFile(path + ".hw")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".hw", bolt.OpenMark(clean), 0o600); err != nil {
		t.Fatal(err)
	}
	isClean := func() bool {
		r, err := bolt.Inspect(t.Context(), path, marked(), bolt.Quick)
		if err != nil {
			t.Fatal(err)
		}
		return r.Clean
	}
	mustClose(t, mustOpenMarked(t, path, marked()))
	if isClean() {
		t.Error("opening and closing it made a clean store of it")
	}
	d := mustOpenMarked(t, path, marked())
	if err := d.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, d)
	if !isClean() {
		t.Error("it was checked, and is still not clean")
	}
	if err := os.WriteFile(path+".hw", bolt.OpenMark(clean), 0o600); err != nil {
		t.Fatal(err)
	}
	looked := marked()
	looked.Inspected = true
	mustClose(t, mustOpenMarked(t, path, looked))
	if !isClean() {
		t.Error("it was looked at before it was opened, and is still not clean")
	}
}
