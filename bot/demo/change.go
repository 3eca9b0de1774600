package demo

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"
	"unicode/utf8"
)

func changeMethods() []method {
	return []method{
		{name: "editMessageText", cost: true, run: (*Server).editText},
		{name: "editMessageCaption", cost: true, run: (*Server).editCaption},
		{name: "editMessageReplyMarkup", cost: true, run: (*Server).editMarkup},
		{name: "deleteMessage", run: inChat((*Server).known, (*Server).deleteMessage)},
		{name: "deleteMessages", run: (*Server).deleteMessages},
		{name: "answerCallbackQuery", run: (*Server).answerCallback},
		{name: "pinChatMessage", run: inChat((*Server).writable, (*Server).pin)},
		{name: "unpinChatMessage", run: inChat((*Server).writable, (*Server).unpin)},
		{name: "setMessageReaction", run: (*Server).setReaction},
	}
}

// edit changes one of the bot's own messages. A change that changes nothing is refused, as at Telegram.
func (s *Server) edit(c *call, change func(*message) error) (any, error) {
	id, err := c.p.chat("chat_id")
	if err != nil {
		return nil, err
	}
	number := c.p.id("message_id")
	if number == 0 {
		return nil, bad("message identifier is not specified")
	}
	markup, err := c.p.markup()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.writable(id)
	if err != nil {
		return nil, err
	}
	old := in.find(number)
	switch {
	case old == nil:
		return nil, bad("message to edit not found")
	case !old.mine || old.word() != "" || old.Origin != nil:
		return nil, bad("message can't be edited")
	}
	m := *old
	m.Markup = markup
	if err := change(&m); err != nil {
		return nil, err
	}
	if m.Markup.same(old.Markup) && reflect.DeepEqual(m.content, old.content) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same " +
			"as a current content and reply markup of the message")
	}
	m.EditDate = unix(c.now)
	s.replace(in, &m)
	return &m, nil
}

func (s *Server) editText(c *call) (any, error) {
	said, err := c.p.text()
	if err != nil {
		return nil, err
	}
	return s.edit(c, func(m *message) error {
		if m.Text == "" {
			return bad("there is no text in the message to edit")
		}
		m.Text, m.Entities = said.Text, said.Entities
		return nil
	})
}

func (s *Server) editCaption(c *call) (any, error) {
	said, err := c.p.caption()
	if err != nil {
		return nil, err
	}
	return s.edit(c, func(m *message) error {
		if kind, _ := m.file(); kind == "" || kind == "sticker" || kind == "video_note" {
			return bad("there is no caption in the message to edit")
		}
		m.Caption, m.CaptionEntities = said.Caption, said.CaptionEntities
		return nil
	})
}

func (s *Server) editMarkup(c *call) (any, error) {
	return s.edit(c, func(*message) error { return nil })
}

// deletable says whether the bot may delete a message. In private chats both sides' messages can be deleted for two
// days; in a group an administrator may delete anything but what made the group or a topic.
func (c *chat) deletable(m *message, now time.Time) error {
	switch {
	case m.TopicCreated != nil || m.MigrateFrom != 0:
		return bad("message can't be deleted")
	case c.with != nil && now.Sub(time.Unix(m.Date, 0)) >= revokeAge:
		return bad("message can't be deleted for everyone")
	}
	return nil
}

func (s *Server) deleteMessage(c *call, in *chat) (any, error) {
	m := in.find(c.p.id("message_id"))
	if c.p.id("message_id") == 0 {
		return nil, bad("message identifier is not specified")
	}
	if m == nil {
		return nil, bad("message to delete not found")
	}
	if err := in.deletable(m, c.now); err != nil {
		return nil, err
	}
	in.remove(m.ID)
	s.changed(in)
	return true, nil
}

