package box_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

// fixture is a box over a real store that can be closed and opened again, with a clock that the test turns.
type fixture struct {
	t   *testing.T
	dir string
	now time.Time
	db  *bolt.DB
	*box.Box
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)}
	f.open()
	return f
}

func (f *fixture) open() {
	f.t.Helper()
	f.db = storetest.OpenWith(f.t, f.dir, bolt.Options{Now: func() time.Time { return f.now }})
	f.Box = box.New(f.db)
	if err := f.Load(context.Background()); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) restart() {
	f.t.Helper()
	if err := f.db.Close(); err != nil {
		f.t.Fatal(err)
	}
	f.open()
}

func (f *fixture) update(fn func(store.Tx) error) {
	f.t.Helper()
	if err := f.db.Update(context.Background(), fn); err != nil {
		f.t.Fatal(err)
	}
}

// receive takes updates and tells how many were new.
func (f *fixture) receive(ids ...string) int {
	f.t.Helper()
	var ins []box.In
	for _, id := range ids {
		ins = append(ins, box.In{Update: id, Chat: "c", Kind: box.Text, Text: id})
	}
	n, err := f.Receive(context.Background(), "test", 7, ins)
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

// waiting takes what was handed on and gives the texts.
func (f *fixture) waiting() (texts []string) {
	f.t.Helper()
	n, _ := f.Waiting()
	for range n {
		in, err := f.NextIn(context.Background())
		if err != nil {
			f.t.Fatal(err)
		}
		texts = append(texts, in.Text)
	}
	return texts
}

func (f *fixture) wants(want ...string) {
	f.t.Helper()
	if got := f.waiting(); !slices.Equal(got, want) {
		f.t.Errorf("got %q, want %q", got, want)
	}
}

// An update is taken once. What counts is whether it was seen, not its number: after a quiet week that begins anew.
func TestUpdatesAreTakenOnce(t *testing.T) {
	f := newFixture(t)
	if n := f.receive("900000001", "900000002", "900000001"); n != 2 {
		t.Errorf("took %d, want 2", n)
	}
	f.wants("900000001", "900000002")
	if n := f.receive("1000", "900000002", "1001", ""); n != 3 {
		t.Errorf("took %d, want 3", n)
	}
	f.wants("1000", "1001", "")
	f.restart()
	f.waiting()
	if n := f.receive("1000", "900000001", "1002"); n != 1 {
		t.Errorf("after a restart, took %d, want 1", n)
	}
	f.wants("1002")
	if next, err := f.Offset(context.Background(), "test"); err != nil || next != 7 {
		t.Errorf("offset %d, %v, want 7", next, err)
	}
	if next, err := f.Offset(context.Background(), "another"); err != nil || next != 0 {
		t.Errorf("offset of a channel that never received: %d, %v, want 0", next, err)
	}
}

// Two channels may use the same numbers.
func TestChannelsDoNotShareNumbers(t *testing.T) {
	f := newFixture(t)
	f.receive("1")
	n, err := f.Receive(context.Background(), "web", 1, []box.In{{Update: "1", Chat: "w"}})
	if err != nil || n != 1 {
		t.Errorf("took %d, %v, want 1", n, err)
	}
}

// The ids of updates are kept for three days, and not for ever.
func TestForgetsAfterThreeDays(t *testing.T) {
	f := newFixture(t)
	var old []string
	for i := range 50 {
		old = append(old, strconv.Itoa(i))
	}
	f.receive(old...)
	f.now = f.now.Add(box.Remember - time.Hour)
	f.receive("young")
	if err := f.Forget(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := f.receive("0", "49", "young"); n != 0 {
		t.Errorf("before three days, %d were taken twice", n)
	}
	f.now = f.now.Add(2 * time.Hour)
	if err := f.Forget(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := f.receive("0", "49", "young"); n != 2 {
		t.Errorf("after three days, %d were taken, want 2: the young one is still known", n)
	}
}

// Ids that are kept together are forgotten together, when the last is old; and nothing of them stays.
func TestForgetsTheLast(t *testing.T) {
	f := newFixture(t)
	f.receive("1000", "7", "x")
	for range 4 { // days
		f.now = f.now.Add(24*time.Hour + 7*time.Minute)
		f.receive(strconv.FormatInt(1000+f.now.Unix()%99+1, 10))
		if err := f.Forget(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if n := f.receive("1000"); n != 0 {
		t.Error("an id was forgotten beside younger ones")
	}
	if n := f.receive("7", "x"); n != 2 {
		t.Errorf("%d of two old ids were forgotten", n)
	}
	f.now = f.now.Add(box.Remember + time.Hour)
	if err := f.Forget(context.Background()); err != nil {
		t.Fatal(err)
	}
	err := f.db.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(store.Seen, nil, nil, func(k, _ []byte) error {
			t.Errorf("%q is still there", k)
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}

// What was not done is handed on again at the next start, oldest first, and marked as left.
func TestRestartLosesNothing(t *testing.T) {
	f := newFixture(t)
	f.receive("1", "2", "3")
	first, err := f.NextIn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	f.update(func(tx store.Tx) error {
		if err := f.Send(tx, box.Out{Chat: "c", Verb: box.Say, Text: "out"}); err != nil {
			return err
		}
		return f.Done(tx, first)
	})
	f.restart()
	in, err := f.NextIn(context.Background())
	if err != nil || in.Text != "2" || !in.Left || in.ID != first.ID+1 {
		t.Errorf("got %+v, %v, want the second input, marked as left", in, err)
	}
	f.wants("3")
	out, err := f.NextOut(context.Background())
	if err != nil || out.Text != "out" || out.ID == 0 {
		t.Errorf("got %+v, %v, want the output", out, err)
	}
	f.receive("4")
	if in, err = f.NextIn(context.Background()); err != nil || in.Left {
		t.Errorf("a new input is marked as left: %+v, %v", in, err)
	}
}

// The count of attempts survives a restart, and a dead letter leaves the inbox without the raw update.
func TestAttemptsAndDeadLetters(t *testing.T) {
	f := newFixture(t)
	f.update(func(tx store.Tx) error {
		return f.Put(tx, box.In{Chat: "c", Kind: box.Text, Text: "words", Raw: []byte("a name")})
	})
	in, err := f.NextIn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if in, err = f.Count(context.Background(), in); err != nil || in.Attempts != 1 {
		t.Fatalf("attempts %d, %v", in.Attempts, err)
	}
	f.restart()
	if in, err = f.NextIn(context.Background()); err != nil || in.Attempts != 1 {
		t.Errorf("after a restart: attempts %d, %v, want 1", in.Attempts, err)
	}
	f.update(func(tx store.Tx) error { return f.Bury(tx, in) })
	f.restart()
	f.wants()
	err = f.db.View(context.Background(), func(tx store.Tx) error {
		v, err := tx.Get(store.Dead, store.Key(in.ID))
		if err != nil {
			return err
		}
		var dead box.In
		if err := json.Unmarshal(v, &dead); err != nil {
			return err
		}
		if dead.Text != "words" || dead.Raw != nil {
			t.Errorf("the dead letter is %+v, want the words and nothing raw", dead)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// later puts up due items: how long from now, and the name.
func (f *fixture) later(after time.Duration, name string) {
	f.t.Helper()
	f.update(func(tx store.Tx) error {
		return f.Later(tx, f.now.Add(after), box.In{Chat: "c", Kind: box.Came, Text: name})
	})
}

func (f *fixture) takeDue() time.Duration {
	f.t.Helper()
	wait, err := f.TakeDue(context.Background())
	if err != nil {
		f.t.Fatal(err)
	}
	return wait
}

// Due items come at their time and once, in their order, also after a restart; what is overdue comes at once.
func TestDueItems(t *testing.T) {
	f := newFixture(t)
	f.later(20*time.Minute, "second")
	f.later(10*time.Minute, "first")
	f.later(20*time.Minute, "third")
	f.later(5*time.Hour, "late")
	if wait := f.takeDue(); wait != 10*time.Minute {
		t.Errorf("wait %v, want 10m", wait)
	}
	f.wants()
	f.restart()
	f.now = f.now.Add(10 * time.Minute)
	if wait := f.takeDue(); wait != 10*time.Minute {
		t.Errorf("wait %v, want 10m", wait)
	}
	f.wants("first")
	f.now = f.now.Add(time.Hour)
	if wait := f.takeDue(); wait != time.Hour {
		t.Errorf("wait %v, want an hour at most: the clock may be set meanwhile", wait)
	}
	f.wants("second", "third")
	f.takeDue()
	f.wants()
	f.now = f.now.Add(48 * time.Hour)
	f.restart()
	f.takeDue()
	f.wants("first", "second", "third", "late") // those before were never done
}

// A due item is never early, not even by a part of a millisecond: a turn that finds that its time has not come plans itself
// anew, and would come again at once, commit after commit, until the millisecond is over.
func TestDueItemsAreNeverEarly(t *testing.T) {
	f := newFixture(t)
	f.now = f.now.Add(300 * time.Microsecond)
	at := f.now.Add(100 * time.Microsecond)
	f.update(func(tx store.Tx) error { return f.Later(tx, at, box.In{Chat: "c", Kind: box.Came, Text: "x"}) })
	for range 3 {
		wait, err := f.TakeDue(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if ins, _ := f.Waiting(); ins > 0 {
			if f.now.Before(at) {
				t.Errorf("it came %s early", at.Sub(f.now))
			}
			return
		}
		f.now = f.now.Add(wait)
	}
	t.Error("it did not come")
}

// Many overdue items come a few at a time, in their order, so that a person's turn never waits behind the turns of all of them.
func TestManyOverdueItemsComeInBatches(t *testing.T) {
	f := newFixture(t)
	f.update(func(tx store.Tx) error {
		for i := range 450 {
			if err := f.Later(tx, f.now, box.In{Chat: "c", Kind: box.Came, Text: strconv.Itoa(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	var got []string
	for i := 0; i < 100 && len(got) < 450; i++ {
		f.takeDue()
		some := f.waiting()
		if len(some) > 10 {
			t.Fatalf("%d come at once", len(some))
		}
		got = append(got, some...)
	}
	for i, text := range got {
		if text != strconv.Itoa(i) {
			t.Fatalf("item %d is %s", i, text)
		}
	}
	if len(got) != 450 {
		t.Errorf("%d items came, want 450", len(got))
	}
}

// RunDue wakes for the next item, and for a nearer one that is put up while it sleeps.
func TestRunDueWakesInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := storetest.Open(t)
		b := box.New(db)
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- b.RunDue(ctx) }()
		put := func(after time.Duration, name string) {
			err := db.Update(ctx, func(tx store.Tx) error {
				return b.Later(tx, tx.Now().Add(after), box.In{Chat: "c", Kind: box.Came, Text: name})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		begun := time.Now()
		put(3*time.Hour, "far")
		put(time.Minute, "near")
		for _, want := range []struct {
			name  string
			after time.Duration
		}{{"near", time.Minute}, {"far", 3 * time.Hour}} {
			in, err := b.NextIn(ctx)
			if late := time.Since(begun) - want.after; err != nil || in.Text != want.name || late < 0 || late > 10*time.Millisecond {
				t.Errorf("got %q after %v, %v, want %q after %v", in.Text, time.Since(begun), err, want.name, want.after)
			}
		}
		cancel()
		if err := <-ended; err != context.Canceled {
			t.Errorf("RunDue gave %v", err)
		}
	})
}

// A chat has one number for ever, and another chat another.
func TestChatNumbers(t *testing.T) {
	f := newFixture(t)
	numbers := map[box.Chat]uint64{}
	for range 2 {
		f.update(func(tx store.Tx) error {
			for _, chat := range []box.Chat{"tg/1", "tg/11", "web/1"} {
				n, err := box.ChatNumber(tx, chat)
				if err != nil {
					return err
				}
				if was, ok := numbers[chat]; ok && was != n {
					t.Errorf("%s had the number %d and has now %d", chat, was, n)
				}
				numbers[chat] = n
			}
			return nil
		})
		f.restart()
	}
	if numbers["tg/1"] == numbers["tg/11"] || numbers["tg/1"] == numbers["web/1"] || numbers["tg/11"] == numbers["web/1"] {
		t.Errorf("chats share a number: %v", numbers)
	}
}

// What waits is counted as it comes and goes, also over a restart: an operator sees by it that people wait for answers.
func TestWhatWaitsIsCounted(t *testing.T) {
	f := newFixture(t)
	begin := f.now
	f.receive("1", "2")
	f.update(func(tx store.Tx) error {
		return errors.Join(
			f.Put(tx, box.In{Chat: "staff", Kind: box.Said, At: f.now}),
			f.Send(tx, box.Out{Chat: "c", Verb: box.Say, Urgency: box.Reply}),
			f.Later(tx, f.now.Add(time.Minute), box.In{Kind: box.Came}),
		)
	})
	f.now = f.now.Add(time.Hour)
	f.update(func(tx store.Tx) error { return f.Send(tx, box.Out{Chat: "c", Verb: box.Say, Urgency: box.Reply}) })
	check := func(when string, inside, outside, replies, dead int) {
		t.Helper()
		in, out := f.Inbox(), f.Outbox()
		if len(in) != 2 || in[0].Count != outside || in[1].Count != inside || len(out) != 4 || out[2].Count != replies || f.DeadLetters() != dead {
			t.Errorf("%s: inbox %+v, outbox %+v, %d dead", when, in, out, f.DeadLetters())
		}
		if replies == 2 && !out[2].Oldest.Equal(begin) {
			t.Errorf("%s: the oldest reply waits since %v, want %v", when, out[2].Oldest, begin)
		}
	}
	check("at first", 1, 2, 2, 0)
	f.restart()
	check("after a restart", 1, 2, 2, 0)
	if n, late, err := f.Overdue(context.Background()); n != 1 || late != 59*time.Minute || err != nil {
		t.Errorf("%d overdue by %v, %v", n, late, err)
	}
	one, err := f.NextIn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	two, err := f.NextIn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out, err := f.NextOut(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	f.update(func(tx store.Tx) error { return errors.Join(f.Done(tx, one), f.Bury(tx, two), f.Sent(tx, out.ID)) })
	check("in the end", 1, 0, 1, 1)
	f.restart()
	check("after another restart", 1, 0, 1, 1)
}
