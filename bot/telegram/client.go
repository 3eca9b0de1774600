package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tele "gopkg.in/telebot.v3"

	"safeharbour/bot/box"
)

const (
	// placeholder is the token that telebot and net/http know, and may print in their errors.
	placeholder = "TOKEN"
	// answerSize bounds an answer. Telegram cuts an answer of getUpdates near 4 MiB.
	answerSize = 16 << 20
	// callTime is how long a call other than getUpdates may take. A person's Hide waits behind a call that hangs.
	callTime = 15 * time.Second
)

// client calls methods of the Bot API.
type client struct {
	bot *tele.Bot
	web *http.Client // with the guard; for what telebot does not do
	api string
}

// guard is the only holder of the token. It puts the token into the address of a request, and makes a typed error of
// every answer that is not ok: telebot takes a proxy's error page for success.
type guard struct {
	base   http.RoundTripper
	token  string
	host   string          // the only host that may see the token
	ctx    context.Context // ends every call of this client
	spell  *spell          // ends one call in time; http.Client's own timeout would hide the type of our errors
	heard  *atomic.Int64   // when an answer last came, in Unix nanoseconds
	skew   *skew           // how far our clock is from the server's
	denied *atomic.Bool    // whether it was that the token is not accepted
	now    func() time.Time
	called func(deed string, class Class, took time.Duration) // nil: nobody asks
	asking func()                                             // a poll is on its way; nil: nobody asks
}

// client makes a client whose calls end with ctx, and after limit or a little sooner.
func (t *Transport) client(ctx context.Context, limit time.Duration) (client, error) {
	api := t.url()
	u, err := url.Parse(api)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return client{}, errors.New("address of the Bot API server: want http:// or https:// and a host")
	}
	g := &guard{base: t.network(), token: t.Token, host: u.Host, ctx: ctx, spell: &spell{limit: limit}, heard: &t.heard, skew: &t.skew, denied: &t.denied, now: t.now, called: t.Called, asking: t.Asking}
	// A redirect would take the token to a place that nobody chose.
	web := &http.Client{Transport: g, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	bot, err := tele.NewBot(tele.Settings{URL: api, Token: placeholder, Offline: true, Client: web, OnError: func(error, tele.Context) {}})
	if err != nil {
		return client{}, fmt.Errorf("make client: %w", err)
	}
	return client{bot, web, api}, nil
}

// call calls a method and decodes its result into result, which may be nil.
func (c client) call(method string, params, result any) error {
	data, err := c.ask(method, params)
	if err != nil {
		return err
	}
	if id, ok := result.(*sentID); ok && id.begins(data) {
		return nil
	}
	if result != nil {
		err = unmarshal(data, &struct {
			Result any `json:"result"`
		}{result})
		if err != nil {
			return &lostError{method: method, wrote: true, cause: err}
		}
	} else if !valid(data) {
		return &APIError{Method: method, Status: http.StatusOK, Code: http.StatusOK, NotJSON: true}
	}
	return nil
}

// ask calls a method, and returns the answer as it came.
func (c client) ask(method string, params any) (data []byte, err error) {
	if u, ok := params.(upload); ok {
		data, err = c.upload(method, u)
	} else {
		data, err = c.bot.Raw(method, params)
	}
	return bytes.TrimPrefix(data, fine), err
}

// spell is a time that many calls share: a timer for each would cost as much as to decode its answer. Calls may join it concurrently.
type spell struct {
	limit time.Duration // a call takes no longer

	mu    sync.Mutex
	ctx   context.Context
	end   context.CancelFunc
	fresh time.Time // who calls later gets the next one
}

// spells is how many spells follow one another in the time that a call may take: it gets all of that but one part at least.
const spells = 15

// join returns a context for a call that begins now, which ends with the given one.
func (s *spell) join(ctx context.Context) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); s.ctx == nil || !now.Before(s.fresh) {
		s.ctx, s.end = context.WithTimeout(ctx, s.limit) // its time ends it: calls may still be under way
		s.fresh = now.Add(s.limit / spells)
	}
	return s.ctx
}

// fine stands before the answer in what telebot gets of it. It decodes the first JSON value to see whether all is well, and
// hands on the bytes: so the answer, which holds the whole message that was sent, is decoded once at most.
var fine = []byte(`{"ok":true}`)

// sentID is the result of a call that makes a message: its number, which is all that we need of it.
type sentID int64

// made stands before the number in the answers of Telegram, and of a server of one's own.
var made = []byte(`{"ok":true,"result":{"message_id":`)

// begins reads the number where it stands at the very beginning of an answer that is whole, so that the message, with its text and its
// buttons, need not be decoded for it. It is false where the number stands elsewhere, or nowhere.
func (id *sentID) begins(data []byte) bool {
	rest, ok := bytes.CutPrefix(data, made)
	end := bytes.IndexAny(rest, ",}")
	if !ok || end < 0 {
		return false
	}
	n, err := strconv.ParseInt(string(rest[:end]), 10, 64)
	if err != nil || !valid(data) {
		return false
	}
	*id = sentID(n)
	return true
}

