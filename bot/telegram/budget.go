package telegram

import (
	"time"

	"golang.org/x/time/rate"

	"safeharbour/bot/box"
)

// Telegram's limits, as its FAQ has them. They are no contract: what a 429 says goes before them.
const (
	chatRate   = 1.0 // messages a second to one chat …
	chatBurst  = 3   // … of which a few may come at once
	groupLimit = 20  // messages, edits and topics in a group …
	groupSpan  = time.Minute
	// groupDigest is how many of them digests may use: the rest is for a case that comes in the same minute.
	groupDigest = 14
)

// budget is what one chat may be sent. Its zero value lets everything pass.
type budget struct {
	chat  *rate.Limiter
	group *window
}

func newBudget(id int64) budget {
	if id < 0 {
		return budget{group: new(window)}
	}
	return budget{chat: rate.NewLimiter(chatRate, chatBurst)}
}

// delay tells how long an output of this urgency must wait.
func (b budget) delay(now time.Time, u int) time.Duration {
	switch {
	case b.chat != nil:
		return short(b.chat, now)
	case b.group != nil && u == int(box.Digest):
		return b.group.delay(now, groupDigest)
	case b.group != nil:
		return b.group.delay(now, groupLimit)
	}
	return 0
}

// take uses the budget, beyond its end where it must.
func (b budget) take(now time.Time) {
	if b.chat != nil {
		b.chat.ReserveN(now, 1)
	}
	if b.group != nil {
		b.group.take(now)
	}
}

// rest tells how long it takes until the budget is whole again, so that it may be forgotten.
func (b budget) rest(now time.Time) time.Duration {
	switch {
	case b.chat != nil:
		return time.Duration((chatBurst - b.chat.TokensAt(now)) / chatRate * float64(time.Second))
	case b.group != nil:
		return b.group.rest(now)
	}
	return 0
}

// short tells how long a limiter must be waited for.
func short(l *rate.Limiter, now time.Time) time.Duration {
	missing := 1 - l.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return time.Duration(missing/float64(l.Limit())*float64(time.Second)) + time.Microsecond
}

// window counts what was sent in the last minute. A token bucket would either let more than the limit pass in the first
// minute or send less than the limit after it.
type window struct{ times []time.Time }

func (w *window) trim(now time.Time) {
	for len(w.times) > 0 && now.Sub(w.times[0]) >= groupSpan {
		w.times = w.times[1:]
	}
}

func (w *window) delay(now time.Time, limit int) time.Duration {
	w.trim(now)
	if len(w.times) < limit {
		return 0
	}
	return groupSpan - now.Sub(w.times[len(w.times)-limit])
}

func (w *window) take(now time.Time) {
	w.trim(now)
	w.times = append(w.times, now)
}

func (w *window) rest(now time.Time) time.Duration {
	w.trim(now)
	if len(w.times) == 0 {
		return 0
	}
	return groupSpan - now.Sub(w.times[len(w.times)-1])
}
