package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// take puts updates into the inbox. The poller and the webhook both come here. After it returned nil, Telegram may be told
// that they arrived. next is the offset to remember.
func (t *Transport) take(ctx context.Context, arrivals []arrival, next int64) error {
	err := t.Store.Update(ctx, func(tx store.Tx) error {
		ins := make([]box.In, 0, len(arrivals))
		for _, a := range arrivals {
			var in box.In
			news, err := t.note(tx, a, &in)
			if err != nil {
				return err
			}
			if news {
				ins = append(ins, in)
			}
		}
		_, err := t.Box.Take(tx, channel, next, ins)
		return err
	})
	if err != nil {
		return fmt.Errorf("take updates: %w", err)
	}
	for _, a := range arrivals {
		t.after(a)
	}
	return nil
}

// note remembers what an update tells of messages and topics, and fills in the input, with its refs, where there is one.
func (t *Transport) note(tx store.Tx, a arrival, in *box.In) (news bool, err error) {
	if a.move != 0 {
		return false, t.moveStaff(tx, a.move)
	}
	if news = a.in != nil; news {
		*in = *a.in
	}
	if a.chat.ID == 0 || a.leave {
		return news, nil
	}
	m, err := t.numbers.memorize(tx, t.name(a.chat.ID))
	if err != nil {
		return false, err
	}
	if a.made != "" {
		return false, m.made(a.topic, a.made)
	}
	if t.Blind && a.chat.ID > 0 {
		if err := m.reachBack(max(a.message, a.pressed)); err != nil {
			return false, err
		}
	}
	if a.message != 0 {
		if err := m.show(mark{ID: a.message, At: time.Unix(a.sent, 0).UTC(), Own: a.own}); err != nil {
			return false, err
		}
	}
	if !news {
		return false, nil
	}
	return true, t.resolve(m, a, in)
}

// resolve fills in the refs of an input.
func (t *Transport) resolve(m memory, a arrival, in *box.In) (err error) {
	if a.chat.ID < 0 && a.chat.ID != t.staff.Load() {
		in.Ref = "" // the group moved meanwhile, and its messages have other numbers
		return nil
	}
	if in.Thread, err = m.thread(a.topic); err != nil {
		return err
	}
	if a.pressed != 0 {
		if in.Ref, _, err = m.ref(a.pressed); err != nil {
			return err
		}
		return threadOf(m, in, in.Ref)
	}
	if a.replied == 0 {
		return nil
	}
	ref, named, err := m.ref(a.replied)
	if err != nil || !named && !a.ours {
		return err
	}
	in.Reply = ref
	return threadOf(m, in, ref)
}

// threadOf finds the thread through the bot's message, in a group without topics.
func threadOf(m memory, in *box.In, ref box.Ref) error {
	if in.Thread != "" {
		return nil
	}
	n, err := m.note(ref)
	in.Thread = n.Thread
	return err
}

// after does what an update asks for beside its way into the inbox. It is done once, as well as can be, and nobody waits
// for it.
func (t *Transport) after(a arrival) {
	if a.query != "" {
		t.extra.run(func(_ context.Context, c client) error {
			return c.call("answerCallbackQuery", map[string]string{"callback_query_id": a.query}, nil)
		})
	}
	if a.leave && t.left.first(a.chat.ID) {
		t.extra.run(func(ctx context.Context, c client) error { return t.leave(ctx, c, a.chat.ID) })
	}
	if a.back || a.move != 0 {
		t.extra.release(Staff)
	}
	if a.message != 0 && sweeps(a.message) && a.chat.ID > 0 {
		t.extra.run(func(ctx context.Context, _ client) error { t.sweep(ctx, t.name(a.chat.ID)); return nil })
	}
}

// moved is the record that follows the staff group's move to a supergroup.
type moved struct {
	From int64 `json:"from"` // as configured
	To   int64 `json:"to"`
}

// The names of single records.
const (
	movedKey = "telegram/staff"
	selfKey  = "telegram/self"
)

// moveStaff remembers the staff group's new id. Messages are numbered from the beginning there, so what we knew of the old
// numbers is forgotten: it would lead to other messages.
func (t *Transport) moveStaff(tx store.Tx, to int64) error {
	var was moved
	if err := recorded(tx, movedKey, &was); err != nil {
		return err
	}
	now := moved{t.StaffChat, to}
	if was != now {
		m, err := t.numbers.memorize(tx, Staff)
		if err != nil {
			return err
		}
		if err := m.startOver(); err != nil {
			return err
		}
	}
	v, err := json.Marshal(now)
	if err != nil {
		return err
	}
	tx.OnCommit(func() { t.staff.Store(to); t.forum.forget() })
	return tx.Put(store.Meta, []byte(movedKey), v)
}

// recall finds out the staff group's id of now, and who the bot was when it last ran: updates that wait at Telegram come
// before its answer to that.
func (t *Transport) recall(ctx context.Context) error {
	t.staff.CompareAndSwap(0, t.StaffChat)
	return t.Store.View(ctx, func(tx store.Tx) error {
		var m moved
		if err := recorded(tx, movedKey, &m); err != nil {
			return err
		}
		if m.From == t.StaffChat && m.To != 0 {
			t.staff.Store(m.To)
		}
		var me self
		if err := recorded(tx, selfKey, &me); err != nil {
			return err
		}
		if me.ID != 0 && me.ID == t.me().ID {
			t.self.CompareAndSwap(nil, &me)
		}
		return nil
	})
}

// recorded reads a record of ours, if it is there and can be read.
func recorded(tx store.Tx, key string, into any) error {
	v, err := tx.Get(store.Meta, []byte(key))
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrSealed) {
		return nil
	}
	if err != nil {
		return err
	}
	_ = json.Unmarshal(v, into) // one that we cannot read tells nothing
	return nil
}

// id returns the numeric id behind a chat, or 0 when there is none.
func (t *Transport) id(c box.Chat) int64 {
	if c == Staff {
		return t.staff.Load()
	}
	const prefix = "tg/"
	if len(c) <= len(prefix) || c[:len(prefix)] != prefix {
		return 0
	}
	n, _ := strconv.ParseInt(string(c[len(prefix):]), 10, 64)
	return n
}

// nextOffset is the offset after the last update received. Ids may go down after a quiet week, so it is the last and not
// the highest.
func nextOffset(arrivals []arrival) (int64, bool) {
	for i := len(arrivals) - 1; i >= 0; i-- {
		if id := arrivals[i].id; id != nil {
			return *id + 1, true
		}
	}
	return 0, false
}