// UnmarshalJSON fulfils json.Unmarshaler.
func (id *sentID) UnmarshalJSON(data []byte) error {
	var message struct {
		ID int64 `json:"message_id"`
	}
	err := unmarshal(data, &message)
	*id = sentID(message.ID)
	return err
}

// RoundTrip fulfils http.RoundTripper.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	what := deed(r.URL.Path)
	if g.called == nil || what == "" {
		return g.trip(r)
	}
	began := g.now()
	resp, err := g.trip(r)
	g.called(what, Classify(err), g.now().Sub(began))
	return resp, err
}

func (g *guard) trip(r *http.Request) (*http.Response, error) {
	method := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	if strings.Contains(r.URL.Path, "/file/bot") {
		method = "file" // the rest of the path is the server's, and may hold a name
	}
	if r.URL.Host != g.host {
		return nil, &lostError{method: method, cause: errors.New("foreign host")}
	}
	var wrote atomic.Bool
	ctx := g.spell.join(g.ctx) // the request's own, which telebot makes, ends with the call and never before
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(i httptrace.WroteRequestInfo) {
			wrote.Store(i.Err == nil)
			if i.Err == nil && method == "getUpdates" && g.asking != nil {
				g.asking()
			}
		},
	})
	to := *r.URL
	to.Path = strings.Replace(to.Path, "/bot"+placeholder+"/", "/bot"+g.token+"/", 1)
	c := r.WithContext(ctx)
	c.URL = &to
	resp, err := g.base.RoundTrip(c)
	if err != nil {
		return nil, &lostError{method: method, wrote: wrote.Load(), cause: err}
	}
	download := strings.Contains(r.URL.Path, "/file/bot") && resp.StatusCode == http.StatusOK
	most := int64(answerSize)
	if download {
		most = box.FileLimit + 1 // one more tells that there is more
	}
	whole, err := readAll(fine, io.LimitReader(resp.Body, most), min(resp.ContentLength, most))
	data := whole[len(fine):]
	if closed := resp.Body.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, &lostError{method: method, wrote: true, cause: err}
	}
	g.heard.Store(g.now().UnixNano())
	g.skew.hear(resp.Header.Get("Date"), g.now())
	if download {
		resp.Body = io.NopCloser(bytes.NewReader(data))
		return resp, nil
	}
	if !usual(resp, data) {
		err = judge(method, resp, data)
	}
	g.denied.Store(Classify(err) == Unauthorized)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(whole))
	return resp, nil
}

// readAll reads all of r, which is said to be of this length, behind what is to stand before it; less than 0 is not known.
func readAll(before []byte, r io.Reader, length int64) ([]byte, error) {
	var b bytes.Buffer
	if length > 0 && length < answerSize {
		b.Grow(len(before) + int(length) + bytes.MinRead)
	}
	b.Write(before)
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}

// usual tells whether an answer begins and ends like nearly all: ok, with a result. Whether such a one is whole is seen only where
// it is decoded; the metrics count it as fine.
func usual(resp *http.Response, data []byte) bool {
	data = bytes.TrimRight(data, " \t\r\n")
	return resp.StatusCode == http.StatusOK && bytes.HasPrefix(data, []byte(`{"ok":true,"result":`)) && bytes.HasSuffix(data, []byte("}"))
}

// judge returns an *APIError when an answer is not ok: true with a result.
func judge(method string, resp *http.Response, data []byte) error {
	var a struct {
		OK          bool            `json:"ok"`
		Result      json.RawMessage `json:"result"`
		Code        int             `json:"error_code"`
		Description string          `json:"description"`
		Parameters  struct {
			RetryAfter float64 `json:"retry_after"`
			MigrateTo  int64   `json:"migrate_to_chat_id"`
		} `json:"parameters"`
	}
	if unmarshal(data, &a) != nil || a.OK && a.Result == nil || !a.OK && a.Code == 0 {
		e := &APIError{Method: method, Status: resp.StatusCode, Code: resp.StatusCode, NotJSON: true}
		if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && e.Code == http.StatusTooManyRequests {
			e.RetryAfter = seconds(float64(n))
		}
		return e
	}
	if a.OK {
		return nil
	}
	return &APIError{
		Method: method, Status: resp.StatusCode, Code: a.Code, Description: a.Description, MigrateTo: a.Parameters.MigrateTo,
		RetryAfter: seconds(a.Parameters.RetryAfter),
	}
}

// seconds makes a waiting time of a server's number, within a day.
func seconds(n float64) time.Duration {
	return time.Duration(min(max(n, 0), 86400) * float64(time.Second))
}
