package telegram

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

const (
	// erasable is how long Telegram deletes messages of a private chat for a bot.
	erasable = 48 * time.Hour
	// oldOnes is how many of the bot's own messages beyond that age are remembered in a chat, to be changed to a dot.
	oldOnes = 200
	// sweepEvery: the list of a chat is swept once in so many messages.
	sweepEvery = 16
)

// Kinds of records that the transport keeps of a chat, in one byte of their key.
const (
	ofRef     = 'r' // ref -> note
	ofFirst   = 'f' // id of the first message of the chat; nobody asks for the staff group's
	ofMessage = 'm' // message id -> mark
	ofThread  = 't' // thread -> room
	ofTopic   = 'o' // topic id -> thread
	ofMade    = 'n' // hash of a title -> id of a topic that the bot made and nobody has claimed yet
	ofGap     = 'g' // first number of a gap -> gap
)

// note is what stands behind a ref.
type note struct {
	IDs    []int64   `json:"ids"`              // more than one when the text was too long for one message
	Hash   string    `json:"hash,omitempty"`   // of the content …
	At     time.Time `json:"at,omitzero"`      // … and when it was brought there
	Thread box.Ref   `json:"thread,omitempty"` // so that an answer finds its thread in a group without topics
}

// room is what stands behind a thread.
type room struct {
	Topic int64  `json:"topic,omitempty"` // 0 in a group without topics
	Title string `json:"title"`
}

// mark is a message: one on a person's screen, or one of the bot's that has a ref.
type mark struct {
	ID  int64     `json:"-"`
	At  time.Time `json:"at"`
	Own bool      `json:"own,omitempty"` // the bot's
	Ref box.Ref   `json:"ref,omitempty"`
}

// memory is what the transport knows of one chat, in one transaction.
type memory struct {
	tx     store.Tx
	number uint64 // 0 when the chat is not known yet
	past   bool   // what is written is of the chat's id of before, and is not kept
}

// recall opens the memory of a chat for reading.
func recall(tx store.Tx, c box.Chat) (memory, error) {
	v, err := tx.Get(store.Chats, tx.Index(string(c)))
	if errors.Is(err, store.ErrNotFound) {
		return memory{tx: tx}, nil
	}
	return memory{tx: tx, number: store.Number(v, 0)}, err
}

// memorize opens the memory of a chat for writing.
func memorize(tx store.Tx, c box.Chat) (memory, error) {
	n, err := box.ChatNumber(tx, c)
	return memory{tx: tx, number: n}, err
}

// messageRef is the ref of a message that has no other.
func messageRef(id int64) box.Ref { return box.Ref("m/" + strconv.FormatInt(id, 10)) }

// names tells whether a ref is a name that was given to a message, and not its number.
func names(ref box.Ref) bool { return ref != "" && bare(ref, "m/") == 0 }

// topicRef is the thread of a topic that staff made themselves.
func topicRef(id int64) box.Ref { return box.Ref("t/" + strconv.FormatInt(id, 10)) }

// bare reads the id in such a ref, or 0.
func bare(ref box.Ref, prefix string) int64 {
	s, ok := strings.CutPrefix(string(ref), prefix)
	if !ok {
		return 0
	}
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return 0
	}
	return id
}

// note returns what stands behind a ref. Without message ids, nothing does.
func (m memory) note(ref box.Ref) (note, error) {
	var n note
	if ref == "" {
		return n, nil
	}
	ok, err := m.get(ofRef, []byte(ref), &n)
	if id := bare(ref, "m/"); err == nil && !ok && id != 0 {
		n.IDs = []int64{id}
	}
	return n, err
}

// ref returns the ref of a message, and whether it has one of its own.
func (m memory) ref(id int64) (box.Ref, bool, error) {
	var k mark
	_, err := m.get(ofMessage, store.Key(uint64(id)), &k)
	if k.Ref == "" {
		return messageRef(id), false, err
	}
	return k.Ref, true, err
}

// keep remembers what stands behind a ref. Earlier messages of that ref keep pointing at it: an old button still works.
func (m memory) keep(ref box.Ref, n note) error {
	if !names(ref) {
		return nil
	}
	if err := m.put(ofRef, []byte(ref), n); err != nil {
		return err
	}
	for _, id := range n.IDs {
		if err := m.show(mark{ID: id, At: n.At, Own: true, Ref: ref}); err != nil {
			return err
		}
	}
	return nil
}

// forget removes a message from the memory, and its ref when nothing else stands behind that.
func (m memory) forget(id int64) error {
	ref, named, err := m.ref(id)
	if err != nil {
		return err
	}
	if named {
		n, err := m.note(ref)
		if err != nil {
			return err
		}
		if i := slices.Index(n.IDs, id); i >= 0 {
			n.IDs, n.Hash = slices.Delete(n.IDs, i, i+1), ""
			if err := m.replace(ref, n); err != nil {
				return err
			}
		}
	}
	return m.delete(ofMessage, store.Key(uint64(id)))
}

func (m memory) replace(ref box.Ref, n note) error {
	if len(n.IDs) == 0 {
		return m.delete(ofRef, []byte(ref))
	}
	return m.put(ofRef, []byte(ref), n)
}

