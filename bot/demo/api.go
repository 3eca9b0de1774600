package demo

// The page's API, under /demo/. It is for this machine only: a request under another host name, or from a page of another
// origin, is refused. Answers are JSON; a refusal is a line of text with a status of 400 or above.
//
//	GET  /demo/state        everything that is visible, see [pageState]
//	GET  /demo/events       server-sent events, one after every change (changes within 30 ms are one):
//	                        data: {"version":17,"changed":["person/700000001","group"]}
//	                        The first one comes at once and names nothing. "other" means commands, names or members.
//	GET  /demo/file?id=...  a document to save, by the id that the state gives; never shown as a page
//
// What follows takes a JSON object by POST, with Content-Type application/json, and answers {"ok":true} and, where a
// message or a person is made, its "id".
//
//	/demo/person       {name, lang}                   a new person
//	/demo/send         {person, text}
//	/demo/press        {chat, message, data, as}      chat is a person's id, or the group's; then as is a member's id
//	/demo/photo        {person}                       a tiny picture
//	/demo/location     {person}                       a place in the Gulf of Guinea
//	/demo/voice        {person}
//	/demo/edit         {person, message, text}
//	/demo/delete       {person, message}
//	/demo/deletechat   {person}                       the person deletes everything on both sides
//	/demo/block        {person, blocked}
//	/demo/say          {member, topic, text, reply}   topic 0 is the general one; reply is a message's id or 0
//	/demo/deletetopic  {topic}

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

// act is the body of every POST.
type act struct {
	Name    string `json:"name"`
	Lang    string `json:"lang"`
	Person  int64  `json:"person"`
	Chat    int64  `json:"chat"`
	Message int    `json:"message"`
	Data    string `json:"data"`
	As      int64  `json:"as"`
	Text    string `json:"text"`
	Blocked bool   `json:"blocked"`
	Member  int64  `json:"member"`
	Topic   int    `json:"topic"`
	Reply   int    `json:"reply"`
}

// Errors of the page's own.
var (
	errNoPerson = errors.New("no such person")
	errNoMember = errors.New("no such member of staff")
	errNoGroup  = errors.New("there is no staff group")
	errNoText   = errors.New("there is nothing to send")
)

const maxAct = 1 << 20 // bytes of a POST

// servePage answers the page's API.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch {
	case !sameOrigin(r):
		http.Error(w, "only the demo's own page may do this", http.StatusForbidden)
	case path == "state" && r.Method == http.MethodGet:
		writeJSON(w, s.forPage())
	case path == "events" && r.Method == http.MethodGet:
		s.events(w, r)
	case path == "file" && r.Method == http.MethodGet:
		s.saveFile(w, r.URL.Query().Get("id"))
	case path == "state" || path == "events" || path == "file":
		http.Error(w, "use GET", http.StatusMethodNotAllowed)
	default:
		s.servePost(w, r, path)
	}
}

func (s *Server) servePost(w http.ResponseWriter, r *http.Request, path string) {
	do, known := acts()[path]
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case !known:
		http.Error(w, "the demo has no "+path, http.StatusNotFound)
		return
	case r.Method != http.MethodPost:
		http.Error(w, "use POST", http.StatusMethodNotAllowed)
		return
	case err != nil || kind != "application/json":
		http.Error(w, "send application/json", http.StatusUnsupportedMediaType)
		return
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, maxAct))
	var a act
	if err == nil {
		err = json.Unmarshal(data, &a)
	}
	if err != nil {
		http.Error(w, "the request is no JSON object of the right shape", http.StatusBadRequest)
		return
	}
	id, err := do(s, a)
	switch {
	case errors.Is(err, errNoPerson), errors.Is(err, errNoMember), errors.Is(err, errNoGroup), errors.Is(err, ErrNoMessage),
		errors.Is(err, ErrNoTopic), errors.Is(err, ErrNoButton):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		writeJSON(w, struct {
			OK bool  `json:"ok"`
			ID int64 `json:"id,omitempty"`
		}{true, id})
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the demo cannot write its answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}

