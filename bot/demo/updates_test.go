package demo

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func texts(list []got) []string {
	var out []string
	for _, u := range list {
		text, _ := u.Message["text"].(string)
		out = append(out, text)
	}
	return out
}

func same(a, b []string) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

func TestOnlyAHigherOffsetConfirms(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	for _, text := range []string{"a", "b", "c"} {
		mary.Send(text)
	}
	first := b.updates(dict{"limit": 2})
	if !same(texts(first), []string{"a", "b"}) {
		t.Fatalf("first: %v", texts(first))
	}
	if again := b.updates(nil); !same(texts(again), []string{"a", "b", "c"}) {
		t.Errorf("without an offset nothing is confirmed: %v", texts(again))
	}
	if again := b.updates(dict{"offset": first[1].ID}); !same(texts(again), []string{"b", "c"}) {
		t.Errorf("the offset itself is delivered: %v", texts(again))
	}
	if again := b.updates(dict{"offset": first[0].ID}); !same(texts(again), []string{"b", "c"}) {
		t.Errorf("what was confirmed does not come back: %v", texts(again))
	}
	if got := s.Pending(); got != 2 {
		t.Errorf("pending %d, want 2", got)
	}
	if last := b.updates(dict{"offset": -1}); !same(texts(last), []string{"c"}) {
		t.Errorf("a negative offset: %v", texts(last))
	}
}

func TestIDsThatJumpDownLoseNothing(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	mary.Send("before")
	s.JumpUpdateID(1000)
	mary.Send("still before")
	list := b.updates(nil)
	if len(list) != 2 || list[1].ID != list[0].ID+1 {
		t.Fatalf("before the queue is empty: %+v", list)
	}
	offset := list[1].ID + 1
	if got := b.updates(dict{"offset": offset}); len(got) != 0 {
		t.Fatalf("got %+v", got)
	}
	mary.Send("after")
	list = b.updates(dict{"offset": offset})
	if len(list) != 1 || list[0].ID != 1000 {
		t.Fatalf("after the jump: %+v", list)
	}
	if got := b.updates(dict{"offset": 1001}); len(got) != 0 {
		t.Errorf("confirmed update came back: %+v", got)
	}
}

func TestDuplicates(t *testing.T) {
	s, b := start(t, Options{})
	s.DuplicateUpdates(true)
	mary := s.Person("Mary", "en")
	mary.Send("a")
	list := b.updates(nil)
	mary.Send("b")
	if got := b.updates(dict{"offset": list[0].ID + 1}); !same(texts(got), []string{"a", "b", "b"}) {
		t.Errorf("second: %v", texts(got))
	}
}

func TestALongPollWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, b := start(t, Options{})
		defer s.Close()
		mary := s.Person("Mary", "en")
		go func() {
			time.Sleep(20 * time.Second)
			mary.Send("late")
		}()
		begun := time.Now()
		if list := b.updates(dict{"timeout": 30}); !same(texts(list), []string{"late"}) || time.Since(begun) != 20*time.Second {
			t.Errorf("after %v: %v", time.Since(begun), texts(list))
		}
		begun = time.Now()
		if list := b.updates(dict{"offset": 100_000_002, "timeout": 600}); len(list) != 0 || time.Since(begun) != 50*time.Second {
			t.Errorf("an empty poll took %v and brought %v", time.Since(begun), texts(list))
		}
		go func() {
			time.Sleep(time.Second)
			s.Close()
		}()
		begun = time.Now()
		if b.updates(dict{"timeout": 50}); time.Since(begun) != time.Second {
			t.Errorf("Close did not end the poll: %v", time.Since(begun))
		}
	})
}