// show remembers a message on a person's screen, or one with a ref. Of a mark that is there already only the ref changes: a
// repeated update tells nothing new.
func (m memory) show(k mark) error {
	if k.ID <= 0 {
		return nil
	}
	key := store.Key(uint64(k.ID))
	if k.Own { // one of the person's is the same each time
		var was mark
		ok, err := m.get(ofMessage, key, &was)
		if err != nil {
			return err
		}
		if ok {
			if k.Ref == "" || k.Ref == was.Ref {
				return nil
			}
			was.Ref = k.Ref
			return m.put(ofMessage, key, was)
		}
	}
	if err := m.put(ofMessage, key, k); err != nil {
		return err
	}
	if ok, err := m.has(ofFirst, nil); err != nil {
		return err
	} else if !ok { // it stays when the message is forgotten
		return m.put(ofFirst, nil, k.ID)
	}
	return nil
}

// screen lists what is on a person's screen, oldest first.
func (m memory) screen() ([]mark, error) {
	var marks []mark
	err := m.marks(func(k mark) error { marks = append(marks, k); return nil })
	return marks, err
}

// marks calls fn with what is on a person's screen, oldest first, until it returns an error.
func (m memory) marks(fn func(mark) error) error {
	from := m.key(ofMessage, nil)
	return m.tx.Scan(store.Refs, from, m.key(ofMessage+1, nil), func(k, v []byte) error {
		one := mark{ID: int64(binary.BigEndian.Uint64(k[len(from):]))}
		if err := json.Unmarshal(v, &one); err != nil {
			return fmt.Errorf("decode mark: %w", err)
		}
		return fn(one)
	})
}

// beyondReach lists what need not be remembered any more: old messages of the person, and very many old ones of the bot. It
// looks no further than the first message that is young, so that somebody who writes very much does not make it slow.
func (m memory) beyondReach(age func(mark) time.Duration) ([]int64, error) {
	var own, gone []int64
	err := m.marks(func(k mark) error {
		switch {
		case age(k) < erasable:
			return store.ErrStop
		case k.Own:
			own = append(own, k.ID)
		default:
			gone = append(gone, k.ID)
		}
		return nil
	})
	return append(gone, own[:max(0, len(own)-oldOnes)]...), err
}

// sweeps tells whether the list of a chat is to be swept after this message.
func sweeps(id int64) bool { return id%sweepEvery == 0 }

// sweep forgets what is beyond reach in a chat. It has commits of its own, and none where there is nothing to forget: a scan
// in the commit that takes updates would make everybody wait. When it fails, a later message has it done.
func (t *Transport) sweep(ctx context.Context, c box.Chat) {
	var gone []int64
	err := t.Store.View(ctx, func(tx store.Tx) error {
		m, err := recall(tx, c)
		if err == nil && m.number != 0 {
			gone, err = m.beyondReach(t.age)
		}
		return err
	})
	if err == nil && len(gone) > 0 {
		err = t.Store.Update(ctx, func(tx store.Tx) error {
			m, err := recall(tx, c)
			for _, id := range gone {
				if err == nil {
					err = m.forget(id)
				}
			}
			return err
		})
	}
	if err != nil && ctx.Err() == nil {
		t.log().Warn("old messages are still remembered", "error", err)
	}
}

// startOver forgets every number of the chat, which has a new id at Telegram. The titles of threads stay.
func (m memory) startOver() error {
	var gone [][]byte
	rooms := map[box.Ref]room{}
	err := m.tx.Scan(store.Refs, store.Key(m.number), store.Key(m.number+1), func(k, v []byte) error {
		var r room
		if kind, rest := k[8], k[9:]; kind == ofThread && json.Unmarshal(v, &r) == nil {
			rooms[box.Ref(rest)] = room{Title: r.Title}
		}
		gone = append(gone, slices.Clone(k))
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range gone {
		if err := m.tx.Delete(store.Refs, k); err != nil {
			return err
		}
	}
	for thread, r := range rooms {
		if err := m.put(ofThread, []byte(thread), r); err != nil {
			return err
		}
	}
	return nil
}

func (m memory) key(kind byte, rest []byte) []byte {
	k := binary.BigEndian.AppendUint64(make([]byte, 0, 8+1+len(rest)), m.number)
	return append(append(k, kind), rest...)
}

// raw reads a record; nil, where there is none. One that does not open counts as none: the memory of messages is not worth more
// than sending.
func (m memory) raw(kind byte, rest []byte) ([]byte, error) {
	if m.number == 0 {
		return nil, nil
	}
	v, err := m.tx.Get(store.Refs, m.key(kind, rest))
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrSealed) {
		return nil, nil
	}
	return v, err
}

// has tells whether there is a record.
func (m memory) has(kind byte, rest []byte) (bool, error) {
	v, err := m.raw(kind, rest)
	return v != nil, err
}

// get decodes a record, and tells whether there is one.
func (m memory) get(kind byte, rest []byte, into any) (bool, error) {
	v, err := m.raw(kind, rest)
	return v != nil && json.Unmarshal(v, into) == nil, err
}

func (m memory) put(kind byte, rest []byte, value any) error {
	if m.past {
		return nil
	}
	v, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode memory: %w", err)
	}
	return m.tx.Put(store.Refs, m.key(kind, rest), v)
}

func (m memory) delete(kind byte, rest []byte) error {
	return m.tx.Delete(store.Refs, m.key(kind, rest))
}
