package demo

import (
	"slices"
	"strconv"
	"strings"
)

func topicMethods() []method {
	return []method{
		{name: "createForumTopic", cost: true, run: (*Server).createTopic},
		{name: "editForumTopic", run: (*Server).editTopic},
		{name: "closeForumTopic", run: (*Server).closeTopic},
		{name: "reopenForumTopic", run: (*Server).reopenTopic},
		{name: "deleteForumTopic", run: (*Server).deleteTopic},
	}
}

// topicColors are the colours that a bot may choose from.
func topicColors() []int {
	return []int{7322096, 16766590, 13338331, 9367192, 16749490, 16478047}
}

// forum finds the group of a call about topics.
func (s *Server) forum(p params) (*chat, error) {
	id, err := p.chat("chat_id")
	if err != nil {
		return nil, err
	}
	in, err := s.writable(id)
	switch {
	case err != nil:
		return nil, err
	case in.with != nil:
		return nil, bad("the chat is not a supergroup")
	case !in.info.IsForum:
		return nil, bad("the chat is not a forum")
	}
	return in, nil
}

// topicName judges a name. One that is too long is cut, as at Telegram.
func topicName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", bad("title must be non-empty")
	}
	if runes := []rune(name); len(runes) > maxTopicName {
		name = strings.TrimSpace(string(runes[:maxTopicName]))
	}
	return name, nil
}

// createTopic also tells the bot of its own topic, as Telegram does.
func (s *Server) createTopic(c *call) (any, error) {
	name, err := topicName(c.p["name"])
	if err != nil {
		return nil, err
	}
	color := topicColors()[0]
	if text := c.p["icon_color"]; text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || !slices.Contains(topicColors(), n) {
			return nil, bad("invalid forum topic icon color specified")
		}
		color = n
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.forum(c.p)
	if err != nil {
		return nil, err
	}
	t := s.newTopic(in, s.self, name, color)
	return struct {
		ID    int    `json:"message_thread_id"`
		Name  string `json:"name"`
		Color int    `json:"icon_color"`
	}{t.id, name, color}, nil
}

// newTopic makes a topic with the message that stands at its beginning.
func (s *Server) newTopic(in *chat, by *user, name string, color int) *topic {
	id := in.nextID + 1 // the topic has the number of its first message
	start := s.add(in, &message{
		From: by, Date: unix(s.now()), topic: id, mine: by == s.self,
		service: service{TopicCreated: &topicInfo{Name: name, Color: color}},
	})
	t := &topic{id: id, name: name, color: color, start: start}
	in.topics[id] = t
	s.push(kindMessage, in.info.ID, start)
	return t
}

// topicNote puts a service message about a topic into it, and tells the bot.
func (s *Server) topicNote(in *chat, t *topic, by *user, what service) {
	m := s.add(in, &message{
		From: by, Date: unix(s.now()), topic: t.id, mine: by == s.self, service: what,
	})
	s.push(kindMessage, in.info.ID, m)
}

// withTopic finds the topic of a call and carries out what is to be done with it.
func (s *Server) withTopic(c *call, do func(*chat, *topic) error) (any, error) {
	n, err := c.p.thread()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.forum(c.p)
	if err != nil {
		return nil, err
	}
	t := in.topics[n]
	if t == nil || t.deleted {
		return nil, bad("TOPIC_ID_INVALID")
	}
	return true, do(in, t)
}

func (s *Server) editTopic(c *call) (any, error) {
	name, given := c.p["name"]
	if given {
		var err error
		if name, err = topicName(name); err != nil {
			return nil, err
		}
	}
	return s.withTopic(c, func(in *chat, t *topic) error {
		if !given || name == t.name {
			return bad("TOPIC_NOT_MODIFIED")
		}
		t.name = name
		s.topicNote(in, t, s.self, service{TopicEdited: &topicInfo{Name: name}})
		return nil
	})
}

func (s *Server) closeTopic(c *call) (any, error) {
	return s.withTopic(c, func(in *chat, t *topic) error {
		if t.closed {
			return bad("TOPIC_NOT_MODIFIED")
		}
		t.closed = true
		s.topicNote(in, t, s.self, service{TopicClosed: &empty{}})
		return nil
	})
}

func (s *Server) reopenTopic(c *call) (any, error) {
	return s.withTopic(c, func(in *chat, t *topic) error {
		if !t.closed {
			return bad("TOPIC_NOT_MODIFIED")
		}
		t.closed = false
		s.topicNote(in, t, s.self, service{TopicReopened: &empty{}})
		return nil
	})
}

func (s *Server) deleteTopic(c *call) (any, error) {
	return s.withTopic(c, func(in *chat, t *topic) error {
		s.dropTopic(in, t)
		return nil
	})
}

// dropTopic deletes a topic with everything in it. Telegram tells bots nothing of it.
func (s *Server) dropTopic(in *chat, t *topic) {
	t.deleted = true
	if th := in.threads[t.id]; th != nil {
		for _, place := range th.slots[th.first:] {
			if !place.gone {
				delete(in.messages, place.m.ID)
			}
		}
		delete(in.threads, t.id)
	}
	in.pinned = slices.DeleteFunc(in.pinned, func(id int) bool { return in.messages[id] == nil })
	s.changed(in)
}
