package bot_test

import (
	"testing"

	"safeharbour/bot"
	"safeharbour/bot/box"
)

// A send of a process that was killed is carried out late: the question stands there a second time, below the one that the bot
// knows. Who ticks there must see the tick where they look.
func TestAPressOnARepeatedQuestionIsAnsweredBelowIt(t *testing.T) {
	h := newHurried(t)
	h.do(box.In{Kind: box.Text, Text: "/start"})
	h.do(h.button("English"))
	h.do(h.button("job or investment"))
	for range 3 { // an investment, met in some way, face seen or not: then come ticks
		h.do(h.button("2. "))
	}
	for _, from := range []struct {
		ref   box.Ref
		fresh bool
	}{{bot.Screen, false}, {"m/900", true}, {bot.Screen, false}} {
		tick := h.button("1. ")
		tick.Ref = from.ref
		h.do(tick)
		var last box.Out
		h.outbox(func(o box.Out) { last = o })
		if last.Verb != box.Show || last.Fresh != from.fresh {
			t.Errorf("a press on %q: %s, fresh %t, want a screen, fresh %t", from.ref, last.Verb, last.Fresh, from.fresh)
		}
	}
}

// In a discreet flow nothing appears below the one screen, whatever was pressed.
func TestAPressElsewhereBringsNoSecondDiscreetScreen(t *testing.T) {
	h := newHurried(t)
	h.begin()
	yes := h.button("Yes")
	yes.Ref = "m/900"
	h.do(yes)
	var last box.Out
	h.outbox(func(o box.Out) { last = o })
	if last.Verb != box.Show || last.Fresh {
		t.Errorf("%s, fresh %t, want the screen edited in place", last.Verb, last.Fresh)
	}
}
