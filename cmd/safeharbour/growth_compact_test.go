package main

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/disk"
	"safeharbour/bot/store"
)

// purged is which part of the old conversations a purge takes away: the oldest, one in so many.
const purged = 3

// purgedBeside is how many of these at most are purged while a person does turns.
const purgedBeside = 20_000

// long is how long turns are measured beside nothing else. A disk makes somebody wait for 50 ms now and then, so in a short time the
// longest turn says little.
const long = 30 * time.Second

// tooLong is what a turn should never take because of what goes on beside it.
const tooLong = 50 * time.Millisecond

// compacting has the time of a share of the old cases be over in one moment, so that the program purges them, and has the database
// compacted, while a person does turns. It reports how long these took before, meanwhile and afterwards, what became of the file, and
// the memory of the real program on the folder with its holes and without them.
//
// The turns beside the purge are those beside its last part, of purgedBeside cases at most. What comes before it is purged while nobody
// does turns. So with many conversations they are measured where there are most holes.
func compacting(b *testing.B, report func(string, float64), binary, dir string, n int) {
	b.Helper()
	syncing(b, dir).report(report, "disk")
	a := quietApp(b, dir)
	before, _ := turnsDuring(b, a, n, func() error { time.Sleep(long); return nil })
	before.report(report, "usual")
	first, begin := max(n/purged-purgedBeside, 0), time.Now()
	ripen(b, a, first)
	expire(b, a, first)
	b.Logf("%d cases were purged beside nobody in %v", first, time.Since(begin).Round(time.Millisecond))
	ripen(b, a, n/purged-first)
	purging, took := turnsDuring(b, a, n, func() error { expire(b, a, n/purged); return nil })
	b.Logf("%d cases were purged beside turns in %v", n/purged-first, took.Round(time.Millisecond))
	purging.report(report, "purge")
	holes, _ := turnsDuring(b, a, n, func() error { time.Sleep(3 * time.Second); return nil })
	holes.report(report, "holes")
	closeApp(b, a)
	report("holes-anon-MB", runningOn(b, binary, dir).memory)

	a = quietApp(b, dir)
	free, size := a.waste()
	report("holes-MB", float64(free)/(1<<20))
	report("before-MB", float64(size)/(1<<20))
	var halts halting
	during, took := turnsDuring(b, a, n, func() error {
		done, err := a.db.Compact(b.Context(), halts.may)
		report("after-MB", float64(done.After)/(1<<20))
		report("held-ms", milliseconds(done.Held))
		return err
	}, &halts)
	during.report(report, "compact")
	halts.waits.report(report, "halted")
	report("compact-s", took.Seconds()/2)
	after, _ := turnsDuring(b, a, n, func() error { time.Sleep(long); return nil }) // the old file is given back to the disk
	after.report(report, "after")
	if err := a.db.Check(b.Context()); err != nil {
		b.Fatal(err)
	}
	closeApp(b, a)
	report("after-anon-MB", runningOn(b, binary, dir).memory)
}

