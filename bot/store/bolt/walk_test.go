package bolt_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// A store that is well stays so for the walk, whatever is written meanwhile: what it finds by mistake ends the program.
func TestWalkBesideWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	fillVaried(t, path)
	d := mustOpenMarked(t, path, marked())
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for n := range uint64(3) {
		writers.Go(func() {
			rnd := rand.New(rand.NewPCG(n, 7))
			for ctx.Err() == nil {
				err := d.Update(context.Background(), func(tx store.Tx) error {
					for range rnd.IntN(20) {
						key := store.Key(rnd.Uint64N(2000))
						err := tx.Put(store.Refs, key, make([]byte, rnd.IntN(3000)))
						if rnd.IntN(3) == 0 {
							err = tx.Delete(store.Refs, key)
						}
						if err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 20 {
		if err := d.Walk(t.Context()); err != nil {
			t.Error(err)
			break
		}
	}
	stop()
	writers.Wait()
	mustClose(t, d)
	if r, err := bolt.Inspect(t.Context(), path, marked(), bolt.Whole); err != nil { // by bbolt's own check
		t.Error(r, err)
	}
}

// A page that is spoilt while the store is in use is found, and the next start looks closely.
func TestCheckFindsDamageWhileInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	fillVaried(t, path)
	d := mustOpenMarked(t, path, marked())
	if err := d.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	data, kinds, _ := pagesOf(t, path)
	for at, kind := range kinds {
		if kind == "branch" { // two of its entries lead to the same page
			overwriteAt(t, path, data[at+16+8:at+16+16], int64(at+32+8))
			break
		}
	}
	if err := d.Check(t.Context()); !errors.Is(err, store.ErrForeign) {
		t.Error("a page that is used twice:", err)
	}
	mustClose(t, d)
	if r, _ := bolt.Inspect(t.Context(), path, marked(), bolt.AsNeeded); r.Clean {
		t.Error("it counts as left cleanly")
	}
}

// pagesOf reads a file that is well, and tells where the pages begin that are in use, of which kind they are, and their size.
func pagesOf(t *testing.T, path string) (data []byte, kinds map[int]string, size int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	kinds, size, err = bolt.WalkData(data)
	if err != nil {
		t.Fatal("a good file:", err)
	}
	return data, kinds, size
}

// overwriteAt changes a file that somebody has open.
func overwriteAt(t *testing.T, path string, data []byte, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(data, at)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// between is a context that is asked often, and does something each time.
type between struct {
	context.Context
	do func()
}

func (b between) Err() error { b.do(); return b.Context.Err() }

// Updates do not wait for a check: here each of them must be over before the check goes on.
func TestUpdatesGoOnBesideACheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	fillVaried(t, path)
	d := mustOpenMarked(t, path, marked())
	asked := 0
	err := d.Walk(between{t.Context(), func() {
		if asked++; asked%10 == 0 {
			addCases(t, d, 5, "meanwhile")
		}
	}})
	if err != nil {
		t.Error(err)
	}
	if asked < 50 {
		t.Errorf("%d pages are too few for a test", asked)
	}
}

// What can be wrong with a page that is in use is found. What lies in the records is for their seals.
func TestWalkFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	fillVaried(t, path)
	good, kinds, size := pagesOf(t, path)
	order := binary.NativeEndian
	count := func(page []byte) int { return int(order.Uint16(page[10:])) }
	setCount := func(page []byte, n int) { order.PutUint16(page[10:], uint16(n)) }
	tried := map[string]int{}
	for n, at := range slices.Sorted(maps.Keys(kinds)) {
		kind := kinds[at]
		if kind == "leaf" && n%20 != 0 {
			continue // there are hundreds
		}
		for name, harm := range map[string]func(page []byte) bool{
			"zeros":       func(page []byte) bool { clear(page); return true },
			"other kind":  func(page []byte) bool { order.PutUint16(page[8:], 4); return true },
			"other place": func(page []byte) bool { order.PutUint64(page, order.Uint64(page)+1); return true },
			"endless":     func(page []byte) bool { order.PutUint32(page[12:], 1<<31); return true },
			"a page twice": func(page []byte) bool {
				if kind != "branch" || count(page) < 2 {
					return false
				}
				copy(page[16+8:16+16], page[32+8:32+16])
				return true
			},
			"a branch lost": func(page []byte) bool {
				if kind == "branch" {
					setCount(page, count(page)-1)
				}
				return kind == "branch"
			},
			"a loop": func(page []byte) bool {
				if kind == "branch" {
					copy(page[16+8:], page[:8])
				}
				return kind == "branch"
			},
			"keys in disorder": func(page []byte) bool {
				if kind != "leaf" || count(page) < 2 || order.Uint32(page[16:]) != order.Uint32(page[32:]) {
					return false
				}
				first, second := bytes.Clone(page[16:32]), bytes.Clone(page[32:48])
				order.PutUint32(first[4:], order.Uint32(first[4:])-16)
				order.PutUint32(second[4:], order.Uint32(second[4:])+16)
				copy(page[16:], second)
				copy(page[32:], first)
				return true
			},
			"a long entry": func(page []byte) bool {
				if kind == "leaf" && count(page) > 0 {
					order.PutUint32(page[16+12:], 1<<30)
					return true
				}
				return false
			},
			"a free page forgotten": func(page []byte) bool {
				if kind == "free" {
					setCount(page, count(page)-1)
				}
				return kind == "free"
			},
			"used and free": func(page []byte) bool {
				if kind == "free" {
					order.PutUint64(page[16:], order.Uint64(page))
				}
				return kind == "free"
			},
		} {
			bad := bytes.Clone(good)
			if !harm(bad[at : at+size]) {
				continue
			}
			tried[name]++
			if _, _, err := bolt.WalkData(bad); !errors.Is(err, store.ErrForeign) {
				t.Errorf("%s page at %d, %s: %v", kind, at, name, err)
			}
		}
	}
	if len(tried) != 11 {
		t.Errorf("not every harm was done: %v", tried)
	}
}

// Whatever stands in the pages, the walk comes to an end and says so.
func TestWalkSurvivesDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	fillVaried(t, path)
	good, kinds, size := pagesOf(t, path)
	rnd := rand.New(rand.NewPCG(5, 5))
	places := slices.Sorted(maps.Keys(kinds))
	found := 0
	for range 100 {
		bad := bytes.Clone(good)
		var where []string
		for range 1 + rnd.IntN(3) {
			at := places[rnd.IntN(len(places))]
			at += rnd.IntN(min(size, 200)) // where heads and entries stand
			bad[at] ^= byte(1 + rnd.IntN(255))
			where = append(where, fmt.Sprint(at))
		}
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("bytes %v: %v", where, p)
				}
			}()
			if _, _, err := bolt.WalkData(bad); err != nil {
				found++
			}
		}()
	}
	if found < 20 {
		t.Errorf("only %d of 100 were found", found)
	}
}
