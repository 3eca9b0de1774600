package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"safeharbour/bot/race"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/journal"
)

// smallPart is a part of a journal that is full after some commits.
const smallPart = 64 << 10

// journaled are the options of a store with a mark and a small journal.
func journaled() bolt.Options { o := marked(); o.Journal = smallPart; return o }

// disk is what a machine finds of a store after its power was cut: of each page what it was at the last sync, or what was written
// since.
type disk struct {
	path   string
	mu     sync.Mutex
	synced []byte // the file at the last sync
}

// watch opens a store whose disk is looked at.
func watch(t *testing.T, opts bolt.Options) (*disk, *bolt.DB) {
	t.Helper()
	k := &disk{path: filepath.Join(t.TempDir(), "store.db")}
	d := mustOpenMarked(t, k.path, opts)
	k.synced = mustRead(t, k.path)
	d.AtSync(func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.synced, _ = os.ReadFile(k.path)
	})
	return k, d
}

// cut leaves what a power cut does now in a new folder.
func (k *disk) cut(t *testing.T, rnd *rand.Rand) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "store.db")
	k.mu.Lock()
	defer k.mu.Unlock()
	mixed := mix(rnd, k.synced, mustRead(t, k.path))
	mustWrite(t, path, mixed)
	for _, beside := range []string{journal.Ending, ".hw"} {
		mustWrite(t, path+beside, mustRead(t, k.path+beside))
	}
	return path
}

