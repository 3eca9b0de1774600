package demo

import (
	"encoding/json"
	"strconv"
	"strings"
)

func sendMethods() []method {
	return []method{
		{name: "sendMessage", cost: true, run: (*Server).sendMessage},
		{name: "sendLocation", cost: true, run: (*Server).sendLocation},
		{name: "copyMessage", cost: true, run: (*Server).copyMessage},
		{name: "forwardMessage", cost: true, run: (*Server).forwardMessage},
		{name: "sendChatAction", run: (*Server).sendChatAction},
	}
}

// outgoing is what all sends have in common.
type outgoing struct {
	chat     int64
	thread   int
	replyTo  int
	anyway   bool // send it even if the message to reply to is gone
	markup   *keyboard
	silent   bool
	protect  bool
	copied   bool
	origin   *origin
	album    string
	contents content
}

// outgoing reads what all sends have in common.
func (c *call) outgoing() (outgoing, error) {
	var o outgoing
	var err error
	if o.chat, err = c.p.chat("chat_id"); err != nil {
		return o, err
	}
	if o.thread, err = c.p.thread(); err != nil {
		return o, err
	}
	if o.markup, err = c.p.markup(); err != nil {
		return o, err
	}
	o.silent, o.protect = c.p.flag("disable_notification"), c.p.flag("protect_content")
	o.replyTo, o.anyway = c.p.id("reply_to_message_id"), c.p.flag("allow_sending_without_reply")
	raw := c.p["reply_parameters"]
	if raw == "" {
		return o, nil
	}
	o.replyTo, o.anyway, err = replyParametersOf(raw)
	return o, err
}

// replyParametersOf reads reply_parameters: the message to answer, and whether to send without it.
func replyParametersOf(raw string) (int, bool, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &object); err != nil || object == nil {
		if json.Valid([]byte(raw)) {
			return 0, false, bad("object expected as reply parameters")
		}
		return 0, false, bad("can't parse reply parameters JSON object")
	}
	id, found := object["message_id"]
	if !found {
		return 0, false, bad(`can't find field "message_id"`)
	}
	n, err := strconv.Atoi(strings.Trim(string(id), `"`))
	if err != nil || n <= 0 {
		return 0, false, bad(`field "message_id" must be a valid Number`)
	}
	switch anyway := object["allow_sending_without_reply"]; string(anyway) {
	case "", "false":
		return n, false, nil
	case "true":
		return n, true, nil
	}
	return 0, false, bad(`field "allow_sending_without_reply" must be of type Boolean`)
}

// thread reads message_thread_id. The general topic has no number for bots.
func (p params) thread() (int, error) {
	text := p["message_thread_id"]
	if text == "" || text == "0" || text == "null" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, bad("invalid message thread ID specified")
	}
	return n, nil
}

func (s *Server) sendMessage(c *call) (any, error) {
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	if o.contents, err = c.p.text(); err != nil {
		return nil, err
	}
	return s.send(c, o)
}

func (s *Server) sendLocation(c *call) (any, error) {
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"latitude", "longitude"} {
		if c.p[name] == "" {
			return nil, bad("%s is empty", name)
		}
	}
	lat, err1 := strconv.ParseFloat(c.p["latitude"], 64)
	lon, err2 := strconv.ParseFloat(c.p["longitude"], 64)
	if err1 != nil || err2 != nil || lat < -90 || lat > 90 || lon < -180 || lon > 180 {
		return nil, bad("invalid location specified")
	}
	o.contents.Location = &location{Latitude: lat, Longitude: lon}
	return s.send(c, o)
}

// send puts a message of the bot into a chat.
func (s *Server) send(c *call, o outgoing) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sendLocked(c, o)
}

func (s *Server) sendLocked(c *call, o outgoing) (*message, error) {
	to, err := s.writable(o.chat)
	if err != nil {
		return nil, err
	}
	if err := to.place(o.thread); err != nil {
		return nil, err
	}
	m := &message{
		From: s.self, Date: unix(c.now), topic: o.thread, Protected: o.protect, Origin: o.origin,
		Album: o.album, content: o.contents, Markup: o.markup, mine: true, silent: o.silent, copied: o.copied,
	}
	if o.replyTo != 0 {
		old := to.find(o.replyTo)
		if old == nil && !o.anyway {
			return nil, bad("message to be replied not found")
		}
		if old != nil {
			m.ReplyTo = old.quoted()
		}
		if old != nil && o.thread == 0 && old.topic != 0 {
			m.topic = old.topic // an answer goes where the question is
		}
	}
	s.book.sent++
	return s.add(to, m), nil
}

// source finds the message that is to be copied or forwarded.
func (s *Server) source(c *call, what string) (*message, error) {
	id, err := c.p.chat("from_chat_id")
	if err != nil {
		return nil, err
	}
	from, err := s.known(id)
	if err != nil {
		return nil, err
	}
	m := from.find(c.p.id("message_id"))
	switch {
	case m == nil:
		return nil, bad("message to %s not found", what)
	case m.word() != "" || m.Protected:
		return nil, bad("the message can't be %s", map[string]string{"copy": "copied", "forward": "forwarded"}[what])
	}
	return m, nil
}

func (s *Server) copyMessage(c *call) (any, error) {
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	caption, err := c.p.caption()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.source(c, "copy")
	if err != nil {
		return nil, err
	}
	o.contents, o.copied = m.content, true
	if _, given := c.p["caption"]; given && m.Text == "" {
		o.contents.Caption, o.contents.CaptionEntities = caption.Caption, caption.CaptionEntities
	}
	sent, err := s.sendLocked(c, o)
	if err != nil {
		return nil, err
	}
	return struct {
		ID int `json:"message_id"`
	}{sent.ID}, nil
}

func (s *Server) forwardMessage(c *call) (any, error) {
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.source(c, "forward")
	if err != nil {
		return nil, err
	}
	o.contents, o.markup, o.replyTo = m.content, nil, 0
	if o.origin = m.Origin; o.origin == nil {
		o.origin = &origin{Type: "user", Date: m.Date, Sender: m.From}
	}
	return s.sendLocked(c, o)
}

func (s *Server) sendChatAction(c *call) (any, error) {
	switch strings.ToLower(c.p["action"]) { // read before the chat
	case "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
		"choose_sticker", "find_location", "record_video_note", "upload_video_note":
	default:
		return nil, bad("wrong parameter action in request")
	}
	id, err := c.p.chat("chat_id")
	if err != nil {
		return nil, err
	}
	thread, err := c.p.thread()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	to, err := s.writable(id)
	if err != nil {
		return nil, err
	}
	return true, to.place(thread)
}
