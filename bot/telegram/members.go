package telegram

import (
	"sync"
	"time"
)

// fresh is how long it counts that somebody was found to be a member: a removed one must be out within a minute.
const fresh = time.Minute

// members remembers who was found to be a member of the staff group just now. Its zero value is ready.
type members struct {
	mu   sync.Mutex
	when map[int64]time.Time
}

// found remembers that somebody is a member.
func (m *members) found(id int64, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.when == nil || len(m.when) > 1000 {
		m.when = make(map[int64]time.Time)
	}
	m.when[id] = now
}

// seen returns when somebody was last found to be a member, or the zero time when that is too long ago.
func (m *members) seen(id int64, now time.Time) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.when[id]
	if now.Sub(at) > fresh {
		return time.Time{}
	}
	return at
}

// change takes the news that somebody came to or left a chat: who left must be out at once.
func (m *members) change(c memberChange, staff int64) {
	if c.Chat.ID != staff || c.Now.in() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.when, c.Now.User.ID)
}
