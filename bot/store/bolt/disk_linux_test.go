package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// fullEnv tells a test that it is the child of another. Its value is the path of the store. partEnv is how large the parts of the
// store's journal are.
const (
	fullEnv = "SAFEHARBOUR_TEST_FULL_DISK"
	partEnv = "SAFEHARBOUR_TEST_PART"
)

// fullParts are a store without a journal, and one with a journal so small that it has room wherever there is any. Much goes past it.
var fullParts = []int{0, 8 << 10}

// openFull opens the child's store.
func openFull(t *testing.T, path string) *bolt.DB {
	t.Helper()
	opts := options()
	opts.Journal, _ = strconv.Atoi(os.Getenv(partEnv))
	return mustOpenMarked(t, path, opts)
}

// TestFullDisk has a child write to a disk that becomes full at two hundred places, and has room again after each. Nothing that
// was acknowledged is lost, nothing that was refused is there, and the store goes on by itself.
func TestFullDisk(t *testing.T) {
	for _, part := range fullParts {
		t.Run(fmt.Sprint(part), func(t *testing.T) { fillDisk(t, part) })
	}
}

func fillDisk(t *testing.T, part int) {
	path := filepath.Join(t.TempDir(), "store.db")
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDiskChild$", "-test.v")
	cmd.Env = append(os.Environ(), fullEnv+"="+path, fmt.Sprint(partEnv, "=", part))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var refused, acked int
	if _, err := fmt.Sscanf(string(out[bytes.Index(out, []byte("refused ")):]), "refused %d, acknowledged %d", &refused, &acked); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%d commits found no room, %d were acknowledged", refused, acked)
	if refused < 150 {
		t.Errorf("the disk was full only %d times", refused)
	}
	d := mustOpen(t, path)
	if err := d.Check(context.Background()); err != nil {
		t.Error(err)
	}
	put(t, d, "after", "1")
}

func TestFullDiskChild(t *testing.T) {
	path := os.Getenv(fullEnv)
	if path == "" {
		return // only as a child of TestFullDisk
	}
	d, whileFull := openFull(t, path), limiter(t)
	rnd := rand.New(rand.NewPCG(3, 4))
	want := map[string]string{}
	refused := 0
	for round := range 200 {
		size := rnd.IntN(3<<20) + 16<<10
		if round == 0 {
			size = 1 << 20 // before the file has grown for the first time
		}
		whileFull(size, func() {
			if writeUntilFull(t, d, rnd, want) {
				refused++
			}
		})
		putSome(t, d, rnd, want) // there is room again
		if round%20 == 0 {
			wantAll(t, d, want)
		}
	}
	wantAll(t, d, want)
	mustClose(t, d)
	fmt.Printf("refused %d, acknowledged %d\n", refused, len(want))
}

// limiter returns what runs fn while no file may be larger than size. That stands in for a full disk; what can be written lies
// before it.
func limiter(t *testing.T) (whileFull func(size int, fn func())) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var unlimited syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &unlimited); err != nil {
		t.Fatal(err)
	}
	set := func(limit syscall.Rlimit) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Error(err)
		}
	}
	return func(size int, fn func()) {
		set(syscall.Rlimit{Cur: uint64(size), Max: unlimited.Max})
		defer set(unlimited)
		fn()
	}
}

// writeUntilFull writes until there is no room, and tells whether it came to that.
func writeUntilFull(t *testing.T, d *bolt.DB, rnd *rand.Rand, want map[string]string) bool {
	for range 40 {
		err := tryPut(d, rnd, want)
		if errors.Is(err, store.ErrFull) {
			if errors.Is(tryPut(d, rnd, want), store.ErrBroken) {
				t.Fatal("a full disk broke the store")
			}
			return true
		}
		if err != nil {
			t.Fatalf("got %v", err)
		}
	}
	return false
}

func putSome(t *testing.T, d *bolt.DB, rnd *rand.Rand, want map[string]string) {
	for range 3 {
		if err := tryPut(d, rnd, want); err != nil {
			t.Fatalf("there is room again, but: %v", err)
		}
	}
}

