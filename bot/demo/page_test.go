package demo

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// page drives the server as its web page does.
type page struct {
	t   *testing.T
	api *httptest.Server
}

func (p page) do(method, path, body string, head map[string]string) (int, string) {
	p.t.Helper()
	r, err := http.NewRequest(method, p.api.URL+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range head {
		if r.Header.Set(k, v); k == "Host" {
			r.Host = v
		}
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, strings.TrimSpace(string(data))
}

func (p page) act(path string, body any) int64 {
	p.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	status, text := p.do(http.MethodPost, "/demo/"+path, string(data), nil)
	var out struct{ ID int64 }
	if status != 200 || json.Unmarshal([]byte(text), &out) != nil {
		p.t.Fatalf("%s %s: %d %s", path, data, status, text)
	}
	return out.ID
}

func (p page) state() pageState {
	p.t.Helper()
	var out pageState
	if _, text := p.do(http.MethodGet, "/demo/state", "", nil); json.Unmarshal([]byte(text), &out) != nil {
		p.t.Fatal(text)
	}
	return out
}

func TestThePageDrivesEverything(t *testing.T) {
	s, b := start(t, Options{})
	p := page{t, httptest.NewServer(s)}
	t.Cleanup(p.api.Close)
	mary := p.act("person", dict{"name": "Mary", "lang": "my"})
	said := p.act("send", dict{"person": mary, "text": "helo"})
	p.act("edit", dict{"person": mary, "message": said, "text": "hello"})
	p.act("photo", dict{"person": mary})
	p.act("location", dict{"person": mary})
	asked := b.send(mary, "question", dict{"reply_to_message_id": said}, keys("yes", "no"))
	p.act("press", dict{"chat": mary, "message": asked, "data": "yes"})
	g := s.Group("Staff", true)
	ann := g.Member("Ann")
	topic := b.topic(g.ID(), "Case 1")
	card := b.send(g.ID(), "card", dict{"message_thread_id": topic}, keys("take"))
	b.must("pinChatMessage", dict{"chat_id": g.ID(), "message_id": card}, nil)
	p.act("press", dict{"chat": g.ID(), "message": card, "data": "take", "as": ann.ID()})
	p.act("say", dict{"member": ann.ID(), "topic": topic, "text": "a note"})
	p.act("say", dict{"member": ann.ID(), "topic": topic, "text": "to the card", "reply": card})

	now := p.state()
	if len(now.Persons) != 1 || now.Group == nil || len(now.Group.Topics) != 1 || now.Bot.Name != "Safe Harbour" {
		t.Fatalf("state: %+v", now)
	}
	chat := now.Persons[0]
	if chat.Lang != "my" || len(chat.Messages) != 4 || chat.Messages[0].Text != "hello" || !chat.Messages[0].Edited || chat.Messages[0].From != "me" ||
		chat.Messages[1].File.Kind != "photo" || chat.Messages[2].File.Kind != "location" || chat.Messages[3].From != "bot" ||
		chat.Messages[3].ReplyTo != int(said) || chat.Messages[3].Buttons[0][1].Data != "no" {
		t.Errorf("the person's chat: %+v", chat)
	}
	case1 := now.Group.Topics[0]
	if case1.Name != "Case 1" || case1.Pinned != card || len(case1.Messages) != 5 || case1.Messages[3].From != "Ann" || case1.Messages[4].ReplyTo != card {
		t.Errorf("the topic: %+v", case1)
	}
	p.act("delete", dict{"person": mary, "message": said})
	p.act("block", dict{"person": mary, "blocked": true})
	if got := p.state().Persons[0]; !got.Blocked || len(got.Messages) != 3 {
		t.Errorf("after delete and block: %+v", got)
	}
	p.act("block", dict{"person": mary, "blocked": false})
	p.act("deletechat", dict{"person": mary})
	p.act("deletetopic", dict{"topic": topic})
	if got := p.state(); len(got.Persons[0].Messages) != 0 || len(got.Group.Topics) != 0 || got.Version <= now.Version {
		t.Errorf("after deleting: %+v", got)
	}
	if got := len(b.updates(nil)); got != 12 {
		t.Errorf("%d updates, want 12", got)
	}
}

func TestOnlyTheOwnPageMayDrive(t *testing.T) {
	s, _ := start(t, Options{})
	p := page{t, httptest.NewServer(s)}
	t.Cleanup(p.api.Close)
	own := p.api.URL
	for _, c := range []struct {
		method, path, body string
		head               map[string]string
		want               int
	}{
		{"GET", "/", "", nil, 200},
		{"GET", "/", "", map[string]string{"Sec-Fetch-Site": "cross-site"}, 200}, // a link that leads here
		{"GET", "/", "", map[string]string{"Host": "evil.example"}, 403},
		{"GET", "/demo/state", "", map[string]string{"Host": "evil.example:8080"}, 403},
		{"GET", "/demo/state", "", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"POST", "/demo/state", "{}", nil, 405},
		{"GET", "/demo/send", "", nil, 405},
		{"POST", "/demo/nothing", "{}", nil, 404},
		{"POST", "/demo/person", `{"name":"A"}`, map[string]string{"Origin": own}, 200},
		{"POST", "/demo/person", `{"name":"A"}`, map[string]string{"Origin": "http://evil.example"}, 403},
		{"POST", "/demo/person", `{"name":"A"}`, map[string]string{"Origin": "http://localhost:1"}, 403},
		{"POST", "/demo/person", `{"name":"A"}`, map[string]string{"Origin": "null"}, 403},
		{"POST", "/demo/person", `{"name":"A"}`, map[string]string{"Content-Type": "text/plain"}, 415},
		{"POST", "/bot4242:demo/getMe", `{}`, map[string]string{"Origin": "http://evil.example"}, 403},
		{"POST", "/bot4242:demo/getMe", `{}`, nil, 200},
		{"POST", "/demo/person", `{"name":""}`, nil, 400},
		{"POST", "/demo/person", `[`, nil, 400},
		{"POST", "/demo/send", `{"person":5,"text":"x"}`, nil, 404},
		{"POST", "/demo/say", `{"member":5,"text":"x"}`, nil, 404},
		{"POST", "/demo/press", `{"chat":-5,"data":"x"}`, nil, 404},
	} {
		if got, text := p.do(c.method, c.path, c.body, c.head); got != c.want {
			t.Errorf("%s %s %s %v: %d %s, want %d", c.method, c.path, c.body, c.head, got, text, c.want)
		}
	}
	resp, err := http.Get(own + "/")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if h := resp.Header; h.Get("Cache-Control") != "no-store" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'self'") {
		t.Errorf("headers: %v", h)
	}
}

func TestThePageHearsOfChanges(t *testing.T) {
	s, b := start(t, Options{})
	api := httptest.NewServer(s)
	t.Cleanup(api.Close)
	t.Cleanup(s.Close)
	mary := s.Person("Mary", "en")
	resp, err := http.Get(api.URL + "/demo/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatal("no more events")
		return ""
	}
	if first := next(); !strings.Contains(first, `"changed":[]`) {
		t.Errorf("first event: %s", first)
	}
	mary.Send("hello")
	if got := next(); !strings.Contains(got, `"person/`+itoa(mary.ID())+`"`) {
		t.Errorf("event: %s", got)
	}
	s.Group("Staff", true).Member("Ann")
	b.must("setMyCommands", dict{"commands": []dict{{"command": "hide", "description": "Hide this"}}}, nil)
	seen := ""
	for !strings.Contains(seen, "group") || !strings.Contains(seen, "other") {
		seen += next()
	}
}

// A document can be saved from the page, and is never opened as a page of the demo's own.
func TestPageSavesDocuments(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	api := httptest.NewServer(s)
	defer api.Close()
	p := page{t, api}
	mary := s.Person("Mary", "en")
	mary.SendDocument("paper-1.html", []byte("<script>alert(1)</script>"))
	file := p.state().Persons[0].Messages[0].File
	if file == nil || file.Name != "paper-1.html" || file.ID == "" {
		t.Fatalf("the page sees %+v", file)
	}
	resp, err := http.Get(api.URL + "/demo/file?id=" + file.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || string(data) != "<script>alert(1)</script>" {
		t.Errorf("saved %q, %v", data, err)
	}
	if got := resp.Header.Get("Content-Disposition"); got != "attachment; filename=paper-1.html" {
		t.Errorf("Content-Disposition is %q", got)
	}
	if resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("a browser may open it: %v", resp.Header)
	}
	for _, path := range []string{"/demo/file", "/demo/file?id=nothing"} {
		if status, _ := p.do(http.MethodGet, path, "", nil); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _ := p.do(http.MethodGet, "/demo/file?id="+file.ID, "", map[string]string{"Origin": "http://evil.example"}); status != http.StatusForbidden {
		t.Errorf("another page gets the file: %d", status)
	}
}
