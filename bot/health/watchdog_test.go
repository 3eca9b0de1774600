package health

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
	"safeharbour/bot/telegram"
)

// kennel is a program whose parts are the real ones but for its turns, in a bubble where time is simulated.
type kennel struct {
	api   *demo.Server
	store store.Store
	box   *box.Box
	lanes *bot.Lanes
	wire  *telegram.Transport
	dog   *Watchdog
	log   bytes.Buffer
	ended bool // by the watchdog

	limping, full bool
}

func newKennel(t *testing.T, turn func(store.Tx, box.In) error) *kennel {
	t.Helper()
	k := &kennel{api: demo.New(demo.Options{})}
	k.store = storetest.Open(t)
	k.box = box.New(k.store)
	if err := k.box.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	k.lanes = &bot.Lanes{Box: k.box, Store: k.store, Turn: turn, Bury: func(store.Tx, box.In) error { return nil }, Log: slog.New(slog.DiscardHandler)}
	k.wire = &telegram.Transport{Token: k.api.Token(), URL: "http://api.test", Box: k.box, Store: k.store, StaffChat: -100,
		Web: k.api.Transport(), Log: slog.New(slog.DiscardHandler)}
	k.dog = &Watchdog{Lanes: k.lanes, Box: k.box, Wire: k.wire, Log: slog.New(slog.NewTextHandler(&k.log, nil))}
	return k
}

// run runs the given parts for a while, beside the watchdog.
func (k *kennel) run(t *testing.T, long time.Duration, parts ...func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), long)
	defer cancel()
	k.dog.Exit = func() { k.ended = true; cancel() }
	ended := make(chan struct{})
	for _, part := range append(parts, k.dog.Run) {
		go func() {
			_ = part(ctx)
			ended <- struct{}{}
		}()
	}
	<-ctx.Done()
	for range len(parts) + 1 {
		<-ended
	}
	k.api.Close()
}

// judge fails the test unless the watchdog ended the program since what hangs, or not at all when that is empty.
func (k *kennel) judge(t *testing.T, what string) {
	t.Helper()
	if k.ended != (what != "") {
		t.Errorf("ended: %v, want %v: %s", k.ended, what != "", &k.log)
	}
	if what != "" && (!strings.Contains(k.log.String(), what) || !strings.Contains(k.log.String(), "goroutines=")) {
		t.Errorf("the log does not say that %s hangs: %s", what, &k.log)
	}
}

func fineTurn(store.Tx, box.In) error { return nil }

// Nothing that passes by itself ends the program: quiet days, a server that is away, answers in an hour, or refusals.
func TestTheWatchdogSleeps(t *testing.T) {
	for name, f := range map[string]demo.Fault{
		"quiet":        {Method: "none"},
		"away":         {Reset: true},
		"hangs":        {Delay: time.Hour},
		"too many":     {RetryAfter: 7200},
		"token gone":   {Status: 401},
		"conflict":     {Status: 409, Body: "Conflict: terminated by other getUpdates request"},
		"server error": {Status: 500},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := newKennel(t, fineTurn)
				k.api.Fail(f)
				k.api.Person("Ana", "en").Send("hello")
				long := 30 * time.Hour
				if f.Status == 409 { // it asks again every few seconds
					long = 2 * time.Hour
				}
				k.run(t, long, k.lanes.Run, k.wire.Run)
				k.judge(t, "")
			})
		})
	}
}

// A turn that hangs ends the program, even while everybody else has theirs.
func TestTheWatchdogFindsATurnThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKennel(t, fineTurn)
		free := make(chan struct{})
		k.lanes.Store = &stuck{Store: k.store, free: free, at: 2}
		exit := make(chan struct{})
		go func() { // another chat goes on
			for n := 0; ; n++ {
				select {
				case <-exit:
					close(free)
					return
				case <-time.After(time.Second):
				}
				ana := k.api.Person("Ana", "en")
				ana.Send("hello")
			}
		}()
		ctx, cancel := context.WithCancel(context.Background())
		k.dog.Exit = func() { k.ended = true; close(exit); cancel() }
		ended := make(chan struct{}, 3)
		for _, part := range []func(context.Context) error{k.lanes.Run, k.wire.Run, k.dog.Run} {
			go func() { _ = part(ctx); ended <- struct{}{} }()
		}
		for range 3 {
			<-ended
		}
		k.api.Close()
		k.judge(t, "a turn")
	})
}

// stuck is a store in which an update does not end before it is freed: all of them, or only the one with the number at.
type stuck struct {
	store.Store
	free chan struct{}
	at   int64
	n    atomic.Int64
}

func (s *stuck) Update(ctx context.Context, fn func(store.Tx) error) error {
	if n := s.n.Add(1); n == s.at || s.at == 0 {
		<-s.free
	}
	return s.Store.Update(ctx, fn)
}

// A poller that hangs ends the program.
func TestTheWatchdogFindsAPollerThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKennel(t, fineTurn)
		free := make(chan struct{})
		k.wire.Store = &stuck{Store: k.store, free: free}
		time.AfterFunc(time.Hour, func() { close(free) })
		k.api.Person("Ana", "en").Send("hello")
		k.run(t, 30*time.Hour, k.lanes.Run, k.wire.Run)
		k.judge(t, "the poller")
	})
}

// Inputs that nobody fetches end the program, and so do outputs; a lane that waits for its turn rate does not.
func TestTheWatchdogFindsAQueueThatNobodyFetches(t *testing.T) {
	for what, parts := range map[string]func(k *kennel) []func(context.Context) error{
		"the inbox":  func(k *kennel) []func(context.Context) error { return []func(context.Context) error{k.wire.Run} },
		"the outbox": func(k *kennel) []func(context.Context) error { return []func(context.Context) error{k.lanes.Run} },
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := newKennel(t, fineTurn)
				k.dog.Wire = nil // as with a webhook
				err := k.store.Update(t.Context(), func(tx store.Tx) error {
					if err := k.box.Send(tx, box.Out{Chat: telegram.Staff, Verb: box.Post, Text: "x"}); err != nil {
						return err
					}
					return k.box.Put(tx, box.In{Chat: telegram.Staff, Kind: box.Text, Text: "x"})
				})
				if err != nil {
					t.Fatal(err)
				}
				k.run(t, 30*time.Hour, parts(k)...)
				k.judge(t, what)
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		k := newKennel(t, fineTurn)
		k.lanes.Rate, k.lanes.Burst = 1.0/60, 1
		ana := k.api.Person("Ana", "en")
		for range 20 {
			ana.Send("hello")
		}
		k.run(t, 18*time.Hour, k.lanes.Run, k.wire.Run)
		k.judge(t, "")
	})
}
