package demo

import (
	"net/http"
	"sort"
	"strings"
	"time"
	"unicode/utf8"
)

// Call is one Bot API call that the server got.
type Call struct {
	Method      string // as in the documentation; an unknown one as it came
	Chat        int64  // 0 when the call is about no chat
	At          time.Time
	Status      int
	Description string            // why it was refused
	Params      map[string]string // without files; not to be changed
	Injected    bool              // a fault answered, and the call was not carried out
}

// Refusal is a call that the server refused because the bot was wrong: every 4xx but injected faults and 429.
type Refusal struct {
	Method      string
	Description string
	Params      string // a summary: long values are cut
}

// book is what the server remembers of calls.
type book struct {
	calls    map[string]int
	log      []Call // a ring of kept, next is the place of the next
	next     int
	kept     int
	refusals []Refusal
	sent     int
}

// record keeps account of a call.
func (s *Server) record(c *call, chat int64, status int, text string, injected bool) {
	entry := Call{Method: c.name, Chat: chat, At: c.now, Status: status, Description: text, Params: c.p, Injected: injected}
	s.mu.Lock()
	defer s.mu.Unlock()
	b := &s.book
	b.calls[c.name]++
	if len(b.log) < b.kept {
		b.log = append(b.log, entry)
	} else {
		b.log[b.next] = entry
		b.next = (b.next + 1) % b.kept
	}
	if injected || status < 400 || status >= 500 || status == http.StatusTooManyRequests || len(b.refusals) >= maxLog {
		return
	}
	b.refusals = append(b.refusals, Refusal{Method: c.name, Description: text, Params: summary(c.p)})
}

// Calls is how often the bot called the method, however it ended.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.methods[strings.ToLower(method)]; ok {
		method = m.name
	}
	return s.book.calls[method]
}

// CallLog is the last calls, oldest first; how many, the options say.
func (s *Server) CallLog() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Call, 0, len(s.book.log))
	out = append(out, s.book.log[s.book.next:]...)
	return append(out, s.book.log[:s.book.next]...)
}

// Refusals is what the bot did wrong so far, oldest first.
func (s *Server) Refusals() []Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Refusal(nil), s.book.refusals...)
}

// Sent is how many messages the bot has sent in all, copies and forwards counted.
func (s *Server) Sent() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.book.sent
}

// summary shows parameters on one line, in the order of their names.
func summary(p params) string {
	names := make([]string, 0, len(p))
	for name := range p {
		names = append(names, name)
	}
	sort.Strings(names)
	for i, name := range names {
		value := p[name]
		if utf8.RuneCountInString(value) > 80 {
			value = string([]rune(value)[:80]) + "…"
		}
		names[i] = name + "=" + value
	}
	return strings.Join(names, " ")
}
