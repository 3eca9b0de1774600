// Package disk knows how much room a disk has, and gives up one thing after another before messages are lost.
//
// A disk fills up, and nobody looks. So the bot looks itself. When there is little room, files of persons are refused: [Reserve]
// is for the database. When there is none, new messages wait at Telegram, while what is in the outbox still goes out, what is
// urgent first; a file that only took up room, the ballast, is removed then, so that there is some for that. All of it comes
// back by itself. The main type is [Room].
//
// The package knows neither the store nor the channel: staff are told through a function.
package disk

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// Reserve is how much room is left to the database, in bytes: persons' messages go before their files (security.md §4, disk low).
const Reserve = 200 << 20

// Ballast is how large the ballast of a serving bot is, in bytes.
const Ballast = 32 << 20

const (
	lookEvery = 5 * time.Second
	lowRoom   = Reserve // below: no files, and an alarm
	lowOver   = lowRoom + 56<<20
	fullRoom  = 64 << 20 // below: no new messages
	fullOver  = 128 << 20
)

// state says how much room the disk has.
type state int32

const (
	enough state = iota
	low
	full
)

// String is the state for logs and health.
func (s state) String() string { return [...]string{"", "low", "full"}[s] }

// notice is what staff are told when it comes to this.
func (s state) notice() string {
	return [...]string{"disk_room", "disk_low", "disk_full"}[s]
}

// next is the state when so much is free. It changes back only when there is clearly more, so that it does not flutter.
func (s state) next(free uint64) state {
	switch {
	case free < fullRoom, s == full && free < fullOver:
		return full
	case free < lowRoom, s != enough && free < lowOver:
		return low
	}
	return enough
}

// Room watches the disk of one file. Its fields are set before Run. Until Run has looked, there is enough.
type Room struct {
	Path string // of the ballast, in the folder whose disk is watched
	Size int64  // of the ballast, in bytes; 0 for none
	Log  *slog.Logger

	// Tell tells staff: "disk_low", "disk_full", or "disk_room" when there is enough again. Where it tells nobody, it is called
	// again after the next look. Its error ends Run.
	Tell func(ctx context.Context, notice string) (told bool, err error)
	// Free tells how many bytes are free on the disk of a folder. If nil, [Free] does.
	Free func(dir string) (uint64, error)

	now  atomic.Int32
	told state
}

// State is "" while there is room, "low" or "full". It may be called at any time.
func (r *Room) State() string { return r.state().String() }

// Full tells whether updates are to be left with Telegram for now. It may be called at any time.
func (r *Room) Full() bool { return r.state() == full }

func (r *Room) state() state { return state(r.now.Load()) }

// Run looks for room until ctx ends, or until Tell fails.
func (r *Room) Run(ctx context.Context) error {
	RemoveHalves(r.Path) // of the ballast, which a crash cut off
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := r.look(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Spare is how many bytes may be used for what can wait, so that there is clearly enough room even then; 0 when there is little.
// It may be called at any time.
func (r *Room) Spare() (uint64, error) {
	free, err := r.free()
	if err != nil || r.state() != enough || free < lowOver {
		return 0, err
	}
	return free - lowOver, nil
}

func (r *Room) free() (uint64, error) {
	count := r.Free
	if count == nil {
		count = Free
	}
	return count(filepath.Dir(r.Path))
}

// look looks once. Its error is Tell's.
func (r *Room) look(ctx context.Context) error {
	free, err := r.free()
	if err != nil {
		r.Log.Warn("the room on the disk is not known", "err", err)
		return nil
	}
	was := r.state()
	now := was.next(free)
	r.now.Store(int32(now))
	if now != was {
		r.Log.Error("room on the disk", "state", now.String(), "free_mb", free>>20)
	}
	switch now {
	case full:
		r.drop()
	case enough:
		r.take(free)
	}
	if now == r.told {
		return nil
	}
	told, err := r.Tell(ctx, now.notice())
	if told {
		r.told = now
	}
	return err
}

// drop removes the ballast.
func (r *Room) drop() {
	if err := os.Remove(r.Path); err != nil && !errors.Is(err, os.ErrNotExist) {
		r.Log.Warn("the ballast could not be removed", "err", err)
	}
}

// take writes the ballast, unless it is there. Its bytes are random: some disks store zeros in no room.
func (r *Room) take(free uint64) {
	info, err := os.Stat(r.Path)
	if r.Size == 0 || err == nil && info.Size() == r.Size || free < lowOver+uint64(r.Size) {
		return
	}
	err = WriteWhole(r.Path, func(w io.Writer) error {
		_, err := io.CopyN(w, rand.NewChaCha8([32]byte{}), r.Size)
		return err
	})
	if err != nil {
		r.Log.Warn("the ballast could not be written", "err", err)
	}
}