// deleteMessages passes over what is not there, but one message that must stay keeps all of them.
func (s *Server) deleteMessages(c *call) (any, error) {
	id, err := c.p.chat("chat_id")
	if err != nil {
		return nil, err
	}
	numbers, err := c.p.ids("message_ids")
	switch {
	case err != nil:
		return nil, err
	case len(numbers) == 0:
		return nil, bad("message identifiers are not specified")
	case len(numbers) > maxMessageIDs:
		return nil, bad("too many message identifiers specified")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.known(id)
	if err != nil {
		return nil, err
	}
	for _, n := range numbers {
		if m := in.find(n); m != nil {
			if err := in.deletable(m, c.now); err != nil {
				return nil, err
			}
		}
	}
	for _, n := range numbers {
		in.remove(n)
	}
	s.changed(in)
	return true, nil
}

// callback is a press that the bot has not answered.
type callback struct {
	id string
	at time.Time
	by *account
}

// ask remembers a press and forgets those that are too old.
func (s *Server) ask(cb *callback) {
	s.callbacks[cb.id] = cb
	s.callbackAge = append(s.callbackAge, cb)
	n := 0
	for n < len(s.callbackAge) && cb.at.Sub(s.callbackAge[n].at) >= callbackAge {
		delete(s.callbacks, s.callbackAge[n].id)
		s.callbackAge[n] = nil
		n++
	}
	s.callbackAge = s.callbackAge[n:]
}

func (s *Server) answerCallback(c *call) (any, error) {
	text := c.p["text"]
	if utf8.RuneCountInString(text) > maxAnswer {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.p["callback_query_id"]
	cb := s.callbacks[id]
	delete(s.callbacks, id)
	if cb == nil || c.now.Sub(cb.at) >= callbackAge {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	const kept = 50
	list := append(cb.by.answers, Answer{Text: text, Alert: c.p.flag("show_alert")})
	cb.by.answers = list[max(len(list)-kept, 0):]
	if own := s.chats[cb.by.user.ID]; own != nil {
		s.changed(own)
	}
	return true, nil
}

// pin marks a message and tells so in the chat. Pinning again changes nothing.
func (s *Server) pin(c *call, in *chat) (any, error) {
	m := in.find(c.p.id("message_id"))
	if m == nil {
		return nil, bad("message to pin not found")
	}
	if slices.Contains(in.pinned, m.ID) {
		return true, nil
	}
	in.pinned = append(in.pinned, m.ID)
	note := s.add(in, &message{From: s.self, Date: unix(c.now), topic: m.topic, mine: true,
		service: service{Pinned: m.quoted()}})
	if in.with == nil {
		s.push(kindMessage, in.info.ID, note)
	}
	return true, nil
}

func (s *Server) unpin(c *call, in *chat) (any, error) {
	n := c.p.id("message_id")
	if n == 0 && len(in.pinned) > 0 {
		n = in.pinned[len(in.pinned)-1]
	}
	i := slices.Index(in.pinned, n)
	if i < 0 {
		return nil, bad("message to unpin not found")
	}
	in.pinned = slices.Delete(in.pinned, i, i+1)
	s.changed(in)
	return true, nil
}

func (s *Server) setReaction(c *call) (any, error) {
	id, err := c.p.chat("chat_id")
	if err != nil {
		return nil, err
	}
	var list []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	}
	if raw := c.p["reaction"]; raw != "" && json.Unmarshal([]byte(raw), &list) != nil {
		return nil, bad("can't parse reaction types JSON object")
	}
	if len(list) > 1 {
		return nil, bad("REACTIONS_TOO_MANY")
	}
	emoji := ""
	for _, r := range list {
		if r.Type != "emoji" || r.Emoji == "" {
			return nil, bad("can't parse reaction types JSON object: Unsupported reaction type specified")
		}
		emoji = r.Emoji
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.writable(id)
	if err != nil {
		return nil, err
	}
	old := in.find(c.p.id("message_id"))
	if old == nil {
		return nil, bad("message to react not found")
	}
	m := *old
	m.react = emoji
	s.replace(in, &m)
	return true, nil
}
