package demo

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// bot calls the server as a bot does.
type bot struct {
	t *testing.T
	s *Server
	c *http.Client
}

// answered is what a call brought.
type answered struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
	status int
}

type dict map[string]any

func start(t *testing.T, o Options) (*Server, *bot) {
	t.Helper()
	s := New(o)
	t.Cleanup(s.Close)
	return s, &bot{t: t, s: s, c: &http.Client{Transport: s.Transport()}}
}

// call makes a call with JSON parameters.
func (b *bot) call(method string, p dict) answered {
	b.t.Helper()
	body, err := json.Marshal(p)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.post(method, "application/json", string(body))
}

func (b *bot) post(method, kind, body string) answered {
	b.t.Helper()
	resp, err := b.c.Post("http://api.test/bot"+b.s.Token()+"/"+method, kind, strings.NewReader(body))
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	var out answered
	if err := json.Unmarshal(data, &out); err != nil {
		b.t.Fatalf("%s answered %q: %v", method, data, err)
	}
	out.status = resp.StatusCode
	return out
}

// must makes a call that has to succeed and decodes its result.
func (b *bot) must(method string, p dict, into any) {
	b.t.Helper()
	out := b.call(method, p)
	if !out.OK {
		b.t.Fatalf("%s %v: %s", method, p, out.Description)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(out.Result, into); err != nil {
		b.t.Fatalf("%s answered %s: %v", method, out.Result, err)
	}
}

// refuses checks that a call is refused with exactly this text.
func (b *bot) refuses(method string, p dict, want string) {
	b.t.Helper()
	if out := b.call(method, p); out.OK || out.Description != want {
		b.t.Errorf("%s %v:\n got %q\nwant %q", method, p, out.Description, want)
	}
}

// send sends a text and returns the message's id.
func (b *bot) send(chat int64, text string, more ...dict) int {
	b.t.Helper()
	p := dict{"chat_id": chat, "text": text}
	for _, m := range more {
		for k, v := range m {
			p[k] = v
		}
	}
	var m struct {
		ID int `json:"message_id"`
	}
	b.must("sendMessage", p, &m)
	return m.ID
}

// got is an update as these tests look at it.
type got struct {
	ID      int64          `json:"update_id"`
	Message map[string]any `json:"message"`
	Edited  map[string]any `json:"edited_message"`
	Press   *struct {
		ID      string         `json:"id"`
		Data    string         `json:"data"`
		From    dict           `json:"from"`
		Message map[string]any `json:"message"`
	} `json:"callback_query"`
	Member map[string]any `json:"my_chat_member"`
}

func (b *bot) updates(p dict) []got {
	b.t.Helper()
	var list []got
	b.must("getUpdates", p, &list)
	return list
}

func keys(data ...string) dict {
	var row []dict
	for _, d := range data {
		row = append(row, dict{"text": "Label " + d, "callback_data": d})
	}
	return dict{"reply_markup": dict{"inline_keyboard": []any{row}}}
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestAConversation(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	mary.Send(" /start ")
	list := b.updates(nil)
	if len(list) != 1 || list[0].Message["text"] != "/start" {
		t.Fatalf("updates: %+v", list)
	}
	id := b.send(mary.ID(), "Are you safe?", keys("yes", "no"))
	if got := mary.Last(); got.Text != "Are you safe?" || strings.Join(got.Labels(), ",") != "Label yes,Label no" {
		t.Fatalf("shown: %+v", got)
	}
	if err := mary.Press("yes"); err != nil {
		t.Fatal(err)
	}
	list = b.updates(dict{"offset": list[0].ID + 1})
	if len(list) != 1 || list[0].Press == nil || list[0].Press.Data != "yes" {
		t.Fatalf("updates: %+v", list)
	}
	b.must("answerCallbackQuery", dict{"callback_query_id": list[0].Press.ID, "text": "noted"}, nil)
	if got := mary.Answers(); len(got) != 1 || got[0].Text != "noted" {
		t.Errorf("answers: %+v", got)
	}
	b.must("editMessageText", dict{"chat_id": mary.ID(), "message_id": id, "text": "Good."}, nil)
	msgs, err := mary.WaitFor(soon(t), func(list []Message) bool { return list[len(list)-1].Text == "Good." })
	if err != nil {
		t.Fatal(err)
	}
	if last := msgs[len(msgs)-1]; !last.Edited || len(last.Buttons) != 0 {
		t.Errorf("an edit without markup must take the buttons away: %+v", last)
	}
	b.must("deleteMessage", dict{"chat_id": mary.ID(), "message_id": id}, nil)
	if got := mary.Messages(); len(got) != 1 || got[0].FromBot {
		t.Errorf("visible after deleting: %v", got)
	}
	if got := s.Refusals(); len(got) != 0 {
		t.Errorf("refusals: %+v", got)
	}
}

func TestTheLogIsAsLongAsAskedFor(t *testing.T) {
	s, b := start(t, Options{Log: 2})
	mary := s.Person("Mary", "en")
	mary.Send("hello")
	for _, text := range []string{"1", "2", "3"} {
		b.send(mary.ID(), text)
	}
	if log := s.CallLog(); len(log) != 2 || log[0].Params["text"] != "2" || log[1].Params["text"] != "3" {
		t.Errorf("the log is %+v", log)
	}
	if s.Calls("sendMessage") != 3 {
		t.Error("a call that is no longer in the log is not counted")
	}
}
