package record

import (
	"fmt"
	"sync"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// Live keeps conversations in memory, as they were last saved, so that the next turn of a chat need not decode its own: that
// is the longest part of a turn. The record in the store decides. A conversation that is kept is used only when the record
// is still the one that was made of it, and by one turn only, since a turn changes it.
//
// The zero Live is ready for use. A nil one keeps nothing. All methods may be called concurrently.
type Live struct {
	mu   sync.Mutex
	kept map[box.Chat]kept
}

// kept is a conversation, and which record was made of it.
type kept struct {
	c       *Conversation
	version uint64
}

// liveMost is how many conversations are kept: about ten megabytes. Beyond it any other one goes.
const liveMost = 1000

// open returns the conversation of a chat if its record is still the one that was made of it, and keeps it no longer. The
// record holds the chat, so that the number under which it lies needs no looking up.
func (l *Live) open(tx store.Tx, chat box.Chat) (*Conversation, error) {
	k, ok := l.take(chat)
	if !ok {
		return nil, nil
	}
	version, err := tx.Version(store.Conversations, store.Key(k.c.Number))
	if err != nil {
		return nil, fmt.Errorf("conversation: %w", err)
	}
	if version == 0 || version != k.version {
		return nil, nil
	}
	return k.c, nil
}

func (l *Live) take(chat box.Chat) (k kept, ok bool) {
	if l == nil {
		return k, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok = l.kept[chat]
	delete(l.kept, chat)
	return k, ok
}

// keep keeps a conversation that was written, once the transaction is on the disk. Nobody may change it after that.
func (l *Live) keep(tx store.Tx, c *Conversation) error {
	if l == nil {
		return nil
	}
	version, err := tx.Version(store.Conversations, store.Key(c.Number))
	if err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	tx.OnCommit(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.kept == nil {
			l.kept = make(map[box.Chat]kept)
		}
		for chat := range l.kept {
			if len(l.kept) < liveMost {
				break
			}
			delete(l.kept, chat)
		}
		l.kept[c.Chat] = kept{c, version}
	})
	return nil
}
