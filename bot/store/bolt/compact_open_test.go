package bolt_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

// stages are what a compaction calls its steps.
var stages = []string{"opened", "slice", "copied", "caught up", "written", "renamed", "synced", "over"}

func goOn() error { return nil }

// openSliced opens a store with a mark whose compactions take many small steps.
func openSliced(t testing.TB, path string) *bolt.DB {
	t.Helper()
	d := mustOpenMarked(t, path, marked())
	d.SliceOf(500)
	return d
}

// wasteful is an open store in which most of what was written is deleted again; 50 cases are left, from 201 on.
func wasteful(t testing.TB) (path string, d *bolt.DB) {
	t.Helper()
	path = newMarked(t)
	d = openSliced(t, path)
	err := d.Update(t.Context(), func(tx store.Tx) error {
		for i := range uint64(200) {
			if err := tx.Delete(store.Cases, store.Key(i+1)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return path, d
}

func mustCompact(t testing.TB, d *bolt.DB) bolt.Compacted {
	t.Helper()
	done, err := d.Compact(t.Context(), goOn)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// atStage calls fn at the first time that a compaction comes to a stage.
func atStage(d *bolt.DB, stage string, fn func() error) {
	var once sync.Once
	d.AtStage(func(s string) (err error) {
		if s == stage {
			once.Do(func() { err = fn() })
		}
		return err
	})
}

// wantCases wants the cases 201 to 250, and that a fresh start finds the same in a store that is whole.
func wantCases(t *testing.T, path string, d *bolt.DB) {
	t.Helper()
	count := func() (n int) {
		err := d.View(t.Context(), func(tx store.Tx) error {
			n = 0
			return tx.Scan(store.Cases, store.Key(201), store.Key(251), func(_, v []byte) error { n++; return nil })
		})
		if err != nil {
			t.Error(err)
		}
		return n
	}
	if n := count(); n != 50 {
		t.Errorf("%d cases are left, want 50", n)
	}
	mustClose(t, d)
	r, err := bolt.Inspect(t.Context(), path, marked(), bolt.Whole)
	if err != nil || r.Broken() != 0 {
		t.Errorf("after the end: %+v, %v", r, err)
	}
	if got := names(t, filepath.Dir(path)); got != "store.db store.db.hw" {
		t.Errorf("the folder holds %s", got)
	}
	d = mustOpenMarked(t, path, marked())
	if n := count(); n != 50 {
		t.Errorf("%d cases are left after a new start, want 50", n)
	}
	mustClose(t, d)
}

// What was deleted is gone from the disk while the store is in use, and nothing else is.
func TestCompactWhileOpen(t *testing.T) {
	path, d := wasteful(t)
	was := identity(t, path)
	done := mustCompact(t, d)
	if done.After > done.Before || done.Held <= 0 {
		t.Errorf("got %+v", done)
	}
	if free, size := d.Waste(); size != done.After || free > size/2 {
		t.Errorf("%d of %d bytes are free", free, size)
	}
	if id := identity(t, path); id != was {
		t.Errorf("it was store %s and is %s", was, id)
	}
	if n := nextCase(t, d); n != 251 {
		t.Errorf("the next case gets number %d, want 251", n)
	}
	mustCompact(t, d) // again
	if r, err := d.Copy(t.Context(), filepath.Join(t.TempDir(), "copy")); err != nil || r.Records[store.Cases] != 50 {
		t.Errorf("a copy of the compacted store: %+v, %v", r, err)
	}
	if err := d.Walk(t.Context()); err != nil { // else a check would hold up all updates
		t.Error(err)
	}
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
	wantCases(t, path, d)
	d = mustOpenMarked(t, path, marked())
	if n := nextCase(t, d); n != 252 {
		t.Errorf("after a new start the next case gets number %d, want 252", n)
	}
}

// identity is what the mark says of which store it is.
func identity(t *testing.T, path string) string {
	t.Helper()
	line, err := os.ReadFile(path + ".hw")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(line))[2]
}

// All promises of a store hold while it is compacted again and again.
func TestPromisesWhileCompacting(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value // each of them opens stores, and compacting is slow
	was := checks.String()
	t.Cleanup(func() { _ = checks.Set(was) })
	if err := checks.Set("20"); err != nil {
		t.Fatal(err)
	}
	storetest.Run(t, func(t *testing.T, dir string) store.Store {
		d := storetest.OpenWith(t, dir, bolt.Options{Ahead: true, Journal: smallPart})
		d.SliceOf(500)
		over := make(chan struct{})
		go func() {
			defer close(over)
			for err := error(nil); err == nil; {
				_, err = d.Compact(context.Background(), goOn)
			}
		}()
		t.Cleanup(func() { d.Close(); <-over })
		return d
	})
}

// worker does random things to keys of its own, and knows what must be there.
type worker struct {
	id    int
	dice  *rand.Rand
	model map[string]string
	last  uint64
}

// work does some random writes in one update. The first half of the workers scan, so that they run in the writer.
func (w *worker) work(d *bolt.DB) error {
	next := maps.Clone(w.model)
	changes := map[string]string{}
	for range 1 + w.dice.IntN(6) {
		changes[fmt.Sprintf("%d/%d", w.id, w.dice.IntN(60))] = strings.Repeat("x", w.dice.IntN(1500))
	}
	drop := w.dice.IntN(3) == 0
	fails := w.dice.IntN(8) == 0
	number := uint64(0)
	err := d.Update(context.Background(), func(tx store.Tx) error {
		if w.id%2 == 0 {
			if err := storetest.Scanning(tx); err != nil {
				return err
			}
		}
		for _, k := range slices.Sorted(maps.Keys(changes)) {
			for _, b := range []store.Bucket{store.Log, store.Cases} {
				var err error
				if drop {
					err = tx.Delete(b, []byte(k))
				} else {
					err = tx.Put(b, []byte(k), []byte(changes[k]))
				}
				if err != nil {
					return err
				}
			}
		}
		var err error
		if number, err = tx.Next(store.Due); err == nil && fails {
			err = errMade
		}
		return err
	})
	if errors.Is(err, errMade) {
		return nil
	}
	if err != nil {
		return err
	}
	if number <= w.last {
		return fmt.Errorf("number %d came after %d", number, w.last)
	}
	w.last = number
	for k, v := range changes {
		if next[k] = v; drop {
			delete(next, k)
		}
	}
	w.model = next
	return nil
}

// same tells whether two buckets, which are always written together, hold the same keys in one view.
func same(d *bolt.DB) error {
	return d.View(context.Background(), func(tx store.Tx) error {
		var lists [2][]string
		for i, b := range []store.Bucket{store.Log, store.Cases} {
			err := tx.Scan(b, nil, nil, func(k, v []byte) error {
				lists[i] = append(lists[i], fmt.Sprint(string(k), "=", len(v)))
				return nil
			})
			if err != nil {
				return err
			}
		}
		if !slices.Equal(lists[0], lists[1]) {
			return errors.New("a view sees half of an update")
		}
		return nil
	})
}

// Many write, and one checks, while the store is compacted again and again. In the end all is there that was acknowledged, and nothing else.
func TestCompactBesideWork(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openSliced(t, path)
	d.SliceOf(20_000)
	ctx, stop := context.WithCancel(context.Background())
	workers := make([]*worker, 4)
	failed := make(chan error, len(workers)+1)
	var busy sync.WaitGroup
	until := func(fn func() error) {
		busy.Go(func() {
			for ctx.Err() == nil {
				if err := fn(); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	for i := range workers {
		w := &worker{id: i, dice: rand.New(rand.NewPCG(9, uint64(i))), model: map[string]string{}}
		workers[i] = w
		until(func() error { return w.work(d) })
	}
	until(func() error { return same(d) })
	until(func() error { return d.Check(context.Background()) })
	for done := 0; done < 3; {
		_, err := d.Compact(t.Context(), goOn)
		if err != nil && !errors.Is(err, bolt.ErrChanging) { // it may give up on a slow machine, and leave the store as it is
			t.Fatal(err)
		}
		if err == nil {
			done++
		}
	}
	stop()
	busy.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}
	wantModel(t, d, workers)
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
	mustClose(t, d)
	d = mustOpenMarked(t, path, marked())
	wantModel(t, d, workers)
}

func wantModel(t *testing.T, d *bolt.DB, workers []*worker) {
	t.Helper()
	want, got := map[string]string{}, map[string]string{}
	for _, w := range workers {
		maps.Copy(want, w.model)
	}
	err := d.View(t.Context(), func(tx store.Tx) error {
		return tx.Scan(store.Log, nil, nil, func(k, v []byte) error { got[string(k)] = string(v); return nil })
	})
	if err != nil || !maps.Equal(want, got) {
		t.Errorf("%d records are there, want %d, or they differ; %v", len(got), len(want), err)
	}
}

// Whoever reads when the file is changed sees what was there before to the end, and holds nobody up. Then the old file is let go.
func TestAReaderOutlivesTheFile(t *testing.T) {
	path, d := wasteful(t)
	reading, compacted, over := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		over <- d.View(context.Background(), func(tx store.Tx) error {
			close(reading)
			<-compacted
			n := 0
			err := tx.Scan(store.Cases, nil, nil, func(_, _ []byte) error { n++; return nil })
			if err == nil && n != 50 {
				err = fmt.Errorf("it sees %d cases, want 50", n)
			}
			return err
		})
	}()
	<-reading
	mustCompact(t, d)
	put(t, d, "after", "1") // neither reading nor writing waits for that reader
	want(t, d, "after", "1")
	addCases(t, d, 5, "more")
	close(compacted)
	if err := <-over; err != nil {
		t.Error(err)
	}
	wantCases(t, path, d)
	if n := bolt.OpenFiles(path); n != 0 {
		t.Errorf("%d files are open after the end", n)
	}
}

// No second instance gets the folder, whenever it comes, and however long it waits.
func TestNobodyElseGetsACompactedStore(t *testing.T) {
	path, d := wasteful(t)
	at := map[string]int{}
	waiting := make(chan error, 1)
	d.AtStage(func(stage string) error {
		at[stage]++
		if at[stage] > 1 {
			return nil
		}
		if other, err := bolt.Open(path, marked()); !errors.Is(err, store.ErrInUse) {
			t.Errorf("%s: a second instance got %v, %v", stage, other, err)
		}
		if _, err := bolt.Inspect(context.Background(), path, marked(), bolt.Quick); !errors.Is(err, store.ErrInUse) {
			t.Errorf("%s: whoever looks at it got %v", stage, err)
		}
		if stage == "opened" { // on the old file, to whose end it may wait
			o := marked()
			o.Timeout = time.Hour
			go func() {
				_, err := bolt.Open(path, o)
				waiting <- err
			}()
		}
		return nil
	})
	mustCompact(t, d)
	if err := <-waiting; !errors.Is(err, store.ErrInUse) {
		t.Errorf("one that waited for the old file got %v", err)
	}
	for _, stage := range stages {
		if at[stage] == 0 {
			t.Errorf("it did not come to %q", stage)
		}
	}
	wantCases(t, path, d)
}

// A large old file is taken apart while others may wait for it: they must not take it for a damaged store.
func TestAFileTakenApartIsNotDamaged(t *testing.T) {
	path, d := wasteful(t)
	for i := range 3 {
		put(t, d, fmt.Sprint("large", i), strings.Repeat("x", 8<<20))
	}
	old, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	mustCompact(t, d)
	for size := int64(1); size > 8<<20 || size == 1; {
		info, err := old.Stat()
		if err != nil {
			t.Fatal(err)
		}
		size = info.Size()
		other, err := bolt.Open(path, marked())
		if !errors.Is(err, store.ErrInUse) {
			t.Fatalf("with %d bytes left of the old file, a second instance got %v, %v", size, other, err)
		}
	}
	wantCases(t, path, d)
}

// A compaction that fails before the file is changed leaves the store as it is, in use, and nothing beside it.
func TestFailedCompactionIsForgotten(t *testing.T) {
	for _, stage := range stages[:5] {
		t.Run(stage, func(t *testing.T) {
			path, d := wasteful(t)
			atStage(d, stage, func() error { return errMade })
			if _, err := d.Compact(t.Context(), goOn); !errors.Is(err, errMade) {
				t.Errorf("got %v", err)
			}
			if got := names(t, filepath.Dir(path)); got != "store.db store.db.hw" {
				t.Errorf("the folder holds %s", got)
			}
			put(t, d, "after", "1")
			mustCompact(t, d)
			want(t, d, "after", "1")
			wantCases(t, path, d)
		})
	}
}

// When the folder cannot be synced after the change of names, nobody knows which file a power cut leaves: nothing more is written.
// Until the end of the process nobody else gets the store.
func TestFailedChangeOfNamesBreaksTheStore(t *testing.T) {
	path, d := wasteful(t)
	atStage(d, "renamed", func() error { return errMade })
	if _, err := d.Compact(t.Context(), goOn); !errors.Is(err, store.ErrBroken) {
		t.Errorf("got %v, want ErrBroken", err)
	}
	err := d.Update(t.Context(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("k"), nil) })
	if !errors.Is(err, store.ErrBroken) {
		t.Errorf("an update afterwards: %v, want ErrBroken", err)
	}
	if _, err := bolt.Open(path, marked()); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a second instance: %v, want ErrInUse", err)
	}
	wantCases(t, path, d)
}

// A page that spoils while the writer copies the last of it is the store's own: nothing more is written, and it is not left cleanly.
func TestAPageSpoiltAtTheEndBreaksTheStore(t *testing.T) {
	path, d := wasteful(t)
	atStage(d, "written", func() error { return fmt.Errorf("%w: made", store.ErrBroken) })
	if _, err := d.Compact(t.Context(), goOn); !errors.Is(err, store.ErrBroken) {
		t.Errorf("got %v, want ErrBroken", err)
	}
	err := d.Update(t.Context(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("k"), nil) })
	if !errors.Is(err, store.ErrBroken) {
		t.Errorf("an update afterwards: %v, want ErrBroken", err)
	}
	mustClose(t, d)
	if r, err := bolt.Inspect(t.Context(), path, marked(), bolt.AsNeeded); err != nil || r.Clean {
		t.Errorf("it counts as left cleanly: %+v, %v", r, err)
	}
}

// A page that spoils before the numbers and the head are copied is one of the store, and no fault of the copy.
func TestASpoiltPageIsNotTheCopys(t *testing.T) {
	path, d := wasteful(t)
	atStage(d, "caught up", func() error {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		root, _ := bolt.HeadPages(data)
		overwriteAt(t, path, []byte{0, 0}, int64(root+8)) // no kind of page
		return nil
	})
	if _, err := d.Compact(t.Context(), goOn); !errors.Is(err, store.ErrBroken) {
		t.Errorf("got %v, want ErrBroken", err)
	}
	err := d.Update(t.Context(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("k"), nil) })
	if !errors.Is(err, store.ErrBroken) {
		t.Errorf("an update afterwards: %v, want ErrBroken", err)
	}
}

// Who compacts gives way when asked to, and when the store is closed, which waits for it.
func TestCompactionGivesWay(t *testing.T) {
	path, d := wasteful(t)
	if _, err := d.Compact(t.Context(), func() error { return errMade }); !errors.Is(err, errMade) {
		t.Errorf("told not to go on: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	atStage(d, "slice", func() error { cancel(); return nil })
	if _, err := d.Compact(ctx, goOn); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that ended: %v", err)
	}
	closed := make(chan error, 1)
	atStage(d, "copied", func() error {
		if _, err := d.Compact(context.Background(), goOn); !errors.Is(err, bolt.ErrCompacting) {
			t.Errorf("a second one beside it: %v", err)
		}
		go func() { closed <- d.Close() }()
		for d.Update(context.Background(), func(store.Tx) error { return nil }) == nil {
			time.Sleep(time.Millisecond)
		}
		return nil
	})
	if _, err := d.Compact(t.Context(), goOn); !errors.Is(err, store.ErrClosed) {
		t.Errorf("while the store was closed: %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if _, err := d.Compact(t.Context(), goOn); !errors.Is(err, store.ErrClosed) {
		t.Errorf("a closed store: %v", err)
	}
	wantCases(t, path, mustOpenMarked(t, path, marked()))
}

// What is written while the last part is copied is copied too, and a store in which more and more is written is left alone.
func TestCompactionCatchesUp(t *testing.T) {
	path, d := wasteful(t)
	n := 0
	write := func() error {
		return d.Update(context.Background(), func(tx store.Tx) error {
			for range 2*bolt.LastChanges + 1 {
				n++
				if err := tx.Put(store.Meta, fmt.Append(nil, n), fmt.Append(nil, n)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	atStage(d, "copied", write)
	mustCompact(t, d)
	want(t, d, strconv.Itoa(n), strconv.Itoa(n))
	rounds := 0
	d.AtStage(func(stage string) error {
		if stage == "caught up" {
			rounds++
			return write()
		}
		return nil
	})
	if _, err := d.Compact(t.Context(), goOn); !errors.Is(err, bolt.ErrChanging) || rounds == 0 || rounds > bolt.MostRounds {
		t.Errorf("after %d rounds: %v", rounds, err)
	}
	d.AtStage(func(string) error { return nil })
	mustCompact(t, d)
	want(t, d, "1", "1")
	want(t, d, strconv.Itoa(n), strconv.Itoa(n))
	wantCases(t, path, d)
}

// The file of before is an older copy from now on: put back, it is refused. So is nothing that a kill leaves.
func TestTheMarkFollowsACompaction(t *testing.T) {
	path, d := wasteful(t)
	beside := filepath.Join(t.TempDir(), "store.db")
	copyFile(t, path, beside)
	mustCompact(t, d)
	killed := filepath.Join(t.TempDir(), "store.db")
	copyFile(t, path, killed)
	copyFile(t, path+".hw", killed+".hw")
	mustClose(t, mustOpenMarked(t, killed, marked()))

	put(t, d, "after", "1")
	mustClose(t, d)
	copyFile(t, path+".hw", beside+".hw")
	if _, err := bolt.Open(beside, marked()); !errors.Is(err, store.ErrBehind) {
		t.Errorf("the file of before: %v, want ErrBehind", err)
	}
}

// A store that was left uncleanly may be damaged in ways that nobody saw: its file is what it can be mended with.
func TestASuspectStoreIsNotCompacted(t *testing.T) {
	path, d := wasteful(t)
	mustClose(t, d)
	clean, err := os.ReadFile(path + ".hw")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".hw", bolt.OpenMark(clean), 0o600); err != nil {
		t.Fatal(err)
	}
	d = mustOpenMarked(t, path, marked())
	if _, err := d.Compact(t.Context(), goOn); err == nil {
		t.Error("it was compacted before anybody had looked at it")
	}
	if err := d.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustCompact(t, d)
	wantCases(t, path, d)
}

// stageEnv tells the process of childEnv at which stage of a compaction to die.
const stageEnv = "SAFEHARBOUR_TEST_STAGE"

// compactAndDie compacts a store again and again, and kills the process at a stage.
func compactAndDie(d *bolt.DB, stage string) {
	d.SliceOf(16 << 10)
	left := 1
	if stage == "slice" {
		left += rand.IntN(20)
	}
	d.AtStage(func(s string) error {
		if s != stage {
			return nil
		}
		if left--; left > 0 {
			return nil
		}
		p, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = p.Kill()
		}
		if err == nil {
			select {}
		}
		return err
	})
	time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond) // whatever there is by then
	for {
		if _, err := d.Compact(context.Background(), goOn); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// A process that dies at any step of a compaction leaves the old file or the new one, with all that it acknowledged.
func TestKilledWhileCompacting(t *testing.T) {
	for _, stage := range stages {
		t.Run(stage, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", "store.db")
			var numbers []uint64
			for range 2 {
				numbers = append(numbers, runAndKill(t, path, stage, 0)...)
				wantNumbers(t, path, numbers)
			}
			if got := names(t, filepath.Dir(path)); got != "store.db store.db.hw" {
				t.Errorf("the folder holds %s", got)
			}
		})
	}
}