// syncing is how long the disk takes for a commit's worth of bytes with nothing beside it, again and again for some minutes: a
// compaction takes longer than the other measurements, and meets more of the disk's own pauses.
func syncing(b *testing.B, dir string) (all waits) {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "syncing"))
	if err != nil {
		b.Fatal(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	page := make([]byte, 16<<10)
	for until := time.Now().Add(4 * long); time.Now().Before(until); time.Sleep(2 * time.Millisecond) {
		begin := time.Now()
		_, err := f.WriteAt(page, 0)
		if err = cmp.Or(err, disk.SyncData(f)); err != nil {
			b.Fatal(err)
		}
		all = append(all, time.Since(begin))
	}
	return all
}

// quietApp opens the program's parts on a folder, without running them.
func quietApp(b *testing.B, dir string) *app {
	b.Helper()
	cfg := alone(dir)
	cfg.Retain = retained
	a, err := newApp(b.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	a.began = a.began.Add(-clockCalm) // nothing is purged by a clock that is not known to be right
	if err := a.learn(); err != nil {
		b.Fatal(err)
	}
	return a
}

// closeApp closes the parts, after what the turns would have sent was dropped: a real program would be busy with it.
func closeApp(b *testing.B, a *app) {
	b.Helper()
	err := a.store.Update(b.Context(), func(tx store.Tx) error {
		var keys [][]byte
		err := tx.Scan(store.Outbox, nil, nil, func(k, _ []byte) error { keys = append(keys, bytes.Clone(k)); return nil })
		for _, k := range keys {
			err = cmp.Or(err, tx.Delete(store.Outbox, k))
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := a.close(); err != nil {
		b.Fatal(err)
	}
}

// haltEvery is how long a compaction goes on and then halts, again and again.
const haltEvery = 200 * time.Millisecond

// halting halts a compaction every now and then. The turns during the halts say what the machine does to turns at that time.
type halting struct {
	halted atomic.Bool
	waits  waits
}

// may is what the compaction asks whether it may go on.
func (h *halting) may() error {
	for h.halted.Load() {
		time.Sleep(time.Millisecond)
	}
	return nil
}

// waits are how long turns took.
type waits []time.Duration

// report tells the middle one, that which one in a hundred reaches, and the longest, in milliseconds, and how many in ten thousand took
// too long. Of no turns there is nothing
// to tell: a compaction that is over within haltEvery was never halted.
func (w waits) report(report func(string, float64), when string) {
	if len(w) == 0 {
		return
	}
	slices.Sort(w)
	report(when+"-p50-ms", milliseconds(w[len(w)/2]))
	report(when+"-p99-ms", milliseconds(w[len(w)*99/100]))
	report(when+"-max-ms", milliseconds(w[len(w)-1]))
	slow := 0
	for _, one := range w {
		if one > tooLong {
			slow++
		}
	}
	report(when+"-slow-in-10000", 10_000*float64(slow)/float64(len(w)))
}

// turnsDuring has a person of those who were not purged do a turn each two milliseconds, as long as work goes on. Those that were
// begun while it was halted are in halts.
func turnsDuring(b *testing.B, a *app, n int, work func() error, halts ...*halting) (all waits, took time.Duration) {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	go func() { // what the turns would have sent: a real program has few in memory
		for ctx.Err() == nil {
			_, _ = a.box.NextOut(ctx)
		}
	}()
	over := make(chan error, 1)
	begin := time.Now()
	go func() { over <- work() }()
	dice := rand.New(rand.NewPCG(4, 4))
	for {
		in := box.In{Chat: grownChat(n/purged + dice.IntN(n-n/purged)), At: time.Now(), Kind: box.Press, Text: "o.0.", Update: "u"}
		from := time.Now()
		if err := a.store.Update(b.Context(), func(tx store.Tx) error { return a.lanes.Turn(tx, in) }); err != nil {
			b.Fatal(err)
		}
		if len(halts) > 0 && halts[0].halted.Load() {
			halts[0].waits = append(halts[0].waits, time.Since(from))
		} else {
			all = append(all, time.Since(from))
		}
		for _, h := range halts {
			h.halted.Store(time.Since(begin)/haltEvery%2 == 1)
		}
		select {
		case err := <-over:
			if err != nil {
				b.Fatal(err)
			}
			return all, time.Since(begin)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// ripen brings the look at so many cases forward, of those that come next, so that the program looks at all of them at once.
func ripen(b *testing.B, a *app, count int) {
	b.Helper()
	now := uint64(time.Now().UnixMilli())
	for left := count; left > 0; left -= growBatch {
		err := a.store.Update(b.Context(), func(tx store.Tx) error {
			var keys, values [][]byte
			err := tx.Scan(store.Due, store.Key(now+1), nil, func(k, v []byte) error {
				if len(keys) == min(left, growBatch) {
					return store.ErrStop
				}
				keys, values = append(keys, bytes.Clone(k)), append(values, bytes.Clone(v))
				return nil
			})
			for i, k := range keys {
				err = cmp.Or(err, tx.Delete(store.Due, k), tx.Put(store.Due, store.Key(now, store.Number(k, 1)), values[i]))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// expire has the program do what is due, until the first so many cases are gone with all that is kept of them.
func expire(b *testing.B, a *app, count int) {
	ctx, cancel := context.WithTimeout(b.Context(), time.Hour)
	var parts sync.WaitGroup
	defer parts.Wait()
	defer cancel()
	for _, run := range []func(context.Context) error{a.box.RunDue, a.lanes.Run} {
		parts.Go(func() {
			if err := run(ctx); ctx.Err() == nil { // it ended by itself
				b.Error(err)
				cancel()
			}
		})
	}
	for left := count > 0; left; time.Sleep(50 * time.Millisecond) {
		left = false
		err := a.store.View(ctx, func(tx store.Tx) error {
			return tx.Scan(store.Cases, store.Key(1), store.Key(uint64(count+1)), func(_, _ []byte) error {
				left = true
				return store.ErrStop
			})
		})
		if err != nil {
			b.Errorf("cases are left: %v", err)
			return
		}
	}
}
