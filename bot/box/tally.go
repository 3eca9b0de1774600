package box

import (
	"context"
	"slices"
	"sync"
	"time"

	"safeharbour/bot/store"
)

// Queue says what waits in one lane of the inbox or the outbox.
type Queue struct {
	Lane   string    // see [Box.Inbox] and [Box.Outbox]
	Count  int       // how many wait, those included that somebody works on
	Oldest time.Time // since when the oldest waits; zero when none does
}

// lane names of the tallies. They are the only ones there are.
const (
	outside = "outside" // what a channel brought
	inside  = "inside"  // what Safe Harbour told itself
)

// outLanes are the names of the lanes of urgency.
var outLanes = [...]string{Hide: "hide", HandOff: "handoff", Reply: "reply", Digest: "digest"}

// Inbox tells what has no turn yet, from outside and from inside. The time is when it was sent, by the channel's clock. It may
// be called at any time, and reads nothing from the disk.
func (b *Box) Inbox() []Queue { return b.inTally.queues(outside, inside) }

// Outbox tells what is not sent yet, by urgency: hide, handoff, reply, digest. It may be called at any time, and reads nothing
// from the disk.
func (b *Box) Outbox() []Queue { return b.outTally.queues(outLanes[:]...) }

// DeadLetters is how many dead letters are kept. It may be called at any time, and reads nothing from the disk.
func (b *Box) DeadLetters() int { return int(b.dead.Load()) }

// overdueMost bounds what [Box.Overdue] counts: more than that is more than enough to know.
const overdueMost = 1000

// Overdue tells how many due items should have come by now, a thousand at most, and how late the first is.
func (b *Box) Overdue(ctx context.Context) (count int, late time.Duration, err error) {
	err = b.store.View(ctx, func(tx store.Tx) error {
		count, late = 0, 0
		now := tx.Now()
		return tx.Scan(store.Due, nil, store.Key(uint64(now.UnixMilli())), func(k, _ []byte) error {
			if count == 0 {
				late = now.Sub(time.UnixMilli(int64(store.Number(k, 0))))
			}
			if count++; count == overdueMost {
				return store.ErrStop
			}
			return nil
		})
	})
	return count, late, err
}

// come hands on an input, and leave an output.
func (b *Box) come(in In) {
	lane := outside
	if in.Update == "" {
		lane = inside
	}
	b.inTally.add(in.ID, lane, in.At)
	b.ins.push(in)
}

func (b *Box) leave(out Out) {
	b.outTally.add(out.ID, outLanes[min(out.Urgency, Digest)], out.At)
	b.edits.add(&out)
	b.outs.push(out)
}

// tally knows the entries that wait. It is kept as entries come and go, so that nobody has to read them for it.
type tally struct {
	mu  *sync.Mutex
	all map[uint64]waiting
}

// waiting is an entry that waits, since when, and in which lane.
type waiting struct {
	lane string
	at   time.Time
}

func newTally() tally { return tally{mu: new(sync.Mutex), all: map[uint64]waiting{}} }

func (t tally) add(id uint64, lane string, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[id] = waiting{lane, at}
}

func (t tally) remove(id uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.all, id)
}

func (t tally) queues(lanes ...string) []Queue {
	list := make([]Queue, len(lanes))
	for i, lane := range lanes {
		list[i].Lane = lane
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range t.all {
		q := &list[slices.Index(lanes, w.lane)]
		q.Count++
		if !w.at.IsZero() && (q.Oldest.IsZero() || w.at.Before(q.Oldest)) {
			q.Oldest = w.at
		}
	}
	return list
}
