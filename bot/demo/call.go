package demo

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// call is one Bot API call on its way.
type call struct {
	r     *http.Request
	name  string // as in the documentation
	p     params
	files map[string]upload
	now   time.Time
	note  string // a description of the success, where Telegram gives one
}

// method is one Bot API method.
type method struct {
	name string
	cost bool // counts against the sending budgets
	run  func(*Server, *call) (any, error)
}

// inChat makes the run of a method that is about one chat and reads nothing else before it: find knows the chat, and do gets it,
// under the lock.
func inChat(find func(*Server, int64) (*chat, error), do func(*Server, *call, *chat) (any, error)) func(*Server, *call) (any, error) {
	return func(s *Server, c *call) (any, error) {
		id, err := c.p.chat("chat_id")
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		in, err := find(s, id)
		if err != nil {
			return nil, err
		}
		return do(s, c, in)
	}
}

// methods lists what the server knows, by lower-case name.
func methods() map[string]method {
	all := map[string]method{}
	for _, list := range [][]method{
		updateMethods(), sendMethods(), mediaMethods(), changeMethods(), topicMethods(), chatMethods(), profileMethods(),
	} {
		for _, m := range list {
			all[strings.ToLower(m.name)] = m
		}
	}
	return all
}

// serveBot answers one call: path is "<token>/<method>".
func (s *Server) serveBot(w http.ResponseWriter, r *http.Request, path string) {
	token, name, _ := strings.Cut(path, "/")
	if err := s.checkToken(token); err != nil {
		s.answer(w, nil, nil, err)
		return
	}
	c := &call{r: r, name: name, now: s.now()}
	var err error
	c.p, c.files, err = readParams(r)
	m, known := s.methods[strings.ToLower(name)]
	switch {
	case !known:
		err = &refused{status: http.StatusNotFound, text: "Not Found: method not found"}
	case err != nil:
		err = bad("can't parse request body")
	}
	if known {
		c.name = m.name
	}
	chat := c.p.num("chat_id")
	fault := s.fault(c.name, chat)
	if fault != nil && !s.before(w, r, fault) {
		s.record(c, chat, fault.status(), "injected", true)
		return
	}
	if err == nil && m.cost && s.limits != nil {
		err = s.spend(chat, c.now)
	}
	var result any
	if err == nil {
		result, err = m.run(s, c)
	}
	s.record(c, chat, statusOf(err), textOf(err), false)
	if fault != nil && fault.After {
		s.spoil(w, fault)
		return
	}
	s.answer(w, c, result, err)
}

// checkToken refuses a call with a token that is not the bot's.
func (s *Server) checkToken(token string) error {
	if token == s.token {
		return nil
	}
	text := "Unauthorized"
	if number, rest, ok := strings.Cut(token, ":"); !ok || rest == "" || strings.Trim(number, "0123456789") != "" {
		text = "Unauthorized: invalid token specified"
	}
	return &refused{status: http.StatusUnauthorized, text: text}
}

// reply is the shape of every answer.
type reply struct {
	OK          bool             `json:"ok"`
	Result      any              `json:"result,omitempty"`
	Code        int              `json:"error_code,omitempty"`
	Description string           `json:"description,omitempty"`
	Parameters  *replyParameters `json:"parameters,omitempty"`
}

type replyParameters struct {
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter int   `json:"retry_after,omitempty"`
}

// rawResult is a result that is JSON already.
type rawResult []byte

// json is the reply as it is written. A raw result is not looked at again, as it would be if it were marshaled.
func (r reply) json() ([]byte, error) {
	if raw, ok := r.Result.(rawResult); ok {
		return slices.Concat([]byte(`{"ok":true,"result":`), raw, []byte(`}`)), nil
	}
	return json.Marshal(r)
}

// answer writes the outcome of a call. Results are values that nobody changes, so no lock is held here.
func (s *Server) answer(w http.ResponseWriter, c *call, result any, err error) {
	out := reply{OK: true, Result: result}
	status := http.StatusOK
	if c != nil {
		out.Description = c.note
	}
	if err != nil {
		out, status = refusal(err), statusOf(err)
	}
	data, err := out.json()
	if err != nil {
		http.Error(w, "the demo server cannot write its answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(data))) // as Telegram does; net/http sends a long answer in chunks without it
	if out.Parameters != nil && out.Parameters.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(out.Parameters.RetryAfter))
	}
	w.WriteHeader(status)
	// A client that has gone away is no concern of the server's.
	_, _ = w.Write(data)
}

func refusal(err error) reply {
	var e *refused
	if !errors.As(err, &e) {
		return reply{Code: http.StatusInternalServerError, Description: "Internal Server Error"}
	}
	out := reply{Code: e.status, Description: e.text}
	if e.retryAfter > 0 || e.migrateTo != 0 {
		out.Parameters = &replyParameters{RetryAfter: e.retryAfter, MigrateTo: e.migrateTo}
	}
	return out
}

func statusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return refusal(err).Code
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return refusal(err).Description
}
