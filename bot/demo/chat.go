package demo

import (
	"cmp"
	"slices"
	"time"
)

// chat is a private chat or a group, as the server keeps it. The server's lock guards it.
type chat struct {
	info    *chatInfo
	with    *account // of a private chat
	started bool     // the person wrote to the bot
	blocked bool

	members  map[int64]*Member // of a group
	topics   map[int]*topic
	out      string // why the bot is no longer in the group; empty while it is
	movedTo  int64
	pinned   []int
	nextID   int
	messages map[int]*slot
	threads  map[int]*thread // 0 is the private chat itself, or a group's general topic
	wake     chan struct{}   // closed at the next change; nil when nobody waits
}

// topic is a forum topic. Its id is the id of the service message that made it.
type topic struct {
	id      int
	name    string
	color   int
	closed  bool
	deleted bool
	start   *message
}

// slot is a message's place in its thread.
type slot struct {
	m    *message
	gone bool
}

// thread keeps the order of messages, with gaps that are closed now and then.
type thread struct {
	slots []*slot
	first int // everything before it is gone
	gaps  int
}

// account is a human that Telegram knows.
type account struct {
	user    *user
	answers []Answer
}

// Answer is what the bot answered to a press.
type Answer struct {
	Text  string `json:"text"`
	Alert bool   `json:"alert,omitempty"` // shown in a window instead of a line
}

func newChat(info *chatInfo) *chat {
	return &chat{info: info, messages: map[int]*slot{}, threads: map[int]*thread{}, topics: map[int]*topic{},
		members: map[int64]*Member{}}
}

// add puts a message into its chat, and forgets the oldest of the thread if there are too many.
func (s *Server) add(c *chat, m *message) *message {
	if c.with != nil {
		s.nextPrivate++
		m.ID = s.nextPrivate
	} else {
		c.nextID++
		m.ID = c.nextID
	}
	m.Chat = c.info
	c.join(m)
	t := c.threads[m.topic]
	if t == nil {
		t = &thread{}
		c.threads[m.topic] = t
	}
	place := &slot{m: m}
	t.slots = append(t.slots, place)
	c.messages[m.ID] = place
	if s.history > 0 {
		for len(t.slots)-t.first-t.gaps > s.history && t.slots[t.first] != place {
			c.remove(t.slots[t.first].m.ID)
		}
	}
	s.changed(c)
	return m
}

// join fills in what Telegram says of topics and threads. Two things there surprise bots: every message in a topic
// answers the topic's first one when it answers nothing else, and an answer in the general topic, or in a group without
// topics, has a thread id too, that of the first message of the chain, to which nothing can be sent.
func (c *chat) join(m *message) {
	if t := c.topics[m.topic]; m.topic != 0 {
		m.Thread, m.InTopic = m.topic, true
		if m.ReplyTo == nil && t != nil {
			m.ReplyTo = t.start
		}
		return
	}
	if c.with == nil && m.ReplyTo != nil {
		m.Thread = m.ReplyTo.ID
		if m.ReplyTo.Thread != 0 {
			m.Thread = m.ReplyTo.Thread
		}
	}
}

// replace puts a changed message in the place of the old one.
func (s *Server) replace(c *chat, m *message) {
	c.messages[m.ID].m = m
	s.changed(c)
}

// remove takes a message out of the chat. It costs the same however long the chat is.
func (c *chat) remove(id int) {
	place := c.messages[id]
	if place == nil {
		return
	}
	delete(c.messages, id)
	place.gone = true
	t := c.threads[place.m.topic]
	t.gaps++
	for t.first < len(t.slots) && t.slots[t.first].gone {
		t.first++
		t.gaps--
	}
	if t.gaps+t.first > 64 && t.gaps+t.first > len(t.slots)/2 {
		t.slots = slices.DeleteFunc(t.slots, func(p *slot) bool { return p.gone })
		t.first, t.gaps = 0, 0
	}
	if i := slices.Index(c.pinned, id); i >= 0 {
		c.pinned = slices.Delete(c.pinned, i, i+1)
	}
}

// find is the message with the id; nil when it is not there.
func (c *chat) find(id int) *message {
	if place := c.messages[id]; place != nil {
		return place.m
	}
	return nil
}

// visible lists a thread's messages in order.
func (c *chat) visible(threadID int) []*message {
	t := c.threads[threadID]
	if t == nil {
		return nil
	}
	out := make([]*message, 0, len(t.slots)-t.first-t.gaps)
	for _, place := range t.slots[t.first:] {
		if !place.gone {
			out = append(out, place.m)
		}
	}
	return out
}

// newest finds the newest message of a thread that fits.
func (c *chat) newest(threadID int, fits func(*message) bool) *message {
	t := c.threads[threadID]
	if t == nil {
		return nil
	}
	for i := len(t.slots) - 1; i >= t.first; i-- {
		if place := t.slots[i]; !place.gone && fits(place.m) {
			return place.m
		}
	}
	return nil
}

// everything lists the messages of all threads by their ids.
func (c *chat) everything() []*message {
	out := make([]*message, 0, len(c.messages))
	for _, place := range c.messages {
		out = append(out, place.m)
	}
	slices.SortFunc(out, func(a, b *message) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// changed wakes everybody who watches the chat.
func (s *Server) changed(c *chat) {
	s.version++
	if c.wake != nil {
		close(c.wake)
		c.wake = nil
	}
	for w := range s.watchers {
		w.mark(c.mark())
	}
}

// waiting is a channel that is closed at the chat's next change.
func (c *chat) waiting() <-chan struct{} {
	if c.wake == nil {
		c.wake = make(chan struct{})
	}
	return c.wake
}

// unix is a clock reading as Telegram writes it.
func unix(t time.Time) int64 { return t.Unix() }

// writable finds a chat that the bot may write to.
func (s *Server) writable(id int64) (*chat, error) {
	c, err := s.known(id)
	switch {
	case err != nil:
		return nil, err
	case c.blocked:
		return nil, forbidden("bot was blocked by the user")
	}
	return c, nil
}

// known finds a chat that the bot is in, or was.
func (s *Server) known(id int64) (*chat, error) {
	c := s.chats[id]
	switch {
	case c == nil && s.accounts[id] != nil:
		return nil, forbidden("bot can't initiate conversation with a user") // a member of a group
	case c == nil || c.with != nil && !c.started:
		return nil, bad("chat not found")
	case c.movedTo != 0:
		return nil, &refused{status: 400, migrateTo: c.movedTo,
			text: "Bad Request: group chat was upgraded to a supergroup chat"}
	case c.out != "":
		return nil, forbidden(c.out)
	}
	return c, nil
}

// place finds the topic that a message may go to; 0 is the general one.
func (c *chat) place(threadID int) error {
	if threadID == 0 {
		return nil
	}
	if t := c.topics[threadID]; t == nil || t.deleted {
		return bad("message thread not found")
	}
	return nil
}
