package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

// rig runs lanes over a real store inside a synctest bubble: time passes only when everything waits.
type rig struct {
	t     *testing.T
	dir   string
	store store.Store
	box   *box.Box
	lanes *bot.Lanes
	ended chan error
	stop  context.CancelFunc

	updates int // how many came

	mu     sync.Mutex
	begun  time.Time
	turns  []string // "chat:text" of every turn that was begun, with its time where the test asks for it
	buried []string
	fail   map[string]int // by text: how many turns are still to fail
	timed  bool
	ahead  bool // the store may tell of updates before they are on the disk
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), fail: map[string]int{}, begun: time.Now()}
	r.open()
	return r
}

func (r *rig) open() {
	r.t.Helper()
	r.store = storetest.OpenWith(r.t, r.dir, bolt.Options{Ahead: r.ahead})
	r.box = box.New(r.store)
	if err := r.box.Load(context.Background()); err != nil {
		r.t.Fatal(err)
	}
	r.lanes = &bot.Lanes{Box: r.box, Store: r.store, Log: slog.New(slog.DiscardHandler), Turn: r.turn, Bury: r.bury,
		First: func(in box.In) bool { return in.Text == "hide" },
		Help:  func(in box.In) bool { return in.Text == "help" },
		Free:  func(c box.Chat) bool { return c == "staff" }}
}

// run starts the lanes. They are stopped at the end of the test.
func (r *rig) run() {
	ctx, cancel := context.WithCancel(context.Background())
	r.stop, r.ended = cancel, make(chan error, 1)
	go func() { r.ended <- r.lanes.Run(ctx) }()
	r.t.Cleanup(func() {
		cancel()
		<-r.ended
	})
}

// restart is what a new start of the program does.
func (r *rig) restart() {
	r.t.Helper()
	if r.stop != nil {
		r.stop()
		r.ended <- <-r.ended
	}
	if err := r.store.Close(); err != nil {
		r.t.Fatal(err)
	}
	r.open()
}

func (r *rig) turn(_ store.Tx, in box.In) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	line := string(in.Chat) + ":" + in.Text
	if r.timed {
		line += " +" + time.Since(r.begun).Round(time.Second).String()
	}
	r.turns = append(r.turns, line)
	if r.fail[in.Text] > 0 {
		r.fail[in.Text]--
		if in.Text == "panic" {
			panic("words of a person")
		}
		return errors.New("as the test wants")
	}
	return nil
}

func (r *rig) bury(_ store.Tx, in box.In) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.buried = append(r.buried, string(in.Chat)+":"+in.Text)
	return nil
}

// put lets inputs come, each "chat text".
func (r *rig) put(lines ...string) {
	r.t.Helper()
	var ins []box.In
	for _, line := range lines {
		var chat, text string
		if _, err := fmt.Sscanf(line, "%s %s", &chat, &text); err != nil {
			r.t.Fatal(err)
		}
		r.updates++
		ins = append(ins, box.In{Update: strconv.Itoa(r.updates), Chat: box.Chat(chat), Kind: box.Text, Text: text})
	}
	if _, err := r.box.Receive(context.Background(), "test", 1, ins); err != nil {
		r.t.Fatal(err)
	}
}

// wants waits until nothing moves any more and compares the turns that were begun since the last time. Those of several
// chats come in any order: wantsSorted.
func (r *rig) wants(want ...string) { r.compare(false, want) }

func (r *rig) wantsSorted(want ...string) { r.compare(true, want) }

func (r *rig) compare(sorted bool, want []string) {
	r.t.Helper()
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if sorted {
		slices.Sort(r.turns)
	}
	if !slices.Equal(r.turns, want) {
		r.t.Errorf("turns:\n got %q\nwant %q", r.turns, want)
	}
	r.turns = nil
}

