package telegram

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/field"
	"safeharbour/bot/store"
)

// Kinds of records that the transport keeps of a chat, in one byte of their key.
const (
	ofRef    = 'r' // ref -> note
	ofFirst  = 'f' // id of the first message of the chat; nobody asks for the staff group's
	ofThread = 't' // thread -> room
	ofTopic  = 'o' // topic id -> thread
	ofMade   = 'n' // hash of a title -> id of a topic that the bot made and nobody has claimed yet
	ofGap    = 'g' // first number of a gap -> gap

	ofOurs        = 'b' // the newest marks of the bot's messages
	ofTheirs      = 'p' // the newest marks of the person's
	ofOursFiled   = 'B' // highest id of a pack -> older marks of the bot's messages
	ofTheirsFiled = 'P' // the same of the person's
)

// note is what stands behind a ref.
type note struct {
	IDs    []int64   `json:"ids"`              // more than one when the text was too long for one message
	Hash   string    `json:"hash,omitempty"`   // of the content …
	At     time.Time `json:"at,omitzero"`      // … and when it was brought there
	Thread box.Ref   `json:"thread,omitempty"` // so that an answer finds its thread in a group without topics
	Unsure bool      `json:"unsure,omitempty"` // one that was given up may stand beside them, or alone
}

// room is what stands behind a thread.
type room struct {
	Topic int64  `json:"topic,omitempty"` // 0 in a group without topics
	Title string `json:"title"`
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
	k, err := m.own(id)
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
	if err := m.putNote(ref, n); err != nil {
		return err
	}
	for _, id := range n.IDs {
		if err := m.show(mark{ID: id, At: n.At, Own: true, Ref: ref}); err != nil {
			return err
		}
	}
	return nil
}

func (m memory) replace(ref box.Ref, n note) error {
	if len(n.IDs) == 0 {
		return m.delete(ofRef, []byte(ref))
	}
	return m.putNote(ref, n)
}

func (m memory) putNote(ref box.Ref, n note) error {
	return field.Lend(func(b []byte) ([]byte, error) {
		v, err := n.appendJSON(b)
		if err != nil {
			return v, fmt.Errorf("encode memory: %w", err)
		}
		return v, m.putRaw(ofRef, []byte(ref), v)
	})
}

// appendJSON appends the note as [encoding/json.Marshal] would write it: by hand, since each message that is sent does it.
func (n *note) appendJSON(b []byte) ([]byte, error) {
	o := field.Begin(b)
	field.Counts(o, "ids", n.IDs)
	field.Text(o, "hash", n.Hash)
	field.Time(o, "at", n.At)
	field.Text(o, "thread", n.Thread)
	field.Flag(o, "unsure", n.Unsure)
	return o.End()
}

// startOver forgets every number of the chat, which has a new id at Telegram. The titles of threads stay.
func (m memory) startOver() error {
	var gone [][]byte
	rooms := map[box.Ref]room{}
	for _, part := range []uint64{m.number, m.number | filed} {
		err := m.tx.Scan(store.Refs, store.Key(part), store.Key(part+1), func(k, v []byte) error {
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
	part := m.number
	if kind == ofOursFiled || kind == ofTheirsFiled {
		part |= filed
	}
	k := binary.BigEndian.AppendUint64(make([]byte, 0, 8+1+len(rest)), part)
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
	v, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode memory: %w", err)
	}
	return m.putRaw(kind, rest, v)
}

func (m memory) putRaw(kind byte, rest, v []byte) error {
	if m.past {
		return nil
	}
	return m.tx.Put(store.Refs, m.key(kind, rest), v)
}

func (m memory) delete(kind byte, rest []byte) error {
	return m.tx.Delete(store.Refs, m.key(kind, rest))
}
