package telegram

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// calls makes a client for a server of the test, over a real network.
func calls(t *testing.T, url string) client {
	t.Helper()
	tr := &Transport{Token: testToken, URL: url}
	t.Cleanup(tr.hangUp)
	c, err := tr.client(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheTokenGoesToTheServerAndNowhereElse(t *testing.T) {
	var elsewhere, token atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/prefix/bot"+testToken+"/") {
			token.Add(1)
		}
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer api.Close()
	err := calls(t, api.URL+"/prefix").call("sendMessage", request{Chat: 471147114711, Text: "her words"}, nil)
	if token.Load() != 1 || elsewhere.Load() != 0 {
		t.Errorf("the server saw the token %d times, another was called %d times", token.Load(), elsewhere.Load())
	}
	if Classify(err) != Refused && Classify(err) != Ambiguous {
		t.Errorf("a redirect is %v: %v", Classify(err), err)
	}
	quiet(t, err)
}

// quiet fails when an error tells what it must not.
func quiet(t *testing.T, err error) {
	t.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		for _, secret := range []string{"SECRET", testToken, "471147114711", "her words"} {
			if text := fmt.Sprintf("%v %+v", e, e.Error()); strings.Contains(text, secret) {
				t.Errorf("an error tells %q: %s", secret, text)
			}
		}
	}
	if strings.Contains(reason(err), "SECRET") || strings.Contains(reason(err), "her words") {
		t.Errorf("a reason tells too much: %s", reason(err))
	}
}

func TestWhetherACallMayHaveBeenObeyedIsKnown(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	server := func(h http.HandlerFunc) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.CloseClientConnections)
		t.Cleanup(s.Close)
		return s.URL
	}
	drop := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	}
	done := make(chan struct{})
	defer close(done)
	for _, c := range []struct {
		name, url string
		want      Class
	}{
		{"nobody listens", nobody, Retry},
		{"no TLS", "https://" + strings.TrimPrefix(server(drop), "http://"), Retry},
		{"dropped after reading", server(drop), Ambiguous},
		{"no answer in time", server(func(http.ResponseWriter, *http.Request) { <-done }), Ambiguous},
		{"half an answer", server(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`{"ok":true`))
		}), Ambiguous},
		{"a page", server(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502); _, _ = w.Write([]byte("<html>")) }), Ambiguous},
	} {
		err := calls(t, c.url).call("sendMessage", request{Chat: 471147114711, Text: "her words"}, nil)
		if c.url == nobody && !strings.HasSuffix(reason(err), "the server refused the connection") {
			t.Errorf("%s: the operator reads %q", c.name, reason(err))
		}
		if got := Classify(err); got != c.want {
			t.Errorf("%s: %v, want %v (%v)", c.name, got, c.want, err)
		}
		quiet(t, err)
	}
}

