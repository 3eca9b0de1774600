package bot_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// slowly has the person write something that had to wait, since they write so much.
func (h *house) slowly(words string) {
	h.t.Helper()
	h.pass(between)
	ctx := context.Background()
	h.updates++
	_, err := h.box.Receive(ctx, "fake", int64(h.updates+1), []box.In{{Update: strconv.Itoa(h.updates), At: h.now(), Chat: personChat, Kind: box.Text, Text: words, Ref: "m/x"}})
	if err != nil {
		h.t.Fatal(err)
	}
	in, err := h.box.NextIn(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	in.Slowed = true
	if err := h.lanes.Take(ctx, in); err != nil {
		h.t.Fatal(err)
	}
	h.settle()
}

// Who writes very much is told once in an hour that it is taken in one after another, and never where somebody may be looking who
// must not know what this is.
func TestWhoIsSlowedIsToldOnce(t *testing.T) {
	h := emptyHouse(t)
	told := func() int {
		n := 0
		for _, m := range h.channel.phone {
			n += strings.Count(m.text, "faster than I can take it in")
		}
		return n
	}
	for _, line := range []string{"> /start", "* English", "* I can't leave"} {
		h.play(step{lines: []string{line}})
	}
	h.slowly("one")
	if told() != 1 {
		t.Errorf("told %d times after the first message that waited", told())
	}
	h.slowly("two")
	if told() != 0 {
		t.Error("told again on the next screen")
	}
	h.pass(time.Minute)
	h.play(step{lines: []string{"> hide"}})
	h.pass(2 * time.Hour)
	h.slowly("three")
	h.slowly("four")
	if told() != 0 {
		t.Error("told on the dull screen")
	}
}

// A text that is longer than any that Telegram sends is kept whole, in pieces.
func TestALongTextIsKeptInPieces(t *testing.T) {
	h := emptyHouse(t)
	for _, line := range []string{"> /start", "* English", "* Something else", "* Yes", "* Skip", "* Skip", "> " + strings.Repeat("ä", 9000)} {
		h.play(step{lines: []string{line}})
	}
	var log []record.Entry
	err := h.db.View(context.Background(), func(tx store.Tx) (err error) {
		log, err = record.Since(tx, 1, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, e := range log {
		n := len([]rune(e.Text))
		if total += n; n > 4096 {
			t.Errorf("an entry has %d characters", n)
		}
	}
	if total != 9000 {
		t.Errorf("%d of 9000 characters are kept", total)
	}
}
