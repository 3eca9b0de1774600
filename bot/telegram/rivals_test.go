package telegram

import (
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
)

// alarms takes what came in, and returns what alarms are about.
func (w *world) alarms() (list []string) {
	w.t.Helper()
	for _, in := range w.ins() {
		if in.Kind == box.Notice && in.Chat == Staff {
			list = append(list, in.Text)
		}
	}
	return list
}

func (w *world) alarmed(when string, want ...string) {
	w.t.Helper()
	if got := w.alarms(); !slices.Equal(got, want) {
		w.t.Errorf("%s: alarms %q, want %q\n%s", when, got, want, w.logs)
	}
}

// thief polls with the same token until over is closed.
func (w *world) thief(over chan struct{}, every time.Duration) {
	c, err := w.tr.client(w.t.Context(), time.Minute)
	if err != nil {
		w.t.Fatal(err)
	}
	go func() {
		for {
			select {
			case <-over:
				return
			case <-time.After(every):
			}
			var any []map[string]any
			_ = c.call("getUpdates", map[string]int{"timeout": 10}, &any) // it loses as often as it wins
		}
	}()
}

// Somebody who has the token polls beside us. Staff must hear of it within a minute, once, and again each hour while it lasts,
// also over a restart; and they must hear that it is over.
func TestASecondPollerIsTold(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		pass(time.Minute)
		over := make(chan struct{})
		w.thief(over, time.Second)
		pass(time.Minute)
		w.alarmed("after a minute", noticeTaken)
		if w.tr.Conflicts() == 0 {
			t.Error("no conflict was counted")
		}
		w.restart(options{})
		pass(50 * time.Minute)
		w.alarmed("in the first hour")
		pass(10 * time.Minute)
		w.alarmed("after an hour", noticeTaken)
		close(over)
		pass(8 * time.Minute)
		w.alarmed("when it has just ended")
		pass(4 * time.Minute)
		w.alarmed("when it was over for a while", noticeOver)
		pass(3 * time.Hour)
		w.alarmed("later")
		again := make(chan struct{})
		w.thief(again, time.Second)
		pass(time.Minute)
		w.alarmed("the next time", noticeTaken)
		close(again)
	})
}

// One conflict is no incident: it may be a poll of our own that broke off.
func TestOneConflictIsNoAlarm(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		for range 3 {
			w.srv.Fail(demo.Fault{Method: "getUpdates", Status: 409, Body: "Conflict: terminated by other getUpdates request", Times: 1})
			pass(20 * time.Minute)
		}
		w.alarmed("after three, far apart")
	})
}

// A webhook that comes again and again is one incident; it is removed each time.
func TestAWebhookIsTold(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		c, err := w.tr.client(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := c.call("setWebhook", map[string]any{"url": "https://thief.example/hook"}, nil); err != nil {
				t.Fatal(err)
			}
			pass(time.Minute)
		}
		w.alarmed("after three", noticeTurned)
		pass(15 * time.Minute)
		w.alarmed("later", noticeOver)
	})
}

// Our own webhook is guarded, and its change, or its end, is our own affair.
func TestOurWebhookIsGuarded(t *testing.T) {
	ours := options{set: func(t *Transport) {
		t.Webhook = "https://bot.example.org/hook"
		if _, err := t.Handler(strings.Repeat("s", secretLength)); err != nil {
			panic(err)
		}
	}}
	play(t, ours, func(t *testing.T, w *world) {
		pass(20 * time.Minute)
		w.alarmed("while all is well")
		c, err := w.tr.client(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.call("deleteWebhook", struct{}{}, nil); err != nil {
			t.Fatal(err)
		}
		pass(6 * time.Minute)
		w.alarmed("when it was deleted", noticeTurned)
		var info struct{ URL string }
		if err := c.call("getWebhookInfo", struct{}{}, &info); err != nil || info.URL != "https://bot.example.org/hook" {
			t.Errorf("the webhook is %q, %v", info.URL, err)
		}
		pass(12 * time.Minute)
		w.alarmed("when it was set again", noticeOver)
		w.restart(options{}) // the operator polls from now on
		pass(20 * time.Minute)
		w.alarmed("when we poll")
		if w.tr.Polls() == 0 {
			t.Error("our own webhook still stands in the way")
		}
	})
}

// When the token was revoked nothing is sent but a try now and then, and nothing is lost.
func TestARevokedTokenStopsSending(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		_, a := w.person()
		_, b := w.person()
		w.srv.Fail(demo.Fault{Status: 401})
		before := w.srv.Calls("sendMessage")
		for range 50 {
			w.send(say(a, "one"), say(b, "two"))
		}
		pass(10 * time.Minute)
		if n := w.srv.Calls("sendMessage") - before; n > 60 {
			t.Errorf("%d sends in ten minutes", n)
		}
		if !w.tr.Denied() {
			t.Error("the token counts as accepted")
		}
		if n := w.outbox(); n != 100 {
			t.Errorf("%d in the outbox, want all 100", n)
		}
		w.alarmed("staff cannot be reached, and later would wonder")
		w.srv.ClearFaults()
		pass(2 * time.Minute)
		if n := w.outbox(); n != 0 || w.tr.Denied() {
			t.Errorf("%d left when the token works again, denied %v", n, w.tr.Denied())
		}
	})
}