// mix is a file with pages of two others.
func mix(rnd *rand.Rand, old, new []byte) []byte {
	mixed := bytes.Clone(new)
	page := os.Getpagesize()
	share := rnd.Float64() // of pages that were written
	for at := 0; at < len(mixed); at += page {
		if rnd.Float64() < share {
			continue
		}
		clear(mixed[at : at+page])
		if at < len(old) {
			copy(mixed[at:at+page], old[at:])
		}
	}
	return mixed
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustWrite(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// some writes records of random sizes, deletes some, takes numbers, and remembers what it did when that was acknowledged.
func some(d *bolt.DB, rnd *rand.Rand, want map[string]string) error {
	put, gone := map[string]string{}, []string{}
	for range 1 + rnd.IntN(6) {
		key := fmt.Sprint("key", rnd.IntN(300))
		if rnd.IntN(4) == 0 {
			gone = append(gone, key)
			continue
		}
		size := rnd.IntN(700)
		if rnd.IntN(30) == 0 {
			size = rnd.IntN(20_000)
		}
		put[key] = strings.Repeat(string(rune('a'+rnd.IntN(26))), size)
	}
	numbers, huge := rnd.IntN(2) == 0, rnd.IntN(200) == 0
	if huge {
		put["huge"] = strings.Repeat("x", 2*smallPart)
	}
	inWriter := rnd.IntN(3) == 0
	var last string
	err := d.Update(context.Background(), func(tx store.Tx) error {
		if inWriter {
			if err := tx.Scan(store.Cases, nil, nil, func(_, _ []byte) error { return store.ErrStop }); err != nil {
				return err
			}
		}
		for _, key := range slices.Sorted(maps.Keys(put)) {
			if err := tx.Put(store.Meta, []byte(key), []byte(put[key])); err != nil {
				return err
			}
		}
		for _, key := range gone {
			if err := tx.Delete(store.Meta, []byte(key)); err != nil {
				return err
			}
		}
		if !numbers {
			return nil
		}
		n, err := tx.Next(store.Cases)
		last = fmt.Sprint(n)
		return err
	})
	if err != nil {
		return err
	}
	maps.Copy(want, put)
	for _, key := range gone {
		delete(want, key)
	}
	if numbers {
		want["number"] = last
	}
	return nil
}

// wantRecords opens the store at path and wants these records in it, no more, and no number that was given before.
func wantRecords(t *testing.T, path string, opts bolt.Options, want map[string]string) {
	t.Helper()
	if r, err := bolt.Inspect(t.Context(), path, opts, bolt.Whole); err != nil || r.Broken() > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	d := mustOpenMarked(t, path, opts)
	got := map[string]string{}
	err := d.View(t.Context(), func(tx store.Tx) error {
		return tx.Scan(store.Meta, nil, nil, func(k, v []byte) error { got[string(k)] = string(v); return nil })
	})
	if err = errors.Join(err, d.Check(t.Context())); err != nil {
		t.Fatal(err)
	}
	number := want["number"]
	rest := maps.Clone(want)
	delete(rest, "number")
	if !maps.Equal(got, rest) {
		t.Fatalf("%d records are not the %d that were acknowledged", len(got), len(rest))
	}
	if next := fmt.Sprint(nextCase(t, d)); number != "" && (len(next) < len(number) || len(next) == len(number) && next <= number) {
		t.Fatalf("number %s is given after %s", next, number)
	}
	mustClose(t, d)
	if got := names(t, filepath.Dir(path)); got != "store.db store.db.hw" {
		t.Fatalf("the folder holds %s", got)
	}
}

// makeHoles leaves more free pages than every commit lists.
func makeHoles(t *testing.T, d *bolt.DB) { t.Helper(); makeManyHoles(t, d, 0, 2*bolt.ManyFree) }

// makeManyHoles fills about so many pages with records, one a page, keeps those under the number keep, and leaves the others free.
func makeManyHoles(t *testing.T, d *bolt.DB, keep, pages uint64) {
	t.Helper()
	all := func(from uint64, do func(tx store.Tx, key []byte) error) {
		err := d.Update(t.Context(), func(tx store.Tx) error {
			for n := from; n < pages; n++ {
				if err := do(tx, store.Key(n)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all(0, func(tx store.Tx, key []byte) error { return tx.Put(store.Log, key, make([]byte, 3000)) })
	all(keep, func(tx store.Tx, key []byte) error { return tx.Delete(store.Log, key) })
}

// After a power cut, all that was acknowledged is there, whatever pages the disk had written by then, and nothing else is.
func TestPowerCut(t *testing.T) {
	for seed := range uint64(race.Share(3, 3)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 9))
			k, d := watch(t, journaled())
			want := map[string]string{}
			if seed == 0 {
				makeHoles(t, d)
			}
			for range 40 {
				for range rnd.IntN(40) {
					if err := some(d, rnd, want); err != nil {
						t.Fatal(err)
					}
				}
				if rnd.IntN(10) == 0 {
					mustCompact(t, d)
				}
				path := k.cut(t, rnd)
				if rnd.IntN(3) == 0 {
					cutAgain(t, rnd, path)
				}
				wantRecords(t, path, marked(), want)
			}
			mustClose(t, d)
			wantRecords(t, k.path, marked(), want)
		})
	}
}

// leftBy is the store at path as a kill leaves it now, in a new folder.
func leftBy(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "store.db")
	for _, beside := range []string{"", journal.Ending, ".hw"} {
		copyFile(t, path+beside, to+beside)
	}
	return to
}

// cutAgain has the power cut once more while the store at path is recovered.
func cutAgain(t *testing.T, rnd *rand.Rand, path string) {
	t.Helper()
	whole := leftBy(t, path)
	if _, err := bolt.Inspect(t.Context(), whole, journaled(), bolt.Quick); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, path, mix(rnd, mustRead(t, path), mustRead(t, whole)))
}

// A commit for which there was no room is not there after a crash either, though the journal had it before.
func TestUndone(t *testing.T) {
	k, d := watch(t, journaled())
	rnd := rand.New(rand.NewPCG(5, 5))
	want := map[string]string{}
	refused := 0
	d.FailCommits(func() error {
		if rnd.IntN(3) > 0 {
			return nil
		}
		refused++
		return &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	})
	for range 20 {
		for range 3 {
			if err := some(d, rnd, want); err != nil && !errors.Is(err, store.ErrFull) {
				t.Fatal(err)
			}
		}
		wantRecords(t, k.cut(t, rnd), marked(), want)
	}
	if refused == 0 {
		t.Error("there was always room")
	}
}

// A disk that fails ends the store, and the journal stays for the next start.
func TestBrokenLeavesTheJournal(t *testing.T) {
	k, d := watch(t, journaled())
	makeHoles(t, d)
	rnd := rand.New(rand.NewPCG(6, 6))
	want := map[string]string{}
	for range 10 {
		if err := some(d, rnd, want); err != nil {
			t.Fatal(err)
		}
	}
	d.FailCommits(func() error { return syscall.EIO })
	if err := some(d, rnd, maps.Clone(want)); !errors.Is(err, store.ErrBroken) {
		t.Fatalf("got %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, filepath.Dir(k.path)); got != "store.db store.db.hw store.db.journal" {
		t.Fatalf("the folder holds %s", got)
	}
	// The commit that failed was in the journal: whether it counts nobody was told.
	d = mustOpenMarked(t, k.path, journaled())
	for key, value := range want {
		if key != "number" && !holds(t, d, key) {
			t.Errorf("%s is gone, with %d bytes", key, len(value))
		}
	}
}

func holds(t *testing.T, d *bolt.DB, key string) bool {
	t.Helper()
	err := d.View(t.Context(), func(tx store.Tx) error { _, err := tx.Get(store.Meta, []byte(key)); return err })
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	return err == nil
}

// killed is a store as a kill leaves it, with a journal and an older copy of it, from before the journal.
func killed(t *testing.T) (path, older string, want map[string]string) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(7, 7))
	k, d := watch(t, journaled())
	want = map[string]string{}
	older = filepath.Join(t.TempDir(), "older.db")
	copyFile(t, k.path, older)
	for range 400 {
		if err := some(d, rnd, want); err != nil {
			t.Fatal(err)
		}
	}
	k.synced = mustRead(t, k.path)
	return k.cut(t, rnd), older, want
}

