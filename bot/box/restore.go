package box

import (
	"fmt"

	"safeharbour/bot/store"
)

// Restore fits what waits in a store to its being an older copy, as after a restore from a backup. Call it before [Box.Load].
// It may be done twice.
//
// What was to be sent to a person is dropped, and told how much that was: it may have been sent long ago, and now it could fall
// into other hands. What takes something off a screen stays, and so does what is for the chats that keep tells of. Inputs from
// outside become late ones (In.Late).
func Restore(tx store.Tx, keep func(Chat) bool) (dropped int, err error) {
	var gone [][]byte
	err = tx.Scan(store.Outbox, nil, nil, func(k, v []byte) error {
		out, err := openOut(k, v)
		if err == nil && !keep(out.Chat) && out.Verb != Erase && out.Verb != Clear {
			gone = append(gone, store.Key(out.ID))
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("restore outbox: %w", err)
	}
	for _, k := range gone {
		if err := tx.Delete(store.Outbox, k); err != nil {
			return 0, err
		}
	}
	var late []In
	err = tx.Scan(store.Inbox, nil, nil, func(k, v []byte) error {
		in, err := openIn(k, v)
		if err == nil && in.Update != "" && !in.Late {
			late = append(late, in)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("restore inbox: %w", err)
	}
	for _, in := range late {
		in.Late = true
		if err := putIn(tx, in); err != nil {
			return 0, err
		}
	}
	return len(gone), nil
}
