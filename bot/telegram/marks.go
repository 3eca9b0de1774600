package telegram

import (
	"bytes"
	"cmp"
	"context"
	"slices"
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

// The newest marks of a chat stand together, the bot's in one record and the person's in another, beside what else there is of the
// chat: so a commit writes what many chats got to few pages. The bot's and the person's are apart because they come in different
// commits, and would overtake each other. When such a pack is full it is filed behind the records of all chats, under the highest
// number in it, and a new one begins. A mark that comes too late for its pack is filed alone. So packs of more than one follow one
// another, and a number is found without a look through all.
const (
	packSize = 16      // marks in a pack
	filed    = 1 << 63 // in the number of a chat: the part of the bucket where its filed packs lie
)

// mark is a message: one on a person's screen, or one of the bot's that has a ref.
type mark struct {
	ID  int64
	At  time.Time // in seconds
	Own bool      // the bot's
	Ref box.Ref
}

// side is one of the two sides of a chat.
type side struct{ newest, filed byte }

var (
	ours   = side{ofOurs, ofOursFiled}
	theirs = side{ofTheirs, ofTheirsFiled}
)

func (k mark) side() side {
	if k.Own {
		return ours
	}
	return theirs
}

// show remembers a message on a person's screen, or one with a ref.
func (m memory) show(k mark) error {
	if k.ID <= 0 {
		return nil
	}
	s := k.side()
	v, err := m.raw(s.newest, nil)
	if longer, ok := extend(v, k); ok && err == nil {
		return m.putRaw(s.newest, nil, longer)
	}
	p := readable(v)
	switch {
	case err != nil:
		return err
	case k.ID <= p.highest:
		return m.fileLate(k)
	case len(p.marks) == 0:
		err = m.begin(k.ID)
	case len(p.marks) == packSize && p.find(k.ID) < 0:
		p, err = m.file(s, p)
	}
	if err != nil || !p.add(k) {
		return err
	}
	return m.putPack(s.newest, nil, p)
}

// begin remembers the first message of the chat. It stays when the message is forgotten.
func (m memory) begin(id int64) error {
	if ok, err := m.has(ofFirst, nil); ok || err != nil {
		return err
	}
	return m.put(ofFirst, nil, id)
}

// file puts the marks of the newest pack away, and returns the one that follows it.
func (m memory) file(s side, p pack) (pack, error) {
	next := pack{highest: p.highest}
	for _, k := range p.marks {
		next.highest = max(next.highest, k.ID)
	}
	return next, m.putPack(s.filed, store.Key(uint64(next.highest)), pack{marks: p.marks})
}

// fileLate files a mark alone, or gives the one that is filed its ref.
func (m memory) fileLate(k mark) error {
	s := k.side()
	key, p, err := m.findFiled(s, k.ID)
	if err != nil || !p.add(k) {
		return err
	}
	return m.putPack(s.filed, key, p)
}

// forget removes messages from the memory, and their refs when nothing else stands behind those.
func (m memory) forget(ids ...int64) error {
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		if err := m.unname(id); err != nil {
			return err
		}
	}
	gone := func(k mark) bool { return slices.Contains(ids, k.ID) }
	for _, s := range []side{ours, theirs} {
		p, err := m.newest(s)
		if err == nil && slices.ContainsFunc(p.marks, gone) {
			p.marks = slices.DeleteFunc(p.marks, gone)
			err = m.putPack(s.newest, nil, p)
		}
		if first := slices.Min(ids); err == nil && first <= p.highest {
			err = m.unfile(s, first, gone)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unfile takes marks from this number on out of the packs that are filed.
func (m memory) unfile(s side, first int64, gone func(mark) bool) error {
	var keys [][]byte
	var packs []pack
	err := m.eachFiled(s, first, func(key []byte, p pack) error {
		if slices.ContainsFunc(p.marks, gone) {
			p.marks = slices.DeleteFunc(p.marks, gone)
			keys, packs = append(keys, slices.Clone(key)), append(packs, p)
		}
		return nil
	})
	for i, p := range packs {
		err = cmp.Or(err, m.putPack(s.filed, keys[i], p))
	}
	return err
}

// unname takes a message away from behind its ref.
func (m memory) unname(id int64) error {
	ref, named, err := m.ref(id)
	if err != nil || !named {
		return err
	}
	n, err := m.note(ref)
	if err != nil {
		return err
	}
	i := slices.Index(n.IDs, id)
	if i < 0 {
		return nil
	}
	n.IDs, n.Hash = slices.Delete(n.IDs, i, i+1), ""
	return m.replace(ref, n)
}

// own returns the mark of one of the bot's messages; an empty one where there is none.
func (m memory) own(id int64) (k mark, err error) {
	p, err := m.newest(ours)
	i := p.find(id)
	switch {
	case err != nil:
		return k, err
	case i >= 0:
		return p.marks[i], nil
	case id > p.highest:
		return k, nil
	}
	_, p, err = m.findFiled(ours, id)
	if i := p.find(id); i >= 0 {
		k = p.marks[i]
	}
	return k, err
}

// findFiled returns the pack in which a number is filed, or would be.
func (m memory) findFiled(s side, id int64) (key []byte, found pack, err error) {
	key = store.Key(uint64(id))
	err = m.eachFiled(s, id, func(k []byte, p pack) error {
		switch {
		case p.find(id) >= 0 || bytes.Equal(k, key):
			key, found = slices.Clone(k), p
			return store.ErrStop
		case len(p.marks) > 1:
			return store.ErrStop
		}
		return nil
	})
	return key, found, err
}

// newest returns the newest marks of a side.
func (m memory) newest(s side) (pack, error) {
	v, err := m.raw(s.newest, nil)
	return readable(v), err
}

// eachFiled calls fn with the packs that are filed and may hold a number from this one on, in the order of their keys. It scans, so it
// is for what is rare.
func (m memory) eachFiled(s side, first int64, fn func(key []byte, p pack) error) error {
	part := len(m.key(s.filed, nil))
	to := m.key(s.filed, nil)
	to[part-1]++
	return m.tx.Scan(store.Refs, m.key(s.filed, store.Key(uint64(first))), to, func(key, v []byte) error {
		p, err := unpack(v)
		if err != nil {
			return nil // Hide must reach the others
		}
		return fn(key[part:], p)
	})
}

// putPack writes a pack, or takes it away when it tells nothing.
func (m memory) putPack(kind byte, rest []byte, p pack) error {
	if len(p.marks) == 0 && p.highest == 0 {
		return m.delete(kind, rest)
	}
	return m.putRaw(kind, rest, p.bytes())
}

// screen lists what is on a person's screen, oldest first.
func (m memory) screen() ([]mark, error) {
	list, err := m.marks(func(mark) bool { return false })
	return inOrder(list), err
}

// inOrder sorts marks, oldest first. Of two with one number, the one with a ref tells more.
func inOrder(list []mark) []mark {
	slices.SortStableFunc(list, func(a, b mark) int { return cmp.Or(cmp.Compare(a.ID, b.ID), -cmp.Compare(a.Ref, b.Ref)) })
	return slices.CompactFunc(list, func(a, b mark) bool { return a.ID == b.ID })
}

// marks lists what is on a person's screen, in no order. Of those that are filed it leaves out what lies behind the first pack
// that has enough in it.
func (m memory) marks(enough func(mark) bool) ([]mark, error) {
	var list []mark
	for _, s := range []side{ours, theirs} {
		err := m.eachFiled(s, 0, func(_ []byte, p pack) error {
			list = append(list, p.marks...)
			if slices.ContainsFunc(p.marks, enough) {
				return store.ErrStop
			}
			return nil
		})
		p, wrong := m.newest(s)
		if err := cmp.Or(err, wrong); err != nil {
			return nil, err
		}
		list = append(list, p.marks...)
	}
	return list, nil
}

// beyondReach lists what need not be remembered any more: old messages of the person, and very many old ones of the bot. It
// looks hardly further than the first message that is young, so that somebody who writes very much does not make it slow.
func (m memory) beyondReach(age func(mark) time.Duration) ([]int64, error) {
	var own, gone []int64
	young := func(k mark) bool { return age(k) < erasable }
	list, err := m.marks(young)
	if err != nil || !slices.ContainsFunc(list, func(k mark) bool { return !young(k) }) {
		return nil, err
	}
	for _, k := range inOrder(list) {
		switch {
		case young(k):
		case k.Own:
			own = append(own, k.ID)
		default:
			gone = append(gone, k.ID)
		}
	}
	return append(gone, own[:max(0, len(own)-oldOnes)]...), nil
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
			gone, err = m.beyondReach(t.ages())
		}
		return err
	})
	if err == nil && len(gone) > 0 {
		err = t.Store.Update(ctx, func(tx store.Tx) error {
			m, err := recall(tx, c)
			if err != nil {
				return err
			}
			return m.forget(gone...)
		})
	}
	if err != nil && ctx.Err() == nil {
		t.log().Warn("old messages are still remembered", "error", err)
	}
}
