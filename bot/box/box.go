// Package box holds the inbox and the outbox: where channels (bot/telegram), conversations (bot) and the staff side
// (bot/desk) meet. None of them calls another. A channel puts what came into the inbox; a turn reads it, and puts what
// is to be sent into the outbox; the channel sends it.
//
// A [Box] hands outputs on in memory only after the commit that holds them. An input may be handed on before, so that its turn
// waits for one commit and not for two; the turn is carried out only behind that commit.
package box

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"safeharbour/bot/clock"
	"safeharbour/bot/field"
	"safeharbour/bot/store"
)

// Tries is how often a turn is tried before its input becomes a dead letter.
const Tries = 3

// Box is the inbox and the outbox over one store. All methods may be called concurrently.
type Box struct {
	// Clock is what is waited with. Nil means the machine's. Set it before the first call of a method.
	Clock clock.Clock

	store store.Store
	ins   *queue[In]
	outs  *queue[Out]
	due   chan struct{}

	inTally, outTally tally
	edits             edits
	dead              atomic.Int64
}

// New makes a Box. Call [Box.Load] once before the first [Box.NextIn] or [Box.NextOut].
func New(st store.Store) *Box {
	return &Box{store: st, ins: newQueue[In](), outs: newQueue[Out](), due: make(chan struct{}, 1),
		inTally: newTally(), outTally: newTally(), edits: newEdits()}
}

// Load hands on what an earlier run left undone, oldest first.
func (b *Box) Load(ctx context.Context) error {
	var ins []In
	var outs []Out
	var dead int64
	err := b.store.View(ctx, func(tx store.Tx) error {
		err := tx.Scan(store.Inbox, nil, nil, func(k, v []byte) error {
			in, err := openIn(k, v)
			in.Left = true
			ins = append(ins, in)
			return err
		})
		if err != nil {
			return fmt.Errorf("load inbox: %w", err)
		}
		err = tx.Scan(store.Outbox, nil, nil, func(k, v []byte) error {
			out, err := openOut(k, v)
			out.Left = true
			outs = append(outs, out)
			return err
		})
		if err != nil {
			return fmt.Errorf("load outbox: %w", err)
		}
		dead = 0
		return tx.Scan(store.Dead, nil, nil, func(_, _ []byte) error { dead++; return nil })
	})
	if err != nil {
		return err
	}
	b.dead.Store(dead)
	for _, in := range ins {
		b.come(in)
	}
	for _, out := range outs {
		b.leave(out)
	}
	return nil
}

// Receive takes updates of the named channel and the offset that follows them, in one commit. After it returned nil
// the channel may tell its server that they arrived. Updates taken before are left out; taken tells how many were new.
func (b *Box) Receive(ctx context.Context, channel string, next int64, ins []In) (taken int, err error) {
	err = b.store.Update(ctx, func(tx store.Tx) error {
		taken, err = b.Take(tx, channel, next, ins)
		return err
	})
	return taken, err
}

// Take is [Box.Receive] as part of a commit of the channel's own.
func (b *Box) Take(tx store.Tx, channel string, next int64, ins []In) (taken int, err error) {
	known := seen{tx: tx, channel: channel}
	for _, in := range ins {
		fresh, err := known.first(in.Update)
		if err != nil {
			return 0, err
		}
		if !fresh {
			continue
		}
		taken++
		if err := b.Put(tx, in); err != nil {
			return 0, err
		}
	}
	if err := known.save(); err != nil {
		return 0, err
	}
	return taken, tx.Put(store.Meta, []byte("next/"+channel), fmt.Appendf(nil, "%d", next))
}

// Offset returns what the last [Box.Receive] of this channel was given as next, or 0.
func (b *Box) Offset(ctx context.Context, channel string) (next int64, err error) {
	err = b.store.View(ctx, func(tx store.Tx) error {
		v, err := tx.Get(store.Meta, []byte("next/"+channel))
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = fmt.Sscan(string(v), &next)
		return err
	})
	return next, err
}

