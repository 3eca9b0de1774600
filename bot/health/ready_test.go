package health

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// What is in the way is one plain word. Whoever sends a program to its end by it must not do so in vain.
func TestReadiness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKennel(t, fineTurn)
		answering := false
		r := Ready{Store: k.store, Box: k.box, Wire: k.wire, Began: time.Now(), Polls: true,
			Limping: func() bool { return k.limping }, Answering: func() bool { return answering }, Full: func() bool { return k.full }}
		ready := func(when, want string) {
			t.Helper()
			synctest.Wait()
			if got := r.Why(t.Context(), time.Now()); got != want {
				t.Errorf("%s: %q is in the way, want %q", when, got, want)
			}
		}
		ready("while the contents are read", "content")
		answering = true
		ready("before the server was heard", "telegram")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- k.wire.Run(ctx) }()
		ready("at the start", "")
		time.Sleep(10 * time.Hour)
		ready("after a quiet day", "")
		k.api.Fail(demo.Fault{Status: 401})
		time.Sleep(2 * time.Minute)
		ready("without a token", "token")
		k.api.ClearFaults()
		time.Sleep(2 * time.Minute)
		ready("with it again", "")
		k.api.Fail(demo.Fault{Reset: true})
		time.Sleep(5 * time.Minute)
		ready("without a network", "poll")
		k.api.ClearFaults()
		time.Sleep(2 * time.Minute)
		ready("with it", "")
		k.api.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 3600})
		put := func(u box.Urgency) {
			if err := k.store.Update(t.Context(), func(tx store.Tx) error {
				return k.box.Send(tx, box.Out{Chat: telegram.Staff, Verb: box.Post, Urgency: u, Text: "x"})
			}); err != nil {
				t.Fatal(err)
			}
		}
		put(box.Digest)
		time.Sleep(20 * time.Minute)
		ready("while a digest waits", "")
		put(box.HandOff)
		ready("when a hand-off has just come", "")
		time.Sleep(20 * time.Minute)
		ready("when it waits for long", "outbox")
		k.full = true
		ready("on a full disk", "disk")
		k.limping = true
		ready("in limp mode", "limp")
		cancel()
		<-ended
		if err := k.store.Close(); err != nil {
			t.Error(err)
		}
		ready("when the store is closed", "store")
		k.api.Close()
	})
}
