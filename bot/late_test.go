package bot_test

import (
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
)

// An answer that waited for hours in a broken bot counts, but whoever holds the phone now must not see a screen come up. The
// next thing that the person does brings it.
func TestALateAnswerDrawsNothing(t *testing.T) {
	h := newHurried(t)
	h.begin()
	shown := func() (n int) {
		h.outbox(func(o box.Out) {
			if o.Verb == box.Show || o.Verb == box.Say {
				n++
			}
		})
		return n
	}
	before, yes := shown(), h.button("Yes")
	late := yes
	late.Late, late.At = true, time.Now()
	h.do(late)
	if shown() != before {
		t.Error("a late answer drew a screen in a discreet chat")
	}
	was := h.conversation()
	if was.Mode != record.InFlow || len(was.States[was.Flow].Answers) == 0 {
		t.Fatalf("the conversation is %+v", was)
	}
	answered := len(was.States[was.Flow].Answers)
	h.do(yes) // the old screen still stands there
	now := h.conversation()
	if len(now.States[now.Flow].Answers) != answered || shown() == before {
		t.Errorf("the old button led from %d to %d answers, or drew nothing", answered, len(now.States[now.Flow].Answers))
	}
}

// Elsewhere a late answer is answered, but not after six hours: the person has gone on.
func TestALateAnswerInTheOpen(t *testing.T) {
	for _, c := range []struct {
		age   time.Duration
		drawn bool
	}{{time.Hour, true}, {7 * time.Hour, false}} {
		h := newHurried(t)
		h.do(box.In{Kind: box.Text, Text: "/start"})
		h.do(h.button("English"))
		h.do(h.button("lost money"))
		n := 0
		count := func() (n int) { h.outbox(func(box.Out) { n++ }); return n }
		n = count()
		late := box.In{Kind: box.Text, Text: "I sent them everything", Late: true, At: time.Now().Add(-c.age)}
		h.do(late)
		if got := count() > n; got != c.drawn {
			t.Errorf("after %v: answered %v, want %v", c.age, got, c.drawn)
		}
	}
}

// When the disk is nearly full, a file may not be kept. Whoever sent the only picture that they have must know before they
// delete it.
func TestNoRoomForFilesIsSaid(t *testing.T) {
	for _, full := range []bool{true, false} {
		h := newHurried(t)
		h.b.Cramped = func() bool { return full }
		h.do(box.In{Kind: box.Text, Text: "/start"})
		h.do(h.button("English"))
		for _, press := range []string{"leave my workplace", "Yes", "Yes", "They hurt me"} {
			h.do(h.button(press))
		}
		if len(h.conversation().Cases) == 0 {
			t.Fatal("there is no case yet")
		}
		h.do(box.In{Kind: box.Attached, File: &box.File{Kind: "photo", ID: "f1", Same: "s1"}})
		said := false
		h.outbox(func(o box.Out) { said = said || strings.Contains(o.Text, "no room for files") })
		if said != full {
			t.Errorf("the disk is nearly full: %v; that is said: %v", full, said)
		}
	}
}
