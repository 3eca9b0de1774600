package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/desk"
	"safeharbour/bot/limp"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/telegram"
)

// newLimp wires the bot beside a database that cannot be used, for the reason why (bot/limp says what it then does). The
// database is not touched. What comes lies in a folder of its own within the data folder, until a start on a healthy database
// reads it in; until then every start finds it there again.
func newLimp(ctx context.Context, cfg config, log *slog.Logger, why folderState) (*app, error) {
	st, err := openLimp(cfg.Data, why)
	if err != nil {
		return nil, err
	}
	a := &app{cfg: cfg, log: log, read: readContents, store: st, db: st, box: box.New(st), why: why,
		exit: os.Exit, meters: newMeters(), began: time.Now()}
	err = a.box.Load(ctx)
	if err == nil {
		a.connect()
		a.wire.Files, a.wire.Blind = nil, true
		err = limp.Tell(ctx, st, a.box, telegram.Staff, string(why))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w %s: %w", errStorage, cfg.Data, err), st.Close())
	}
	return a, nil
}

// limp gives the lanes the turns of limp mode in the place of the others.
func (a *app) limp(people *bot.Bot, staff *desk.Desk) {
	l := &limp.Limp{Words: a.content.Words, Staff: telegram.Staff, Notice: staff.Turn, IsHide: people.IsHide, Hide: bot.HideData, Screen: bot.Screen}
	a.lanes.First = people.IsHide
	a.lanes.Turn = func(tx store.Tx, in box.In) error { return l.Turn(a.box, tx, in) }
	a.lanes.Bury = l.Bury
}

// openLimp opens the store of limp mode, or makes it. It is closed with the server's key where that is good, and else with one
// of its own, which lies beside it.
func openLimp(dir string, why folderState) (*bolt.DB, error) {
	own := filepath.Join(dir, limpName)
	st, err := openLimpAt(dir, own, why)
	if errors.Is(err, store.ErrForeign) || errors.Is(err, store.ErrSealed) {
		// It is damaged as well. Somebody may still want to look into it.
		if err := os.Rename(own, fmt.Sprintf("%s-damaged-%d", own, time.Now().Unix())); err != nil {
			return nil, fmt.Errorf("%w %s: %w", errStorage, dir, err)
		}
		st, err = openLimpAt(dir, own, why)
	}
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", errStorage, dir, err)
	}
	return st, nil
}

func openLimpAt(dir, own string, why folderState) (*bolt.DB, error) {
	if err := os.MkdirAll(own, 0o700); err != nil {
		return nil, err
	}
	keys, err := limpKey(dir, own, why)
	if err != nil {
		return nil, err
	}
	return bolt.Open(database(own), bolt.Options{Sealer: keys})
}

func limpKey(dir, own string, why folderState) (*seal.Keys, error) {
	_, err := os.Stat(filepath.Join(own, seal.Name))
	if err == nil || why == folderKey {
		return seal.Open(own, database(own))
	}
	return seal.Open(dir, dir) // it never makes one: the folder is there
}

// readIn takes what came in limp mode into the database, and removes it from where it lay. Cut off by a crash, it is done again:
// what was taken already is known by its number.
func (a *app) readIn(ctx context.Context) error {
	own := filepath.Join(a.cfg.Data, limpName)
	if _, err := os.Stat(database(own)); err != nil {
		return nil
	}
	keys, err := limpKey(a.cfg.Data, own, folderGood)
	if err != nil {
		return a.leaveLimp(err)
	}
	st, err := bolt.Open(database(own), bolt.Options{Sealer: keys})
	if err != nil {
		return a.leaveLimp(err)
	}
	taken := 0
	lost, err := limp.Kept(ctx, st, func(ins []box.In) error {
		n, err := a.wire.Readmit(ctx, st, ins)
		taken += n
		return err
	})
	if cerr := st.Close(); err != nil || cerr != nil {
		return fmt.Errorf("%w %s: read in what came in limp mode: %w", errStorage, a.cfg.Data, errors.Join(err, cerr))
	}
	err = a.store.Update(ctx, func(tx store.Tx) error {
		return a.box.Put(tx, box.In{Chat: telegram.Staff, At: tx.Now(), Kind: box.Notice, Text: "limp_over", Count: taken})
	})
	if err == nil {
		err = os.RemoveAll(own)
	}
	if err != nil {
		return fmt.Errorf("%w %s: read in what came in limp mode: %w", errStorage, a.cfg.Data, err)
	}
	a.log.Warn("what came in limp mode was read in", "inputs", taken, "unreadable", lost)
	return nil
}

// leaveLimp goes on without what came in limp mode: it stays where it is, and the operator is told. Serving people comes first.
func (a *app) leaveLimp(err error) error {
	a.log.Error("what came in limp mode cannot be read: it stays in the folder limp of the data folder", "err", err)
	return nil
}
