package demo

import (
	"math"
	"sync"
	"time"
)

// Telegram publishes no contract about these; the numbers are what its FAQ says.
const (
	allRate    = 30 // sends a second
	chatBurst  = 5  // sends to one chat at once, then one a second
	groupSends = 20 // sends to one group within groupSpan
	groupSpan  = time.Minute
)

// budget limits how fast the bot may send.
type budget struct {
	mu    sync.Mutex
	all   bucket
	chats map[int64]*bucket
	group map[int64][]time.Time // the last groupSends sends, oldest first
}

// bucket holds tokens; one send takes one.
type bucket struct {
	tokens float64
	at     time.Time
}

// fill brings a bucket up to now. A bucket starts full.
func (b *bucket) fill(now time.Time, rate, size float64) {
	if b.at.IsZero() {
		b.tokens, b.at = size, now
		return
	}
	if gone := now.Sub(b.at); gone > 0 {
		b.tokens = math.Min(size, b.tokens+gone.Seconds()*rate)
		b.at = now
	}
}

// wait is the time until there is a token.
func (b *bucket) wait(rate float64) time.Duration {
	if b.tokens >= 1 {
		return 0
	}
	return time.Duration((1 - b.tokens) / rate * float64(time.Second))
}

// spend takes one send out of the budgets, or refuses it. A call that is refused costs nothing.
func (s *Server) spend(chat int64, now time.Time) error {
	b := s.limits
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.chats == nil {
		b.chats, b.group = map[int64]*bucket{}, map[int64][]time.Time{}
	}
	b.all.fill(now, allRate, allRate)
	wait := b.all.wait(allRate)
	one := b.chats[chat]
	if chat > 0 {
		if one == nil {
			one = &bucket{}
			b.chats[chat] = one
		}
		one.fill(now, 1, chatBurst)
		wait = max(wait, one.wait(1))
	}
	past := b.group[chat]
	if chat < 0 && len(past) >= groupSends {
		wait = max(wait, past[0].Add(groupSpan).Sub(now))
	}
	if wait > 0 {
		return tooMany(int(math.Ceil(wait.Seconds())))
	}
	b.all.tokens--
	if chat > 0 {
		one.tokens--
	}
	if chat < 0 {
		if len(past) >= groupSends {
			past = past[1:]
		}
		b.group[chat] = append(past, now)
	}
	return nil
}
