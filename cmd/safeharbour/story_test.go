package main

import (
	"context"
	"strings"
	"testing"

	"safeharbour/bot/demo"
)

// A trapped person in danger has a human alerted at the fourth tap, and gets the answer at their next message.
func TestTrappedPersonReachesAHuman(t *testing.T) {
	h := newHouse(t)
	ana := h.api.Person("Ana", "en")
	ana.Send("/start")
	h.sees(ana, "language")
	h.press(ana, "English")
	h.sees(ana, "chat program")
	h.press(ana, "leave my workplace")
	h.sees(ana, "safe")
	h.press(ana, "Yes")
	h.sees(ana, "agree")
	h.press(ana, "Yes")
	h.sees(ana, "true right now")
	h.press(ana, "hurt")
	topic := h.topic(1)
	for _, m := range h.group.Messages(topic.ID) {
		t.Log(m.Text, m.Buttons)
	}
	if _, err := h.sam.Say(topic.ID, "/r We are here."); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := h.group.WaitFor(ctx, topic.ID, func(ms []demo.Message) bool {
		return strings.Contains(ms[len(ms)-1].Text, "Held until")
	}); err != nil {
		t.Fatal("not held:", err)
	}
	h.press(ana, "Done")
	h.sees(ana, "We are here.")
}