func TestTwoPollersAndAWebhook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, b := start(t, Options{})
		defer s.Close()
		first := make(chan answered)
		poll := func() { first <- b.call("getUpdates", dict{"timeout": 50}) }
		go poll()
		synctest.Wait()
		b.updates(nil)
		const other = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
		if got := <-first; got.status != 409 || got.Description != other {
			t.Errorf("the older poll got %+v", got)
		}
		go poll()
		synctest.Wait()
		b.must("setWebhook", dict{"url": "https://example.org/hook"}, nil)
		if got := <-first; got.Description != "Conflict: terminated by setWebhook request" {
			t.Errorf("the poll got %+v", got)
		}
		b.refuses("getUpdates", nil, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		if got := b.call("deleteWebhook", nil); got.Description != "Webhook was deleted" {
			t.Errorf("deleteWebhook: %+v", got)
		}
		if got := b.call("deleteWebhook", nil); got.Description != "Webhook is already deleted" {
			t.Errorf("deleteWebhook: %+v", got)
		}
		b.updates(nil)
	})
}

func TestWhatIsNotFetchedInTimeIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, b := start(t, Options{})
		defer s.Close()
		mary := s.Person("Mary", "en")
		mary.Send("hello")
		b.send(mary.ID(), "question", keys("yes"))
		if err := mary.Press("yes"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(149 * time.Second)
		list := b.updates(nil)
		if len(list) != 2 || list[1].Press == nil {
			t.Fatalf("after 149 s: %+v", list)
		}
		time.Sleep(time.Second)
		if got := b.updates(nil); len(got) != 1 || got[0].Press != nil {
			t.Errorf("after 150 s: %+v", got)
		}
		b.refuses("answerCallbackQuery", dict{"callback_query_id": list[1].Press.ID}, "Bad Request: query is too old and response timeout expired or query ID is invalid")
		time.Sleep(24 * time.Hour)
		if got := b.updates(nil); len(got) != 0 {
			t.Errorf("after a day: %+v", got)
		}
	})
}

func TestOnlyWantedKindsCome(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	b.updates(dict{"allowed_updates": []string{"callback_query"}})
	mary.Send("hello")
	if got := b.updates(dict{"allowed_updates": "null"}); len(got) != 0 {
		t.Errorf("unwanted: %+v", got)
	}
	b.updates(dict{"allowed_updates": []string{}})
	mary.Send("hello again")
	mary.SendUnknown()
	s.Push("message", `{"message_id":"a word"}`)
	if got := b.call("getUpdates", nil); !got.OK {
		t.Fatal(got.Description)
	} else {
		var list []map[string]json.RawMessage
		if err := json.Unmarshal(got.Result, &list); err != nil || len(list) != 3 || list[1]["hologram"] == nil {
			t.Errorf("updates: %s", got.Result)
		}
	}
}

func TestAQueryIsAnsweredOnce(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	mary.Send("hello")
	id := b.send(mary.ID(), "question", keys("yes"))
	if err := mary.PressOn(id, "something old"); err != nil {
		t.Fatal(err)
	}
	list := b.updates(dict{"offset": 100_000_002})
	if list[0].Press.Data != "something old" || list[0].Press.Message["text"] != "question" {
		t.Fatalf("press: %+v", list[0].Press)
	}
	p := dict{"callback_query_id": list[0].Press.ID, "show_alert": true, "text": "no"}
	b.must("answerCallbackQuery", p, nil)
	b.refuses("answerCallbackQuery", p, "Bad Request: query is too old and response timeout expired or query ID is invalid")
	if err := mary.Delete(id); err != nil {
		t.Fatal(err)
	}
	if err := mary.Press("yes"); err == nil {
		t.Error("a button that is gone was pressed")
	}
	if err := mary.PressOn(id, "yes"); err != nil {
		t.Fatal(err)
	}
	list = b.updates(dict{"offset": list[0].ID + 1})
	if m := list[0].Press.Message; m["date"] != 0.0 || m["text"] != nil {
		t.Errorf("an inaccessible message: %+v", m)
	}
}

// A long answer comes as a whole, with its length, as Telegram's does: a bot that looks at the length sees that one was cut.
func TestLongAnswersTellTheirLength(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	api := httptest.NewServer(s)
	defer api.Close()
	p := s.Person("Mary", "en")
	for range 50 {
		p.Send("hello")
	}
	resp, err := http.Get(api.URL + "/bot" + s.Token() + "/getUpdates")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || len(data) < 5000 || resp.ContentLength != int64(len(data)) {
		t.Errorf("%d bytes, and the answer says %d: %v", len(data), resp.ContentLength, err)
	}
}
