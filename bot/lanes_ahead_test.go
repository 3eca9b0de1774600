package bot_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// newEagerRig is a rig whose store tells of updates before they are on the disk.
func newEagerRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	if err := r.store.Close(); err != nil {
		t.Fatal(err)
	}
	r.ahead = true
	r.open()
	told := false
	for !told {
		err := r.store.Update(context.Background(), func(tx store.Tx) error {
			tx.Ahead(func(p store.Pending) { told = told || p != nil })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// hold keeps every commit waiting until release is called.
func (r *rig) hold() (release func()) {
	gate := make(chan struct{})
	var over sync.WaitGroup
	over.Go(func() {
		err := r.store.Update(context.Background(), func(tx store.Tx) error { err := storetest.Scanning(tx); <-gate; return err })
		if err != nil {
			r.t.Errorf("the update that holds the others: %v", err)
		}
	})
	synctest.Wait()
	return func() { close(gate); over.Wait() }
}

// receive takes an update from outside, whose commit may wait; the answer tells what came of it.
func (r *rig) receive(ctx context.Context, update, chat, text string) <-chan error {
	answer := make(chan error, 1)
	go func() {
		_, err := r.box.Receive(ctx, "tg", 0, []box.In{{Update: update, Chat: box.Chat(chat), Kind: box.Text, Text: text}})
		answer <- err
	}()
	synctest.Wait()
	return answer
}

// waits is how many inputs wait, as the metrics have it.
func (r *rig) waits() (n int) {
	for _, q := range r.box.Inbox() {
		n += q.Count
	}
	return n
}

// A turn begins while its input is on its way to the disk: a person waits for one commit, not for two.
func TestATurnBeginsBeforeItsInputIsOnTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newEagerRig(t)
		r.run()
		release := r.hold()
		answer := r.receive(context.Background(), "u1", "a", "1")
		r.wants("a:1")
		if r.lanes.Turns() != 0 {
			t.Error("a turn was done before its input was on the disk")
		}
		release()
		synctest.Wait()
		if err := <-answer; err != nil || r.lanes.Turns() != 1 || r.stored(store.Inbox) != 0 || r.waits() != 0 {
			t.Errorf("%v; %d turns, %d inputs stored, %d wait", err, r.lanes.Turns(), r.stored(store.Inbox), r.waits())
		}
	})
}

// An input that did not come to the disk has had no turn, and no failed one either: Telegram brings it again, and then it has its turn.
func TestAnInputThatWasUndoneComesAgain(t *testing.T) {
	for name, fails := range map[string]int{"its turn worked": 0, "its turn failed": 1} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newEagerRig(t)
				r.fail["1"] = fails
				r.run()
				release := r.hold()
				ctx, cancel := context.WithCancel(context.Background())
				answer := r.receive(ctx, "u1", "a", "1")
				r.wants("a:1")
				cancel()
				if err := <-answer; !errors.Is(err, context.Canceled) {
					t.Fatalf("Receive gave %v", err)
				}
				release()
				synctest.Wait()
				l := r.lanes
				if l.Turns() != 0 || l.Failures() != 0 || r.stored(store.Inbox) != 0 || r.stored(store.Dead) != 0 || r.waits() != 0 {
					t.Errorf("%d turns, %d failed, %d inputs stored, %d wait", l.Turns(), l.Failures(), r.stored(store.Inbox), r.waits())
				}
				if err := <-r.receive(context.Background(), "u1", "a", "1"); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				r.wants("a:1")
				if l.Turns() != 1 || r.stored(store.Inbox) != 0 || r.waits() != 0 {
					t.Errorf("%d turns, %d inputs stored, %d wait", l.Turns(), r.stored(store.Inbox), r.waits())
				}
			})
		})
	}
}

// A turn that fails while its input is on its way counts when that has arrived, and is tried as often as any other.
func TestATurnThatFailsEarlyIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newEagerRig(t)
		r.fail["1"] = 99
		r.run()
		release := r.hold()
		answer := r.receive(context.Background(), "u1", "a", "1")
		r.wants("a:1")
		release()
		if err := <-answer; err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		r.wants("a:1", "a:1", "a:1") // of the first two only one counts
		if r.lanes.Failures() != box.Tries || r.stored(store.Dead) != 1 || r.stored(store.Inbox) != 0 || r.waits() != 0 {
			t.Errorf("%d failed, %d dead letters, %d inputs stored, %d wait", r.lanes.Failures(), r.stored(store.Dead), r.stored(store.Inbox), r.waits())
		}
	})
}

// What comes again since it was undone costs its chat nothing: else one unlucky commit would slow down who wrote a hundred words.
func TestAnInputThatComesAgainIsNotSlowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newEagerRig(t)
		r.lanes.Rate, r.lanes.Burst, r.lanes.Hour = 1, 10, 10
		r.run()
		for i := range 10 {
			text := strconv.Itoa(i)
			release := r.hold()
			ctx, cancel := context.WithCancel(context.Background())
			undone := r.receive(ctx, "u"+text, "a", text)
			cancel()
			if err := <-undone; !errors.Is(err, context.Canceled) {
				t.Fatalf("Receive gave %v", err)
			}
			release()
			synctest.Wait()
			if err := <-r.receive(context.Background(), "u"+text, "a", text); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if n := r.lanes.Turns(); n != 10 || r.lanes.Slowed() != 0 {
			t.Errorf("%d turns of 10, %d slowed", n, r.lanes.Slowed())
		}
	})
}

// Whatever becomes of commits, each input that was received has one turn, in its order, and nothing is left over.
func TestAStormOfUndoneInputs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const chats, each = 8, 40
		r := newEagerRig(t)
		r.run()
		var all sync.WaitGroup
		for c := range chats {
			all.Go(func() {
				chat, dice := string(rune('a'+c)), rand.New(rand.NewPCG(uint64(c), 7))
				try := func(text string) error {
					ctx, cancel := context.WithCancel(context.Background())
					defer cancel()
					if dice.IntN(2) == 0 {
						go cancel() // in time, or not
					}
					_, err := r.box.Receive(ctx, "tg", 0, []box.In{{Update: chat + text, Chat: box.Chat(chat), Kind: box.Text, Text: text}})
					return err
				}
				for i := 0; i < each; {
					switch err := try(strconv.Itoa(i)); {
					case err == nil:
						i++
					case !errors.Is(err, context.Canceled):
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		synctest.Wait()
		if n := r.lanes.Turns(); n != chats*each || r.stored(store.Inbox) != 0 || r.stored(store.Dead) != 0 || r.waits() != 0 {
			t.Errorf("%d turns of %d, %d inputs stored, %d wait", n, chats*each, r.stored(store.Inbox), r.waits())
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		last := map[string]int{}
		for _, line := range r.turns { // one that was undone had its turn begun, too
			chat, text, _ := strings.Cut(line, ":")
			n, _ := strconv.Atoi(text)
			if n != last[chat] && n != last[chat]+1 {
				t.Fatalf("chat %s: %d came after %d", chat, n, last[chat])
			}
			last[chat] = n
		}
	})
}
