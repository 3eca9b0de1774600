package telegram

import (
	"context"
	"fmt"
	"slices"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// Readmit takes inputs that came into another store, while this one could not be used, and what that store remembers of their
// chats' messages, so that Hide reaches them. ins are of the other store, in the order of their arrival. An input that this
// store has seen is left out; taken tells how many were new. Doing it again does no harm.
func (t *Transport) Readmit(ctx context.Context, other store.Store, ins []box.In) (taken int, err error) {
	next, err := box.New(other).Offset(ctx, channel)
	if err != nil {
		return 0, fmt.Errorf("read offset: %w", err)
	}
	known := map[box.Chat]*elsewhere{}
	for _, in := range ins {
		if in.Chat != "" && known[in.Chat] == nil {
			if known[in.Chat], err = remembered(ctx, other, in.Chat); err != nil {
				return 0, err
			}
		}
	}
	err = t.Store.Update(ctx, func(tx store.Tx) error {
		here := make([]box.In, len(ins))
		for i, in := range ins {
			if here[i] = in; in.Chat == "" {
				continue
			}
			m, err := t.numbers.memorize(tx, in.Chat)
			if err != nil {
				return err
			}
			if id := bare(in.Ref, "m/"); id != 0 && in.Kind == box.Press {
				if here[i].Ref, _, err = m.ref(id); err != nil {
					return err
				}
			}
		}
		for chat, e := range known {
			m, err := t.numbers.memorize(tx, chat)
			if err == nil {
				err = t.adopt(m, chat, e)
			}
			if err != nil {
				return err
			}
		}
		taken, err = t.Box.Take(tx, channel, next, here)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("readmit updates: %w", err)
	}
	return taken, nil
}

// elsewhere is what another store remembers of a chat.
type elsewhere struct {
	marks []mark
	notes map[box.Ref]note
	gaps  []gap
}

func remembered(ctx context.Context, other store.Store, c box.Chat) (*elsewhere, error) {
	var e *elsewhere
	err := other.View(ctx, func(tx store.Tx) error {
		e = &elsewhere{notes: map[box.Ref]note{}}
		m, err := recall(tx, c)
		if err != nil || m.number == 0 {
			return err
		}
		if e.marks, err = m.screen(); err != nil {
			return err
		}
		for _, k := range e.marks {
			if k.Ref != "" {
				if e.notes[k.Ref], err = m.note(k.Ref); err != nil {
					return err
				}
			}
		}
		e.gaps, err = m.gaps()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the memory of a chat: %w", err)
	}
	return e, nil
}

// adopt takes over what was remembered elsewhere. Where both have a message of one name, the newer one gets it, and the older
// is deleted: there is one screen.
func (t *Transport) adopt(m memory, chat box.Chat, e *elsewhere) error {
	for _, k := range e.marks {
		k.Ref = ""
		if err := m.show(k); err != nil {
			return err
		}
	}
	for ref, n := range e.notes {
		old, err := m.note(ref)
		if err != nil {
			return err
		}
		var refs []box.Ref
		for _, id := range old.IDs {
			if !slices.Contains(n.IDs, id) {
				refs = append(refs, messageRef(id))
			}
		}
		if len(refs) > 0 && chat != Staff {
			if err := t.Box.Send(m.tx, box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Erase, Refs: refs}); err != nil {
				return err
			}
		}
		n.Hash = ""
		if err := m.keep(ref, n); err != nil {
			return err
		}
	}
	for _, g := range e.gaps {
		if err := m.leave(g); err != nil {
			return err
		}
	}
	return nil
}
