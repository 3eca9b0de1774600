package telegram

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"
)

// APIError is an answer of the Bot API server that is not ok: true, whatever the method.
type APIError struct {
	Method      string        // the method called
	Status      int           // the HTTP status
	Code        int           // error_code, or the HTTP status when the answer has none
	Description string        // as the server wrote it; Error shows only what cannot hold a person's words
	RetryAfter  time.Duration // how long the server wants us to wait, or 0
	MigrateTo   int64         // the new id of a group that became a supergroup, or 0
	NotJSON     bool          // the answer was not JSON, such as a proxy's error page
}

// Error never holds the token, a chat id or a text.
func (e *APIError) Error() string {
	if e.NotJSON {
		return fmt.Sprintf("%s: status %d without a Bot API answer", e.Method, e.Status)
	}
	return fmt.Sprintf("%s: %d %s", e.Method, e.Code, plain(e.Description))
}

// plain returns the words of a description that are known to be the server's own. All others may be a person's, or a name
// or an id: a description can quote what was sent.
func plain(description string) string {
	var kept []string
	for _, word := range strings.Fields(description[:min(len(description), 400)]) {
		bare := strings.ToLower(strings.Trim(word, ".,:;!?()"))
		switch {
		case bare != "" && strings.Contains(vocabulary, " "+bare+" "):
			kept = append(kept, word)
		case len(kept) == 0 || kept[len(kept)-1] != "…":
			kept = append(kept, "…")
		}
	}
	return strings.Join(kept, " ")
}

// vocabulary are the words of the Bot API's descriptions that tell an operator what is wrong.
const vocabulary = " a about active add administrator after already another any are as at bad be because been blocked bot button " +
	"buttons by byte can can't cannot caption channel chat close closed conflict content copied copy copying current data deactivated " +
	"delete deleted disabled document does edit edited editing empty enough entities entity entry error exactly expired failed file find " +
	"flood for forbidden forum forward found from gateway getupdates group has have have_no_rights id identifier identifiers in inline " +
	"input instance internal invalid is it keyboard kicked large length limit long longer make manage many markup member message " +
	"messages method missing modified must need new no not object of offset old only open or other parameter parse pin pinned " +
	"private protected query reached remote reopen replied reply request requests response restricted retry rights running same send " +
	"sender sent server service setwebhook size start started supergroup supported sure terminate terminated text than that the " +
	"there thread time timeout to token too topic topics type unauthorized unavailable unsupported update upgraded url use used user " +
	"users wait was webhook while with without wrong you " +
	"button_data_invalid button_url_invalid chat_admin_required chat_forwards_restricted chat_write_forbidden message_id_invalid " +
	"message_not_modified message_too_long peer_id_invalid topic_closed topic_deleted topic_id_invalid topic_not_modified " +
	"topic_restricted user_is_blocked "

// lostError says that no answer came.
type lostError struct {
	method string
	wrote  bool // the whole request had left, so that it may have been obeyed
	cause  error
}

// Error leaves the cause out: it may name addresses.
func (e *lostError) Error() string {
	why := "no connection"
	if e.wrote {
		why = "no answer"
	}
	if errors.Is(e.cause, context.DeadlineExceeded) {
		why += " in time"
	}
	return e.method + ": " + why
}

func (e *lostError) Unwrap() error { return e.cause }

// Class says what is to be done about an error.
type Class int

// The classes of errors.
const (
	Fine         Class = iota // no error
	Done                      // what was asked for is so already, or can never be so; nothing is to be done
	Retry                     // it was surely not done; again later
	Wait                      // the server asks us to wait, see [APIError.RetryAfter]
	Gone                      // the chat is closed to us: blocked, deactivated, kicked, not found
	Barred                    // we are in the group but may not do this there
	Migrated                  // the group has a new id, see [APIError.MigrateTo]
	ThreadLost                // the topic is no more
	ThreadShut                // the topic is closed
	NotForum                  // the group has no topics
	Missing                   // the message to edit or copy is no more, or not open to that
	Refused                   // finally refused as it is
	Unauthorized              // the token is not, or no more, valid
	Conflict                  // another poller or a webhook takes the updates
	Ambiguous                 // it may have been done or not
)

var _ fmt.Stringer = Fine

var classNames = [...]string{"fine", "done", "retry", "wait", "gone", "barred", "migrated", "thread lost", "thread shut",
	"not a forum", "missing", "refused", "unauthorized", "conflict", "ambiguous"}

