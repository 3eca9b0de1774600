package health

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

const (
	// pollStale is the age of the last poll at which the bot is not ready: two long polls and a pause.
	pollStale = 3 * time.Minute
	// outboxStale is the age at which what somebody waits for has waited for too long. Digests to staff may take longer.
	outboxStale = 10 * time.Minute
	// storeTime is how long the store may take to answer.
	storeTime = 2 * time.Second
)

// Where a running bot is asked, by HTTP.
const (
	AlivePath = "/healthz"
	ReadyPath = "/readyz"
)

// Alive says that the process is alive. It says nothing of Telegram: when that is away, a new start helps nobody.
func Alive(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }

// Ready says whether the bot can do its work now. All fields are needed. It may be asked concurrently.
type Ready struct {
	Store store.Store
	Box   interface {
		Outbox() []box.Queue
	}
	Wire interface {
		Denied() bool
		Heard() time.Time
		Polled() time.Time
	}
	Began         time.Time   // when the program began
	Polls         bool        // updates are polled, and do not come by webhook
	Answering     func() bool // inputs have their turns: the contents are read
	Limping, Full func() bool // the bot runs beside its database; no messages are taken, since the disk is full
}

// ServeHTTP answers "ok", or says in one word what is in the way.
func (r Ready) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if why := r.Why(req.Context(), time.Now()); why != "" {
		http.Error(w, why, http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// Why tells what is in the way: store, limp, content (it is being read still), disk, token, telegram, poll or outbox. It is empty when nothing is.
func (r Ready) Why(ctx context.Context, now time.Time) string {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := r.Store.View(ctx, func(store.Tx) error { return nil }); err != nil {
		return "store"
	}
	switch {
	case r.Limping():
		return "limp"
	case !r.Answering():
		return "content"
	case r.Full():
		return "disk"
	case r.Wire.Denied():
		return "token"
	case r.Wire.Heard().IsZero():
		return "telegram"
	case r.Polls && r.PollAge(now) > pollStale:
		return "poll"
	}
	for _, q := range r.Box.Outbox() {
		if q.Lane != "digest" && q.Count > 0 && now.Sub(q.Oldest) > outboxStale {
			return "outbox"
		}
	}
	return ""
}

// PollAge is how long ago a poll last worked. Before the first it is the age of the program: a poll takes most of a minute.
func (r Ready) PollAge(now time.Time) time.Duration { return r.since(r.Wire.Polled(), now) }

// HeardAge is how long ago the Bot API server last answered anything. Before that it is the age of the program.
func (r Ready) HeardAge(now time.Time) time.Duration { return r.since(r.Wire.Heard(), now) }

// since is how long ago at was, or the program began, if that was later.
func (r Ready) since(at, now time.Time) time.Duration {
	if r.Began.After(at) {
		at = r.Began
	}
	return now.Sub(at)
}
