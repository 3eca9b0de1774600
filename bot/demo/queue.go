package demo

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// Kinds of updates.
const (
	kindMessage  = "message"
	kindEdited   = "edited_message"
	kindCallback = "callback_query"
	kindMember   = "my_chat_member"
	kindReaction = "message_reaction"
)

// update is something that waits for the bot.
type update struct {
	id   int64
	kind string
	lane int64 // updates of one lane keep their order with a webhook
	at   time.Time
	body any  // what stands under kind; json.RawMessage as it is
	done bool // delivered by the webhook
}

// expired says whether Telegram would have dropped the update by now.
func (u *update) expired(now time.Time) bool {
	if u.kind == kindCallback {
		return now.Sub(u.at) >= callbackAge
	}
	return now.Sub(u.at) >= messageAge
}

// json adds the update to out as it is delivered.
func (u *update) json(out []byte) ([]byte, error) {
	body, err := json.Marshal(u.body)
	if err != nil {
		return nil, err
	}
	out = slices.Grow(out, len(body)+len(u.kind)+40)
	out = append(out, `{"update_id":`...)
	out = strconv.AppendInt(out, u.id, 10)
	out = append(out, ',', '"')
	out = append(out, u.kind...)
	out = append(out, '"', ':')
	out = append(out, body...)
	return append(out, '}'), nil
}

// queue holds the updates that the bot has not confirmed. Their ids ascend.
type queue struct {
	list    []*update
	head    int // list[:head] is forgotten
	nextID  int64
	jump    int64 // the next id after the queue has run empty; 0 for none
	allowed []string
	twice   bool
	last    []*update // what the previous answer held, for duplicates

	poll *poll // the getUpdates call that waits
}

// poll is one getUpdates call. Whoever ends it from outside sets why.
type poll struct {
	news chan struct{} // holds one when there is an update, or an end
	why  error
}

// wake lets the call look again.
func (p *poll) wake() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

func newQueue() queue {
	return queue{nextID: 100_000_001}
}

// usual are the kinds that come without being asked for by name.
func usual(kind string) bool {
	return kind != kindReaction && kind != "message_reaction_count" && kind != "chat_member"
}

// wants says whether the bot asked for a kind. Kinds that Telegram does not have come always.
func (q *queue) wants(kind string) bool {
	switch kind {
	case kindMessage, kindEdited, kindCallback, kindMember, kindReaction:
	default:
		return true
	}
	if len(q.allowed) == 0 {
		return usual(kind)
	}
	return slices.Contains(q.allowed, kind)
}

// push puts an update into the queue.
func (s *Server) push(kind string, lane int64, body any) {
	q := &s.queue
	if !q.wants(kind) || len(q.list)-q.head >= maxQueue {
		return
	}
	if q.jump != 0 && q.head == len(q.list) {
		q.nextID, q.jump = q.jump, 0
	}
	u := &update{id: q.nextID, kind: kind, lane: lane, at: s.now(), body: body}
	q.nextID++
	q.list = append(q.list, u)
	if s.hook != nil {
		s.hook.push(u)
		return
	}
	if q.poll != nil {
		q.poll.wake()
	}
}

// forget drops the updates below offset. An offset far in the future is not believed, as at Telegram: otherwise a bot
// whose ids have jumped down would lose everything.
func (q *queue) forget(offset int64) {
	if offset > q.nextID+10 {
		return
	}
	for q.head < len(q.list) && q.list[q.head].id < offset {
		q.list[q.head] = nil
		q.head++
	}
	q.shrink()
}

// tail drops all but the newest n updates.
func (q *queue) tail(n int64) {
	for int64(len(q.list)-q.head) > n {
		q.list[q.head] = nil
		q.head++
	}
	q.shrink()
}

// drop takes out what was delivered or is too old, at the head.
func (q *queue) drop(now time.Time) {
	for q.head < len(q.list) && (q.list[q.head].done || q.list[q.head].expired(now)) {
		q.list[q.head] = nil
		q.head++
	}
	q.shrink()
}

func (q *queue) shrink() {
	if q.head == len(q.list) {
		q.list, q.head = q.list[:0], 0
	}
	if q.head > 1024 && q.head > len(q.list)/2 {
		q.list = append([]*update(nil), q.list[q.head:]...)
		q.head = 0
	}
}

// take lists up to limit updates that are neither delivered nor too old.
func (q *queue) take(limit int, now time.Time) []*update {
	var out []*update
	for _, u := range q.list[q.head:] {
		if len(out) == limit {
			break
		}
		if !u.done && !u.expired(now) {
			out = append(out, u)
		}
	}
	return out
}

// DuplicateUpdates makes the server deliver every update more than once, as Telegram may.
func (s *Server) DuplicateUpdates(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.twice, s.queue.last = on, nil
}

// JumpUpdateID makes update ids go on at to, as Telegram's do after a quiet week; to may be lower than the ids before.
// It happens as soon as the bot has confirmed everything that waits.
func (s *Server) JumpUpdateID(to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.jump = to
}

// Push queues an update as it is: kind is its field's name and body that field's JSON, right or wrong.
func (s *Server) Push(kind, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.push(kind, 0, json.RawMessage(body))
}

// Pending is how many updates the bot has not confirmed yet.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue.take(maxQueue, s.now()))
}
