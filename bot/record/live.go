package record

import (
	"bytes"
	"sync"

	"safeharbour/bot/store"
)

// Live keeps conversations in memory, as they were last saved, so that the next turn of a chat need not decode its own: that
// is the longest part of a turn. The record in the store decides. A conversation that is kept is used only when the record
// still has the very bytes that were made of it, and by one turn only, since a turn changes it.
//
// The zero Live is ready for use. A nil one keeps nothing. All methods may be called concurrently.
type Live struct {
	mu   sync.Mutex
	kept map[uint64]kept // by the number of the chat
}

// kept is a conversation and the record that was made of it.
type kept struct {
	c      *Conversation
	record []byte
}

// liveMost is how many conversations are kept: about ten megabytes. Beyond it any other one goes.
const liveMost = 1000

// take returns the conversation that has this record, and keeps it no longer.
func (l *Live) take(number uint64, record []byte) *Conversation {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.kept[number]
	if !ok {
		return nil
	}
	delete(l.kept, number)
	if !bytes.Equal(k.record, record) {
		return nil
	}
	return k.c
}

// keep keeps a conversation once the transaction is on the disk. Nobody may change it after that.
func (l *Live) keep(tx store.Tx, c *Conversation, record []byte) {
	if l == nil {
		return
	}
	tx.OnCommit(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.kept == nil {
			l.kept = make(map[uint64]kept)
		}
		for number := range l.kept {
			if len(l.kept) < liveMost {
				break
			}
			delete(l.kept, number)
		}
		l.kept[c.Number] = kept{c, record}
	})
}
