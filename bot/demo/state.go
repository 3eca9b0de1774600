package demo

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// pageState is everything that the page shows.
type pageState struct {
	Version  uint64       `json:"version"`
	Bot      pageBot      `json:"bot"`
	Persons  []pagePerson `json:"persons"`
	Group    *pageGroup   `json:"group"` // the first group; null when there is none
	Commands []command    `json:"commands"`
}

type pageBot struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Username string `json:"username"`
	About    string `json:"about,omitempty"`
}

type pagePerson struct {
	ID       int64         `json:"id"`
	Name     string        `json:"name"`
	Lang     string        `json:"lang"`
	Blocked  bool          `json:"blocked"`
	Messages []pageMessage `json:"messages"`
	Answers  []Answer      `json:"answers,omitempty"` // what the bot answered to presses, oldest first
}

type pageGroup struct {
	ID      int64        `json:"id"`
	Title   string       `json:"title"`
	Members []pageMember `json:"members"`
	Topics  []pageTopic  `json:"topics"` // first the general one, id 0, when something is in it; none that are deleted
}

type pageMember struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type pageTopic struct {
	ID       int           `json:"id"`
	Name     string        `json:"name"`
	Closed   bool          `json:"closed"`
	Pinned   int           `json:"pinned,omitempty"` // the newest pinned message
	Messages []pageMessage `json:"messages"`
}

type pageMessage struct {
	ID        int            `json:"id"`
	From      string         `json:"from"` // "bot"; "me" in a person's chat; a member's name in the group
	Text      string         `json:"text"`
	Entities  []entity       `json:"entities,omitempty"`
	Buttons   [][]pageButton `json:"buttons,omitempty"`
	File      *pageFile      `json:"file,omitempty"`
	ReplyTo   int            `json:"replyTo,omitempty"`
	Service   string         `json:"service,omitempty"`
	Reaction  string         `json:"reaction,omitempty"`
	Edited    bool           `json:"edited,omitempty"`
	Pinned    bool           `json:"pinned,omitempty"`
	Protected bool           `json:"protected,omitempty"`
	Date      int64          `json:"date"` // seconds since 1970
}

type pageButton struct {
	Label string `json:"label"`
	Data  string `json:"data,omitempty"`
	URL   string `json:"url,omitempty"`
}

type pageFile struct {
	Kind string `json:"kind"` // photo, document, voice, ..., location, contact
	Name string `json:"name,omitempty"`
	ID   string `json:"id,omitempty"` // of a document: it can be saved from /demo/file
}

// forPage collects the state.
func (s *Server) forPage() pageState {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := pageState{Version: s.version, Persons: []pagePerson{}, Commands: []command{},
		Bot: pageBot{ID: s.self.ID, Name: s.profile.names[""], Username: s.self.Username, About: s.profile.about[""]}}
	for _, p := range s.people {
		out.Persons = append(out.Persons, pagePerson{
			ID: p.ID(), Name: p.Name(), Lang: p.account.user.Lang, Blocked: p.chat.blocked,
			Messages: p.chat.onPage(0), Answers: p.account.answers,
		})
	}
	for _, key := range []string{"all_private_chats/", "default/", "all_private_chats/en", "default/en"} {
		if list := s.profile.commands[key]; len(list) > 0 {
			out.Commands = list
			break
		}
	}
	if len(s.groups) > 0 {
		out.Group = s.groups[0].onPage()
	}
	return out
}

func (g *Group) onPage() *pageGroup {
	c := g.chat
	out := &pageGroup{ID: c.info.ID, Title: c.info.Title, Members: []pageMember{}, Topics: []pageTopic{}}
	for _, m := range c.sortedMembers() {
		out.Members = append(out.Members, pageMember{ID: m.ID(), Name: m.Name()})
	}
	if list := c.onPage(0); len(list) > 0 || !c.info.IsForum {
		out.Topics = append(out.Topics, pageTopic{Name: "General", Messages: list})
	}
	for _, id := range slices.Sorted(maps.Keys(c.topics)) {
		if t := c.topics[id]; !t.deleted {
			out.Topics = append(out.Topics, pageTopic{ID: id, Name: t.name, Closed: t.closed, Messages: c.onPage(id)})
		}
	}
	for i, t := range out.Topics {
		for _, id := range c.pinned {
			if m := c.find(id); m != nil && m.topic == t.ID {
				out.Topics[i].Pinned = id
			}
		}
	}
	return out
}

// onPage lists a thread's messages for the page.
func (c *chat) onPage(threadID int) []pageMessage {
	out := []pageMessage{}
	for _, m := range c.visible(threadID) {
		v := c.view(m)
		p := pageMessage{ID: v.ID, From: v.From, Text: v.Text, ReplyTo: v.ReplyTo, Service: v.Service, Reaction: v.Reaction,
			Edited: v.Edited, Pinned: v.Pinned, Protected: v.Protected, Date: m.Date, Entities: m.Entities}
		if m.Text == "" {
			p.Entities = m.CaptionEntities
		}
		switch {
		case v.FromBot:
			p.From = "bot"
		case c.with != nil:
			p.From = "me"
		}
		for _, row := range v.Buttons {
			var buttons []pageButton
			for _, b := range row {
				buttons = append(buttons, pageButton(b))
			}
			p.Buttons = append(p.Buttons, buttons)
		}
		switch {
		case v.File != nil:
			p.File = &pageFile{Kind: v.File.Kind, Name: v.File.Name}
			if v.File.Kind == "document" {
				p.File.ID = v.File.ID
			}
		case v.Location != nil:
			p.File = &pageFile{Kind: "location"}
		case v.Contact != "":
			p.File = &pageFile{Kind: "contact", Name: v.Contact}
		}
		out = append(out, p)
	}
	return out
}

// watcher is one page that listens. The server's lock guards what has changed.
type watcher struct {
	changed map[string]bool
	signal  chan struct{} // holds at most one
}

func (w *watcher) mark(what string) {
	w.changed[what] = true
	select {
	case w.signal <- struct{}{}:
	default:
	}
}

// touched tells pages that something other than a chat has changed.
func (s *Server) touched() {
	s.version++
	for w := range s.watchers {
		w.mark("other")
	}
}

// mark names a chat as the page knows it.
func (c *chat) mark() string {
	if c.with == nil {
		return "group"
	}
	return "person/" + strconv.FormatInt(c.info.ID, 10)
}

// take empties what has changed.
func (s *Server) take(w *watcher) (uint64, []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.AppendSeq([]string{}, maps.Keys(w.changed))
	slices.Sort(list)
	clear(w.changed)
	return s.version, list
}

// events tells a page of changes until it goes away.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "this connection cannot carry events", http.StatusInternalServerError)
		return
	}
	const gather = 30 * time.Millisecond // a turn makes several changes; one event is enough
	me := &watcher{changed: map[string]bool{}, signal: make(chan struct{}, 1)}
	s.mu.Lock()
	s.watchers[me] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.watchers, me)
		s.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	for {
		version, list := s.take(me)
		data, err := json.Marshal(map[string]any{"version": version, "changed": list})
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil {
			return
		}
		flusher.Flush()
		select {
		case <-me.signal:
		case <-r.Context().Done():
			return
		case <-s.done.Done():
			return
		}
		select {
		case <-time.After(gather):
		case <-r.Context().Done():
			return
		}
	}
}
