package demo

import (
	"encoding/json"
	"strings"
	"time"
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
	text, given := p["allowed_updates"]
	if !given {
		return
	}
	var kinds []string
	if err := json.Unmarshal([]byte(text), &kinds); err != nil || kinds == nil {
		return
	}
	q.allowed = nil
	for _, kind := range kinds {
		q.allowed = append(q.allowed, strings.ToLower(kind))
	}
}

// getUpdates hands out what waits, and waits for something while there is nothing. Updates below the offset are
// forgotten. An older call that still waits loses.
func (s *Server) getUpdates(c *call) (any, error) {
	limit := int(c.p.num("limit"))
	if limit < 1 || limit > maxBatch {
		limit = maxBatch
	}
	patience := min(max(time.Duration(c.p.num("timeout"))*time.Second, 0), maxPoll)
	me := &poll{over: make(chan struct{})}
	if err := s.startPoll(c, me); err != nil {
		return nil, err
	}
	defer s.leavePoll(me)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		found, wake, err := s.batch(me, limit)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 || patience == 0 {
			return marshalUpdates(found)
		}
		select {
		case <-wake:
		case <-me.over:
		case <-timer.C:
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
	q.endPoll(conflict("terminated by other getUpdates request; make sure that only one bot instance is running"))
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
func (q *queue) endPoll(why error) {
	if q.poll != nil {
		q.poll.why = why
		close(q.poll.over)
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

// batch takes what there is. Without anything it gives the channel that tells of the next update. When the call's
// answer is found it no longer waits, so that the next call does not end it.
func (s *Server) batch(me *poll, limit int) ([]*update, <-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &s.queue
	if me.why != nil {
		return nil, nil, me.why
	}
	found := q.take(limit, s.now())
	if len(found) == 0 {
		if q.wake == nil {
			q.wake = make(chan struct{})
		}
		return nil, q.wake, nil
	}
	q.poll = nil
	if q.twice {
		found, q.last = double(q.last, found), found
	}
	return found, nil, nil
}

// double gives what was in the answer before once more, and everything new twice.
func double(before, found []*update) []*update {
	out := append([]*update(nil), before...)
	for _, u := range found {
		out = append(out, u, u)
	}
	return out
}

func marshalUpdates(list []*update) (any, error) {
	out := make([]json.RawMessage, 0, len(list))
	for _, u := range list {
		data, err := u.json()
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}