// Put puts an input into the inbox, as part of a turn. It is handed on when the turn waits for its commit, or after that.
func (b *Box) Put(tx store.Tx, in In) error {
	_, err := b.PutNumbered(tx, in)
	return err
}

// PutNumbered is [Box.Put] for who wants to know the input's number, to ask [Waits] of it later.
func (b *Box) PutNumbered(tx store.Tx, in In) (id uint64, err error) {
	if id, err = tx.Next(store.Inbox); err != nil {
		return 0, err
	}
	in.ID = id
	if err := putIn(tx, in); err != nil {
		return 0, err
	}
	tx.Ahead(func(p store.Pending) {
		in.Pending = p
		b.come(in)
	})
	return id, nil
}

// Waits tells whether an input is still in the inbox: it has not had its turn, and is no dead letter either.
func Waits(tx store.Tx, id uint64) (bool, error) { return tx.Has(store.Inbox, store.Key(id)) }

// Send puts something into the outbox, as part of a turn. It is handed to its channel after the commit. An [Edit] takes the place of
// one that still waits for the same message.
func (b *Box) Send(tx store.Tx, out Out) error {
	if err := b.overtake(tx, &out); err != nil {
		return fmt.Errorf("edit that waits: %w", err)
	}
	id, err := tx.Next(store.Outbox)
	if err != nil {
		return err
	}
	out.ID = id
	if out.At.IsZero() {
		out.At = tx.Now()
	}
	if err := SaveOut(tx, out); err != nil {
		return err
	}
	tx.OnCommit(func() { b.leave(out) })
	return nil
}

// NextIn returns the next input, waiting for one, in the order of their commits. One whose commit had to run again comes anew,
// behind those that were told of meanwhile. It ends with ctx.
func (b *Box) NextIn(ctx context.Context) (In, error) { return b.ins.pop(ctx, clock.Or(b.Clock)) }

// NextOut returns the next thing to send, waiting for one, in the order of their commits. It ends with ctx.
func (b *Box) NextOut(ctx context.Context) (Out, error) { return b.outs.pop(ctx, clock.Or(b.Clock)) }

// Waiting tells how many inputs and outputs were handed on but not yet fetched.
func (b *Box) Waiting() (ins, outs int) { return b.ins.len(), b.outs.len() }

// Heads are the numbers of the input and of the output that wait longest to be fetched, or 0 where none waits. While they
// change, somebody fetches.
func (b *Box) Heads() (in, out uint64) {
	first, _ := b.ins.first()
	last, _ := b.outs.first()
	return first.ID, last.ID
}

// Done removes an input whose turn is done, as part of that turn.
func (b *Box) Done(tx store.Tx, in In) error {
	tx.OnCommit(func() { b.inTally.remove(in.ID) })
	return tx.Delete(store.Inbox, store.Key(in.ID))
}

// Undone forgets an input that did not come into the inbox after all.
func (b *Box) Undone(in In) { b.inTally.remove(in.ID) }

// Count counts a failed attempt, in a commit of its own, and tells how many there were.
func (b *Box) Count(ctx context.Context, in In) (In, error) {
	in.Attempts++
	return in, b.store.Update(ctx, func(tx store.Tx) error { return putIn(tx, in) })
}

// CountDied counts an attempt of each of these inputs that is in the inbox, in one commit: the process died while they had their turn.
// It is called before [Box.Load].
func (b *Box) CountDied(ctx context.Context, inputs []uint64) error {
	if len(inputs) == 0 {
		return nil
	}
	return b.store.Update(ctx, func(tx store.Tx) error {
		for _, id := range inputs {
			key := store.Key(id)
			v, err := tx.Get(store.Inbox, key)
			if errors.Is(err, store.ErrNotFound) {
				continue // its turn was over
			}
			if err != nil {
				return err
			}
			in, err := openIn(key, v)
			if err != nil {
				return err
			}
			in.Attempts++
			if err := putIn(tx, in); err != nil {
				return err
			}
		}
		return nil
	})
}

