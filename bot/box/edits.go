package box

import (
	"errors"
	"sync"

	"safeharbour/bot/store"
)

// edits remembers which edit waits for a message. It only says where to look: the outbox decides. Its methods may be called
// concurrently.
type edits struct {
	mu   *sync.Mutex
	last map[message]uint64 // the number of the newest that waits
	of   map[uint64]message // the same by the numbers of all that wait
}

// message is one that an edit changes.
type message struct {
	chat Chat
	ref  Ref
}

// edited is the message that an output changes; ok is false when that is no edit.
func edited(out *Out) (m message, ok bool) {
	return message{out.Chat, out.Ref}, out.Verb == Edit && out.Ref != ""
}

func newEdits() edits {
	return edits{mu: new(sync.Mutex), last: map[message]uint64{}, of: map[uint64]message{}}
}

// add notes an output that waits, if it is an edit.
func (e edits) add(out *Out) {
	m, ok := edited(out)
	if !ok {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last[m], e.of[out.ID] = out.ID, m
}

func (e edits) remove(id uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if m, ok := e.of[id]; ok {
		delete(e.of, id)
		if e.last[m] == id {
			delete(e.last, m)
		}
	}
}

// waiting is the number of the edit that waits for the message of another one, or 0.
func (e edits) waiting(out *Out) uint64 {
	m, ok := edited(out)
	if !ok {
		return 0
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.last[m]
}

// overtake takes the edit out of the outbox that waits for the same message as this one, which then goes no later. A staff group takes
// twenty messages a minute: in a surge there would be twenty edits of each card, and a start has to read all that waits before anybody
// has an answer.
//
// One that is marked stays: it may stand before staff already, and then the next one must say so. So does one that its channel made the
// message itself, which was not sent when the edit came.
func (b *Box) overtake(tx store.Tx, out *Out) error {
	id := b.edits.waiting(out)
	if id == 0 {
		return nil
	}
	v, err := tx.Get(store.Outbox, store.Key(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil // it was sent just now
	}
	if err != nil {
		return err
	}
	old, err := openOut(store.Key(id), v)
	if err != nil || old.Verb != Edit || old.Marked {
		return err
	}
	out.At, out.Urgency = old.At, min(out.Urgency, old.Urgency)
	out.NotBefore, out.Pause = old.NotBefore, old.Pause
	return b.Sent(tx, id)
}
