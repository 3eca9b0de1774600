package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strconv"
	"strings"
	"time"
)

// network carries the calls of one life of the process to Telegram, and has them go wrong.
type network struct{ m *machine }

// Errors of the network. Only which of them it is counts.
var (
	errConnect = errors.New("connection refused")
	errReset   = errors.New("connection reset by peer")
)

const (
	// patience is how long the transport waits for an answer.
	patience = 15 * time.Second
	// An answer comes after quickest and before prompt, when Telegram is not slow.
	quickest = 5 * time.Millisecond
	prompt   = 155 * time.Millisecond
)

// RoundTrip carries one call.
func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	w := n.m.w
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	c := &call{method: r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], body: body, kind: r.Header.Get("Content-Type")}
	defer w.ledger.order.begin(c)()
	n.m.pass(0)
	n.m.point()
	if c.method == "getUpdates" {
		return n.poll(r, c)
	}
	c.how = w.strike(&w.faults.calls)
	w.ledger.hides.failed(c)
	return n.carry(r, c)
}

// call is one call of the Bot API.
type call struct {
	method string
	kind   string
	body   []byte
	how    how
	status int
	answer []byte
}

// chat is the chat that a call is for; 0 when it names none.
func (c *call) chat() int64 {
	var to struct {
		Chat int64 `json:"chat_id"`
	}
	_ = json.Unmarshal(c.body, &to) // a form goes to the group
	return to.Chat
}

// strike takes the fault that a call is to have.
func (w *world) strike(list *[]callFault) how {
	if w.steady < w.faults.outage {
		return refused
	}
	if len(*list) == 0 {
		return ""
	}
	if first := &(*list)[0]; first.skip > 0 {
		first.skip--
		return ""
	}
	c := (*list)[0]
	*list = (*list)[1:]
	if list == &w.faults.polls {
		w.ledger.hides.wrong(0) // nothing comes until there is another
	}
	if c.how == tooMany {
		return how(fmt.Sprintf("%s %d", tooMany, c.wait))
	}
	return c.how
}

