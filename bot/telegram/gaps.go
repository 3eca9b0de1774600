package telegram

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"safeharbour/bot/store"
)

const (
	// gapLong without a poll is near the end of what Telegram keeps, and gapLost is beyond it.
	gapLong = 20 * time.Hour
	gapLost = 24 * time.Hour
	// gapNote is how often the time of a poll is written down: a gap after a restart seems longer by this at most.
	gapNote = 10 * time.Minute
)

const gapsKey = "telegram/polled" // the last poll that was written down, in Unix seconds

// gaps finds out when Telegram was out of reach for so long that it dropped messages: the network, the server or we were away.
// It goes by the clock on the wall, since a machine that slept was away too. The poller's goroutine uses it; count is for all.
type gaps struct {
	t     *Transport
	last  time.Time // the last poll that worked; zero: none ever
	noted time.Time // the one that was written down
	count atomic.Uint64
}

// recall reads when an earlier run last polled.
func (g *gaps) recall(ctx context.Context, t *Transport) {
	g.t = t
	if n, err := strconv.ParseInt(t.remembered(ctx, gapsKey), 10, 64); err == nil {
		g.last = time.Unix(n, 0)
		g.noted = g.last
	}
}

// close notes that a poll worked, and tells of the gap before it where that was long.
func (g *gaps) close(ctx context.Context) error {
	now := g.t.now().Round(0)
	from, gap := g.last, now.Sub(g.last)
	long := !from.IsZero() && gap > gapLong
	if since := now.Sub(g.noted); long || since >= gapNote || since < 0 {
		if err := g.note(ctx, from, now, long && gap > gapLost); err != nil {
			return err
		}
		g.noted = now
	}
	if long {
		g.count.Add(1)
		g.t.log().Error("Telegram was out of reach for so long that messages older than a day may be lost", "from", from.UTC(), "to", now.UTC())
	}
	g.last = now
	return nil
}

// note writes the poll down, and tells staff of the gap in the same commit where something may be lost.
func (g *gaps) note(ctx context.Context, from, now time.Time, lost bool) error {
	err := g.t.Store.Update(ctx, func(tx store.Tx) error {
		if err := tx.Put(store.Meta, []byte(gapsKey), strconv.AppendInt(nil, now.Unix(), 10)); err != nil || !lost {
			return err
		}
		return g.t.notify(tx, noticeLate, from)
	})
	if err != nil {
		return fmt.Errorf("note the time of a poll: %w", err)
	}
	return nil
}