// A label of the metrics takes the classes from this list: one that is not in it would be a number without a name.
func TestEveryClassHasAName(t *testing.T) {
	list := Classes()
	if len(list) != int(Ambiguous)+1 {
		t.Fatalf("%d names for %d classes", len(list), Ambiguous+1)
	}
	for i, name := range list {
		if name == "" || Class(i).String() != name {
			t.Errorf("class %d is %q, and in the list %q", i, Class(i), name)
		}
	}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		code int
		text string
		want Class
	}{
		{400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same", Done},
		{400, "Bad Request: message to delete not found", Done},
		{400, "Bad Request: query is too old and response timeout expired or query ID is invalid", Done},
		{400, "Bad Request: TOPIC_NOT_MODIFIED", Done},
		{400, "Bad Request: message thread not found", ThreadLost},
		{400, "Bad Request: TOPIC_DELETED", ThreadLost},
		{400, "Bad Request: TOPIC_CLOSED", ThreadShut},
		{400, "Bad Request: the chat is not a forum", NotForum},
		{400, "Bad Request: message to edit not found", Missing},
		{400, "Bad Request: message can't be edited", Missing},
		{400, "Bad Request: message to copy not found", Missing},
		{400, "Bad Request: not enough rights to create a topic", Barred},
		{400, "Bad Request: chat not found", Gone},
		{403, "Forbidden: bot was blocked by the user", Gone},
		{403, "Forbidden: user is deactivated", Gone},
		{403, "Forbidden: bot was kicked from the supergroup chat", Gone},
		{403, "Forbidden: something new", Gone},
		{400, "Bad Request: message is too long", Refused},
		{401, "Unauthorized", Unauthorized},
		{404, "Not Found", Unauthorized},
		{404, "Not Found: method not found", Refused},
		{409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", Conflict},
		{429, "Too Many Requests: retry after 5", Wait},
		{500, "Internal Server Error: restart", Ambiguous},
	} {
		err := fmt.Errorf("wrapped: %w", &APIError{Method: "m", Status: c.code, Code: c.code, Description: c.text})
		if got := Classify(err); got != c.want {
			t.Errorf("%d %s: %v, want %v", c.code, c.text, got, c.want)
		}
	}
	if got := Classify(&APIError{Code: 400, MigrateTo: -1001}); got != Migrated {
		t.Errorf("migrated: %v", got)
	}
}

func TestConnectionsAreKept(t *testing.T) {
	var opened atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"ok":true,"result":true}`))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	c := calls(t, s.URL)
	for range 20 {
		if err := c.call("getMe", struct{}{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for 20 calls", n)
	}
}

// What the server says is logged in words that are surely its own.
func TestDescriptionsHoldNoWordsOfOthers(t *testing.T) {
	for description, want := range map[string]string{
		"Bad Request: message can't be edited":                     "Bad Request: message can't be edited",
		"Bad Request: can't parse \"my secret\" at byte offset 17": "Bad Request: can't parse … at byte offset …",
		"Bad Request: canary CANARY_7 канарейка 123456789":         "Bad Request: …",
		"Forbidden: bot was blocked by the user":                   "Forbidden: bot was blocked by the user",
		"Bad Request: TOPIC_CLOSED":                                "Bad Request: TOPIC_CLOSED",
		"Too Many Requests: retry after 5":                         "Too Many Requests: retry after …",
		"Bad Request: Chat 700000001 of 4242:token not found":      "Bad Request: Chat … of … not found",
		"": "",
	} {
		if got := plain(description); got != want {
			t.Errorf("%q is shown as %q, want %q", description, got, want)
		}
	}
}

// An answer is taken only when it is whole, also where nobody reads the result.
func TestOnlyAWholeAnswerCounts(t *testing.T) {
	const whole = `{"ok":true,"result":{"message_id":5}}`
	for body, want := range map[string]Class{
		whole:        Fine,
		whole + "\n": Fine,
		` {"ok" : true, "result" : {"message_id":5} }`:                     Fine,
		`{"result":{"message_id":5},"ok":true}`:                            Fine,
		`{"ok":true,"result":{"text":"é}","message_id":5}}`:                Fine,
		`{"ok":true,"result":{"message_id":5,"text":"}"}}`:                 Fine,
		`{"ok":true,"result":{"message_id": 5}}`:                           Fine,
		`{"ok":true,"result":{"message_id":5},"description":"It was set"}`: Fine,
		whole[:len(whole)-1]:                                               Ambiguous,
		whole[:len(whole)-2]:                                               Ambiguous,
		whole + "}":                                                        Ambiguous,
		whole + whole:                                                      Ambiguous,
		`{"ok":true,"result":}`:                                            Ambiguous,
		`{"ok":true,"result":{"message_id":5}x}`:                           Ambiguous,
		`{"ok":false,"error_code":403,"description":"Forbidden: x"}`:       Gone,
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		c := calls(t, s.URL)
		var sent sentID
		if err := c.call("sendMessage", struct{}{}, &sent); Classify(err) != want || err == nil && sent != 5 {
			t.Errorf("%s: %v, want %v, with the id %d", body, Classify(err), want, sent)
		}
		var group struct {
			ID int64 `json:"message_id"`
		}
		if err := c.call("getChat", struct{}{}, &group); Classify(err) != want || err == nil && group.ID != 5 {
			t.Errorf("%s, decoded whole: %v, want %v, with the id %d", body, Classify(err), want, group.ID)
		}
		if err := c.call("deleteMessage", struct{}{}, nil); Classify(err) != want {
			t.Errorf("%s, which nobody reads: %v, want %v", body, Classify(err), want)
		}
		s.Close()
	}
}
