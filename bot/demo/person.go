package demo

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
)

// Person is somebody with a private chat with the bot.
type Person struct {
	s       *Server
	account *account
	chat    *chat
}

// newAccount makes a human. Names need not be unique.
func (s *Server) newAccount(name, lang string) *account {
	a := &account{user: &user{ID: s.nextAccount, FirstName: name, Lang: lang}}
	s.nextAccount++
	s.accounts[a.user.ID] = a
	return a
}

// Person makes a person who has not written to the bot yet. lang is the language of their app; it may be empty.
func (s *Server) Person(name, lang string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.newAccount(name, lang)
	c := newChat(&chatInfo{ID: a.user.ID, Type: "private", FirstName: name})
	c.with = a
	s.chats[c.info.ID] = c
	p := &Person{s: s, account: a, chat: c}
	s.people = append(s.people, p)
	s.touched()
	return p
}

// ID is the person's id at Telegram, and that of the private chat.
func (p *Person) ID() int64 { return p.account.user.ID }

// Name is what the app shows.
func (p *Person) Name() string { return p.account.user.FirstName }

// Send writes to the bot and returns the message's id. As in the app, white space around is dropped, nothing is sent
// when nothing is left (the id is 0), and a long text becomes several messages (the id is the last one's). Writing to a
// blocked bot unblocks it.
func (p *Person) Send(text string) int {
	id := 0
	for _, part := range split(strings.TrimSpace(text)) {
		id = p.say(message{content: content{Text: part, Entities: detect(part, nil)}})
	}
	return id
}

// Reply answers one of the chat's messages.
func (p *Person) Reply(messageID int, text string) (int, error) {
	p.s.mu.Lock()
	to := p.chat.find(messageID)
	p.s.mu.Unlock()
	if to == nil {
		return 0, ErrNoMessage
	}
	text = strings.TrimSpace(text)
	return p.say(message{ReplyTo: to.quoted(), content: content{Text: text, Entities: detect(text, nil)}}), nil
}

// split cuts a text as the app does before it sends it.
func split(text string) []string {
	var out []string
	runes := []rune(text)
	for len(runes) > maxText {
		out = append(out, string(runes[:maxText]))
		runes = runes[maxText:]
	}
	if len(runes) > 0 {
		out = append(out, string(runes))
	}
	return out
}

// say puts a message of the person into the chat and tells the bot.
func (p *Person) say(m message) int {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.chat.blocked {
		p.block(false)
	}
	p.chat.started = true
	m.From, m.Date = p.account.user, unix(s.now())
	sent := s.add(p.chat, &m)
	s.push(kindMessage, p.ID(), sent)
	return sent.ID
}

// Edit changes one of the person's own messages. The app has no place for it while the bot is blocked.
func (p *Person) Edit(messageID int, text string) error {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	old := p.chat.find(messageID)
	if old == nil {
		return ErrNoMessage
	}
	if old.mine || p.chat.blocked {
		return ErrNotAllowed
	}
	m := *old
	text = strings.TrimSpace(text)
	if m.Text != "" {
		m.Text, m.Entities = text, detect(text, nil)
	} else {
		m.Caption, m.CaptionEntities = text, detect(text, nil)
	}
	m.EditDate = unix(s.now())
	s.replace(p.chat, &m)
	s.push(kindEdited, p.ID(), &m)
	return nil
}

// Delete removes a message of either side from the chat. Telegram tells bots nothing of it.
func (p *Person) Delete(messageID int) error {
	return p.s.takeAway(p.chat, messageID)
}

// takeAway removes a message, as somebody does in the app.
func (s *Server) takeAway(in *chat, messageID int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.find(messageID) == nil {
		return ErrNoMessage
	}
	in.remove(messageID)
	s.changed(in)
	return nil
}

// DeleteChat removes everything from the chat on both sides. The bot is not told, and may go on writing.
func (p *Person) DeleteChat() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, m := range p.chat.visible(0) {
		p.chat.remove(m.ID)
	}
	p.s.changed(p.chat)
}

// Press presses the newest visible inline button whose label contains match or whose data is match.
func (p *Person) Press(match string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	var found Button
	m := p.chat.newest(0, func(m *message) bool {
		b, ok := m.Markup.find(match)
		found = b
		return ok
	})
	if m == nil {
		return ErrNoButton
	}
	if found.Data == "" {
		return nil // a link opens the browser; the bot hears nothing
	}
	return p.s.press(p.chat, p.account, p.account.user, m.ID, found.Data)
}

