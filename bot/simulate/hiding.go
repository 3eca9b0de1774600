package simulate

import (
	"fmt"
	"slices"
	"time"

	"safeharbour/bot/demo"
)

const (
	// hideWithin is how long Hide may take, with Telegram answering.
	hideWithin = 3 * time.Second
	// recovery is how long the bot may be careful after something went wrong: it pauses before it tries again.
	recovery = 45 * time.Second
	// pressKept is how long Telegram keeps a press.
	pressKept = 150 * time.Second
)

// hidings holds Hide to its promise: what stood on the screen when it was pressed is gone within [hideWithin], whatever else
// waits. Time counts from when the bot runs, nothing went wrong of late, and Telegram has answered.
type hidings struct {
	w        *world
	open     []*hiding
	well     time.Duration           // everything is well since then
	answered map[int64]time.Duration // … and the chat has its answer
	neutral  []string                // what may stand on a screen that was cleared, in every language
	pings    []string                // what may come there after that
	kept     int                     // screens that were cleared
}

// hiding is one Hide.
type hiding struct {
	p     *demo.Person
	at    time.Duration
	stood map[int]bool // the messages on the screen
	press bool         // it was no word: Telegram keeps it for a short time only

	brought time.Duration // a webhook had not brought it before
}

func newHidings(w *world) hidings {
	h := hidings{w: w, answered: map[int64]time.Duration{}, neutral: []string{"·"}}
	for _, l := range w.content.Words.Languages() { // the person may have chosen another just before
		words := w.content.Words.Words(l.Tag)
		h.neutral, h.pings = append(h.neutral, words.Text("ui.hidden")), append(h.pings, words.Text("ui.ping"))
	}
	return h
}

// pressed notes that somebody hides, by the button or by a word.
func (h *hidings) pressed(p *demo.Person, button bool) {
	stood := map[int]bool{}
	for _, m := range p.Messages() {
		if h.stands(p, m) {
			stood[m.ID] = true
		}
	}
	if len(stood) > 0 && !slices.ContainsFunc(h.open, func(o *hiding) bool { return o.p == p }) {
		h.open = append(h.open, &hiding{p: p, at: h.w.steady, stood: stood, press: button})
	}
}

// stands tells whether a message must go when its reader hides: one that the bot can reach, and that tells something.
func (h *hidings) stands(p *demo.Person, m demo.Message) bool {
	age := h.w.telegramTime().Sub(m.Date)
	if age += max(h.w.skew, 0); m.Service != "" || age > 46*time.Hour { // so old it seems to the bot
		return false
	}
	if !m.FromBot {
		return h.w.ledger.reached[p.ID()][int64(m.ID)]
	}
	return len(m.Buttons) > 0 || !slices.Contains(h.neutral, m.Text)
}

// drop forgets a Hide that can reach nobody any more.
func (h *hidings) drop(p *demo.Person) {
	h.open = slices.DeleteFunc(h.open, func(o *hiding) bool { return o.p == p })
}

// wrong notes that something went wrong, for all or, in ways that concern nobody else, for one chat.
func (h *hidings) wrong(d time.Duration) { h.well = max(h.well, h.w.steady+d+recovery) }

// slow notes that an answer takes its time.
func (h *hidings) slow(c *call, took time.Duration) {
	switch {
	case took <= prompt:
	case c.method == "getUpdates":
		h.well = max(h.well, h.w.steady+took)
	default:
		h.answered[c.chat()] = max(h.answered[c.chat()], h.w.steady+took)
	}
}

// failed notes that a call to a chat goes wrong. Only a wait that Telegram asks for is to be kept after that, and the pause
// after a call that was to clear the screen.
func (h *hidings) failed(c *call) {
	var wait int
	switch _, err := fmt.Sscanf(string(c.how), string(tooMany)+" %d", &wait); {
	case c.how == "":
		return
	case err == nil:
		h.slow(c, time.Duration(wait)*time.Second+recovery)
	case slices.ContainsFunc(h.open, func(o *hiding) bool { return o.p.ID() == c.chat() }):
		h.slow(c, recovery)
	case c.how == slow || c.how == lostOnWay:
		h.slow(c, patience)
	default:
		h.slow(c, 2*prompt)
	}
}

// look looks whether screens are cleared, after a call that may have done so.
func (h *hidings) look() {
	h.open = slices.DeleteFunc(h.open, func(o *hiding) bool {
		cleared := !slices.ContainsFunc(o.p.Messages(), func(m demo.Message) bool { return o.stood[m.ID] && h.stands(o.p, m) })
		if cleared {
			h.kept++
		}
		return cleared
	})
}

// check finds those that took too long.
func (h *hidings) check() {
	if len(h.open) == 0 {
		return
	}
	w := h.w
	if w.m == nil || w.m.stopping || w.m.broken || w.steady < w.faults.outage {
		h.wrong(0)
		return
	}
	for _, o := range h.open {
		if w.hook != nil && w.hook.waits(o.p.ID()) { // Telegram has yet to bring it, perhaps behind much else, and all of it twice
			o.brought = w.steady
		}
		since := max(o.at, o.brought, h.well, h.answered[o.p.ID()])
		if w.steady <= since+hideWithin {
			continue
		}
		if c := w.conversation(o.p); c != nil && c.Blocked || w.ledger.spoiled || o.press && w.steady-o.at > pressKept {
			h.drop(o.p)
			return
		}
		w.fail("hide", fmt.Sprintf("%s hid %s ago, and the screen is not cleared", o.p.Name(), w.steady-o.at))
		return
	}
}
