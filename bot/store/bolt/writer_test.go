package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

func put(t testing.TB, d *bolt.DB, key, value string) {
	t.Helper()
	if err := tryOne(d, key, value); err != nil {
		t.Fatal(err)
	}
}

func tryOne(d *bolt.DB, key, value string) error {
	return d.Update(context.Background(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte(key), []byte(value)) })
}

func want(t testing.TB, d *bolt.DB, key, want string) {
	t.Helper()
	err := d.View(context.Background(), func(tx store.Tx) error {
		got, err := tx.Get(store.Meta, []byte(key))
		if err == nil && string(got) != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
		return err
	})
	if err != nil {
		t.Errorf("%s: %v", key, err)
	}
}

// together runs n updates in one group, in order: the writer is held until all wait.
func together(t *testing.T, d *bolt.DB, n int, fn func(tx store.Tx, i int) error) []error {
	t.Helper()
	errs := make([]error, n)
	gate := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_ = d.Update(context.Background(), func(tx store.Tx) error { err := storetest.Scanning(tx); <-gate; return err })
	})
	synctest.Wait()
	for i := range n {
		all.Go(func() {
			errs[i] = d.Update(context.Background(), func(tx store.Tx) error { return fn(tx, i) })
		})
		synctest.Wait()
	}
	close(gate)
	all.Wait()
	return errs
}

// inWriter has a function of together run in the writer, and not as a draft.
func inWriter(fn func(tx store.Tx, i int) error) func(tx store.Tx, i int) error {
	return func(tx store.Tx, i int) error {
		if err := storetest.Scanning(tx); err != nil {
			return err
		}
		return fn(tx, i)
	}
}

func putNumber(tx store.Tx, i int) error {
	return tx.Put(store.Cases, store.Key(uint64(i)), []byte("x"))
}

// groupCase is a group of 100 of which some fail. Each member writes once more after fail returned nil.
type groupCase struct {
	name          string
	fail          func(tx store.Tx, i int) error
	commits, runs int
}

var errBoom = errors.New("boom")

func groupCases() []groupCase {
	late := func(tx store.Tx, i int) error { return errors.Join(errBoom, putNumber(tx, i)) }
	on := func(bad func(i int) bool, fail func(tx store.Tx, i int) error) func(tx store.Tx, i int) error {
		return func(tx store.Tx, i int) error {
			if bad(i) {
				return fail(tx, i)
			}
			return nil
		}
	}
	only := func(n int) func(int) bool { return func(i int) bool { return i == n } }
	return []groupCase{
		{"all well", on(only(-1), late), 1, 100},
		{"one fails before it writes", on(only(50), func(store.Tx, int) error { return errBoom }), 1, 100},
		{"one fails after it wrote", on(only(50), late), 2, 150},
		{"the first fails", on(only(0), late), 1, 100},
		{"the last panics", on(only(99), func(store.Tx, int) error { panic("boom") }), 1, 199},
		{"each fourth fails", on(func(i int) bool { return i%4 == 3 }, late), 25, 175},
		{"all fail", late, 0, 100},
	}
}

// TestGroups counts commits and runs: what waits together is committed together, and a failing member costs one
// commit more and a second run of those before it.
func TestGroups(t *testing.T) {
	for _, c := range groupCases() {
		t.Run(c.name, func(t *testing.T) { synctest.Test(t, c.test) })
	}
}

func (c groupCase) test(t *testing.T) {
	d := storetest.Open(t)
	before, _ := d.Commits()
	runs := 0
	var order []int
	together(t, d, 100, inWriter(func(tx store.Tx, i int) error {
		runs++
		tx.OnCommit(func() { order = append(order, i) })
		if err := c.fail(tx, i); err != nil {
			return err
		}
		return putNumber(tx, i)
	}))
	after, _ := d.Commits()
	if after-before != c.commits || runs != c.runs {
		t.Errorf("%d commits and %d runs, want %d and %d", after-before, runs, c.commits, c.runs)
	}
	if !slices.IsSorted(order) {
		t.Errorf("committed in the order %v", order)
	}
}

// TestFickleMember has a member fail only when it runs again.
func TestFickleMember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := storetest.Open(t)
		runs := [8]int{}
		errs := together(t, d, len(runs), inWriter(func(tx store.Tx, i int) error {
			runs[i]++
			if err := putNumber(tx, i); err != nil {
				return err
			}
			if i == 2 && runs[i] > 1 || i == 5 {
				return errors.New("boom")
			}
			return nil
		}))
		for i, err := range errs {
			if (err != nil) != (i == 2 || i == 5) {
				t.Errorf("member %d: %v", i, err)
			}
		}
	})
}

// A turn that fails over what another one wrote, for which there was no room, has not failed: the writes it met never came to be. Three
// such failures make a dead letter of what a person sent.
func TestFailureOverWhatWasRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := storetest.Open(t)
		refusals := 1
		d.FailCommits(func() error {
			if refusals--; refusals < 0 {
				return nil
			}
			return &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
		})
		errs := together(t, d, 3, inWriter(func(tx store.Tx, i int) error {
			_, err := tx.Get(store.Cases, store.Key(0))
			if met := err == nil; i == 1 && met {
				return errors.Join(putNumber(tx, i), errBoom)
			}
			return putNumber(tx, i)
		}))
		if !errors.Is(errs[0], store.ErrFull) || errs[1] != nil || errs[2] != nil {
			t.Errorf("they heard %v", errs)
		}
		err := d.View(t.Context(), func(tx store.Tx) error {
			_, err := tx.Get(store.Cases, store.Key(1))
			return err
		})
		if err != nil {
			t.Error("what the second wrote:", err)
		}
	})
}

