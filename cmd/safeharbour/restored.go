package main

import (
	"context"
	"fmt"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// settleRestored does once what follows from serving on an older copy of the database (restore.go says what). It is done
// before anything is taken or sent. Cut off by a crash, it is done again.
func (a *app) settleRestored(ctx context.Context) error {
	until, restored := a.db.Restored()
	if !restored {
		return nil
	}
	moved, err := a.files.SetAside(ctx)
	if err != nil {
		return fmt.Errorf("%w %s: set files aside: %w", errStorage, a.cfg.Data, err)
	}
	dropped := 0 // the notice goes through a box of its own: ours loads what it finds in the store, and would have it twice
	err = a.store.Update(ctx, func(tx store.Tx) (err error) {
		dropped, err = box.Restore(tx, func(c box.Chat) bool { return c == telegram.Staff })
		if err != nil {
			return err
		}
		return box.New(a.store).Put(tx, box.In{Chat: telegram.Staff, At: tx.Now(), Kind: box.Notice, Text: "restored", Count: dropped, Time: until})
	})
	if err == nil {
		err = a.db.Settle(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w %s: settle after a restore: %w", errStorage, a.cfg.Data, err)
	}
	a.log.Warn("serving on a restored database: staff are told how old it is", "until", until, "not_sent", dropped)
	if moved > 0 {
		a.log.Warn("files that the restored database does not know were moved to files/aside: they are of cases that came later; "+
			"delete them when nobody needs them", "count", moved)
	}
	return nil
}