// carry brings a call to Telegram and its answer back, as far as they come.
func (n network) carry(r *http.Request, c *call) (*http.Response, error) {
	w, m := n.m.w, n.m
	if c.how == refused {
		m.pass(time.Duration(w.rand.IntN(200)) * time.Millisecond)
		w.note("  ", c.method, " ", string(c.how))
		return nil, errConnect
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
	kind, wait, _ := strings.Cut(string(c.how), " ")
	switch {
	case c.how == lostOnWay:
		m.pass(patience)
		w.note("  ", c.method, " ", string(c.how))
		return nil, context.DeadlineExceeded
	case kind == string(tooMany):
		n.failed(c, http.StatusTooManyRequests, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after `+wait+`","parameters":{"retry_after":`+wait+`}}`)
	case c.how == broke:
		n.failed(c, http.StatusInternalServerError, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
	case c.how == badCall:
		n.failed(c, http.StatusBadRequest, `{"ok":false,"error_code":400,"description":"Bad Request: something is wrong with it"}`)
		w.ledger.given(c)
	case c.how == conflict:
		n.failed(c, http.StatusConflict, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`)
	default:
		n.accept(r, c)
	}
	return n.back(r, c)
}

func (n network) failed(c *call, status int, answer string) {
	c.status, c.answer = status, []byte(answer)
	n.m.w.note("  ", c.method, " ", string(c.how))
}

// accept has Telegram carry out the call.
func (n network) accept(r *http.Request, c *call) {
	w := n.m.w
	in := &http.Request{Method: r.Method, URL: r.URL, Header: r.Header, Host: r.URL.Host, Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body))}
	if w.hook == nil || !w.hook.answers(c) {
		rec := httptest.NewRecorder()
		w.srv.ServeHTTP(rec, in)
		c.status, c.answer = rec.Code, rec.Body.Bytes()
	}
	w.note("  ", c.method, " ", strconv.Itoa(c.status), " ", string(c.how), w.detail(c))
	w.ledger.called(c)
	n.m.point()
}

// detail is what a reader of a story wants to know of a call.
func (w *world) detail(c *call) string {
	if c.kind != "application/json" {
		return "" // what stands between the parts of a form is random
	}
	if w.trace == nil {
		return string(c.body)
	}
	text := string(c.body)
	if len(text) > 220 {
		text = text[:220] + "…"
	}
	if c.status != http.StatusOK || c.method == "getUpdates" {
		text += " -> " + string(c.answer[:min(len(c.answer), 220)])
	}
	return " " + text
}

// back brings the answer back, after the time that it takes.
func (n network) back(r *http.Request, c *call) (*http.Response, error) {
	w, m := n.m.w, n.m
	took := quickest + time.Duration(w.rand.IntN(int((prompt-quickest)/time.Millisecond)))*time.Millisecond
	if w.rand.IntN(10) == 0 {
		took = time.Duration(w.rand.IntN(4000)) * time.Millisecond
	}
	if c.how == slow {
		took = patience
	}
	w.ledger.hides.slow(c, took)
	m.pass(took)
	m.point()
	switch c.how {
	case lostBack:
		return nil, errReset
	case slow:
		return nil, context.DeadlineExceeded
	case gateway:
		c.status, c.answer = http.StatusBadGateway, []byte("<html><head><title>502 Bad Gateway</title></head></html>")
	case cutShort:
		c.answer = c.answer[:len(c.answer)/2]
	case noResult:
		c.answer = []byte(`{"ok":true}`)
	}
	return &http.Response{StatusCode: c.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Date": {w.telegramTime().UTC().Format(http.TimeFormat)}},
		Body: io.NopCloser(bytes.NewReader(c.answer)), ContentLength: int64(len(c.answer)), Request: r}, nil
}

// poll carries a getUpdates. Telegram holds one while there is nothing; here without an end, since nothing comes of an empty
// answer but the next call.
func (n network) poll(r *http.Request, c *call) (*http.Response, error) {
	w := n.m.w
	if c.how = w.strike(&w.faults.polls); c.how != "" {
		return n.carryPoll(r, c)
	}
	return n.hold(r, c)
}

// hold carries a poll that confirms what came before, and waits for something new.
func (n network) hold(r *http.Request, c *call) (*http.Response, error) {
	w := n.m.w
	resp, err := n.carryPoll(r, c)
	if err != nil || !bytes.Contains(c.answer, []byte(`"result":[]`)) {
		return resp, err
	}
	ends := func() bool { return n.m.stopping || n.m.broken } // the transport gives up the call soon after either
	n.m.park(never, nil, nil, func() bool { return w.srv.Pending() > 0 || ends() })
	if ends() {
		return nil, context.Canceled
	}
	if w.steady < w.faults.outage {
		return nil, errReset
	}
	return n.carryPoll(r, c)
}

// carryPoll carries a poll that waits for nothing.
func (n network) carryPoll(r *http.Request, c *call) (*http.Response, error) {
	w := n.m.w
	c.body = bytes.Replace(c.body, []byte(`"timeout":50`), []byte(`"timeout":0`), 1)
	if c.how == "" || strings.HasPrefix(string(c.how), "done") {
		w.ledger.polled(c.body)
	}
	resp, err := n.carry(r, c)
	if err == nil && c.status == http.StatusOK && w.faults.shuffled && c.how == "" {
		n.shuffle(c)
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(c.answer)), int64(len(c.answer))
	}
	return resp, err
}

// shuffle puts the updates of an answer in another order.
func (n network) shuffle(c *call) {
	var a struct {
		OK     bool              `json:"ok"`
		Result []json.RawMessage `json:"result"`
	}
	if json.Unmarshal(c.answer, &a) != nil || len(a.Result) < 2 {
		return
	}
	n.m.w.rand.Shuffle(len(a.Result), func(i, j int) { a.Result[i], a.Result[j] = a.Result[j], a.Result[i] })
	if data, err := json.Marshal(a); err == nil {
		c.answer = data
	}
}