func TestReadingCostsNoCommit(t *testing.T) {
	d := storetest.Open(t)
	put(t, d, "a", "1")
	before, _ := d.Commits()
	err := d.Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.Get(store.Meta, []byte("a"))
		return err
	})
	if after, _ := d.Commits(); after != before || err != nil {
		t.Errorf("%d commits, %v", after-before, err)
	}
}

// TestTimeOfAGroup: a member that runs again must see the time that it saw before, or it might do something else.
func TestTimeOfAGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("somewhere", 3600))
		d := storetest.OpenWith(t, t.TempDir(), bolt.Options{Now: func() time.Time {
			at = at.Add(time.Second)
			return at
		}})
		seen := [2][]time.Time{}
		together(t, d, 2, inWriter(func(tx store.Tx, i int) error {
			seen[i] = append(seen[i], tx.Now())
			if i == 1 {
				return errors.Join(putNumber(tx, i), errors.New("boom"))
			}
			return putNumber(tx, i)
		}))
		// The fifth call: before it came three drafts, which scan, and the group of the one that held the rest.
		want := time.Date(2026, 1, 2, 2, 4, 10, 6, time.UTC)
		if got := fmt.Sprint(seen); got != fmt.Sprint([2][]time.Time{{want, want}, {want}}) {
			t.Errorf("saw %v, want %v", got, want)
		}
	})
}

func TestContextEndsInTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := storetest.Open(t)
		gate := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			_ = d.Update(context.Background(), func(tx store.Tx) error { err := storetest.Scanning(tx); <-gate; return err })
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		err := d.Update(ctx, func(tx store.Tx) error { return putNumber(tx, 1) })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		close(gate)
		all.Wait()
		err = d.View(context.Background(), func(tx store.Tx) error { _, err := tx.Get(store.Cases, store.Key(1)); return err })
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("what was given up is written: %v", err)
		}
		put(t, d, "a", "1") // those behind it are not harmed
	})
}

// wantBroken makes sure that a store takes no more, still reads, and closes.
func wantBroken(t *testing.T, d *bolt.DB, first error) {
	t.Helper()
	if !errors.Is(first, store.ErrBroken) || errors.Is(first, store.ErrPanic) {
		t.Errorf("got %v", first)
	}
	err := d.Update(context.Background(), func(store.Tx) error { t.Error("it ran"); return nil })
	if !errors.Is(err, store.ErrBroken) {
		t.Errorf("the next update: %v", err)
	}
	want(t, d, "a", "1")
	mustClose(t, d)
	err = d.Update(context.Background(), func(store.Tx) error { return nil })
	if !errors.Is(err, store.ErrBroken) {
		t.Errorf("an update after closing: %v", err)
	}
}

func TestPanicAfterCommit(t *testing.T) {
	d := storetest.Open(t)
	put(t, d, "a", "1")
	wantBroken(t, d, d.Update(context.Background(), func(tx store.Tx) error {
		tx.OnCommit(func() { panic("words") })
		return tx.Put(store.Meta, []byte("b"), nil)
	}))
}

// TestGoroutineEnds has a function end the writer's goroutine, as a misplaced t.Fatal does. Nobody may hang.
func TestGoroutineEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := storetest.Open(t)
		put(t, d, "a", "1")
		errs := together(t, d, 10, inWriter(func(tx store.Tx, i int) error {
			if i == 5 {
				runtime.Goexit()
			}
			return putNumber(tx, i)
		}))
		for i, err := range errs {
			if !errors.Is(err, store.ErrBroken) {
				t.Errorf("member %d: %v", i, err)
			}
		}
		wantBroken(t, d, errs[5])
	})
}

// TestFileCutUnderTheStore reads pages that the disk no longer has. The process must live to tell.
func TestFileCutUnderTheStore(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems do not let go of a mapped file")
	}
	path := newFile(t)
	d := mustOpen(t, path)
	scribble(t, path, int64(4*os.Getpagesize()), nil)
	err := d.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(store.Cases, nil, nil, func(k, v []byte) error { return nil })
	})
	if !errors.Is(err, store.ErrPanic) || !strings.Contains(err.Error(), "bbolt") {
		t.Errorf("view: %v", err)
	}
	err = d.Update(context.Background(), func(tx store.Tx) error {
		return tx.Put(store.Cases, store.Key(150), nil)
	})
	if !errors.Is(err, store.ErrPanic) && !errors.Is(err, store.ErrBroken) {
		t.Errorf("update: %v", err)
	}
	mustClose(t, d)
}

func TestSize(t *testing.T) {
	d := storetest.Open(t)
	before, err := d.Size(context.Background())
	if err != nil || before == 0 {
		t.Fatalf("got %d, %v", before, err)
	}
	put(t, d, "a", strings.Repeat("x", 1<<20))
	if after, err := d.Size(context.Background()); err != nil || after < before+1<<20 {
		t.Errorf("got %d, %v after a megabyte; %d before", after, err, before)
	}
	mustClose(t, d)
	if _, err := d.Size(context.Background()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
	if err := d.Check(context.Background()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("check after closing: %v", err)
	}
}
