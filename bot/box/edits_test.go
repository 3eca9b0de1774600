package box_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// outbox lists what is in the outbox, the oldest first, each with its verb, urgency and text.
func (f *fixture) outbox() string {
	f.t.Helper()
	var list []string
	err := f.db.View(context.Background(), func(tx store.Tx) error {
		list = nil
		return tx.Scan(store.Outbox, nil, nil, func(_, v []byte) error {
			var o box.Out
			if err := json.Unmarshal(v, &o); err != nil {
				return err
			}
			list = append(list, fmt.Sprint(o.Verb, o.Urgency, " ", o.Text))
			return nil
		})
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return strings.Join(list, ", ")
}

// In a surge, each answer of a person brings an edit of their card, and the group takes twenty messages a minute. If all of them waited,
// a start would read thousands that nobody needs, and people would wait for it.
func TestAnEditTakesThePlaceOfOneThatWaits(t *testing.T) {
	f := newFixture(t)
	begin := f.now
	send := func(verb box.Verb, chat box.Chat, ref box.Ref, u box.Urgency, text string) {
		t.Helper()
		f.now = f.now.Add(time.Minute)
		f.update(func(tx store.Tx) error {
			return f.Send(tx, box.Out{Chat: chat, Verb: verb, Ref: ref, Urgency: u, Text: text})
		})
	}
	want := func(when, want string) {
		t.Helper()
		if got := f.outbox(); got != want {
			t.Errorf("%s, the outbox holds\n\t%s\nwant\n\t%s", when, got, want)
		}
	}
	send(box.Post, "staff", "card", box.HandOff, "card")
	send(box.Edit, "staff", "card", box.Reply, "one")
	send(box.Edit, "staff", "news", box.Digest, "other message")
	send(box.Edit, "other", "card", box.Digest, "other chat")
	send(box.Edit, "staff", "card", box.Digest, "two")
	want("after an edit of an edit", "post1 card, edit3 other message, edit3 other chat, edit2 two")
	if q := f.Outbox()[box.Reply]; q.Count != 1 || !q.Oldest.Equal(begin.Add(2*time.Minute)) {
		t.Errorf("staff are said to wait for %d edits since %v, want one since %v", q.Count, q.Oldest, begin.Add(2*time.Minute))
	}
	f.restart()
	send(box.Edit, "staff", "card", box.HandOff, "three")
	want("after a restart", "post1 card, edit3 other message, edit3 other chat, edit1 three")

	var last box.Out
	for range 5 {
		out, err := f.NextOut(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		last = out
	}
	if last.Text != "three" {
		t.Fatalf("the channel got %+v last", last)
	}
	last.Marked = true
	f.update(func(tx store.Tx) error { return box.SaveOut(tx, last) })
	send(box.Edit, "staff", "card", box.Digest, "four")
	want("while one may stand before staff already", "post1 card, edit3 other message, edit3 other chat, edit1 three, edit3 four")
	last.Verb, last.Marked = box.Post, false
	f.update(func(tx store.Tx) error { return errors.Join(box.SaveOut(tx, last), f.Sent(tx, last.ID+1)) })
	send(box.Edit, "staff", "card", box.Digest, "five")
	want("while one is the message itself", "post1 card, edit3 other message, edit3 other chat, post1 three, edit3 five")
	f.update(func(tx store.Tx) error { return errors.Join(f.Sent(tx, last.ID), f.Sent(tx, last.ID+2)) })
	send(box.Edit, "staff", "card", box.Digest, "six")
	want("after they were sent", "post1 card, edit3 other message, edit3 other chat, edit3 six")
}

// A pause for which Telegram asked holds for the edit that takes the place of the one that it was asked of, over a restart too.
func TestAnEditWaitsAsTheOneBeforeIt(t *testing.T) {
	f := newFixture(t)
	first := box.Out{Chat: "staff", Verb: box.Edit, Ref: "card", Text: "one"}
	f.update(func(tx store.Tx) error { return f.Send(tx, first) })
	first, err := f.NextOut(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	first.NotBefore, first.Pause = f.now.Add(time.Minute), time.Minute
	f.update(func(tx store.Tx) error { return box.SaveOut(tx, first) })
	f.update(func(tx store.Tx) error {
		return f.Send(tx, box.Out{Chat: "staff", Verb: box.Edit, Ref: "card", Text: "two"})
	})
	f.restart()
	out, err := f.NextOut(context.Background())
	if err != nil || out.Text != "two" || !out.NotBefore.Equal(first.NotBefore) || out.Pause != first.Pause {
		t.Errorf("after a restart comes %+v, %v", out, err)
	}
}
