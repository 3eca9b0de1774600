package record_test

import (
	"context"
	"testing"
	"time"

	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// The time of a case runs from when it was closed, or from when consent was taken back, whichever ends first; an open case to which
// the person still agrees has no end. It is looked at often enough that nothing is kept for longer.
func TestTheEndOfACase(t *testing.T) {
	const day, keep = 24 * time.Hour, 180 * 24 * time.Hour
	now := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		status    record.Status
		closed    time.Time
		withdrawn time.Time
		keep      time.Duration
		end       time.Time // zero for none
		next      time.Duration
	}{
		{"open", record.Open, time.Time{}, time.Time{}, keep, time.Time{}, 30 * day},
		{"open, kept for a week", record.Open, time.Time{}, time.Time{}, 7 * day, time.Time{}, 7 * day},
		{"kept for ever", record.Closed, now.Add(-keep), now.Add(-keep), 0, time.Time{}, 30 * day},
		{"closed today", record.Closed, now, time.Time{}, keep, now.Add(keep), 30 * day},
		{"closed, and nearly over", record.Closed, now.Add(day - keep), time.Time{}, keep, now.Add(day), day},
		{"opened again", record.Claimed, now.Add(-keep), time.Time{}, keep, time.Time{}, 30 * day},
		{"taken back while open", record.Claimed, time.Time{}, now.Add(2*day - keep), keep, now.Add(2 * day), 2 * day},
		{"taken back, then closed", record.Closed, now, now.Add(2*day - keep), keep, now.Add(2 * day), 2 * day},
		{"closed, then taken back", record.Closed, now.Add(day - keep), now, keep, now.Add(day), day},
	} {
		k := &record.Case{Status: c.status, ClosedAt: c.closed}
		k.Consent.Withdrawn, k.Consent.WithdrawnAt = !c.withdrawn.IsZero(), c.withdrawn
		end, ok := k.End(c.keep)
		if !end.Equal(c.end) || ok == c.end.IsZero() {
			t.Errorf("%s: ends %s (%v), want %s", c.name, end, ok, c.end)
		}
		if next := k.NextLook(now, c.keep).Sub(now); next != c.next {
			t.Errorf("%s: looked at after %s, want %s", c.name, next, c.next)
		}
		if ok && (k.Expired(end.Add(-time.Second), c.keep) || !k.Expired(end, c.keep)) {
			t.Errorf("%s: it is not over when it ends", c.name)
		}
	}
}

// A case that is being deleted, a little in each turn, is in no list of cases that wait: staff would be called for nothing.
func TestACaseThatIsOverWaitsForNobody(t *testing.T) {
	db := storetest.Open(t)
	n := 0
	update(t, db, func(tx store.Tx) error {
		c, err := record.NewCase(tx)
		if err != nil {
			return err
		}
		c.Level, c.Consent = "P0", record.Consent{Given: true, Withdrawn: true}
		if err := c.Save(tx); err != nil {
			return err
		}
		c.Empty()
		return c.Save(tx)
	})
	err := db.View(context.Background(), func(tx store.Tx) error {
		n = 0
		return record.ScanOpen(tx, func(record.Listed) error { n++; return nil })
	})
	if err != nil || n != 0 {
		t.Errorf("%d cases wait, %v", n, err)
	}
}
