package bot_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// eager brings the store to where it tells of updates before they are on the disk.
func (r *rig) eager() {
	r.t.Helper()
	for range 250 {
		if err := r.store.Update(context.Background(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("k"), nil) }); err != nil {
			r.t.Fatal(err)
		}
	}
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
		r := newRig(t)
		r.eager()
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
				r := newRig(t)
				r.eager()
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
		r := newRig(t)
		r.eager()
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
		r.wants("a:1", "a:1")
		if r.lanes.Failures() != box.Tries || r.stored(store.Dead) != 1 || r.stored(store.Inbox) != 0 || r.waits() != 0 {
			t.Errorf("%d failed, %d dead letters, %d inputs stored, %d wait", r.lanes.Failures(), r.stored(store.Dead), r.stored(store.Inbox), r.waits())
		}
	})
}
