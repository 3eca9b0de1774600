package demo

import (
	"cmp"
	"context"
	"slices"
)

// Group is a supergroup with the bot as an administrator who may manage topics, delete and pin.
type Group struct {
	s    *Server
	chat *chat // another one after Migrate
}

// Topic is a forum topic with what is in it.
type Topic struct {
	ID       int
	Name     string
	Closed   bool
	Deleted  bool // then nothing is in it any more
	Messages []Message
}

// Group makes a group. forum says whether it has topics.
func (s *Server) Group(title string, forum bool) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &Group{s: s, chat: s.newGroup(title, forum)}
	s.groups = append(s.groups, g)
	s.touched()
	return g
}

func (s *Server) newGroup(title string, forum bool) *chat {
	c := newChat(&chatInfo{ID: s.nextGroup, Type: "supergroup", Title: title, IsForum: forum})
	c.nextID = 1 // the number of the general topic, so never a topic's
	s.nextGroup--
	s.chats[c.info.ID] = c
	return c
}

// ID is the group's id now.
func (g *Group) ID() int64 {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.info.ID
}

// Title is the group's title.
func (g *Group) Title() string {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.info.Title
}

// sortedMembers lists who is in the group, in the order of their coming.
func (c *chat) sortedMembers() []*Member {
	var out []*Member
	for _, m := range c.members {
		if !m.left {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b *Member) int { return cmp.Compare(a.account.user.ID, b.account.user.ID) })
	return out
}

// Members lists who is in the group.
func (g *Group) Members() []*Member {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.sortedMembers()
}

// Messages is what is visible in a topic now, in order; 0 is the general one, or a group without topics.
func (g *Group) Messages(topicID int) []Message {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.views(g.chat.visible(topicID))
}

// All is what is visible in all topics now, in the order of sending.
func (g *Group) All() []Message {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.views(g.chat.everything())
}

// Topics lists all topics that ever were, oldest first.
func (g *Group) Topics() []Topic {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.topicList()
}

func (c *chat) topicList() []Topic {
	out := make([]Topic, 0, len(c.topics))
	for _, t := range c.topics {
		out = append(out, Topic{ID: t.id, Name: t.name, Closed: t.closed, Deleted: t.deleted, Messages: c.views(c.visible(t.id))})
	}
	slices.SortFunc(out, func(a, b Topic) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// DeleteTopic deletes a topic with everything in it, as an administrator does in the app. The bot is not told.
func (g *Group) DeleteTopic(topicID int) error {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	t := g.chat.topics[topicID]
	if t == nil || t.deleted {
		return ErrNoTopic
	}
	g.s.dropTopic(g.chat, t)
	return nil
}

// CloseTopic closes a topic as an administrator does in the app. The bot is told.
func (g *Group) CloseTopic(by *Member, topicID int) error {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	t := g.chat.topics[topicID]
	switch {
	case t == nil || t.deleted:
		return ErrNoTopic
	case t.closed:
		return nil
	}
	t.closed = true
	g.s.topicNote(g.chat, t, by.account.user, service{TopicClosed: &empty{}})
	return nil
}

// Delete removes a message, as an administrator does in the app. The bot is not told.
func (g *Group) Delete(messageID int) error {
	return g.s.takeAway(g.chat, messageID)
}

// Migrate gives the group a new id, as Telegram does when a group grows up. The new one begins empty, with the same
// members and no topics; calls about the old id are told the new one.
func (g *Group) Migrate() int64 {
	s := g.s
	s.mu.Lock()
	defer s.mu.Unlock()
	old := g.chat
	c := s.newGroup(old.info.Title, old.info.IsForum)
	for id, m := range old.members {
		c.members[id] = m
		m.group = g
	}
	who := s.self
	first := s.add(old, &message{From: who, Date: unix(s.now()), service: service{MigrateTo: c.info.ID}})
	old.movedTo = c.info.ID
	second := s.add(c, &message{From: who, Date: unix(s.now()), service: service{MigrateFrom: old.info.ID}})
	s.push(kindMessage, old.info.ID, first)
	s.push(kindMessage, c.info.ID, second)
	g.chat = c
	s.changed(old)
	return c.info.ID
}

// Kick removes the bot from the group. Return lets it in again.
func (g *Group) Kick() {
	g.botState("administrator", "kicked", "bot was kicked from the supergroup chat")
}

// Return makes the bot an administrator again after Kick or leaveChat.
func (g *Group) Return() {
	g.botState("left", "administrator", "")
}

func (g *Group) botState(before, after, out string) {
	s := g.s
	s.mu.Lock()
	defer s.mu.Unlock()
	g.chat.out = out
	by := s.self
	if list := g.chat.sortedMembers(); len(list) > 0 {
		by = list[0].account.user
	}
	s.push(kindMember, g.chat.info.ID, memberUpdate{Chat: g.chat.info, From: by, Date: unix(s.now()),
		Old: memberState{Status: before, User: s.self}, New: memberState{Status: after, User: s.self}})
	s.changed(g.chat)
}

// WaitFor waits until what is visible in a topic fits, and returns it. It looks at once and after every change.
func (g *Group) WaitFor(ctx context.Context, topicID int, fits func([]Message) bool) ([]Message, error) {
	return g.s.waitFor(ctx, func() ([]Message, <-chan struct{}) {
		return g.chat.views(g.chat.visible(topicID)), g.chat.waiting()
	}, fits)
}

// WaitForTopics waits until the topics fit, and returns them.
func (g *Group) WaitForTopics(ctx context.Context, fits func([]Topic) bool) ([]Topic, error) {
	var list []Topic
	_, err := g.s.waitFor(ctx, func() ([]Message, <-chan struct{}) {
		list = g.chat.topicList()
		return g.chat.views(g.chat.everything()), g.chat.waiting()
	}, func([]Message) bool { return fits(list) })
	return list, err
}
