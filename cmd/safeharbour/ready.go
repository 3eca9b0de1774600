package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

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

// healthz says that the process is alive. It says nothing of Telegram: when that is away, a new start helps nobody.
func healthz(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }

// readyz says whether the bot can do its work now, or in one word what is in the way: store, limp, content (it is being read
// still), disk, telegram, token, poll, outbox.
func (a *app) readyz(w http.ResponseWriter, r *http.Request) {
	if why := a.unready(r.Context(), time.Now()); why != "" {
		http.Error(w, why, http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// unready tells what is in the way, or nothing.
func (a *app) unready(ctx context.Context, now time.Time) string {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := a.store.View(ctx, func(store.Tx) error { return nil }); err != nil {
		return "store"
	}
	switch {
	case a.limping() != "":
		return "limp"
	case !a.answering.Load():
		return "content"
	case a.hold():
		return "disk"
	case a.wire.Denied():
		return "token"
	case a.wire.Heard().IsZero():
		return "telegram"
	case a.cfg.Webhook == "" && a.pollAge(now) > pollStale:
		return "poll"
	}
	for _, q := range a.box.Outbox() {
		if q.Lane != "digest" && q.Count > 0 && now.Sub(q.Oldest) > outboxStale {
			return "outbox"
		}
	}
	return ""
}

// pollAge is how long ago a poll last worked. Before the first it is the age of the program: a poll takes most of a minute.
func (a *app) pollAge(now time.Time) time.Duration {
	return now.Sub(latest(a.began, a.wire.Polled()))
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
