package demo

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Message is a message as somebody in the chat sees it.
type Message struct {
	ID       int
	Chat     int64
	Topic    int  // 0 in a private chat and in the general topic
	FromBot  bool // the bot's own
	From     string
	Text     string // or the caption
	Entities []Entity
	Buttons  [][]Button // not to be changed
	File     *File
	Location *Point
	Contact  string // the phone number of a shared contact
	ReplyTo  int    // a message that somebody chose to answer, not the beginning of a topic
	Service  string // such as "topic created"; empty for what somebody wrote
	Reaction string
	Edited   bool
	Silent   bool
	// Protected says that the app lets nobody copy or forward it.
	Protected bool
	Forwarded bool // shows whom it is from
	Copied    bool // by copyMessage
	Pinned    bool
	Date      time.Time
}

// Entity is a part of a text that is shown in a special way. Offset and Length are in UTF-16 units.
type Entity struct {
	Type   string
	Offset int
	Length int
	URL    string
}

// Button is an inline button. It has either Data or URL.
type Button struct {
	Label string `json:"text"`
	Data  string `json:"callback_data,omitempty"`
	URL   string `json:"url,omitempty"`
}

// File is a message's file.
type File struct {
	Kind string // photo, document, voice, ...
	ID   string
	Name string
	Mime string
	Size int
}

// Point is a place on the map, in degrees.
type Point struct {
	Lat, Lon float64
}

// Labels lists the labels of all buttons, row by row.
func (m Message) Labels() []string {
	var out []string
	for _, row := range m.Buttons {
		for _, b := range row {
			out = append(out, b.Label)
		}
	}
	return out
}

// Has says whether a button has that data.
func (m Message) Has(data string) bool {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Data == data && data != "" {
				return true
			}
		}
	}
	return false
}

// String shows the message on one line, for failures of tests.
func (m Message) String() string {
	who := m.From
	if m.FromBot {
		who = "bot"
	}
	var what []string
	for _, part := range []string{m.Service, m.Text} {
		if part != "" {
			what = append(what, part)
		}
	}
	if m.File != nil {
		what = append(what, "<"+m.File.Kind+">")
	}
	if len(m.Buttons) > 0 {
		what = append(what, "["+strings.Join(m.Labels(), "|")+"]")
	}
	return fmt.Sprintf("%d %s: %s", m.ID, who, strings.Join(what, " "))
}

// view makes what people see of a message.
func (c *chat) view(m *message) Message {
	v := Message{
		ID: m.ID, Chat: m.Chat.ID, Topic: m.topic, FromBot: m.mine, Text: m.Text, Service: m.word(), Reaction: m.react,
		Edited: m.EditDate != 0, Silent: m.silent, Protected: m.Protected, Forwarded: m.Origin != nil, Copied: m.copied,
		Date: time.Unix(m.Date, 0).UTC(),
	}
	list := m.Entities
	if m.Text == "" {
		v.Text, list = m.Caption, m.CaptionEntities
	}
	if m.From != nil {
		v.From = m.From.FirstName
	}
	for _, e := range list {
		v.Entities = append(v.Entities, Entity{Type: e.Type, Offset: e.Offset, Length: e.Length, URL: e.URL})
	}
	if m.Markup != nil {
		v.Buttons = m.Markup.Rows
	}
	if kind, info := m.file(); info != nil {
		v.File = &File{Kind: kind, ID: info.ID, Name: info.Name, Mime: info.Mime, Size: info.Size}
	}
	if m.Location != nil {
		v.Location = &Point{Lat: m.Location.Latitude, Lon: m.Location.Longitude}
	}
	if m.Contact != nil {
		v.Contact = m.Contact.Phone
	}
	if m.ReplyTo != nil && m.ReplyTo.TopicCreated == nil {
		v.ReplyTo = m.ReplyTo.ID
	}
	for _, id := range c.pinned {
		v.Pinned = v.Pinned || id == m.ID
	}
	return v
}

// views makes what people see of many messages.
func (c *chat) views(list []*message) []Message {
	out := make([]Message, 0, len(list))
	for _, m := range list {
		out = append(out, c.view(m))
	}
	return out
}

// waitFor looks again after every change, until it finds what it looks for. On failure the error tells what was there.
func (s *Server) waitFor(ctx context.Context, look func() ([]Message, <-chan struct{}), fits func([]Message) bool) ([]Message, error) {
	for {
		s.mu.Lock()
		list, wake := look()
		s.mu.Unlock()
		if fits(list) {
			return list, nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return list, fmt.Errorf("waiting for messages: %w; there is:\n%s", ctx.Err(), lines(list))
		case <-s.done.Done():
			return list, ErrClosed
		}
	}
}

func lines(list []Message) string {
	var out strings.Builder
	for _, m := range list {
		out.WriteString("\t" + m.String() + "\n")
	}
	return out.String()
}
