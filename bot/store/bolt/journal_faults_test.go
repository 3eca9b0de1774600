package bolt_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"

	"safeharbour/bot/race"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/journal"
	"safeharbour/bot/store/storetest"
)

// On a full disk, refused commits fill a part of the journal to the brim, until the undoing of one stands in the next part alone. That
// is no damage: after a crash, the store would lie idle while people write.
func TestUndoneAtTheBrim(t *testing.T) {
	for _, size := range []int{1200, 200, 5000}[:race.Share(3, 3)] {
		path := newMarked(t)
		d := mustOpenMarked(t, path, journaled())
		var fault error
		d.FailCommits(func() error { return fault })
		put(t, d, "acknowledged", "1")
		fault = &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
		for n := range 150 {
			if err := tryOne(d, "refused", strings.Repeat("x", size)); !errors.Is(err, store.ErrFull) {
				t.Fatalf("got %v", err)
			}
			if n%3 != 0 {
				continue
			}
			if _, err := bolt.Inspect(t.Context(), leftBy(t, path), marked(), bolt.Quick); err != nil {
				t.Fatalf("of %d bytes, after %d refused commits: %v", size, n+1, err)
			}
		}
		fault = nil
		put(t, d, "later", "1")
		e := mustOpenMarked(t, leftBy(t, path), marked())
		want(t, e, "acknowledged", "1")
		want(t, e, "later", "1")
		if holds(t, e, "refused") {
			t.Error("what was refused is there")
		}
		mustClose(t, e)
		mustClose(t, d)
	}
}

// A program that knows no journal may have written to the file since. Then the journal is not put over that, and nothing is changed.
func TestWrittenWithoutItsJournal(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	for range 8 {
		path := newMarked(t)
		d := mustOpenMarked(t, path, journaled())
		for range 20 {
			if err := some(d, rnd, map[string]string{}); err != nil {
				t.Fatal(err)
			}
		}
		left := leftBy(t, path)
		mustClose(t, d)
		log := mustRead(t, left+journal.Ending)
		d = mustOpenMarked(t, left, marked())
		for n := range 1 + rnd.IntN(4) {
			put(t, d, fmt.Sprint("since ", n), "1")
		}
		mustClose(t, d)
		mustWrite(t, left+journal.Ending, log)
		was := mustRead(t, left)
		if _, err := bolt.Open(left, journaled()); !errors.Is(err, store.ErrBehind) {
			t.Fatalf("got %v", err)
		}
		if string(was) != string(mustRead(t, left)) {
			t.Fatal("the file was changed")
		}
		accepted := journaled()
		accepted.Accept = true
		want(t, mustOpenMarked(t, left, accepted), "since 0", "1")
	}
}

// A write that the file refused, and whose error a function passed over, is not in the journal: no start would get past it.
func TestRefusedWriteIsNotInTheJournal(t *testing.T) {
	for _, key := range []string{"", strings.Repeat("k", 40_000)} {
		path := newMarked(t)
		opts := journaled()
		opts.Journal = 1 << 20
		d := mustOpenMarked(t, path, opts)
		err := d.Update(t.Context(), func(tx store.Tx) error {
			if err := storetest.Scanning(tx); err != nil {
				return err
			}
			if err := tx.Put(store.Cases, []byte(key), []byte("some value")); err == nil {
				t.Error("it was taken")
			}
			return tx.Put(store.Meta, []byte("well"), []byte("1"))
		})
		if err != nil {
			t.Fatal(err)
		}
		e := mustOpenMarked(t, leftBy(t, path), marked())
		want(t, e, "well", "1")
		if n := nextCase(t, e); n != 251 {
			t.Errorf("the next case gets number %d", n)
		}
		mustClose(t, e)
		mustClose(t, d)
	}
}