// Bury makes an input a dead letter, in place of its turn. Of an input that could be read, the raw update goes: it
// holds the name of the person's account.
func (b *Box) Bury(tx store.Tx, in In) error {
	if in.Kind != Strange {
		in.Raw = nil
	}
	v, err := in.appendJSON(nil)
	if err != nil {
		return fmt.Errorf("encode dead letter: %w", err)
	}
	if err := tx.Put(store.Dead, store.Key(in.ID), v); err != nil {
		return err
	}
	tx.OnCommit(func() { b.dead.Add(1) })
	return b.Done(tx, in)
}

// deadBatch bounds one commit of [Box.ForgetDead].
const deadBatch = 200

// ForgetDead deletes dead letters that came before a time, and tells how many. It looks at some of the oldest only: call it now
// and then.
func (b *Box) ForgetDead(ctx context.Context, before time.Time) (n int, err error) {
	err = b.store.Update(ctx, func(tx store.Tx) error {
		var old [][]byte
		err := tx.Scan(store.Dead, nil, nil, func(k, v []byte) error {
			var in In
			if err := json.Unmarshal(v, &in); err != nil {
				return fmt.Errorf("decode dead letter: %w", err)
			}
			if !in.At.Before(before) || len(old) == deadBatch {
				return store.ErrStop
			}
			old = append(old, append([]byte(nil), k...))
			return nil
		})
		if err != nil {
			return err
		}
		n = len(old)
		for _, k := range old {
			if err := tx.Delete(store.Dead, k); err != nil {
				return err
			}
		}
		tx.OnCommit(func() { b.dead.Add(-int64(len(old))) })
		return nil
	})
	return n, err
}

// Sent removes an output from the outbox by its number, as part of the channel's own commit. One that is no longer there is no error.
func (b *Box) Sent(tx store.Tx, id uint64) error {
	tx.OnCommit(func() {
		b.outTally.remove(id)
		b.edits.remove(id)
	})
	return tx.Delete(store.Outbox, store.Key(id))
}

// SaveOut writes an entry of the outbox anew, as after a change of NotBefore or Marked.
func SaveOut(tx store.Tx, out Out) error {
	return field.Lend(func(b []byte) ([]byte, error) {
		v, err := out.appendJSON(b)
		if err != nil {
			return v, fmt.Errorf("encode output: %w", err)
		}
		return v, tx.Put(store.Outbox, store.Key(out.ID), v)
	})
}

// ChatNumber returns the number of a chat: 1, 2, 3 … in the order of their first contact. Records of a chat lie under its
// number, since random keys cost ten times the writes.
func ChatNumber(tx store.Tx, chat Chat) (uint64, error) {
	k := tx.Index(string(chat))
	v, err := tx.Get(store.Chats, k)
	if err == nil {
		return store.Number(v, 0), nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	n, err := tx.Next(store.Chats)
	if err != nil {
		return 0, err
	}
	return n, tx.Put(store.Chats, k, store.Key(n))
}

// putIn writes an entry of the inbox. The count of attempts stands before the JSON, in one byte.
func putIn(tx store.Tx, in In) error {
	return field.Lend(func(b []byte) ([]byte, error) {
		v, err := in.appendJSON(append(b, byte(in.Attempts)))
		if err != nil {
			return v, fmt.Errorf("encode input: %w", err)
		}
		return v, tx.Put(store.Inbox, store.Key(in.ID), v)
	})
}

func openIn(key, value []byte) (In, error) {
	if len(value) == 0 {
		return In{}, errors.New("empty input")
	}
	var in In
	if err := json.Unmarshal(value[1:], &in); err != nil {
		return In{}, fmt.Errorf("decode input: %w", err)
	}
	in.ID, in.Attempts = store.Number(key, 0), int(value[0])
	return in, nil
}

func openOut(key, value []byte) (Out, error) {
	var out Out
	if err := json.Unmarshal(value, &out); err != nil {
		return Out{}, fmt.Errorf("decode output: %w", err)
	}
	out.ID = store.Number(key, 0)
	return out, nil
}