// Classes lists the names of all classes, that of Fine first.
func Classes() []string { return slices.Clone(classNames[:]) }

// String names the class for logs and metrics.
func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames) {
		return "unknown"
	}
	return classNames[c]
}

// Classify tells what is to be done about an error of a call.
func Classify(err error) Class {
	if err == nil {
		return Fine
	}
	var answer *APIError
	var lost *lostError
	switch {
	case errors.Is(err, errThread):
		return ThreadLost
	case errors.Is(err, errFile):
		return Refused
	case errors.Is(err, ErrToken):
		return Unauthorized
	case errors.As(err, &answer):
		return answer.class()
	case errors.As(err, &lost) && !lost.wrote:
		return Retry
	}
	return Ambiguous
}

func (e *APIError) class() Class {
	switch {
	case e.MigrateTo != 0:
		return Migrated
	case e.Code == 429 || e.RetryAfter > 0:
		return Wait
	case e.NotJSON || e.Status >= 500 || e.Code >= 500:
		return Ambiguous
	}
	if c := described(e.Description); c != Fine && e.Code != 401 {
		return c
	}
	switch e.Code {
	case 401, 404: // a token of the wrong shape is answered with 404
		return Unauthorized
	case 403:
		return Gone
	case 409:
		return Conflict
	}
	return Refused
}

// described finds the class of a description. The Bot API gives most of its 400s no code of their own, so its words are
// all there is. They are compared here and nowhere else. The list is of tdlib/telegram-bot-api 10.0, Client.cpp.
func described(description string) Class {
	d := strings.ToLower(description)
	for _, w := range [...]struct {
		words string
		class Class
	}{
		{"message is not modified", Done},
		{"message_not_modified", Done},
		{"topic_not_modified", Done},
		{"query is too old", Done},
		{"message to delete not found", Done},
		{"message to pin not found", Done},
		{"message thread not found", ThreadLost},
		{"topic_deleted", ThreadLost},
		{"topic_id_invalid", ThreadLost},
		{"topic_closed", ThreadShut},
		{"not a forum", NotForum},
		{"message to edit not found", Missing},
		{"message can't be edited", Missing},
		{"message can't be deleted", Missing},
		{"message_id_invalid", Missing},
		{"message to copy not found", Missing},
		{"message can't be copied", Missing},
		{"protected content", Missing},
		{"chat_forwards_restricted", Missing},
		{"not enough rights", Barred},
		{"have no rights", Barred},
		{"need administrator rights", Barred},
		{"chat_write_forbidden", Barred},
		{"chat_admin_required", Barred},
		{"topic_restricted", Barred},
		{"chat not found", Gone},
		{"group chat was deleted", Gone},
		{"bot was blocked", Gone},
		{"bot was kicked", Gone},
		{"bot is not a member", Gone},
		{"user is deactivated", Gone},
		{"user_is_blocked", Gone},
		{"peer_id_invalid", Gone},
		{"method not found", Refused},
	} {
		if strings.Contains(d, w.words) {
			return w.class
		}
	}
	return Fine
}

// migrated returns the new id of the group that an error speaks of.
func migrated(err error) int64 {
	var answer *APIError
	if errors.As(err, &answer) {
		return answer.MigrateTo
	}
	return 0
}

// retryAfter returns how long the server wants us to wait.
func retryAfter(err error) time.Duration {
	var answer *APIError
	if errors.As(err, &answer) {
		return max(answer.RetryAfter, time.Second)
	}
	return time.Second
}

// reason is what may be said about a refusal: method, code and the server's own words.
func reason(err error) string {
	var answer *APIError
	if errors.As(err, &answer) {
		return answer.Error()
	}
	var lost *lostError
	if errors.As(err, &lost) {
		return lost.Error() + lost.kind()
	}
	return Classify(err).String()
}

// kind says what kept a call from the server, as far as that names no address: it tells an operator whether to look at the
// network, the name or the certificate.
func (e *lostError) kind() string {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(e.cause, &name):
		return ": the server's name was not found"
	case errors.As(e.cause, &certificate):
		return ": the server's certificate is not valid"
	case errors.Is(e.cause, syscall.ECONNREFUSED):
		return ": the server refused the connection"
	case errors.Is(e.cause, syscall.ENETUNREACH), errors.Is(e.cause, syscall.EHOSTUNREACH):
		return ": the network has no way to the server"
	case errors.Is(e.cause, syscall.ECONNRESET):
		return ": the connection was cut off"
	default:
		return ""
	}
}
