package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

// eager is a store that tells of updates before they are on the disk, from the first one on.
func eager(t *testing.T) *bolt.DB {
	t.Helper()
	d := storetest.OpenWith(t, t.TempDir(), bolt.Options{Ahead: true})
	for range bolt.CarefulFirst {
		if err := d.Update(context.Background(), func(tx store.Tx) error { tx.Ahead(func(store.Pending) {}); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// hold keeps the writer busy until release is called, so that updates wait behind it.
func hold(t *testing.T, d *bolt.DB) (release func()) {
	gate := make(chan struct{})
	var over sync.WaitGroup
	over.Go(func() {
		err := d.Update(context.Background(), func(tx store.Tx) error { err := storetest.Scanning(tx); <-gate; return err })
		if err != nil {
			t.Errorf("the update that holds the others: %v", err)
		}
	})
	synctest.Wait()
	return func() { close(gate); over.Wait() }
}

// pair is an update, and one that follows it.
type pair struct {
	first, second error
	told          []store.Pending
	waited        error
	over          sync.WaitGroup
}

// begin begins an update, and, as soon as it is told of, one that follows it and writes "second". Both wait for the writer.
func (p *pair) begin(ctx context.Context, d *bolt.DB, first func(store.Tx) error) {
	p.over.Go(func() {
		p.first = d.Update(ctx, func(tx store.Tx) error {
			tx.Ahead(func(pending store.Pending) {
				p.told = append(p.told, pending)
				if pending == nil {
					return
				}
				p.over.Go(func() { p.waited = pending.Wait(context.Background()) })
				p.over.Go(func() {
					p.second = d.Update(store.After(context.Background(), pending), func(tx store.Tx) error {
						return tx.Put(store.Cases, []byte("second"), []byte("1"))
					})
				})
			})
			return first(tx)
		})
	})
	synctest.Wait()
}

// lies tells whether a record is there.
func lies(t *testing.T, d *bolt.DB, key string) (there bool) {
	t.Helper()
	err := d.View(context.Background(), func(tx store.Tx) error {
		_, err := tx.Get(store.Cases, []byte(key))
		if there = err == nil; errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}

func putFirst(tx store.Tx) error { return tx.Put(store.Cases, []byte("first"), []byte("1")) }

// One that follows begins before the first is on the disk, and shares its commit: a reply waits for one commit, not for two.
func TestWhoFollowsSharesTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := eager(t)
		before, _ := d.Commits()
		release := hold(t, d)
		var p pair
		p.begin(context.Background(), d, putFirst)
		if len(p.told) != 1 || p.told[0] == nil {
			t.Errorf("told of %v before the commit, want once", p.told)
		}
		release()
		p.over.Wait()
		if err := errors.Join(p.first, p.second, p.waited); err != nil || !lies(t, d, "first") || !lies(t, d, "second") {
			t.Errorf("%v, %v, %v", p.first, p.second, p.waited)
		}
		if after, _ := d.Commits(); after-before != 1 {
			t.Errorf("%d commits, want 1", after-before)
		}
	})
}

// What follows an update that came to nothing is not carried out: else a turn would be done of an input that Telegram sends again.
func TestNobodyFollowsWhatWasUndone(t *testing.T) {
	overtaken := func(again error) func(store.Tx) error { // reads what changes before its turn comes
		runs := 0
		return func(tx store.Tx) error {
			if runs++; runs > 1 && again != nil {
				return again
			}
			_, err := tx.Get(store.Meta, []byte("count"))
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			return putFirst(tx)
		}
	}
	stopped, stop := context.WithCancel(context.Background())
	cases := map[string]struct {
		ctx    context.Context
		first  func(store.Tx) error
		fault  error // of the commit
		before func()
		want   error
		anew   bool // the first runs again, and is told of once more
	}{
		"its function ran again and failed": {first: overtaken(errBoom), want: errBoom},
		"its function ran again":            {first: overtaken(nil), anew: true},
		"its caller went away":              {ctx: stopped, first: putFirst, before: stop, want: context.Canceled},
		"the disk was full":                 {first: putFirst, fault: &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, want: store.ErrFull},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := eager(t)
				release := hold(t, d)
				var other sync.WaitGroup
				other.Go(func() {
					_ = d.Update(context.Background(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("count"), []byte("1")) })
				})
				synctest.Wait()
				var p pair
				ctx := c.ctx
				if ctx == nil {
					ctx = context.Background()
				}
				p.begin(ctx, d, c.first)
				if c.before != nil {
					c.before()
					synctest.Wait()
				}
				fault := c.fault
				d.FailCommits(func() error { return fault })
				release()
				p.over.Wait()
				other.Wait()
				if !errors.Is(p.first, c.want) || (p.first == nil) != (c.want == nil) {
					t.Errorf("the first gave %v, want %v", p.first, c.want)
				}
				if !errors.Is(p.second, store.ErrUndone) && (fault == nil || !errors.Is(p.second, c.want)) {
					t.Errorf("what follows gave %v, want %v", p.second, store.ErrUndone)
				}
				fault = nil // there is room again
				err := d.Update(store.After(context.Background(), p.told[0]), func(tx store.Tx) error { return tx.Put(store.Cases, []byte("second"), []byte("1")) })
				if !errors.Is(err, store.ErrUndone) {
					t.Errorf("what follows later gave %v, want %v", err, store.ErrUndone)
				}
				if p.waited == nil {
					t.Error("whoever waited was told that it is on the disk")
				}
				if lies(t, d, "second") {
					t.Error("what follows was carried out")
				}
				if again := len(p.told) == 2 && p.told[1] == nil; again != c.anew {
					t.Errorf("told of %v", p.told)
				}
			})
		})
	}
}