// stored counts the records of a bucket.
func (r *rig) stored(b store.Bucket) (n int) {
	r.t.Helper()
	err := r.store.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(b, nil, nil, func(_, _ []byte) error { n++; return nil })
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// A chat's inputs keep their order, whatever the other chats do, and leave the inbox with their turn.
func TestLanesKeepTheOrderOfAChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		var want []string
		for i := range 40 {
			for _, chat := range []string{"a", "b", "c"} {
				r.put(fmt.Sprintf("%s %d", chat, i))
			}
			want = append(want, strconv.Itoa(i))
		}
		r.run()
		synctest.Wait()
		for _, chat := range []string{"a", "b", "c"} {
			var got []string
			for _, line := range r.turns {
				if line[:1] == chat {
					got = append(got, line[2:])
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("chat %s: got %v, want %v", chat, got, want)
			}
		}
		if n := r.stored(store.Inbox); n != 0 || r.lanes.Turns() != 120 {
			t.Errorf("%d inputs are left, %d had their turn, want 0 and 120", n, r.lanes.Turns())
		}
	})
}

// Over its rate, a chat waits and loses nothing. Hiding does not wait and goes before what does; other chats and the staff
// are not slowed.
func TestLanesSlowAChatButNeverHide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.lanes.Rate, r.lanes.Burst, r.timed = 1, 2, true
		r.run()
		r.put("a 1", "a 2", "a 3", "a 4", "b 1", "staff 1", "staff 2", "staff 3")
		r.wantsSorted("a:1 +0s", "a:2 +0s", "b:1 +0s", "staff:1 +0s", "staff:2 +0s", "staff:3 +0s")
		time.Sleep(30 * time.Second)
		r.put("a hide")
		r.wants("a:hide +30s")
		time.Sleep(3 * time.Minute)
		r.wants("a:3 +1m0s", "a:4 +2m0s")
		time.Sleep(time.Hour)
		r.put("a 5", "a 6", "a 7") // no more than the burst was saved up
		r.wants("a:5 +1h3m30s", "a:6 +1h3m30s")
	})
}

// An hour has its limit too. A help signal waits for neither, and goes before what does; in a chat that is not slowed it keeps its
// place.
func TestLanesSlowAnHourButNeverHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.lanes.Rate, r.lanes.Burst, r.lanes.Hour, r.timed = 60, 10, 3, true
		r.run()
		r.put("a 1", "a help", "a 2", "a 3", "a 4", "a 5")
		r.wants("a:1 +0s", "a:help +0s", "a:2 +0s", "a:3 +0s")
		time.Sleep(10 * time.Minute)
		r.put("a help")
		r.wants("a:help +10m0s")
		time.Sleep(2 * time.Hour)
		r.wants("a:4 +20m0s", "a:5 +40m0s")
		if n := r.lanes.Slowed(); n != 2 {
			t.Errorf("%d inputs were slowed, want 2", n)
		}
	})
}

// A turn that fails is tried again, and counts as failed no longer than it fails.
func TestLanesTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fail["odd"] = box.Tries - 1
		r.run()
		r.put("a odd", "a next")
		time.Sleep(time.Second)
		r.wants("a:odd", "a:odd", "a:odd", "a:next")
		if r.lanes.Failures() != 2 || r.lanes.DeadLetters() != 0 || r.stored(store.Dead) != 0 || len(r.buried) != 0 {
			t.Errorf("%d failures, %d dead letters, %d stored", r.lanes.Failures(), r.lanes.DeadLetters(), r.stored(store.Dead))
		}
	})
}

// An input that fails three times, or panics, becomes a dead letter that is told of. Others have their turns.
func TestPoisonDiesAlone(t *testing.T) {
	for _, poison := range []string{"odd", "panic"} {
		t.Run(poison, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				r.fail[poison] = 100
				r.run()
				r.put("a 1", "a "+poison, "a 2")
				time.Sleep(time.Second)
				r.wants("a:1", "a:"+poison, "a:"+poison, "a:"+poison, "a:2")
				if !slices.Equal(r.buried, []string{"a:" + poison}) || r.stored(store.Dead) != 1 || r.stored(store.Inbox) != 0 {
					t.Errorf("buried %v, %d dead, %d in the inbox", r.buried, r.stored(store.Dead), r.stored(store.Inbox))
				}
				r.put("a 3")
				r.wants("a:3")
			})
		})
	}
}

