package bot_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/trial"
)

// mortal is a process that takes inputs and may die over it, in a folder that outlives it.
type mortal struct {
	t   *testing.T
	dir string
}

const (
	mortals = 20 // inputs that it takes
	poison  = box.Chat("tg/7")
	second  = box.Chat("tg/9")
	harm    = "HARM" // what becomes of the process: see live
)

// newMortal puts inputs into the inbox, one of each chat.
func newMortal(t *testing.T) mortal {
	t.Helper()
	m := mortal{t, t.TempDir()}
	st := m.open()
	defer st.Close()
	err := st.Update(t.Context(), func(tx store.Tx) error {
		for i := range mortals {
			if err := box.New(st).Put(tx, box.In{Chat: box.Chat(fmt.Sprintf("tg/%d", i)), Kind: box.Text}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (m mortal) open() *bolt.DB {
	m.t.Helper()
	file := filepath.Join(m.dir, "safeharbour.db")
	keys, err := seal.Open(m.dir, file)
	if err != nil {
		m.t.Fatal(err)
	}
	st, err := bolt.Open(file, bolt.Options{Sealer: keys})
	if err != nil {
		m.t.Fatal(err)
	}
	return st
}

// run starts the process, and tells whether it died.
func (m mortal) run(how string) (died bool) {
	m.t.Helper()
	c := exec.CommandContext(m.t.Context(), os.Args[0], "-test.run=^"+m.t.Name()+"$")
	c.Env = append(os.Environ(), harm+"="+how, harm+"_DIR="+m.dir)
	out, err := c.CombinedOutput()
	if err != nil && c.ProcessState.ExitCode() != -1 { // -1: killed by a signal
		m.t.Fatalf("%v\n%s", err, out)
	}
	return err != nil
}

// live is the life of the process, when this is it.
func live(t *testing.T) bool {
	how := os.Getenv(harm)
	if how == "" {
		return false
	}
	m := mortal{t, os.Getenv(harm + "_DIR")}
	st := m.open()
	book, err := trial.Open(filepath.Join(m.dir, "turns"))
	if err != nil {
		t.Fatal(err)
	}
	b := box.New(st)
	err = book.Settle(func(died []uint64) error { return b.CountDied(t.Context(), died) })
	if err := cmp.Or(err, b.Load(t.Context())); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	var left atomic.Int64
	left.Store(int64(m.waiting(st)))
	over := func() {
		if left.Add(-1) == 0 {
			end()
		}
	}
	if left.Load() == 0 {
		end()
	}
	l := &bot.Lanes{Box: b, Store: dying{st, how == "commit"}, Log: slog.New(slog.DiscardHandler), Trial: book,
		Turn: func(tx store.Tx, in box.In) error {
			if in.Chat == poison && (how == "turn" || how == "both") || in.Chat == second && how == "both" {
				die()
			}
			tx.OnCommit(over)
			return tx.Put(store.Meta, []byte(in.Chat), nil)
		},
		Bury: func(tx store.Tx, in box.In) error { tx.OnCommit(over); return nil },
	}
	_ = l.Run(ctx)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return true
}

// die ends the process at once.
func die() {
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Kill()
	}
	select {}
}

// dying is a store that kills the process before a commit.
type dying struct {
	store.Store
	dies bool
}

func (d dying) Update(ctx context.Context, fn func(store.Tx) error) error {
	return d.Store.Update(ctx, func(tx store.Tx) error {
		err := fn(tx)
		if d.dies && err == nil {
			die()
		}
		return err
	})
}

func (m mortal) waiting(st store.Store) int { return m.count(st, store.Inbox, nil) }

func (m mortal) count(st store.Store, b store.Bucket, each func(key, value []byte)) (n int) {
	m.t.Helper()
	err := st.View(m.t.Context(), func(tx store.Tx) error {
		return tx.Scan(b, nil, nil, func(k, v []byte) error {
			if n++; each != nil {
				each(k, v)
			}
			return nil
		})
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return n
}

// wants wants so many inputs to have had their turn, and these to be dead letters.
func (m mortal) wants(turns int, dead ...box.Chat) {
	m.t.Helper()
	st := m.open()
	defer st.Close()
	if n := m.count(st, store.Meta, nil); n != turns {
		m.t.Errorf("%d inputs had their turn, want %d", n, turns)
	}
	var got []box.Chat
	m.count(st, store.Dead, func(_, v []byte) {
		var in box.In
		if err := json.Unmarshal(v, &in); err != nil {
			m.t.Error(err)
		}
		got = append(got, in.Chat)
	})
	if fmt.Sprint(got) != fmt.Sprint(dead) {
		m.t.Errorf("%v are dead letters, want %v", got, dead)
	}
}

// An input that kills the process each time becomes a dead letter after the third. Those that were in the inbox beside it do not.
func TestOnlyWhatKillsTheProcessIsBuried(t *testing.T) {
	if live(t) {
		return
	}
	m := newMortal(t)
	for n := range box.Tries {
		if !m.run("turn") {
			t.Fatalf("start %d did not end the process", n+1)
		}
	}
	if m.run("turn") {
		t.Error("the input kills the process once more")
	}
	m.wants(mortals-1, poison)
}

// Two inputs that kill the process become dead letters both. Neither hides the other's deaths, however fast it kills.
func TestTwoThatKillTheProcessAreBuried(t *testing.T) {
	if live(t) {
		return
	}
	m := newMortal(t)
	for n := 0; m.run("both"); n++ {
		if n == 2*box.Tries {
			t.Fatalf("the process has died %d times", n+1)
		}
	}
	m.wants(mortals-2, poison, second)
}

// Inputs that wait while the process is killed again and again, for which it is not to blame, have their turn in the end.
func TestWhatWasAboutToBeWrittenIsNotBuried(t *testing.T) {
	if live(t) {
		return
	}
	m := newMortal(t)
	for range 2 * box.Tries {
		if !m.run("commit") {
			t.Fatal("the process lives")
		}
	}
	if m.run("well") {
		t.Error("the process died")
	}
	m.wants(mortals)
}
