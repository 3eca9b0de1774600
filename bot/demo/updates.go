package demo

import (
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

const (
	maxPoll  = 50 * time.Second
	maxBatch = 100
)

func updateMethods() []method {
	return []method{
		{name: "getUpdates", run: (*Server).getUpdates},
		{name: "setWebhook", run: (*Server).setWebhook},
		{name: "deleteWebhook", run: (*Server).deleteWebhook},
		{name: "getWebhookInfo", run: (*Server).webhookInfo},
	}
}

// allow keeps the kinds that the bot asks for. What cannot be read changes nothing, as at Telegram.
func (q *queue) allow(p params) {
	list, ok := parseJSON(p["allowed_updates"])
	if !ok || !list.IsArray() {
		return
	}
	var kinds []string
	for _, kind := range list.ForEach {
		if kind.Type != gjson.String {
			return
		}
		kinds = append(kinds, strings.ToLower(kind.Str))
	}
	q.allowed = kinds
}

// getUpdates hands out what waits, and waits for something while there is nothing. Updates below the offset are
// forgotten. An older call that still waits loses.
func (s *Server) getUpdates(c *call) (any, error) {
	limit := int(c.p.num("limit"))
	if limit < 1 || limit > maxBatch {
		limit = maxBatch
	}
	patience := min(max(time.Duration(c.p.num("timeout"))*time.Second, 0), maxPoll)
	me := &poll{news: make(chan struct{}, 1)}
	if err := s.startPoll(c, me); err != nil {
		return nil, err
	}
	defer s.leavePoll(me)
	var over <-chan time.Time
	for {
		found, err := s.batch(me, limit)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 || patience == 0 {
			return updatesJSON(found)
		}
		if over == nil {
			timer := time.NewTimer(patience)
			defer timer.Stop()
			over = timer.C
		}
		select {
		case <-me.news:
		case <-over:
			patience = 0
		case <-c.r.Context().Done():
			patience = 0
		case <-s.done.Done():
			patience = 0
		}
	}
}

// startPoll applies the call's offset and makes it the one call that waits.
func (s *Server) startPoll(c *call, me *poll) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &s.queue
	if s.hook != nil {
		return conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	q.endPoll("terminated by other getUpdates request; make sure that only one bot instance is running")
	q.allow(c.p)
	if offset := c.p.num("offset"); offset < 0 {
		q.tail(-offset)
	} else {
		q.forget(offset)
	}
	q.drop(c.now)
	q.poll = me
	return nil
}

// endPoll ends the call that waits, if one does.
func (q *queue) endPoll(why string) {
	if q.poll != nil {
		q.poll.why = conflict(why)
		q.poll.wake()
		q.poll = nil
	}
}

// leavePoll says that the call no longer waits.
func (s *Server) leavePoll(me *poll) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue.poll == me {
		s.queue.poll = nil
	}
}

// batch takes what there is. When the call's answer is found it no longer waits, so that the next call does not end it.
func (s *Server) batch(me *poll, limit int) ([]*update, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &s.queue
	if me.why != nil {
		return nil, me.why
	}
	found := q.take(limit, s.now())
	if len(found) == 0 {
		return nil, nil
	}
	q.poll = nil
	if q.twice {
		found, q.last = double(q.last, found), found
	}
	return found, nil
}

// double gives what was in the answer before once more, and everything new twice.
func double(before, found []*update) []*update {
	out := append([]*update(nil), before...)
	for _, u := range found {
		out = append(out, u, u)
	}
	return out
}

// updatesJSON is the list as it is delivered.
func updatesJSON(list []*update) (any, error) {
	out := rawResult{'['}
	for i, u := range list {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = u.json(out); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}
