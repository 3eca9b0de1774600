package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"

	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// Drafts that wait together are one commit, run once each, and a failing one costs nobody anything.
func TestDraftsShareACommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := storetest.Open(t)
		before, _ := d.Commits()
		var runs [100]int
		errs := together(t, d, len(runs), func(tx store.Tx, i int) error {
			runs[i]++
			if err := putNumber(tx, i); err != nil || i%4 == 3 {
				return errors.Join(err, errBoom)
			}
			return nil
		})
		if after, _ := d.Commits(); after-before != 1 {
			t.Errorf("%d commits, want 1", after-before)
		}
		for i, err := range errs {
			if runs[i] != 1 || errors.Is(err, errBoom) != (i%4 == 3) {
				t.Errorf("member %d ran %d times: %v", i, runs[i], err)
			}
		}
	})
}

// A draft that read what another one has changed since runs again, and only such a one. If it were written as it was, a
// claim, an answer or a consent would be overwritten by somebody who never saw it.
func TestOvertakenDraftRunsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := storetest.Open(t)
		runs := map[int]int{}
		var mu sync.Mutex
		together(t, d, 10, func(tx store.Tx, i int) error {
			mu.Lock()
			runs[i]++
			mu.Unlock()
			key := []byte("own") // five count in one record, five look whether a record of their own is there
			if i%2 == 0 {
				key = []byte("shared")
			} else {
				key = fmt.Append(key, i)
			}
			v, err := tx.Get(store.Meta, key)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			return tx.Put(store.Meta, key, store.Key(store.Number(v, 0)+1))
		})
		want(t, d, "shared", string(store.Key(5)))
		for i := range 10 {
			again := i%2 == 0 && i > 0
			if runs[i] != 1 && !again || runs[i] != 2 && again {
				t.Errorf("member %d ran %d times", i, runs[i])
			}
		}
	})
}

// A draft that only looked whether a record is there runs again when it came or went, and not when it says something else.
func TestDraftThatOnlyLooked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := storetest.Open(t)
		put := func(key string) {
			if err := d.Update(t.Context(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte(key), []byte("x")) }); err != nil {
				t.Fatal(err)
			}
		}
		put("stays")
		put("goes")
		runs, saw := map[int]int{}, map[int]bool{}
		var mu sync.Mutex
		look := func(tx store.Tx, i int, key string) error {
			there, err := tx.Has(store.Meta, []byte(key))
			mu.Lock()
			defer mu.Unlock()
			runs[i]++
			saw[i] = there
			return errors.Join(err, putNumber(tx, i))
		}
		together(t, d, 5, func(tx store.Tx, i int) error {
			switch i {
			case 0:
				return errors.Join(tx.Put(store.Meta, []byte("stays"), []byte("y")), tx.Put(store.Meta, []byte("comes"), nil), tx.Delete(store.Meta, []byte("goes")))
			case 1:
				return look(tx, i, "stays")
			case 2:
				return look(tx, i, "comes")
			case 3:
				return look(tx, i, "goes")
			default:
				return look(tx, i, "never")
			}
		})
		for i, want := range map[int]struct {
			runs  int
			there bool
		}{1: {1, true}, 2: {2, true}, 3: {2, false}, 4: {1, false}} {
			if runs[i] != want.runs || saw[i] != want.there {
				t.Errorf("member %d ran %d times and saw %v, want %+v", i, runs[i], saw[i], want)
			}
		}
	})
}

// Money that is moved between records by many at once stays the same in all, whatever they read and however they run:
// nobody acts on what is no longer so.
func TestNothingComesBetween(t *testing.T) {
	const accounts, movers, moves, each = 6, 16, 40, 1000
	d := storetest.Open(t)
	set := func(tx store.Tx, i, n int) error {
		return tx.Put(store.Cases, store.Key(uint64(i)), fmt.Append(nil, n))
	}
	get := func(tx store.Tx, i int) (n int, err error) {
		v, err := tx.Get(store.Cases, store.Key(uint64(i)))
		if err == nil {
			_, err = fmt.Sscan(string(v), &n)
		}
		return n, err
	}
	err := d.Update(context.Background(), func(tx store.Tx) (err error) {
		for i := range accounts {
			err = errors.Join(err, set(tx, i, each))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for m := range movers {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(m), 1))
			for range moves {
				from, to, scans := r.IntN(accounts), r.IntN(accounts), r.IntN(8) == 0
				err := d.Update(context.Background(), func(tx store.Tx) error {
					if scans {
						if err := storetest.Scanning(tx); err != nil {
							return err
						}
					}
					a, err := get(tx, from)
					if err := errors.Join(err, set(tx, from, a-1)); err != nil {
						return err
					}
					b, err := get(tx, to) // its own write, when both are one
					return errors.Join(err, set(tx, to, b+1))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	sum := 0
	err = d.View(context.Background(), func(tx store.Tx) (err error) {
		for i := range accounts {
			n, gerr := get(tx, i)
			sum, err = sum+n, errors.Join(err, gerr)
		}
		return err
	})
	if err != nil || sum != accounts*each {
		t.Errorf("%d in all, %v, want %d", sum, err, accounts*each)
	}
}

// Numbers that drafts took are not given again, and a later start goes on behind them.
func TestNumbersOfDrafts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		d := storetest.OpenAt(t, dir)
		seen := map[uint64]int{}
		var mu sync.Mutex
		take := func(tx store.Tx, i int) error {
			n, err := tx.Next(store.Inbox)
			mu.Lock()
			seen[n]++
			mu.Unlock()
			return errors.Join(err, tx.Put(store.Inbox, store.Key(n), nil))
		}
		together(t, d, 50, take)
		mustClose(t, d)
		d = storetest.OpenAt(t, dir)
		together(t, d, 50, inWriter(take))
		if len(seen) != 100 {
			t.Errorf("%d numbers for 100 records", len(seen))
		}
	})
}
