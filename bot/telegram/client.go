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
	"sync/atomic"
	"time"

	tele "gopkg.in/telebot.v3"
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
	web *http.Client // for what telebot cannot send: files
	api string
}

// guard is the only holder of the token. It puts the token into the address of a request, and makes a typed error of
// every answer that is not ok: telebot takes a proxy's error page for success.
type guard struct {
	base  http.RoundTripper
	token string
	host  string          // the only host that may see the token
	ctx   context.Context // ends every call of this client
	limit time.Duration   // for one call; http.Client's own timeout would hide the type of our errors
	heard *atomic.Int64   // when an answer last came, in Unix nanoseconds
	now   func() time.Time
}

// client makes a client whose calls end with ctx, and after limit.
func (t *Transport) client(ctx context.Context, limit time.Duration) (client, error) {
	api := t.url()
	u, err := url.Parse(api)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return client{}, errors.New("address of the Bot API server: want http:// or https:// and a host")
	}
	g := &guard{base: t.network(), token: t.Token, host: u.Host, ctx: ctx, limit: limit, heard: &t.heard, now: t.now}
	// A redirect would take the token to a place that nobody chose.
	web := &http.Client{Transport: g, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	bot, err := tele.NewBot(tele.Settings{URL: api, Token: placeholder, Offline: true, Client: web, OnError: func(error, tele.Context) {}})
	if err != nil {
		return client{}, fmt.Errorf("make client: %w", err)
	}
	return client{bot: bot, web: web, api: api}, nil
}

// call calls a method and decodes its result into result, which may be nil.
func (c client) call(method string, params, result any) error {
	if u, ok := params.(upload); ok {
		return c.upload(method, u, result)
	}
	data, err := c.bot.Raw(method, params)
	if err != nil {
		return err
	}
	if result == nil {
		return nil
	}
	answer := struct{ Result any }{result} // decoded where result points to
	if err := json.Unmarshal(data, &answer); err != nil {
		return &lostError{method: method, wrote: true, cause: err}
	}
	return nil
}

// there tells whether a field is there, without a copy of it: an answer holds the whole message that was sent.
type there bool

// UnmarshalJSON fulfils json.Unmarshaler.
func (t *there) UnmarshalJSON([]byte) error {
	*t = true
	return nil
}

// RoundTrip fulfils http.RoundTripper.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	method := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	if r.URL.Host != g.host {
		return nil, &lostError{method: method, cause: errors.New("foreign host")}
	}
	var wrote atomic.Bool
	ctx, cancel := context.WithTimeout(r.Context(), g.limit)
	defer cancel()
	defer context.AfterFunc(g.ctx, cancel)()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(i httptrace.WroteRequestInfo) { wrote.Store(i.Err == nil) },
	})
	c := r.Clone(ctx)
	c.URL.Path = strings.Replace(c.URL.Path, "/bot"+placeholder+"/", "/bot"+g.token+"/", 1)
	resp, err := g.base.RoundTrip(c)
	if err != nil {
		return nil, &lostError{method: method, wrote: wrote.Load(), cause: err}
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, answerSize))
	if closed := resp.Body.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, &lostError{method: method, wrote: true, cause: err}
	}
	g.heard.Store(g.now().UnixNano())
	if strings.Contains(r.URL.Path, "/file/bot") && resp.StatusCode == http.StatusOK {
		resp.Body = io.NopCloser(bytes.NewReader(data))
		return resp, nil
	}
	if err := judge(method, resp, data); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return resp, nil
}

// judge returns an *APIError for an answer that is not ok: true with a result.
func judge(method string, resp *http.Response, data []byte) error {
	var a struct {
		OK          bool   `json:"ok"`
		Result      there  `json:"result"`
		Code        int    `json:"error_code"`
		Description string `json:"description"`
		Parameters  struct {
			RetryAfter float64 `json:"retry_after"`
			MigrateTo  int64   `json:"migrate_to_chat_id"`
		} `json:"parameters"`
	}
	if json.Unmarshal(data, &a) != nil || a.OK && !bool(a.Result) || !a.OK && a.Code == 0 {
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