// A journal is written to the file that it belongs to, and to no other: that would spoil it.
func TestJournalOfAnotherFile(t *testing.T) {
	path, older, want := killed(t)
	copyFile(t, path, path+".kept")
	copyFile(t, older, path)
	was := mustRead(t, path)
	for range 2 {
		if _, err := bolt.Open(path, journaled()); !errors.Is(err, store.ErrBehind) {
			t.Fatalf("an older copy: %v", err)
		}
		if _, err := bolt.Inspect(t.Context(), path, journaled(), bolt.Whole); !errors.Is(err, store.ErrBehind) {
			t.Fatalf("an older copy: %v", err)
		}
	}
	if !bytes.Equal(was, mustRead(t, path)) {
		t.Error("it was changed")
	}
	copyFile(t, path+".kept", path)
	if err := os.Remove(path + ".kept"); err != nil {
		t.Fatal(err)
	}
	wantRecords(t, path, journaled(), want)
}

// An older copy that is accepted goes on without the journal.
func TestAcceptedWithoutItsJournal(t *testing.T) {
	path, older, _ := killed(t)
	copyFile(t, older, path)
	opts := journaled()
	opts.Accept = true
	d := mustOpenMarked(t, path, opts)
	if _, restored := d.Restored(); !restored {
		t.Error("it does not know that it is an older copy")
	}
	put(t, d, "new", "1")
	mustClose(t, d)
	want(t, mustOpenMarked(t, path, journaled()), "new", "1")
}

