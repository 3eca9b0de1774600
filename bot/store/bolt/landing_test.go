package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/journal"
)

// Nobody hears of an update before the disk has it, neither who made it nor who finds it in the store: a webhook that finds it would
// tell Telegram that it came, and a power cut takes it back. When the disk refuses it, for want of room too, all are told that the store
// is broken.
func TestNobodyHearsOfWhatTheDiskHasNot(t *testing.T) {
	for name, fault := range map[string]error{"well": nil, "fault": errBoom, "full": syscall.ENOSPC} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := mustOpenMarked(t, newMarked(t), journaled())
				put(t, d, "before", "1")
				gate := make(chan struct{})
				d.AtLanding(func() error { <-gate; return fault })
				finds := func(tx store.Tx) error { _, err := tx.Get(store.Meta, []byte("new")); return err }
				asked := []func() error{
					func() error {
						return d.Update(context.Background(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("new"), []byte("1")) })
					},
					func() error { return d.View(context.Background(), finds) },
					func() error { return d.Update(context.Background(), finds) },
				}
				heard := make([]bool, len(asked))
				told := make([]error, len(asked))
				var all sync.WaitGroup
				for i, ask := range asked {
					all.Go(func() { told[i] = ask(); heard[i] = true })
					synctest.Wait()
				}
				for i := range heard {
					if heard[i] {
						t.Errorf("%d heard of it: %v", i, told[i])
					}
				}
				close(gate)
				all.Wait()
				for i, err := range told {
					if fault == nil && err != nil || fault != nil && !errors.Is(err, store.ErrBroken) {
						t.Errorf("%d was told %v", i, err)
					}
				}
				if fault == nil {
					mustClose(t, d)
				} else {
					_ = d.Close()
				}
			})
		})
	}
}

// That holds for every way to the disk: through the journal, past it since it is too much for it, and without one.
func TestNobodyHearsOfACommitThatIsNotOver(t *testing.T) {
	for name, c := range map[string]struct {
		opts bolt.Options
		size int
	}{"journal": {journaled(), 1}, "too much for it": {journaled(), 2 * smallPart}, "none": {marked(), 1}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := mustOpenMarked(t, newMarked(t), c.opts)
				gate := make(chan struct{})
				d.AtCommit(func() { <-gate })
				var all sync.WaitGroup
				all.Go(func() { put(t, d, "new", strings.Repeat("x", c.size)) })
				synctest.Wait()
				heard := false
				all.Go(func() {
					err := d.View(context.Background(), func(tx store.Tx) error { _, err := tx.Get(store.Meta, []byte("new")); return err })
					if heard = true; err != nil {
						t.Error(err)
					}
				})
				if synctest.Wait(); heard {
					t.Error("somebody heard of it")
				}
				close(gate)
				all.Wait()
				mustClose(t, d)
			})
		})
	}
}

// When the disk has no room for the pages and refuses the record, nobody is told that nothing was written. Whoever saw nothing of it is
// served meanwhile.
func TestFullAndRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := mustOpenMarked(t, newMarked(t), journaled())
		put(t, d, "before", "1")
		gate := make(chan struct{})
		d.AtLanding(func() error { <-gate; return errBoom })
		d.FailCommits(func() error { return syscall.ENOSPC })
		told := make(chan error, 1)
		go func() {
			told <- d.Update(context.Background(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("new"), []byte("1")) })
		}()
		synctest.Wait()
		want(t, d, "before", "1")
		if len(told) > 0 {
			t.Errorf("told of it at once: %v", <-told)
		}
		close(gate)
		if err := <-told; !errors.Is(err, store.ErrBroken) || errors.Is(err, store.ErrFull) {
			t.Errorf("got %v", err)
		}
		_ = d.Close()
	})
}

// A disk that hangs does not hang whoever asks only for a while whether all is well.
func TestWhoReadsWaitsNoLongerThanItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := mustOpenMarked(t, newMarked(t), journaled())
		gate := make(chan struct{})
		d.AtLanding(func() error { <-gate; return nil })
		var writing sync.WaitGroup
		writing.Go(func() { put(t, d, "new", "1") })
		synctest.Wait()
		nothing := func(store.Tx) error { return nil }
		for name, ask := range map[string]func(context.Context, func(store.Tx) error) error{"view": d.View, "update": d.Update} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if err := ask(ctx, nothing); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
		}
		close(gate)
		writing.Wait()
		mustClose(t, d)
	})
}

// Power may be cut when the pages of a commit are on the disk, and its record is not, or only a part of it. Then the commit never was, and
// all that was acknowledged before is there.
func TestPowerCutBeforeTheRecordIsOnTheDisk(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 4))
	torn := 0
	for range 30 {
		synctest.Test(t, func(t *testing.T) {
			k, d := watch(t, journaled())
			acknowledged := map[string]string{}
			for range rnd.IntN(30) {
				if err := some(d, rnd, acknowledged); err != nil {
					t.Fatal(err)
				}
			}
			before, all, gate := mustRead(t, k.path+journal.Ending), maps.Clone(acknowledged), make(chan struct{})
			d.AtLanding(func() error { <-gate; return nil })
			over := make(chan error, 1)
			go func() { over <- some(d, rand.New(rand.NewPCG(rnd.Uint64(), 0)), all) }()
			synctest.Wait()
			path, landed := k.cut(t, rnd), true
			if whole := mustRead(t, path+journal.Ending); len(over) == 0 && sameHeads(before, whole) {
				left := tear(rnd, before, whole)
				mustWrite(t, path+journal.Ending, left)
				landed = bytes.Equal(left, whole)
			}
			close(gate)
			if err := <-over; err != nil {
				t.Fatal(err)
			}
			mustClose(t, d)
			if landed {
				acknowledged = all
			} else {
				torn++
			}
			wantRecords(t, path, marked(), acknowledged)
		})
	}
	if torn < 10 {
		t.Errorf("only %d records were torn", torn)
	}
}

// sameHeads tells whether two states of a journal have the same parts.
func sameHeads(a, b []byte) bool {
	half := len(a) / 2
	return bytes.Equal(a[:512], b[:512]) && bytes.Equal(a[half:half+512], b[half:half+512])
}

// tear is a journal of which the disk has taken some sectors that were written since.
func tear(rnd *rand.Rand, old, new []byte) []byte {
	torn := bytes.Clone(new)
	for at := 0; at < len(torn); at += 512 {
		if rnd.IntN(2) == 0 {
			copy(torn[at:at+512], old[at:])
		}
	}
	return torn
}