// In a chain, nobody is carried out behind one that was not.
func TestAChainEndsWhereItBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := eager(t)
		release := hold(t, d)
		const n = 20
		var over sync.WaitGroup
		var begin func(i int, p store.Pending)
		begin = func(i int, p store.Pending) {
			over.Go(func() {
				err := d.Update(store.After(context.Background(), p), func(tx store.Tx) error {
					if i+1 < n {
						tx.Ahead(func(p store.Pending) { begin(i+1, p) })
					}
					_, err := tx.Get(store.Meta, fmt.Append(nil, "count", i))
					if err != nil && !errors.Is(err, store.ErrNotFound) {
						return err
					}
					return tx.Put(store.Cases, fmt.Append(nil, i), []byte("1"))
				})
				if err != nil && (i <= 10 || !errors.Is(err, store.ErrUndone)) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		over.Go(func() { // the tenth reads what this one writes
			_ = d.Update(context.Background(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("count10"), []byte("1")) })
		})
		synctest.Wait()
		begin(0, nil)
		synctest.Wait()
		release()
		over.Wait()
		for i := range n { // the tenth ran again, so the eleventh was begun anew behind its commit
			if !lies(t, d, fmt.Sprint(i)) {
				t.Errorf("%d never came", i)
			}
		}
	})
}

// After the opening, and where the disk was full, nobody is told of an update before it is on the disk: what kills the process is
// then found there, and its attempts are counted. Without the option that holds for all.
func TestWhereAStoreIsCareful(t *testing.T) {
	early := func(d *bolt.DB) (early int) {
		for range 2 * bolt.CarefulFirst {
			err := d.Update(t.Context(), func(tx store.Tx) error {
				tx.Ahead(func(p store.Pending) {
					if p != nil {
						early++
					}
				})
				return putFirst(tx)
			})
			if err != nil && !errors.Is(err, store.ErrFull) {
				t.Fatal(err)
			}
			if err := d.Update(t.Context(), putFirst); err != nil && !errors.Is(err, store.ErrFull) { // tells nobody, so it counts for nothing
				t.Fatal(err)
			}
		}
		return early
	}
	if n := early(storetest.Open(t)); n != 0 {
		t.Errorf("without the option, %d updates were told of before their commits", n)
	}
	d := storetest.OpenWith(t, t.TempDir(), bolt.Options{Ahead: true})
	if n := early(d); n != bolt.CarefulFirst {
		t.Errorf("%d updates were told of before their commits, want all but the first %d", n, bolt.CarefulFirst)
	}
	d.FailCommits(func() error { return &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC} })
	if n := early(d); n > 1 {
		t.Errorf("on a full disk, %d updates were told of before their commits", n)
	}
}

// An update that fails without what it follows, as when it looks for what the other wrote, has not failed.
func TestWhoFailsAheadRunsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := eager(t)
		release := hold(t, d)
		var over sync.WaitGroup
		var second error
		over.Go(func() {
			err := d.Update(context.Background(), func(tx store.Tx) error {
				tx.Ahead(func(p store.Pending) {
					over.Go(func() {
						second = d.Update(store.After(context.Background(), p), func(tx store.Tx) error {
							_, err := tx.Get(store.Cases, []byte("first"))
							return err
						})
					})
				})
				return putFirst(tx)
			})
			if err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		release()
		over.Wait()
		if second != nil {
			t.Errorf("what follows: %v", second)
		}
	})
}

// Others may hold an update that is over, as an input does that has to wait for an hour. They must not hold what it wrote.
func TestAnUpdateThatIsOverHoldsNothing(t *testing.T) {
	d := eager(t)
	var held []store.Pending
	const n, size = 100, 100 << 10
	use := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := use()
	for range n {
		err := d.Update(t.Context(), func(tx store.Tx) error {
			tx.Ahead(func(p store.Pending) { held = append(held, p) })
			return tx.Put(store.Cases, []byte("k"), make([]byte, size))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if grown := int64(use()) - int64(before); grown > n*size/4 {
		t.Errorf("%d updates that are over hold %d kB", n, grown>>10)
	}
	runtime.KeepAlive(held)
}
