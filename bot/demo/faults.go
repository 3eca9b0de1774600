package demo

import (
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is a failure that the server is told to show.
type Fault struct {
	// Method is the method that fails. If empty, every method.
	Method string
	// Chat is the chat whose calls fail. If 0, calls about any chat or none.
	Chat int64
	// Times is how often it fails. If 0, until [Server.ClearFaults].
	Times int
	// Status is the HTTP status. If 0: 429 when RetryAfter is set, 502 with NotJSON, 500 when there is a Body, and
	// otherwise the call is only delayed (and reset, if Reset is set).
	Status int
	// Body is the description in the answer; the whole answer when it begins with "{" or NotJSON is set.
	// If empty, the usual text of the status.
	Body string
	// RetryAfter is given in the parameters and the header. A 429 without it has neither.
	RetryAfter int
	// After carries the call out and then fails its answer.
	After bool
	// Reset breaks the connection instead of answering.
	Reset bool
	// Delay passes before anything else.
	Delay time.Duration
	// Cut, for the method "file", sends half of the file and breaks the connection.
	Cut bool
	// Grow, for the method "file", sends so many bytes more than the file has.
	Grow int
	// NotJSON answers with a page that is no JSON; with Status 200 and no Body, with nothing at all.
	NotJSON bool
}

// Fail makes calls fail. Of several faults that fit a call, the one that was given first is taken.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fault takes the fault that fits a call, if any.
func (s *Server) fault(method string, chat int64) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Method != "" && !strings.EqualFold(f.Method, method) || f.Chat != 0 && f.Chat != chat {
			continue
		}
		taken := *f
		if f.Times > 0 {
			f.Times--
			if f.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return &taken
	}
	return nil
}

// before carries out what comes before the call, and says whether the call is to be carried out.
func (s *Server) before(w http.ResponseWriter, r *http.Request, f *Fault) bool {
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return false
		case <-s.done.Done():
		}
	}
	if f.After || !f.Reset && f.status() == 0 {
		return true
	}
	s.spoil(w, f)
	return false
}

// status is the HTTP status of the fault's answer; 0 for a fault that only delays.
func (f *Fault) status() int {
	switch {
	case f.Status != 0:
		return f.Status
	case f.RetryAfter > 0:
		return http.StatusTooManyRequests
	case f.NotJSON:
		return http.StatusBadGateway
	case f.Body != "" || f.After:
		return http.StatusInternalServerError
	}
	return 0
}

// spoil gives the failed answer.
func (s *Server) spoil(w http.ResponseWriter, f *Fault) {
	if f.Reset {
		reset(w)
	}
	status, body := f.status(), f.Body
	switch {
	case f.NotJSON && body == "" && status != http.StatusOK:
		body = "<html><head><title>" + http.StatusText(status) + "</title></head></html>\n"
	case f.NotJSON, strings.HasPrefix(body, "{"):
	default:
		body = f.json(status)
	}
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	if f.NotJSON {
		w.Header().Set("Content-Type", "text/html")
	} else {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// json is an answer in Telegram's shape.
func (f *Fault) json(status int) string {
	text := f.Body
	if text == "" {
		text = http.StatusText(status)
		if f.RetryAfter > 0 {
			text += ": retry after " + strconv.Itoa(f.RetryAfter)
		}
	}
	out := reply{Code: status, Description: text}
	if f.RetryAfter > 0 {
		out.Parameters = &replyParameters{RetryAfter: f.RetryAfter}
	}
	data, err := json.Marshal(out)
	if err != nil {
		return `{"ok":false}`
	}
	return string(data)
}

// reset breaks the connection, so that the client cannot know whether its call was carried out. It does not return.
func reset(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0) // a reset instead of an orderly end
			}
			_ = conn.Close()
		}
	}
	panic(http.ErrAbortHandler)
}
