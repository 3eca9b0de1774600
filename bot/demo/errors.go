package demo

import (
	"errors"
	"fmt"
	"net/http"
)

// Errors of the simulated persons and members.
var (
	// ErrNoMessage says that the message is not, or no longer, in the chat.
	ErrNoMessage = errors.New("no such message in the chat")
	// ErrNoButton says that no visible button fits.
	ErrNoButton = errors.New("no such button in the chat")
	// ErrNotAllowed says that the app would not let this person do it.
	ErrNotAllowed = errors.New("not allowed in this chat")
	// ErrNoTopic says that the group has no such topic, or no longer.
	ErrNoTopic = errors.New("no such topic in the group")
	// ErrClosed says that the server was closed while somebody waited.
	ErrClosed = errors.New("demo server closed")
)

// refused is a call's answer that is not ok.
type refused struct {
	status     int
	text       string // with the status' prefix
	retryAfter int
	migrateTo  int64
}

func (e *refused) Error() string { return e.text }

// bad refuses a call that is wrong in itself.
func bad(format string, args ...any) error {
	return &refused{status: http.StatusBadRequest, text: "Bad Request: " + fmt.Sprintf(format, args...)}
}

// forbidden refuses what the bot may not do.
func forbidden(text string) error {
	return &refused{status: http.StatusForbidden, text: "Forbidden: " + text}
}

// conflict refuses a second way of fetching updates.
func conflict(text string) error {
	return &refused{status: http.StatusConflict, text: "Conflict: " + text}
}

// tooMany refuses a call that came too soon.
func tooMany(seconds int) error {
	return &refused{
		status: http.StatusTooManyRequests, text: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		retryAfter: seconds,
	}
}
