package demo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestFaults(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	mary.Send("hello")
	get := func() (int, string, http.Header) {
		t.Helper()
		resp, err := b.c.Get("http://api.test/bot" + s.Token() + "/sendMessage?text=x&chat_id=" + itoa(mary.ID()))
		if err != nil {
			return 0, err.Error(), nil
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(data), resp.Header
	}
	cases := []struct {
		name   string
		f      Fault
		status int
		body   string
		done   bool
	}{
		{"429 with a time", Fault{RetryAfter: 7}, 429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`, false},
		{"429 without", Fault{Status: 429}, 429, `{"ok":false,"error_code":429,"description":"Too Many Requests"}`, false},
		{"a text", Fault{Status: 400, Body: "Bad Request: TOPIC_DELETED"}, 400, `{"ok":false,"error_code":400,"description":"Bad Request: TOPIC_DELETED"}`, false},
		{"a whole answer", Fault{Status: 200, Body: `{"ok":"maybe"}`}, 200, `{"ok":"maybe"}`, false},
		{"a page", Fault{NotJSON: true}, 502, "<html><head><title>Bad Gateway</title></head></html>\n", false},
		{"nothing", Fault{Status: 200, NotJSON: true}, 200, "", false},
		{"500 after the call", Fault{After: true}, 500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, true},
		{"a reset before", Fault{Reset: true}, 0, "", false},
		{"a reset after", Fault{Reset: true, After: true}, 0, "", true},
		{"only a delay", Fault{Delay: time.Millisecond}, 200, "", true},
	}
	for _, c := range cases {
		c.f.Times, c.f.Method, c.f.Chat = 1, "SendMessage", mary.ID()
		s.Fail(c.f)
		before := s.Sent()
		status, body, head := get()
		if status != c.status || c.body != "" && body != c.body || (s.Sent() > before) != c.done {
			t.Errorf("%s: %d %q, sent %v", c.name, status, body, s.Sent() > before)
		}
		if c.f.RetryAfter > 0 && head.Get("Retry-After") != "7" {
			t.Errorf("%s: header %v", c.name, head)
		}
		if status, body, _ := get(); status != 200 {
			t.Errorf("after %s: %d %s", c.name, status, body)
		}
	}
	s.Fail(Fault{Status: 500, Method: "getMe"})
	s.Fail(Fault{Status: 500, Chat: 1})
	if status, _, _ := get(); status != 200 {
		t.Errorf("a fault of another method or chat hit: %d", status)
	}
	for range 3 {
		if got := b.call("getMe", nil); got.status != 500 {
			t.Errorf("a lasting fault ended: %+v", got)
		}
	}
	s.ClearFaults()
	b.must("getMe", nil, nil)
	if got := s.Refusals(); len(got) != 0 {
		t.Errorf("faults count as refusals: %+v", got)
	}
}

func TestAResetOverTheNetwork(t *testing.T) {
	s, _ := start(t, Options{})
	api := httptest.NewServer(s)
	defer api.Close()
	s.Fail(Fault{Reset: true, Times: 1})
	url := api.URL + "/bot" + s.Token() + "/getMe"
	if resp, err := http.Post(url, "application/json", strings.NewReader("{}")); err == nil {
		_ = resp.Body.Close()
		t.Errorf("answered %s", resp.Status)
	} else if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("error: %v", err)
	}
	if resp, err := http.Get(url); err != nil || resp.StatusCode != 200 {
		t.Errorf("afterwards: %v %v", resp, err)
	} else {
		_ = resp.Body.Close()
	}
}

func TestAClientThatGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, b := start(t, Options{})
		defer s.Close()
		s.Fail(Fault{Delay: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://api.test/bot"+s.Token()+"/getMe", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.c.Do(r); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error: %v", err)
		}
	})
}

func TestBudgets(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s, b := start(t, Options{Budgets: true, Now: func() time.Time { return now }})
	g := s.Group("Staff", true)
	mary := s.Person("Mary", "en")
	mary.Send("hello")
	send := func(chat int64) answered { return b.call("sendMessage", dict{"chat_id": chat, "text": "x"}) }
	for i := range chatBurst {
		if got := send(mary.ID()); !got.OK {
			t.Fatalf("send %d: %+v", i, got)
		}
	}
	if got := send(mary.ID()); got.status != 429 || got.Parameters.RetryAfter != 1 || got.Description != "Too Many Requests: retry after 1" {
		t.Errorf("above a chat's budget: %+v", got)
	}
	for i := range groupSends {
		if got := send(g.ID()); !got.OK {
			t.Fatalf("group send %d: %+v", i, got)
		}
	}
	if got := b.call("createForumTopic", dict{"chat_id": g.ID(), "name": "x"}); got.status != 429 || got.Parameters.RetryAfter != 60 {
		t.Errorf("above a group's budget: %+v", got)
	}
	now = now.Add(time.Second)
	if got := send(mary.ID()); !got.OK {
		t.Errorf("after a second: %+v", got)
	}
	now = now.Add(time.Minute)
	sent := 0
	for range 40 {
		p := s.Person("Somebody", "en")
		p.Send("x")
		if send(p.ID()).OK {
			sent++
		}
	}
	if sent != allRate {
		t.Errorf("%d sends in one second, want %d", sent, allRate)
	}
	if got := s.Refusals(); len(got) != 0 {
		t.Errorf("429 counts as a refusal: %+v", got)
	}
}