// What is wrong with a journal, or with the file that it belongs to, is said before anything is changed.
func TestJournalDamaged(t *testing.T) {
	path, _, _ := killed(t)
	good, file := mustRead(t, path+journal.Ending), mustRead(t, path)
	for name, spoil := range map[string]func(bad, file []byte) []byte{
		"cut":                  func(bad, _ []byte) []byte { return bad[:5000] },
		"empty":                func(bad, _ []byte) []byte { return nil },
		"a byte of a base":     func(bad, _ []byte) []byte { bad[40] ^= 1; bad[len(bad)/2+40] ^= 1; return bad },
		"a byte of a record":   func(bad, _ []byte) []byte { bad[520] ^= 1; bad[len(bad)/2+520] ^= 1; return bad },
		"another file's pages": func(bad, file []byte) []byte { clear(file[2*os.Getpagesize():]); return bad },
	} {
		t.Run(name, func(t *testing.T) {
			f := bytes.Clone(file)
			mustWrite(t, path+journal.Ending, spoil(bytes.Clone(good), f))
			mustWrite(t, path, f)
			if _, err := bolt.Open(path, journaled()); !errors.Is(err, store.ErrForeign) {
				t.Errorf("open: %v", err)
			}
			if _, err := bolt.Inspect(t.Context(), path, journaled(), bolt.Whole); !errors.Is(err, store.ErrForeign) {
				t.Errorf("inspect: %v", err)
			}
			if !bytes.Equal(f, mustRead(t, path)) {
				t.Error("the file was changed")
			}
		})
	}
	mustWrite(t, path+journal.Ending, good)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(path, journaled()); !errors.Is(err, store.ErrMissing) {
		t.Errorf("without the file: %v", err)
	}
}

// While a store is in use, nobody recovers it.
func TestInUseIsNotRecovered(t *testing.T) {
	k, d := watch(t, journaled())
	rnd := rand.New(rand.NewPCG(8, 8))
	want := map[string]string{}
	for range 200 {
		if err := some(d, rnd, want); err != nil {
			t.Fatal(err)
		}
		if rnd.IntN(20) == 0 {
			if _, err := bolt.Open(k.path, journaled()); !errors.Is(err, store.ErrInUse) {
				t.Fatalf("got %v", err)
			}
			if _, err := bolt.Inspect(t.Context(), k.path, journaled(), bolt.Quick); !errors.Is(err, store.ErrInUse) {
				t.Fatalf("got %v", err)
			}
		}
	}
	mustClose(t, d)
	wantRecords(t, k.path, journaled(), want)
}

