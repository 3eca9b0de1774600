package demo

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// How the webhook behaves.
const (
	hookTimeout    = 60 * time.Second
	hookFirstPause = 2 * time.Second // after the first retry, which comes at once
	hookLastPause  = time.Minute
	hookMaxPause   = time.Hour // the longest Retry-After that is honoured
	hookConns      = 40
	secretHeader   = "X-Telegram-Bot-Api-Secret-Token"
)

// webhook delivers updates. Each lane (a chat, or a person's presses) has at most one delivery in flight.
type webhook struct {
	s       *Server
	url     string
	secret  string
	max     int
	slots   chan struct{}
	ctx     context.Context
	cancel  context.CancelFunc
	lanes   map[hookLane][]*update
	lastErr string
	errAt   time.Time
}

// hookLane tells presses apart from the rest: they are a queue of their own at Telegram.
type hookLane struct {
	id      int64
	presses bool
}

func (s *Server) setWebhook(c *call) (any, error) {
	target := c.p["url"]
	if target == "" {
		return s.deleteWebhook(c)
	}
	conns := int(c.p.num("max_connections"))
	if conns <= 0 || conns > 100 {
		conns = hookConns
	}
	secret := c.p["secret_token"]
	switch {
	case len(secret) > 256:
		return nil, bad("secret token is too long")
	case strings.ContainsFunc(secret, func(r rune) bool {
		return !(r == '_' || r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	}):
		return nil, bad("secret token contains unallowed characters")
	}
	if err := checkHook(target); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &s.queue
	q.endPoll("terminated by setWebhook request")
	q.allow(c.p)
	if c.p.flag("drop_pending_updates") {
		q.tail(0)
	}
	c.note = "Webhook was set"
	if old := s.hook; old != nil {
		if old.url == target && old.secret == secret && old.max == conns {
			c.note = "Webhook is already set"
			return true, nil
		}
		old.cancel()
	}
	h := &webhook{s: s, url: target, secret: secret, max: conns, slots: make(chan struct{}, conns), lanes: map[hookLane][]*update{}}
	h.ctx, h.cancel = context.WithCancel(s.done)
	s.hook = h
	for _, u := range q.take(maxQueue, c.now) {
		h.push(u)
	}
	return true, nil
}

// checkHook refuses addresses that Telegram would refuse; only this machine may be reached without TLS.
func checkHook(target string) error {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return bad("bad webhook: invalid webhook URL specified")
	}
	local := u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
	if u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	switch u.Port() {
	case "", "443", "80", "88", "8443":
		return nil
	}
	if local {
		return nil
	}
	return bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
}

func (s *Server) deleteWebhook(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.note = "Webhook is already deleted"
	if s.hook != nil {
		s.hook.cancel()
		s.hook = nil
		c.note = "Webhook was deleted"
	}
	if c.p.flag("drop_pending_updates") {
		s.queue.tail(0)
	}
	s.queue.drop(c.now)
	return true, nil
}

func (s *Server) webhookInfo(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := struct {
		URL     string   `json:"url"`
		Cert    bool     `json:"has_custom_certificate"`
		Pending int      `json:"pending_update_count"`
		ErrDate int64    `json:"last_error_date,omitempty"`
		ErrText string   `json:"last_error_message,omitempty"`
		Max     int      `json:"max_connections,omitempty"`
		IP      string   `json:"ip_address,omitempty"`
		Allowed []string `json:"allowed_updates,omitempty"`
	}{Pending: len(s.queue.take(maxQueue, c.now)), Allowed: s.queue.allowed}
	if h := s.hook; h != nil {
		info.URL, info.Max, info.ErrText = h.url, h.max, h.lastErr
		if h.lastErr != "" {
			info.ErrDate = unix(h.errAt)
		}
	}
	return info, nil
}

// push puts an update into its lane. The server's lock is held.
func (h *webhook) push(u *update) {
	lane := hookLane{id: u.lane, presses: u.kind == kindCallback}
	list, running := h.lanes[lane]
	h.lanes[lane] = append(list, u)
	if h.s.queue.twice {
		h.lanes[lane] = append(h.lanes[lane], u)
	}
	if !running {
		go h.run(lane)
	}
}

// run delivers a lane in order until it is empty or the webhook is over.
func (h *webhook) run(lane hookLane) {
	for {
		u := h.next(lane)
		if u == nil || !h.insist(u) {
			return
		}
		h.s.mu.Lock()
		u.done = true
		h.s.queue.drop(h.s.now())
		h.s.mu.Unlock()
	}
}

// next takes the first of a lane; nil when there is none.
func (h *webhook) next(lane hookLane) *update {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	list := h.lanes[lane]
	if len(list) == 0 {
		delete(h.lanes, lane)
		return nil
	}
	h.lanes[lane] = list[1:]
	return list[0]
}

// insist delivers one update, again and again until it is taken or too old. It says whether the webhook still lives.
func (h *webhook) insist(u *update) bool {
	pause := time.Duration(0)
	for {
		select {
		case h.slots <- struct{}{}:
		case <-h.ctx.Done():
			return false
		}
		after, problem := h.deliver(u)
		<-h.slots
		if problem == "" {
			return true
		}
		h.s.mu.Lock()
		h.lastErr, h.errAt = problem, h.s.now()
		old := u.expired(h.errAt)
		h.s.mu.Unlock()
		if old {
			return h.ctx.Err() == nil
		}
		timer := time.NewTimer(max(pause, after))
		select {
		case <-timer.C:
		case <-h.ctx.Done():
			timer.Stop()
			return false
		}
		pause = min(max(pause*2, hookFirstPause), hookLastPause)
	}
}

// deliver makes one attempt. On failure it says how long the receiver wants to be left alone, and what is wrong in the
// words of getWebhookInfo.
func (h *webhook) deliver(u *update) (time.Duration, string) {
	data, err := u.json(nil)
	if err != nil {
		return 0, "" // nothing that could ever be delivered
	}
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(data))
	if err != nil {
		return 0, "Invalid webhook URL"
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set(secretHeader, h.secret)
	}
	resp, err := h.s.hooks.Do(req)
	if err != nil {
		return 0, "Connection failed"
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
	if resp.StatusCode/100 == 2 {
		return 0, ""
	}
	var after time.Duration
	if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && n > 0 {
		after = min(time.Duration(n)*time.Second, hookMaxPause)
	}
	return after, "Wrong response from the webhook: " + resp.Status
}
