package telegram

import (
	"net/http"
	"sync"
	"time"
)

// skewEvery is how often the server's clock is looked at, and skewFor how long that counts.
const (
	skewEvery = time.Minute
	skewFor   = 10 * time.Minute
)

// skew is how far our clock is ahead of the server's, by the date of its answers.
type skew struct {
	mu    sync.Mutex
	at    time.Time // when it was found
	ahead time.Duration
}

func (s *skew) hear(date string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if date == "" || now.Sub(s.at) < skewEvery && !now.Before(s.at) {
		return
	}
	if there, err := http.ParseTime(date); err == nil {
		s.at, s.ahead = now, now.Sub(there)
	}
}

// Skew tells how far our clock is ahead of the server's, to a second or so; less than 0 is behind. It is known when the server
// answered in the last minutes and its answers have a date. It may be called at any time.
func (t *Transport) Skew() (ahead time.Duration, known bool) {
	now := t.now()
	t.skew.mu.Lock()
	defer t.skew.mu.Unlock()
	if t.skew.at.IsZero() || now.Sub(t.skew.at).Abs() > skewFor {
		return 0, false
	}
	return t.skew.ahead, true
}

// theirs is the time by the server's clock, which dates what people send; by ours, where theirs is not known.
func (t *Transport) theirs() time.Time {
	ahead, _ := t.Skew()
	return t.now().Add(-ahead)
}

// ages returns how old a message is now, by the clock that dated it. One of the bot's may have a date of ours or, where a press told of it,
// of the server's. It counts as young where either clock says so: to delete it in vain costs a call, and one that is taken for
// old stays as a dot. But what is still to come there, the server did not date: with our clock years ahead, nothing of the bot's
// would ever be old, and nothing be forgotten.
func (t *Transport) ages() func(mark) time.Duration {
	ourNow, theirNow := t.now(), t.theirs()
	return func(k mark) time.Duration {
		ours, theirs := ourNow.Sub(k.At), theirNow.Sub(k.At)
		switch {
		case !k.Own:
			return theirs
		case theirs < -time.Minute: // our reading of their clock is not exact
			return ours
		}
		return min(ours, theirs)
	}
}
