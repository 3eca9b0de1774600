// Package limp has the turns of a bot whose database cannot be used: whatever is wrong with that, people's messages are taken,
// sealed into a store of their own, and each person reads once, in dull words, that there is a fault. [Limp.Turn] is the turn;
// [Kept] gives what came, for reading it in when the database is well again.
//
// Nobody here knows who holds a phone or what was said before, so every chat is treated as a discreet one: one screen, edited in
// place, no sound, nothing that helps whoever looks over a shoulder, no promise that anybody reads soon, and no numbers of
// hotlines. What a person wrote is taken off the screen when it is on the disk. Hide works as ever.
//
// What staff write and press is not kept: it would act hours later, on people who have gone on. They are told to say it again.
//
// The package knows no channel. It does no I/O but the store.
package limp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"safeharbour/bot/box"
	"safeharbour/bot/locale"
	"safeharbour/bot/store"
)

// Limp has the turns. Set the fields before the first turn. Turns may run concurrently.
type Limp struct {
	Words  *locale.Catalog
	Staff  box.Chat                     // the staff's chat
	Notice func(store.Tx, box.In) error // tells staff a notice
	IsHide func(box.In) bool            // whether an input asks to hide
	Hide   string                       // data of the hide button
	Screen box.Ref                      // the name of a person's screen, as it is in the database that cannot be used
}

// toldKey remembers what staff were told was wrong.
const toldKey = "limp/told"

// Tell puts a notice for staff into the inbox, unless they had the same one. Call it after [box.Box.Load].
func Tell(ctx context.Context, st store.Store, bx *box.Box, staff box.Chat, what string) error {
	return st.Update(ctx, func(tx store.Tx) error {
		told, err := tx.Get(store.Meta, []byte(toldKey))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if string(told) == what {
			return nil
		}
		if err := tx.Put(store.Meta, []byte(toldKey), []byte(what)); err != nil {
			return err
		}
		return bx.Put(tx, box.In{Chat: staff, At: tx.Now(), Kind: box.Notice, Text: "limp." + what})
	})
}

// Turn takes one input.
func (l *Limp) Turn(bx *box.Box, tx store.Tx, in box.In) error {
	switch {
	case in.Chat == l.Staff && in.Kind == box.Notice:
		return l.Notice(tx, in)
	case in.Chat == l.Staff, in.Update == "":
		return nil
	}
	if err := keep(tx, in); err != nil || in.Chat == "" {
		return err
	}
	tag, _ := l.Words.Choose(in.Lang)
	w := l.Words.Words(tag)
	send := func(o box.Out) error {
		o.Chat = in.Chat
		return bx.Send(tx, o)
	}
	switch in.Kind {
	case box.Blocked, box.Unblocked:
		return nil
	case box.Press:
	default:
		if err := send(box.Out{Urgency: box.Hide, Verb: box.Erase, Refs: []box.Ref{in.Ref}}); err != nil {
			return err
		}
	}
	if l.IsHide(in) {
		return send(box.Out{Urgency: box.Hide, Verb: box.Clear, Ref: l.Screen, Text: w.Text("ui.hidden"), Silent: true})
	}
	return send(box.Out{Urgency: box.Reply, Verb: box.Show, Ref: l.Screen, Text: w.Text("ui.limp"), Silent: true,
		Buttons: [][]box.Button{{{Label: w.Text("ui.hide"), Data: l.Hide}}}})
}

// Bury is told of an input that failed three times. It was kept as a dead letter.
func (l *Limp) Bury(store.Tx, box.In) error { return nil }

// keep keeps an input as it came. The bucket of dead letters is free for that: here a dead letter is kept like any other.
func keep(tx store.Tx, in box.In) error {
	v, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("keep input: %w", err)
	}
	return tx.Put(store.Dead, store.Key(in.ID), v)
}

// batch is how many inputs [Kept] gives at once.
const batch = 100

// Kept gives what was kept, in the order of its arrival, in batches. It ends at the first error of fn. One that cannot be read
// any more is passed over and counted.
func Kept(ctx context.Context, st store.Store, fn func([]box.In) error) (lost int, err error) {
	for from := []byte(nil); ; {
		var ins []box.In
		var next []byte
		unread := 0
		err := st.View(ctx, func(tx store.Tx) error {
			ins, next, unread = nil, nil, 0
			return tx.Scan(store.Dead, from, nil, func(k, v []byte) error {
				if len(ins) == batch {
					next = append([]byte(nil), k...)
					return store.ErrStop
				}
				var in box.In
				if json.Unmarshal(v, &in) != nil {
					unread++
					return nil
				}
				in.Late = true
				ins = append(ins, in)
				return nil
			})
		})
		if err != nil {
			return lost, fmt.Errorf("read what was kept: %w", err)
		}
		lost += unread
		if len(ins) > 0 {
			if err := fn(ins); err != nil {
				return lost, err
			}
		}
		if from = next; from == nil {
			return lost, nil
		}
	}
}
