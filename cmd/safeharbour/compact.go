package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// What is purged leaves holes in the database: they hold what nobody may read any more, and each commit writes a list of them. So
// when they are many, the database is written anew while people use it.
const (
	lookForWaste  = 10 * time.Minute
	restOfWaste   = 24 * time.Hour // from one compaction to the next,
	restOfFailure = time.Hour      // or from one that did not come to its end
	muchWaste     = 64 << 20       // less is not worth it,
	wasteShare    = 4              // nor is less than one byte in so many of the file,
	hugeWaste     = 512 << 20      // unless there are so many
)

// waste is how many bytes of the database hold nothing, and how many it has. In limp mode nobody knows: the open store is another.
func (a *app) waste() (free, size int64) {
	if a.limping() != "" {
		return 0, 0
	}
	return a.db.Waste()
}

// wasteWatch decides when the database is compacted.
type wasteWatch struct {
	before int64     // bytes that held nothing at the last look
	next   time.Time // not before
}

// due tells whether the database is to be compacted now. As long as the waste grows, as it does while much is purged, the end of
// that is awaited.
func (w *wasteWatch) due(now time.Time, free, size int64) bool {
	much := free >= muchWaste && (free >= size/wasteShare || free >= hugeWaste)
	calm := free-w.before < free/16
	w.before = free
	return much && calm && !now.Before(w.next)
}

// keepSmall compacts the database when it is worth it, until ctx ends. Its error is one of a store beyond use.
func (a *app) keepSmall(ctx context.Context) error {
	if a.limping() != "" {
		return nil
	}
	tick := time.NewTicker(lookForWaste)
	defer tick.Stop()
	var w wasteWatch
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
		if free, size := a.waste(); !w.due(time.Now(), free, size) {
			continue
		}
		w.next = time.Now().Add(restOfFailure)
		done, err := a.compactNow(ctx)
		if err != nil {
			return err
		}
		if done {
			w = wasteWatch{next: time.Now().Add(restOfWaste)}
		}
	}
}

// compactNow compacts the database beside its use, and tells whether that came to its end. When it did not, the database is as it
// was; an error says that it is beyond use.
func (a *app) compactNow(ctx context.Context) (done bool, err error) {
	a.copying.Lock()
	defer a.copying.Unlock()
	begin := time.Now()
	err = a.roomForCopy()
	var result bolt.Compacted
	if err == nil {
		result, err = a.db.Compact(ctx, a.mayCompact)
	}
	switch {
	case err == nil:
		a.log.Info("the database was compacted", "before_mb", result.Before>>20, "after_mb", result.After>>20,
			"took_s", int(time.Since(begin).Seconds()), "held_ms", result.Held.Milliseconds())
		return true, nil
	case ctx.Err() != nil:
		return false, nil
	case broken(err), errors.Is(err, store.ErrForeign):
		a.log.Error("the database is damaged, or its disk: ending", "err", err)
		return false, fmt.Errorf("%w %s: %w", errStorage, a.cfg.Data, err)
	}
	a.log.Warn("the database was not compacted", "err", err)
	return false, nil
}

// roomForCopy makes sure that the disk has room for a second copy, and is not low even then.
func (a *app) roomForCopy() error {
	spare, err := a.room.Spare()
	if err != nil {
		return err
	}
	if wasted, size := a.waste(); spare < uint64(size-wasted) {
		return fmt.Errorf("a second copy has no room beside it: it needs %d MB, and %d can be spared", (size-wasted)>>20, spare>>20)
	}
	return nil
}

// mayCompact tells why not to go on compacting. It is asked before each slice.
func (a *app) mayCompact() error {
	if a.backingUp.Load() {
		return errors.New("a backup is wanted")
	}
	spare, err := a.room.Spare()
	if err == nil && spare == 0 {
		err = errors.New("the disk has little room")
	}
	return err
}

const compactAbout = `safeharbour compact writes the database of a data folder that no bot is using anew, without what was deleted from it, and puts the
new file in the old one's place when it holds the same. After a failure the old one is there, unchanged. It needs room for a
second copy.`

// compact makes the database smaller.
func compact(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, data := folderFlags("compact", stderr, compactAbout)
	if err := parse(f, args, 0); err != nil {
		return unlessHelp(err)
	}
	if err := holdsDatabase(*data); err != nil {
		return err
	}
	switch found := look(ctx, *data, bolt.Whole, 0); found.State {
	case folderGood:
	case folderInUse:
		return fmt.Errorf("%w %s: %w", errStorage, *data, inUse(store.ErrInUse))
	default:
		return fmt.Errorf("%w %s: %w", errStorage, *data, errors.New(found.Text))
	}
	keys, err := seal.Open(*data, database(*data))
	if err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, *data, err)
	}
	before, after, err := bolt.Compact(ctx, database(*data), bolt.Options{Sealer: keys, Mark: true})
	if err != nil {
		return fmt.Errorf("%w: %w", errStorage, inUse(err))
	}
	fmt.Fprintf(stdout, "The database had %.1f MB and has %.1f MB.\n", float64(before)/(1<<20), float64(after)/(1<<20))
	return nil
}
