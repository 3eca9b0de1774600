package bot_test

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// hurried takes inputs by hand, so that a hide can have its turn before what came in front of it.
type hurried struct {
	t  *testing.T
	st store.Store
	b  *bot.Bot
	n  int
}

func newHurried(t *testing.T) *hurried {
	t.Helper()
	st := storetest.Open(t)
	return &hurried{t: t, st: st, b: &bot.Bot{Content: contents(t), Box: box.New(st), Desk: "staff"}}
}

// arrive puts inputs into the inbox and returns them with their numbers.
func (h *hurried) arrive(ins ...box.In) []box.In {
	h.t.Helper()
	for i := range ins {
		h.n++
		ins[i].Chat, ins[i].Update = "p", strconv.Itoa(h.n)
		switch {
		case ins[i].Ref != "":
		case ins[i].Kind == box.Press:
			ins[i].Ref = bot.Screen
		default:
			ins[i].Ref = box.Ref("m/" + strconv.Itoa(h.n))
		}
	}
	if _, err := h.b.Box.Receive(context.Background(), "test", 0, ins); err != nil {
		h.t.Fatal(err)
	}
	for i := range ins {
		for {
			in, err := h.b.Box.NextIn(context.Background())
			if err != nil {
				h.t.Fatal(err)
			}
			if in.Chat == "p" && in.Update != "" {
				ins[i] = in
				break
			}
		}
	}
	return ins
}

func (h *hurried) turn(in box.In) {
	h.t.Helper()
	err := h.st.Update(context.Background(), func(tx store.Tx) error {
		if err := h.b.Turn(tx, in); err != nil {
			return err
		}
		return h.b.Box.Done(tx, in)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// do takes inputs one after the other, as they come.
func (h *hurried) do(ins ...box.In) {
	h.t.Helper()
	for _, in := range ins {
		h.turn(h.arrive(in)[0])
	}
}

// begin comes to the first question of the flow "trapped".
func (h *hurried) begin() {
	h.t.Helper()
	h.do(box.In{Kind: box.Text, Text: "/start"})
	h.do(h.button("English"))
	h.do(h.button("leave my workplace"))
}

// outbox calls fn with what waits to be sent, in its order.
func (h *hurried) outbox(fn func(box.Out)) {
	h.t.Helper()
	err := h.st.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(store.Outbox, nil, nil, func(_, v []byte) error {
			var o box.Out
			err := json.Unmarshal(v, &o)
			fn(o)
			return err
		})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// button finds the data of a button on the newest screen.
func (h *hurried) button(label string) box.In {
	h.t.Helper()
	data := ""
	h.outbox(func(o box.Out) {
		for _, row := range o.Buttons {
			for _, b := range row {
				if strings.Contains(b.Label, label) {
					data = b.Data
				}
			}
		}
	})
	if data == "" {
		h.t.Fatalf("no button %q", label)
	}
	return box.In{Kind: box.Press, Text: data}
}

func (h *hurried) conversation() (c *record.Conversation) {
	h.t.Helper()
	err := h.st.Update(context.Background(), func(tx store.Tx) (err error) {
		c, err = record.OpenConversation(tx, "p")
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// Somebody presses "send a signal" and hides at once. Hide has its turn first; the signal must still reach staff, and
// nothing may come back onto the screen.
func TestASignalBeforeAHideCounts(t *testing.T) {
	h := newHurried(t)
	h.begin()
	ins := h.arrive(h.button("help signal"), box.In{Kind: box.Press, Text: "h"})
	h.turn(ins[1])
	h.turn(ins[0])
	c := h.conversation()
	if len(c.Cases) != 1 {
		t.Errorf("%d cases, want the one of the signal", len(c.Cases))
	}
	if c.Mode != record.Hidden || len(c.Tells) != 0 {
		t.Errorf("the screen is %q with %d texts, want it hidden", c.Mode, len(c.Tells))
	}
	shown := 0
	h.outbox(func(o box.Out) {
		if o.Verb == box.Clear {
			shown = 0
		}
		if o.Verb == box.Show || o.Verb == box.Say {
			shown++
		}
	})
	if shown != 0 {
		t.Errorf("%d screens after the hide", shown)
	}
}

// A second press of the same button, also overtaken by the hide, must not answer the next question.
func TestADoublePressBeforeAHideAnswersOnce(t *testing.T) {
	h := newHurried(t)
	h.begin()
	yes := h.button("Yes")
	ins := h.arrive(yes, yes, box.In{Kind: box.Press, Text: "h"})
	h.turn(ins[2])
	h.turn(ins[0])
	h.turn(ins[1])
	if st := h.conversation().States["trapped"]; st == nil || len(st.Answers) != 1 {
		t.Errorf("answers: %+v, want the one to the first question", st)
	}
}

// What staff wrote is held again when the person hides before it came before their eyes.
func TestUnseenWordsOfStaffAreHeldAgain(t *testing.T) {
	h := newHurried(t)
	h.do(box.In{Kind: box.Text, Text: "/start"})
	h.do(h.button("English"))
	h.do(h.button("Something else"))
	h.do(h.button("Yes"))
	h.do(h.button("Skip"))
	h.do(box.In{Kind: box.Text, Text: "please help"})
	var id uint64
	for _, n := range h.conversation().Cases {
		id = n
	}
	if id == 0 {
		t.Fatal("no case")
	}
	h.turn(box.In{Chat: "p", Kind: box.Staff, Text: "we are here", Case: id, Ref: "echo-1"})
	if c := h.conversation(); len(c.Tells) != 1 || len(c.Held) != 0 {
		t.Fatalf("%d texts on the screen and %d held, want 1 and 0", len(c.Tells), len(c.Held))
	}
	h.do(box.In{Kind: box.Press, Text: "h"})
	if c := h.conversation(); len(c.Held) != 1 || c.Held[0].Text != "we are here" {
		t.Errorf("held: %+v, want the words of staff", c.Held)
	}
}