// When even telling of a dead letter fails, it is kept, and the lane goes on.
func TestDeadLetterIsKeptWhenNobodyCanBeTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fail["odd"] = 100
		r.lanes.Bury = func(store.Tx, box.In) error { return errors.New("nobody can be told") }
		r.run()
		r.put("a odd", "a 1")
		time.Sleep(time.Second)
		r.wants("a:odd", "a:odd", "a:odd", "a:1")
		if r.stored(store.Dead) != 1 || r.stored(store.Inbox) != 0 {
			t.Errorf("%d dead, %d in the inbox", r.stored(store.Dead), r.stored(store.Inbox))
		}
	})
}

// Starting again and again makes no dead letters of what never had a turn.
func TestRestartsAloneKillNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.put("a 1", "a 2", "b 1")
		for range 2 * box.Tries {
			r.restart()
		}
		r.run()
		time.Sleep(time.Second)
		r.wantsSorted("a:1", "a:2", "b:1")
		if r.stored(store.Dead) != 0 || r.stored(store.Inbox) != 0 {
			t.Errorf("%d dead, %d in the inbox", r.stored(store.Dead), r.stored(store.Inbox))
		}
	})
}

// brokenStore refuses every update, as a disk does that is gone.
type brokenStore struct{ store.Store }

func (brokenStore) Update(context.Context, func(store.Tx) error) error {
	return fmt.Errorf("commit: %w", store.ErrBroken)
}

// A store that fails ends the run: the process must start anew. The input is still there.
func TestStoreFailureEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.put("a 1")
		r.lanes.Store = brokenStore{r.store}
		if err := r.lanes.Run(context.Background()); !errors.Is(err, store.ErrBroken) {
			t.Errorf("Run gave %v, want %v", err, store.ErrBroken)
		}
		if n := r.stored(store.Inbox); n != 1 {
			t.Errorf("%d inputs in the inbox, want 1", n)
		}
	})
}

// ending ends the run in the moment in which an update is begun.
type ending struct {
	store.Store
	end func()
}

func (e ending) Update(ctx context.Context, fn func(store.Tx) error) error {
	e.end()
	return e.Store.Update(ctx, fn)
}

// What was begun when the run ends is finished: otherwise every stop under load would leave inputs that a later run takes for
// ones that may have killed it.
func TestATurnUnderWayIsFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		ctx, cancel := context.WithCancel(context.Background())
		r.lanes.Store = ending{r.store, cancel}
		r.put("a 1", "a 2")
		if err := r.lanes.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Run gave %v, want %v", err, context.Canceled)
		}
		r.wants("a:1")
		if n := r.stored(store.Inbox); n != 1 {
			t.Errorf("%d inputs in the inbox, want the one that was not begun", n)
		}
	})
}

// full is a store whose disk has no room for a while.
type full struct {
	store.Store
	until time.Time
}

func (f full) Update(ctx context.Context, fn func(store.Tx) error) error {
	if time.Now().Before(f.until) {
		return fmt.Errorf("commit: %w", store.ErrFull)
	}
	return f.Store.Update(ctx, fn)
}

// A full disk is nobody's fault: what came waits for room, keeps its order, and becomes no dead letter, however long it takes.
func TestAFullDiskBuriesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.put("a one", "a two", "a three")
		r.lanes.Store = full{r.store, time.Now().Add(20 * time.Minute)}
		r.run()
		time.Sleep(21 * time.Minute)
		synctest.Wait()
		r.mu.Lock()
		defer r.mu.Unlock()
		last := r.turns[max(0, len(r.turns)-3):]
		if len(r.buried) > 0 || !slices.Equal(last, []string{"a:one", "a:two", "a:three"}) {
			t.Errorf("turns %v, buried %v", last, r.buried)
		}
		if r.lanes.Failures() != 0 || r.lanes.DeadLetters() != 0 {
			t.Errorf("%d failures, %d dead letters", r.lanes.Failures(), r.lanes.DeadLetters())
		}
	})
}