// tryPut writes some records in one commit, and remembers them when they were acknowledged.
func tryPut(d *bolt.DB, rnd *rand.Rand, want map[string]string) error {
	some := map[string]string{}
	for range 1 + rnd.IntN(5) {
		some[fmt.Sprint("key", rnd.IntN(400))] = strings.Repeat("x", rnd.IntN(20000))
	}
	err := d.Update(context.Background(), func(tx store.Tx) error {
		for k, v := range some {
			if err := tx.Put(store.Meta, []byte(k), []byte(v)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		maps.Copy(want, some)
	}
	return err
}

func wantAll(t *testing.T, d *bolt.DB, all map[string]string) {
	t.Helper()
	for k, v := range all {
		want(t, d, k, v)
	}
}

// TestFullDiskWhileCompacting has the disk become full at many places of a compaction. The store goes on in its old file, and
// nothing is left beside it.
func TestFullDiskWhileCompacting(t *testing.T) {
	for _, part := range fullParts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			cmd := exec.Command(os.Args[0], "-test.run=^TestFullCompactionChild$", "-test.v")
			cmd.Env = append(os.Environ(), fullEnv+"="+path, fmt.Sprint(partEnv, "=", part))
			if out, err := cmd.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("refused 20")) {
				t.Fatalf("%v\n%s", err, out)
			}
			d := mustOpen(t, path)
			if err := d.Check(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFullCompactionChild(t *testing.T) {
	path := os.Getenv(fullEnv)
	if path == "" {
		return // only as a child of TestFullDiskWhileCompacting
	}
	d, whileFull := openFull(t, path), limiter(t)
	rnd := rand.New(rand.NewPCG(5, 6))
	want := map[string]string{}
	for range 30 {
		putSome(t, d, rnd, want)
	}
	least := len(strings.Join(slices.Collect(maps.Values(want)), ""))
	refused := 0
	for range 20 {
		whileFull(rnd.IntN(least), func() {
			if _, err := d.Compact(t.Context(), goOn); err != nil && !errors.Is(err, store.ErrBroken) {
				refused++
			}
		})
		if got := names(t, filepath.Dir(path)); strings.TrimSuffix(got, " store.db.journal") != "store.db" {
			t.Fatalf("the folder holds %s", got)
		}
		putSome(t, d, rnd, want)
	}
	mustCompact(t, d)
	wantAll(t, d, want)
	mustClose(t, d)
	fmt.Printf("refused %d\n", refused)
}

// A start that was killed may have left a process that looks at the store. The next start waits for it: it would be given up else. For
// one that writes, it does not.
func TestWritersWaitForReaders(t *testing.T) {
	path := newMarked(t)
	reader, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := syscall.Flock(int(reader.Fd()), syscall.LOCK_SH); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error)
	var d *bolt.DB
	go func() {
		var err error
		d, err = bolt.Open(path, journaled())
		opened <- err
	}()
	select {
	case err := <-opened:
		t.Fatalf("somebody reads it, and it is opened: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(path, journaled()); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a second writer: %v", err)
	}
	mustClose(t, d)
}

// A commit too large for the journal is on the disk before the journal goes on. When it cannot go on, the store ends: to say that there
// was no room would have the caller do the same again.
func TestJournalCannotGoOn(t *testing.T) {
	path := newMarked(t)
	d := mustOpenMarked(t, path, journaled())
	var unlimited syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &unlimited); err != nil {
		t.Fatal(err)
	}
	whileFull := limiter(t)
	whileFull(64<<20, func() {
		d.AtSync(func() { _ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 100, Max: unlimited.Max}) })
		if err := tryOne(d, "huge", strings.Repeat("x", 3*smallPart)); !errors.Is(err, store.ErrBroken) {
			t.Errorf("got %v", err)
		}
	})
	if err := tryOne(d, "later", "1"); !errors.Is(err, store.ErrBroken) {
		t.Errorf("later: %v", err)
	}
	left := leftBy(t, path)
	_ = d.Close() // it tells of the fault once more
	if e := mustOpenMarked(t, left, marked()); holds(t, e, "later") {
		t.Error("what was refused is there")
	}
}
