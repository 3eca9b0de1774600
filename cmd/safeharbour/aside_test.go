package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// prepared makes a data folder with what fill writes, and closes it.
func prepared(t *testing.T, fill func(tx store.Tx, bx *box.Box) error) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	st, _, err := openStore(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	bx := box.New(st)
	if err := st.Update(t.Context(), func(tx store.Tx) error { return fill(tx, bx) }); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// One spoilt byte among what is due, in the inbox or in the outbox must not keep the rest from coming, now and at every start.
func TestASpoiltRecordStopsNobody(t *testing.T) {
	for _, b := range []store.Bucket{store.Due, store.Inbox, store.Outbox, store.Seen} {
		t.Run(string(b), func(t *testing.T) {
			dir := prepared(t, func(tx store.Tx, bx *box.Box) error {
				for i := range 3 {
					notice := box.In{Chat: telegram.Staff, At: tx.Now(), Kind: box.Notice, Text: "disk_room"}
					post := box.Out{Chat: telegram.Staff, Urgency: box.HandOff, Verb: box.Post, Text: "There is room on the disk"}
					var err error
					switch b {
					case store.Due:
						err = bx.Later(tx, tx.Now().Add(time.Duration(i)*time.Millisecond), notice)
					case store.Inbox, store.Seen:
						notice.Update = fmt.Sprint(i)
						_, err = bx.Take(tx, "test", 0, []box.In{notice})
					case store.Outbox:
						err = bx.Send(tx, post)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			spoil(t, database(dir), b, 1)
			h := newHouseWith(t, slog.New(slog.DiscardHandler), func(c *config) { c.Data = dir })
			want := 2
			if b == store.Seen {
				want = 3
				if err := h.app.box.Forget(t.Context()); err != nil {
					t.Error(err)
				}
				err := h.app.store.View(t.Context(), func(tx store.Tx) error {
					return tx.Scan(store.Seen, nil, nil, func(_, _ []byte) error { return nil })
				})
				if err != nil {
					t.Error("reading past the spoilt record:", err)
				}
			}
			h.hears("There is room on the disk", want)
			h.hears("cannot be read any more: 1.", 1)
		})
	}
}

// hears waits until the group has read the words so often.
func (h *house) hears(words string, times int) {
	h.t.Helper()
	s := &service{group: h.group}
	s.reads(h.t, words, times)
	if n := s.count(words); n > times {
		h.t.Errorf("the group reads %q %d times, want %d", words, n, times)
	}
}

// Two hundred people's records are spoilt, and the case of one more. Each of them begins anew, or gets a new case, when they
// write; everybody else goes on as before; staff are told.
func TestPoisonState(t *testing.T) {
	s, ana := handedOver(t)
	p := s.start(t)
	s.bell.up(t, p)
	var people []*demo.Person
	for i := range 200 {
		people = append(people, s.api.Person(fmt.Sprint("P", i), "en"))
		people[i].Send("/start")
	}
	for _, one := range people {
		sees(t, one, "language")
	}
	last := s.api.Person("Last", "en")
	last.Send("/start")
	sees(t, last, "language")
	if err := last.Press("English"); err != nil {
		t.Fatal(err)
	}
	sees(t, last, "What do you need")
	if code, _ := p.stop(); code != exitDone {
		t.Fatalf("exit code %d\n%s", code, p.out)
	}
	spoil(t, database(s.data), store.Cases, 1)
	spoilAfter(t, database(s.data), store.Conversations, 1, 200)
	p = s.start(t)
	s.bell.up(t, p)
	ana.Send("are you there")
	s.cards(t, 2) // a new case, with what was answered before
	for _, one := range people[:3] {
		one.Send("hello")
		if err := one.Press("English"); err != nil { // which is what a new conversation asks first
			t.Error(err)
		}
		sees(t, one, "What do you need")
	}
	if err := last.Press("I lost money online"); err != nil {
		t.Error(err)
	}
	sees(t, last, "money")
	s.reads(t, "cannot be read any more", 1)
	p.stop()
	if strings.Contains(p.out.String(), "turn failed") {
		t.Errorf("a turn failed:\n%s", p.out)
	}
}

// cards waits until the group has so many topics with a card.
func (s *service) cards(t *testing.T, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	pinned := func(m demo.Message) bool { return m.Pinned }
	_, err := s.group.WaitForTopics(ctx, func(ts []demo.Topic) bool {
		return len(ts) >= n && slices.ContainsFunc(ts[n-1].Messages, pinned)
	})
	if err != nil {
		t.Fatalf("there is no card number %d: %v", n, err)
	}
}
