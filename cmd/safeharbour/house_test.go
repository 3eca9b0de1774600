package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// house is the whole program against a local Bot API server, over loopback.
type house struct {
	t      *testing.T
	api    *demo.Server
	server *httptest.Server
	group  *demo.Group
	sam    *demo.Member
	app    *app
	faulty bool // the server was told to fail, so what it refused says nothing
}

// newHouse starts the program on an empty data folder.
func newHouse(t *testing.T) *house {
	t.Helper()
	return newHouseWith(t, slog.New(slog.NewTextHandler(t.Output(), nil)), func(*config) {})
}

// newHouseWith starts it with another log, and a configuration that set has changed.
func newHouseWith(t *testing.T, log *slog.Logger, set func(*config)) *house {
	t.Helper()
	return newHouseOn(t, demo.New(demo.Options{}), log, set)
}

// newHouseOn starts it beside a server of the caller's making, which the house closes. It waits until there are contents.
func newHouseOn(t *testing.T, api *demo.Server, log *slog.Logger, set func(*config)) *house {
	t.Helper()
	h := &house{t: t, api: api}
	h.group = h.api.Group("Staff", true)
	h.sam = h.group.Member("Sam")
	h.server = httptest.NewServer(h.api)
	cfg := configFor(h.api, h.group, h.server.URL, t.TempDir())
	set(&cfg)
	ctx, cancel := context.WithCancel(context.Background())
	a, err := newApp(ctx, cfg, log)
	if err != nil {
		t.Fatal(err)
	}
	h.app = a
	done := make(chan error, 1)
	go func() { done <- a.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		h.api.Close()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Error("run:", err)
		}
		h.server.Close()
		if err := a.close(); err != nil {
			t.Error("close:", err)
		}
		h.noRefusals()
	})
	for until := time.Now().Add(patience); !a.answering.Load(); time.Sleep(time.Millisecond) {
		if len(done) > 0 || time.Now().After(until) {
			t.Fatal("the program does not begin to answer")
		}
	}
	return h
}

// configFor is how a program is started beside a server at url, for a group of staff. Send and turn rates are lifted.
func configFor(api *demo.Server, staff *demo.Group, url, data string) config {
	return config{token: api.Token(), APIURL: url, Data: data, StaffChat: staff.ID(), StaffLang: "en", Contacts: "sourced"}
}

// alone is the configuration of a program on a folder whose server nobody asks.
func alone(data string) config {
	return config{token: "1:abc", APIURL: "http://127.0.0.1:1", Data: data, StaffChat: -1, StaffLang: "en", Contacts: "sourced"}
}

// noRefusals fails the test for every call that the strict server refused.
func (h *house) noRefusals() {
	if h.faulty {
		return
	}
	for _, r := range h.api.Refusals() {
		if strings.Contains(r.Description, "message is not modified") {
			continue // asked again on purpose: whether what should stand there still does
		}
		h.t.Errorf("the Bot API server refused %s: %s\n\t%s", r.Method, r.Description, r.Params)
	}
}

// patience is how long anything may take on a busy machine before it counts as missing. Only a test that fails waits for so long.
const patience = 2 * time.Minute

// sees waits until the person's newest message from the bot holds the words.
func sees(t *testing.T, p *demo.Person, words string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := p.WaitFor(ctx, func([]demo.Message) bool { return strings.Contains(p.Last().Text, words) })
	if err != nil {
		t.Fatalf("the person does not see %q but %q", words, p.Last().Text)
	}
}

func (h *house) sees(p *demo.Person, words string) {
	h.t.Helper()
	sees(h.t, p, words)
}

func (h *house) press(p *demo.Person, button string) {
	h.t.Helper()
	if err := p.Press(button); err != nil {
		h.t.Fatalf("press %q: %v; the screen is %q with %v", button, err, p.Last().Text, p.Last().Buttons)
	}
}

// topic waits until the group has n topics with a card in the last, and returns that.
func (h *house) topic(n int) demo.Topic {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	topics, err := h.group.WaitForTopics(ctx, func(ts []demo.Topic) bool {
		return len(ts) >= n && slices.ContainsFunc(ts[n-1].Messages, func(m demo.Message) bool { return m.Pinned })
	})
	if err != nil {
		h.t.Fatalf("there is no topic number %d: %v", n, err)
	}
	return topics[n-1]
}

// kept reads what the store holds of a person: the conversation, and the case of a flow, which may be nil.
func kept(st store.Store, p *demo.Person, flowID string) (conv *record.Conversation, c *record.Case, err error) {
	err = st.View(context.Background(), func(tx store.Tx) error {
		conv, c = nil, nil
		var err error
		conv, err = record.OpenConversation(tx, chatOf(p))
		if err != nil || conv.Cases[flowID] == 0 {
			return err
		}
		c, err = record.OpenCase(tx, conv.Cases[flowID])
		return err
	})
	return conv, c, err
}

// chatOf is the person's chat as the transport names it.
func chatOf(p *demo.Person) box.Chat { return box.Chat("tg/" + strconv.FormatInt(p.ID(), 10)) }

// rests waits until the program has taken every update and nothing waits in its store.
func (h *house) rests() {
	h.t.Helper()
	for until := time.Now().Add(patience); h.api.Pending() > 0 || !drained(h.t, h.app.store); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			h.t.Fatalf("the program does not come to rest: %d updates wait", h.api.Pending())
		}
	}
}
