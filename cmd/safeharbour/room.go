package main

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
	"safeharbour/bot/vault"
)

// A disk fills up, and nobody looks. So the bot looks itself, and gives up one thing after another before messages are lost:
// first files, which the vault refuses when less than its reserve is free; then new messages, which wait at Telegram while what
// is in the outbox still goes out, what is urgent first. A file that only takes up room is removed then, so that there is some
// for that. All of it comes back by itself.
const (
	lookForRoom = 5 * time.Second
	lowRoom     = vault.Reserve // below: no files, and an alarm
	lowOver     = lowRoom + 56<<20
	fullRoom    = 64 << 20 // below: no new messages
	fullOver    = 128 << 20
	ballastSize = 32 << 20
)

// roomState says how much room the disk has.
type roomState int32

const (
	roomEnough roomState = iota
	roomLow
	roomFull
)

// notice is what staff are told when it comes to this.
func (s roomState) notice() string {
	return [...]string{"disk_room", "disk_low", "disk_full"}[s]
}

// room watches the disk.
type room struct {
	state   atomic.Int32
	told    roomState
	free    func(dir string) (uint64, error) // tests have their own
	ballast int64                            // bytes; 0 for none
}

// roomOf is the state of the disk, for health: "" while there is room, "low" or "full". It may be called at any time.
func (a *app) roomOf() string {
	return [...]string{"", "low", "full"}[a.room.state.Load()]
}

// hold tells whether updates are to be left with Telegram for now.
func (a *app) hold() bool { return roomState(a.room.state.Load()) == roomFull }

// next is the state when so much is free. It changes back only when there is clearly more, so that it does not flutter.
func (s roomState) next(free uint64) roomState {
	switch {
	case free < fullRoom, s == roomFull && free < fullOver:
		return roomFull
	case free < lowRoom, s != roomEnough && free < lowOver:
		return roomLow
	}
	return roomEnough
}

// watchRoom looks for room until ctx ends.
func (a *app) watchRoom(ctx context.Context) error {
	tick := time.NewTicker(lookForRoom)
	defer tick.Stop()
	for {
		if err := a.lookForRoom(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// lookForRoom looks once. Its error is one of a store beyond use.
func (a *app) lookForRoom(ctx context.Context) error {
	free, err := a.room.free(a.cfg.Data)
	if err != nil {
		a.log.Warn("the room on the disk is not known", "err", err)
		return nil
	}
	was := roomState(a.room.state.Load())
	now := was.next(free)
	a.room.state.Store(int32(now))
	if now != was {
		a.log.Error("room on the disk", "state", a.roomOf(), "free_mb", free>>20)
	}
	switch {
	case now == roomFull:
		a.dropBallast()
	case now == roomEnough:
		a.takeBallast(free)
	}
	if now == a.room.told {
		return nil
	}
	err = a.store.Update(ctx, func(tx store.Tx) error {
		return a.box.Put(tx, box.In{Chat: telegram.Staff, At: tx.Now(), Kind: box.Notice, Text: now.notice()})
	})
	if broken(err) {
		return err
	}
	if err == nil {
		a.room.told = now
	}
	return nil
}

func (a *app) dropBallast() {
	if err := os.Remove(filepath.Join(a.cfg.Data, ballastName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		a.log.Warn("the ballast could not be removed", "err", err)
	}
}

// takeBallast writes the file that takes up room, unless it is there. Its bytes are random: some disks store zeros in no room.
func (a *app) takeBallast(free uint64) {
	path := filepath.Join(a.cfg.Data, ballastName)
	if info, err := os.Stat(path); a.room.ballast == 0 || err == nil && info.Size() == a.room.ballast || free < lowOver+uint64(a.room.ballast) {
		return
	}
	err := writeWhole(path, func(w io.Writer) error {
		_, err := io.CopyN(w, rand.NewChaCha8([32]byte{}), a.room.ballast)
		return err
	})
	if err != nil {
		a.log.Warn("the ballast could not be written", "err", err)
	}
}
