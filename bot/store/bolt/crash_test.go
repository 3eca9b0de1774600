package bolt_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// childEnv tells the test binary to be the process that is killed. Its value is the path of the store.
const childEnv = "SAFEHARBOUR_TEST_STORE"

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		if err := countForEver(path, os.Getenv(stageEnv)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if dir := os.Getenv(damageEnv); dir != "" {
		from, _ := strconv.Atoi(os.Getenv("SAFEHARBOUR_TEST_FROM"))
		if err := judgeDamages(dir, from); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// countForEver writes numbers from many goroutines and prints each one that Update acknowledged. Where a stage is given, it
// compacts the store meanwhile, and kills itself there. Most processes have a journal, some have none.
func countForEver(path, stage string) error {
	opts := journaled()
	if rand.IntN(4) == 0 {
		opts.Journal = 0
	}
	d, err := bolt.Open(path, opts)
	if err != nil {
		return err
	}
	callers := 32
	if stage != "" {
		callers = 3 // so that the compaction comes to its end
		go compactAndDie(d, stage)
	}
	var first uint64
	err = d.Update(context.Background(), func(tx store.Tx) error {
		first, err = tx.Next(store.Log)
		return err
	})
	if err != nil {
		return err
	}
	var last atomic.Uint64
	last.Store(first << 32) // each process has numbers of its own
	failed := make(chan error)
	for range callers {
		go func() {
			for {
				n := last.Add(1)
				err := d.Update(context.Background(), func(tx store.Tx) error { return countOne(tx, n) })
				if err == nil {
					_, err = fmt.Println(n) // one write to the pipe
				} else if errors.Is(err, errMade) {
					err = nil
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

var errMade = errors.New("made to fail")

// countOne writes a number in two buckets. Each sixteenth fails half way.
func countOne(tx store.Tx, n uint64) error {
	if err := tx.Put(store.Cases, store.Key(n), fmt.Append(nil, n)); err != nil {
		return err
	}
	if n%16 == 0 {
		return errMade
	}
	return tx.Put(store.Log, store.Key(n), []byte(strings.Repeat("x", int(n%300))))
}

// TestKilled kills a process that writes, again and again, and looks whether all that it acknowledged is there, and
// nothing by halves.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "store.db")
	acked := 0
	for range 10 {
		// Some die before the store is made.
		numbers := runAndKill(t, path, "", rand.IntN(1500))
		acked += len(numbers)
		wantNumbers(t, path, numbers)
	}
	if acked == 0 {
		t.Error("nothing was acknowledged")
	}
	if got := names(t, filepath.Dir(path)); got != "store.db store.db.hw" {
		t.Errorf("the folder holds %s", got)
	}
}

// wantNumbers looks whether all acknowledged numbers are there, and nothing by halves.
func wantNumbers(t *testing.T, path string, numbers []uint64) {
	t.Helper()
	d := mustOpenMarked(t, path, marked())
	err := d.View(context.Background(), func(tx store.Tx) error {
		for _, n := range numbers {
			if err := isWhole(tx, n); err != nil {
				return fmt.Errorf("acknowledged: %w", err)
			}
		}
		return tx.Scan(store.Cases, nil, nil, func(k, _ []byte) error {
			return isWhole(tx, store.Number(k, 0))
		})
	})
	if err := errors.Join(err, d.Check(context.Background())); err != nil {
		t.Error(err)
	}
	mustClose(t, d)
}

func isWhole(tx store.Tx, n uint64) error {
	v, err := tx.Get(store.Cases, store.Key(n))
	if err != nil || string(v) != fmt.Sprint(n) {
		return fmt.Errorf("%d: case %q, %w", n, v, err)
	}
	if v, err := tx.Get(store.Log, store.Key(n)); err != nil || len(v) != int(n%300) {
		return fmt.Errorf("%d: log of %d bytes, %w", n, len(v), err)
	}
	return nil
}

// runAndKill starts a process, kills it after it acknowledged about so many numbers, unless it does so itself at a stage of a
// compaction, and returns all that it acknowledged.
func runAndKill(t *testing.T, path, stage string, after int) (numbers []uint64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+path, stageEnv+"="+stage)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	kill := func() { once.Do(func() { _ = cmd.Process.Kill() }) }
	defer kill()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.ParseUint(lines.Text(), 10, 64)
		if err != nil {
			break // cut by the kill
		}
		numbers = append(numbers, n)
		if stage == "" && len(numbers) >= after {
			kill() // what is still in the pipe was acknowledged too
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the process was not killed but ended: %v", err)
	}
	return numbers
}
