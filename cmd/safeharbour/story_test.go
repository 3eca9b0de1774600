package main

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/demo"
)

// house is the whole program against a local Bot API server.
type house struct {
	t     *testing.T
	api   *demo.Server
	group *demo.Group
	sam   *demo.Member
	app   *app
}

// newHouse starts the program on an empty data folder.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, api: demo.New(demo.Options{})}
	h.group = h.api.Group("Staff", true)
	h.sam = h.group.Member("Sam")
	server := httptest.NewServer(h.api)
	ctx, cancel := context.WithCancel(context.Background())
	a, err := newApp(ctx, config{token: h.api.Token(), APIURL: server.URL, Data: t.TempDir(), StaffChat: h.group.ID(),
		StaffLang: "en", Contacts: "sourced"}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	h.app = a
	done := make(chan error, 1)
	go func() { done <- a.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		h.api.Close()
		if err := <-done; err != nil && err != context.Canceled {
			t.Error("run:", err)
		}
		server.Close()
		if err := a.close(); err != nil {
			t.Error("close:", err)
		}
		for _, r := range h.api.Refusals() {
			t.Errorf("the Bot API server refused %s: %s", r.Method, r.Description)
		}
	})
	return h
}

// sees waits until the person's newest message from the bot holds the words.
func (h *house) sees(p *demo.Person, words string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err := p.WaitFor(ctx, func([]demo.Message) bool { return false || strings.Contains(p.Last().Text, words) })
	if err != nil {
		h.t.Fatalf("the person does not see %q but %q", words, p.Last().Text)
	}
}

func (h *house) press(p *demo.Person, button string) {
	h.t.Helper()
	if err := p.Press(button); err != nil {
		h.t.Fatalf("press %q: %v; the screen is %q with %v", button, err, p.Last().Text, p.Last().Buttons)
	}
}

// A trapped person in danger has a human alerted at the fourth tap, and gets the answer at their next message.
func TestTrappedPersonReachesAHuman(t *testing.T) {
	h := newHouse(t)
	ana := h.api.Person("Ana", "en")
	ana.Send("/start")
	h.sees(ana, "language")
	h.press(ana, "English")
	h.sees(ana, "chat program")
	h.press(ana, "leave my workplace")
	h.sees(ana, "safe")
	h.press(ana, "Yes")
	h.sees(ana, "agree")
	h.press(ana, "Yes")
	h.sees(ana, "true right now")
	h.press(ana, "hurt")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	topics, err := h.group.WaitForTopics(ctx, func(ts []demo.Topic) bool { return len(ts) == 1 && len(h.group.Messages(ts[0].ID)) > 0 })
	if err != nil {
		t.Fatal("no topic:", err)
	}
	t.Log(topics[0].Name)
	for _, m := range h.group.Messages(topics[0].ID) {
		t.Log(m.Text, m.Buttons)
	}
	if _, err := h.sam.Say(topics[0].ID, "/r We are here."); err != nil {
		t.Fatal(err)
	}
	if _, err := h.group.WaitFor(ctx, topics[0].ID, func(ms []demo.Message) bool {
		return strings.Contains(ms[len(ms)-1].Text, "Held until")
	}); err != nil {
		t.Fatal("not held:", err)
	}
	h.press(ana, "Done")
	h.sees(ana, "We are here.")
	for _, m := range ana.Messages() {
		t.Log(m.Text)
	}
}
