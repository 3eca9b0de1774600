package demo

import "strings"

// Member is a human in a group, or an outsider who can see it.
type Member struct {
	s       *Server
	account *account
	group   *Group
	left    bool // or never was in it
	admin   bool
}

// Member adds a member who may write but manages nothing.
func (g *Group) Member(name string) *Member { return g.join(name, false) }

// Admin adds an administrator, who may also write in closed topics.
func (g *Group) Admin(name string) *Member { return g.join(name, true) }

func (g *Group) join(name string, admin bool) *Member {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	m := &Member{s: g.s, account: g.s.newAccount(name, "en"), group: g, admin: admin}
	g.chat.members[m.account.user.ID] = m
	g.s.changed(g.chat)
	g.s.touched()
	return m
}

// Outsider makes somebody who is no member of any group but presses buttons in g: Telegram lets everybody press who
// sees a message, such as in a public group.
func (s *Server) Outsider(g *Group, name string) *Member {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Member{s: s, account: s.newAccount(name, "en"), group: g, left: true}
}

// ID is the member's id at Telegram.
func (m *Member) ID() int64 { return m.account.user.ID }

// Name is what the app shows.
func (m *Member) Name() string { return m.account.user.FirstName }

// anonymous is the account that Telegram shows for administrators who hide.
func anonymous() *user {
	return &user{ID: 1087968824, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"}
}

// Say writes into a topic, 0 being the general one, and returns the message's id.
func (m *Member) Say(topicID int, text string) (int, error) {
	return m.write(topicID, 0, text, false)
}

// Reply answers a message, in its topic.
func (m *Member) Reply(messageID int, text string) (int, error) {
	return m.write(0, messageID, text, false)
}

// SayAnonymous writes as the group itself, as an administrator may who hides.
func (m *Member) SayAnonymous(topicID int, text string) (int, error) {
	return m.write(topicID, 0, text, true)
}

// ReplyAnonymous answers as the group itself.
func (m *Member) ReplyAnonymous(messageID int, text string) (int, error) {
	return m.write(0, messageID, text, true)
}

func (m *Member) write(topicID, replyTo int, text string, hidden bool) (int, error) {
	s := m.s
	s.mu.Lock()
	defer s.mu.Unlock()
	in := m.group.chat
	text = strings.TrimSpace(text)
	if m.left || text == "" {
		return 0, ErrNotAllowed
	}
	out := &message{From: m.account.user, Date: unix(s.now()), content: content{Text: text, Entities: detect(text, nil)}}
	if hidden {
		out.From, out.SenderChat = anonymous(), in.info
	}
	if replyTo != 0 {
		old := in.find(replyTo)
		if old == nil {
			return 0, ErrNoMessage
		}
		topicID, out.ReplyTo = old.topic, old.quoted()
	}
	if topicID != 0 {
		t := in.topics[topicID]
		switch {
		case t == nil || t.deleted:
			return 0, ErrNoTopic
		case t.closed && !m.admin && !hidden:
			return 0, ErrNotAllowed
		}
		out.topic = topicID
	}
	sent := s.add(in, out)
	if in.out == "" {
		s.push(kindMessage, in.info.ID, sent)
	}
	return sent.ID, nil
}

// Edit changes one of the member's own messages.
func (m *Member) Edit(messageID int, text string) error {
	s := m.s
	s.mu.Lock()
	defer s.mu.Unlock()
	in := m.group.chat
	old := in.find(messageID)
	switch {
	case old == nil:
		return ErrNoMessage
	case old.From.ID != m.ID() || m.left:
		return ErrNotAllowed
	}
	changed := *old
	changed.Text, changed.EditDate = strings.TrimSpace(text), unix(s.now())
	changed.Entities = detect(changed.Text, nil)
	s.replace(in, &changed)
	s.push(kindEdited, in.info.ID, &changed)
	return nil
}

// SendPhoto sends a tiny photo into a topic.
func (m *Member) SendPhoto(topicID int, caption string) (int, error) {
	s := m.s
	s.mu.Lock()
	defer s.mu.Unlock()
	in := m.group.chat
	if m.left {
		return 0, ErrNotAllowed
	}
	if in.place(topicID) != nil {
		return 0, ErrNoTopic
	}
	out := &message{From: m.account.user, Date: unix(s.now()), topic: topicID,
		content: content{Caption: caption}}
	out.put("photo", s.keep("photo", "", "image/jpeg", tinyPNG()).info)
	sent := s.add(in, out)
	s.push(kindMessage, in.info.ID, sent)
	return sent.ID, nil
}

// Press presses a button on a message: the one with that data, or else whose label contains match. A button that the
// message does not show can be pressed too when match is its data: somebody's app may be behind.
func (m *Member) Press(messageID int, match string) error {
	return m.press(messageID, match, m.account.user)
}

// PressAnonymous presses as the group itself. Telegram shows the human behind a press today even when they hide; a bot
// must hold out if that ends.
func (m *Member) PressAnonymous(messageID int, match string) error {
	return m.press(messageID, match, anonymous())
}

func (m *Member) press(messageID int, match string, shown *user) error {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	in, data := m.group.chat, match
	if old := in.find(messageID); old != nil {
		if b, found := old.Markup.find(match); found && b.Data == "" {
			return nil // a link opens the browser; the bot hears nothing
		} else if found {
			data = b.Data
		}
	}
	if data == "" || len(data) > maxData {
		return ErrNoButton
	}
	return m.s.press(in, m.account, shown, messageID, data)
}

// Answers is what the bot answered to this member's presses, oldest first; the last fifty.
func (m *Member) Answers() []Answer {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	return append([]Answer(nil), m.account.answers...)
}

// Leave leaves the group. The bot is told.
func (m *Member) Leave() {
	s := m.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.left {
		return
	}
	m.left = true
	note := s.add(m.group.chat, &message{From: m.account.user, Date: unix(s.now()), service: service{Left: m.account.user}})
	s.push(kindMessage, m.group.chat.info.ID, note)
}
