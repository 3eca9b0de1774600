package bot_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

// Two hundred people who answer at once tell the desk of each answer, and whoever comes after them waits behind all that. So a case
// waits for the desk once, as long as the desk has not looked; what the desk has not seen must never be left untold.
func TestACaseWaitsForTheDeskOnce(t *testing.T) {
	now := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	st := storetest.OpenWith(t, t.TempDir(), bolt.Options{Now: func() time.Time { return now }})
	h := &hurried{t: t, st: st, b: &bot.Bot{Content: contents(t), Box: box.New(st), Desk: "staff"}}
	h.do(box.In{Kind: box.Text, Text: "/start"})
	h.do(h.button("English"))
	h.do(h.button("leave my workplace"))
	h.do(h.button("help signal"))
	if got := h.told(); got != 1 {
		t.Fatalf("the desk is told %d times of a new case", got)
	}
	answer := func(words string) {
		t.Helper()
		before := h.versions()
		h.do(box.In{Kind: box.Text, Text: words})
		if h.versions() != before+1 {
			t.Fatalf("%q is not in the case", words)
		}
	}
	answer("1")
	answer("2")
	if got := h.told(); got != 1 {
		t.Errorf("the desk, which has not looked yet, is told %d times", got)
	}
	h.looked()
	answer("3")
	if got := h.told(); got != 2 {
		t.Errorf("after the desk looked, an answer makes it %d times, want 2", got)
	}
	now = now.Add(30 * time.Second)
	answer("4")
	if got := h.told(); got != 2 {
		t.Errorf("half a minute later it is told %d times", got)
	}
	now = now.Add(time.Minute)
	answer("5")
	if got := h.told(); got != 3 {
		t.Errorf("the desk did not look for a minute, and is told %d times, want 3", got)
	}
	now = now.Add(-time.Hour) // somebody set the clock
	answer("6")
	if got := h.told(); got != 4 {
		t.Errorf("after the clock went back it is told %d times, want 4", got)
	}
}

// told counts how often the desk is told that something in a case is other than before.
func (h *hurried) told() (n int) {
	h.t.Helper()
	err := h.st.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(store.Inbox, nil, nil, func(_, v []byte) error {
			if bytes.Contains(v, []byte(`"kind":"changed"`)) {
				n++
			}
			return nil
		})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// theCase changes the one case there is, and returns it.
func (h *hurried) theCase(change func(*record.Case)) (c *record.Case) {
	h.t.Helper()
	err := h.st.Update(context.Background(), func(tx store.Tx) (err error) {
		if c, err = record.OpenCase(tx, 1); err != nil {
			return err
		}
		change(c)
		return c.Save(tx)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// looked is what the desk does when it has brought the topic of the case up to date.
func (h *hurried) looked() { h.theCase(func(c *record.Case) { c.ToldAt = time.Time{} }) }

func (h *hurried) versions() int { return h.theCase(func(*record.Case) {}).Version }