// find looks for a button by data or by a part of its label; data goes before labels.
func (k *keyboard) find(match string) (Button, bool) {
	if k == nil {
		return Button{}, false
	}
	for _, row := range k.Rows {
		for _, b := range row {
			if b.Data != "" && b.Data == match {
				return b, true
			}
		}
	}
	for _, row := range k.Rows {
		for _, b := range row {
			if match != "" && strings.Contains(b.Label, match) {
				return b, true
			}
		}
	}
	return Button{}, false
}

// PressOn presses a button with that data on that message, even if it is gone by now or never had such a button: the
// person's app may still show it.
func (p *Person) PressOn(messageID int, data string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.press(p.chat, p.account, p.account.user, messageID, data)
}

// press tells the bot of a press. shown is who the bot sees.
func (s *Server) press(c *chat, by *account, shown *user, messageID int, data string) error {
	if c.blocked || c.out != "" || c.movedTo != 0 {
		return ErrNotAllowed
	}
	id := strconv.FormatInt(by.user.ID<<16+s.nextQuery, 10)
	s.nextQuery++
	body := callbackUpdate{ID: id, From: shown, Instance: strconv.FormatInt(c.info.ID^0x5a5a, 10), Data: data}
	if m := c.find(messageID); m != nil {
		body.Message = m
	} else {
		body.Message = inaccessible{Chat: c.info, ID: messageID}
	}
	s.ask(&callback{id: id, at: s.now(), by: by})
	s.push(kindCallback, by.user.ID, body)
	return nil
}

// Block makes the bot unable to write to the person; Unblock ends it.
func (p *Person) Block() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if !p.chat.blocked {
		p.block(true)
	}
}

// Unblock lets the bot in again.
func (p *Person) Unblock() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if p.chat.blocked {
		p.block(false)
	}
}

func (p *Person) block(on bool) {
	s := p.s
	p.chat.blocked = on
	none := int64(0)
	free, kicked := memberState{Status: "member", User: s.self}, memberState{Status: "kicked", User: s.self, UntilDate: &none}
	u := memberUpdate{Chat: p.chat.info, From: p.account.user, Date: unix(s.now()), Old: kicked, New: free}
	if on {
		u.Old, u.New = free, kicked
	}
	s.push(kindMember, p.ID(), u)
	s.changed(p.chat)
}

// Messages is what is visible in the chat now, both sides, in order.
func (p *Person) Messages() []Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.chat.views(p.chat.visible(0))
}

// Last is the bot's newest visible message; the zero Message when there is none.
func (p *Person) Last() Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if m := p.chat.newest(0, func(m *message) bool { return m.mine }); m != nil {
		return p.chat.view(m)
	}
	return Message{}
}

// WaitOther waits until [Person.Last] is another message than old, or has another text, and returns it. Many people who wait
// at once cost less so than with WaitFor.
func (p *Person) WaitOther(ctx context.Context, old Message) (Message, error) {
	list, err := p.s.waitFor(ctx, func() ([]Message, <-chan struct{}) {
		m := p.chat.newest(0, func(m *message) bool { return m.mine })
		if m == nil || m.ID == old.ID && m.Text == old.Text {
			return nil, p.chat.waiting()
		}
		return []Message{p.chat.view(m)}, nil
	}, func(list []Message) bool { return len(list) > 0 })
	if err != nil {
		return Message{}, err
	}
	return list[0], nil
}

// WaitFor waits until what is visible fits, and returns it. It looks at once and after every change.
func (p *Person) WaitFor(ctx context.Context, fits func([]Message) bool) ([]Message, error) {
	return p.s.waitFor(ctx, func() ([]Message, <-chan struct{}) {
		return p.chat.views(p.chat.visible(0)), p.chat.waiting()
	}, fits)
}

// Answers is what the bot answered to this person's presses, oldest first; the last fifty.
func (p *Person) Answers() []Answer {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return append([]Answer(nil), p.account.answers...)
}

// SendUnknown makes an update of a kind that nobody knows.
func (p *Person) SendUnknown() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.chat.started = true
	body := map[string]any{"chat": p.chat.info, "from": p.account.user, "date": unix(p.s.now())}
	data, err := json.Marshal(body)
	if err != nil {
		return // a map of our own making
	}
	p.s.push("hologram", p.ID(), json.RawMessage(data))
}