// A start that was killed may have left a process that recovers the store. The next start waits for it, and is not refused: nobody
// would start it again.
func TestRecoveredByAnother(t *testing.T) {
	path, _, want := killed(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := bolt.Inspect(t.Context(), path, journaled(), bolt.Quick); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	wantRecords(t, path, marked(), want)
}

// What was deleted is gone from the journal, too, when the store was compacted.
func TestCompactedJournalIsFresh(t *testing.T) {
	k, d := watch(t, journaled())
	rnd := rand.New(rand.NewPCG(9, 9))
	want := map[string]string{}
	for range 100 {
		if err := some(d, rnd, want); err != nil {
			t.Fatal(err)
		}
	}
	mustCompact(t, d)
	if rest := bytes.TrimRight(mustRead(t, k.path+journal.Ending), "\x00"); bytes.Count(rest, []byte("SHJ")) != 1 {
		t.Error("the journal holds more than the head of a part")
	}
	if err := some(d, rnd, want); err != nil {
		t.Fatal(err)
	}
	wantRecords(t, k.cut(t, rnd), marked(), want)
}

// A file is left with the list of its free pages: whoever opens one without looks for them in all of it, for seconds with a million
// people. Killed, it is left without at times, and then its journal leads back to a commit that has it.
func TestFreePagesAreListedInTheEnd(t *testing.T) {
	k, d := watch(t, journaled())
	makeHoles(t, d)
	rnd := rand.New(rand.NewPCG(8, 8))
	want, without := map[string]string{}, 0
	for n := range 300 {
		if err := some(d, rnd, want); err != nil {
			t.Fatal(err)
		}
		if bolt.Listed(k.path) {
			continue
		}
		if without++; n%50 == 0 {
			wantRecords(t, k.cut(t, rnd), marked(), want)
			if err := d.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if without < 200 {
		t.Errorf("%d of 300 commits have no list: this test tests nothing", without)
	}
	mustClose(t, d)
	if !bolt.Listed(k.path) {
		t.Error("the file was left without a list of free pages")
	}
	wantRecords(t, k.path, marked(), want)
}

// After a great purge the list of free pages is long, and everybody waits while it is written: so it is seldom written.
func TestLongListsAreSeldom(t *testing.T) {
	opts := marked()
	opts.Journal = 16 << 20 // so large that no part begins for want of room
	d := mustOpenMarked(t, filepath.Join(t.TempDir(), "store.db"), opts)
	const keep, pages = 3000, 15_000
	makeManyHoles(t, d, keep, pages)
	lists, writes := 0, 0
	d.AtList(func(free, kept int) {
		if free < pages/2 {
			return // what the purge itself left is kept, too
		}
		if lists++; kept < free/bolt.ListShare {
			t.Errorf("list %d, after %d writes: of %d free pages only %d are kept", lists, writes, free, kept)
		}
	})
	rnd := rand.New(rand.NewPCG(16, 16))
	for ; lists < 3; writes++ {
		err := d.Update(t.Context(), func(tx store.Tx) error {
			return tx.Put(store.Log, store.Key(rnd.Uint64N(keep)), make([]byte, 3000))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, d)
}

// A killed store whose journal is lost is as well as it was without one: the system has written what it was given.
func TestKilledAndTheJournalLost(t *testing.T) {
	k, d := watch(t, journaled())
	makeHoles(t, d)
	rnd := rand.New(rand.NewPCG(6, 6))
	want := map[string]string{}
	for len(want) < 50 || bolt.Listed(k.path) {
		if err := some(d, rnd, want); err != nil {
			t.Fatal(err)
		}
	}
	path := leftBy(t, k.path)
	mustClose(t, d)
	if err := os.Remove(path + journal.Ending); err != nil {
		t.Fatal(err)
	}
	if r, err := bolt.Inspect(t.Context(), path, marked(), bolt.Whole); err != nil || bolt.Listed(path) {
		t.Errorf("looking at it gives %+v, %v, or changed it", r, err)
	}
	wantRecords(t, path, marked(), want)
}

// A disk that fails while the free pages are listed for a check breaks the store, as it does in any other commit: nobody knows what it
// has written.
func TestFailedListBreaksTheStore(t *testing.T) {
	k, d := watch(t, journaled())
	makeHoles(t, d)
	rnd := rand.New(rand.NewPCG(5, 5))
	for bolt.Listed(k.path) {
		if err := some(d, rnd, map[string]string{}); err != nil {
			t.Fatal(err)
		}
	}
	d.FailCommits(func() error { return syscall.EIO })
	_ = d.Check(t.Context())
	d.FailCommits(func() error { return nil })
	if err := d.Update(t.Context(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("k"), nil) }); !errors.Is(err, store.ErrBroken) {
		t.Errorf("an update after it gives %v", err)
	}
	_ = d.Close()
}

// A backup of a store with a spoilt page is an error, and does not end the bot.
func TestBackupOfASpoiltStore(t *testing.T) {
	k, d := watch(t, journaled())
	makeHoles(t, d)
	rnd := rand.New(rand.NewPCG(4, 4))
	for want := map[string]string{}; len(want) < 100; {
		if err := some(d, rnd, want); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	data, kinds, size := pagesOf(t, k.path)
	for bolt.Listed(k.path) {
		if err := d.Update(t.Context(), func(tx store.Tx) error { return tx.Put(store.Log, []byte("k"), nil) }); err != nil {
			t.Fatal(err)
		}
	}
	spoilt := false
	for at, kind := range kinds {
		if kind == "leaf" && !spoilt && bytes.Contains(data[at:at+size], []byte("key1")) {
			overwriteAt(t, k.path, []byte{0xff, 0xff}, int64(at)+8)
			spoilt = true
		}
	}
	if _, err := d.Copy(t.Context(), filepath.Join(t.TempDir(), "copy.db")); err == nil || !spoilt {
		t.Errorf("a copy of spoilt pages was made; a page was spoilt: %v", spoilt)
	}
	_ = d.Close()
}