// acts are what the page can do, by the path's last part. They return the id of what was made.
func acts() map[string]func(*Server, act) (int64, error) {
	return map[string]func(*Server, act) (int64, error){
		"person":      (*Server).actPerson,
		"press":       (*Server).actPress,
		"say":         (*Server).actSay,
		"deletetopic": (*Server).actDeleteTopic,
		"send": onPerson(func(p *Person, a act) (int64, error) {
			if strings.TrimSpace(a.Text) == "" {
				return 0, errNoText
			}
			return int64(p.Send(a.Text)), nil
		}),
		"photo":    onPerson(func(p *Person, a act) (int64, error) { return int64(p.SendPhoto(a.Text)), nil }),
		"location": onPerson(func(p *Person, _ act) (int64, error) { return int64(p.SendLocation(0, 0)), nil }),
		"voice":    onPerson(func(p *Person, _ act) (int64, error) { return int64(p.SendVoice()), nil }),
		"edit": onPerson(func(p *Person, a act) (int64, error) {
			if strings.TrimSpace(a.Text) == "" {
				return 0, errNoText
			}
			return 0, p.Edit(a.Message, a.Text)
		}),
		"delete":     onPerson(func(p *Person, a act) (int64, error) { return 0, p.Delete(a.Message) }),
		"deletechat": onPerson(func(p *Person, _ act) (int64, error) { p.DeleteChat(); return 0, nil }),
		"block": onPerson(func(p *Person, a act) (int64, error) {
			if a.Blocked {
				p.Block()
			} else {
				p.Unblock()
			}
			return 0, nil
		}),
	}
}

// onPerson finds the person of an act.
func onPerson(do func(*Person, act) (int64, error)) func(*Server, act) (int64, error) {
	return func(s *Server, a act) (int64, error) {
		p, err := s.person(a.Person)
		if err != nil {
			return 0, err
		}
		return do(p, a)
	}
}

func (s *Server) person(id int64) (*Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.people {
		if p.ID() == id {
			return p, nil
		}
	}
	return nil, errNoPerson
}

// staff finds the group that the page shows and one of its members.
func (s *Server) staff(member int64) (*Group, *Member, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.groups) == 0 {
		return nil, nil, errNoGroup
	}
	g := s.groups[0]
	if m := g.chat.members[member]; m != nil && !m.left {
		return g, m, nil
	}
	return g, nil, errNoMember
}

func (s *Server) actPerson(a act) (int64, error) {
	const longest = 64 // as Telegram's first names
	name, lang := strings.TrimSpace(a.Name), strings.TrimSpace(a.Lang)
	if name == "" || utf8.RuneCountInString(name) > longest {
		return 0, fmt.Errorf("a name has 1 to %d letters", longest)
	}
	if len(lang) > 35 { // the longest language tag
		return 0, errors.New("this is no language")
	}
	return s.Person(name, lang).ID(), nil
}

func (s *Server) actPress(a act) (int64, error) {
	if a.Data == "" || len(a.Data) > maxData {
		return 0, ErrNoButton
	}
	if a.Chat > 0 {
		p, err := s.person(a.Chat)
		if err != nil {
			return 0, err
		}
		return 0, p.PressOn(a.Message, a.Data)
	}
	_, m, err := s.staff(a.As)
	if err != nil {
		return 0, err
	}
	return 0, m.Press(a.Message, a.Data)
}

func (s *Server) actSay(a act) (int64, error) {
	_, m, err := s.staff(a.Member)
	if err != nil {
		return 0, err
	}
	if strings.TrimSpace(a.Text) == "" {
		return 0, errNoText
	}
	if a.Reply != 0 {
		id, err := m.Reply(a.Reply, a.Text)
		return int64(id), err
	}
	id, err := m.Say(a.Topic, a.Text)
	return int64(id), err
}

func (s *Server) actDeleteTopic(a act) (int64, error) {
	g, _, err := s.staff(0)
	if errors.Is(err, errNoGroup) {
		return 0, err
	}
	return 0, g.DeleteTopic(a.Topic)
}
