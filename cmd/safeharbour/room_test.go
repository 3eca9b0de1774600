package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// On a full disk staff are told, and the channel takes no updates.
func TestAFullDisk(t *testing.T) {
	a, err := newApp(t.Context(), alone(t.TempDir()), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	if a.wire.Hold() {
		t.Error("updates are held on a disk with room")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tell := a.room.Tell
	a.room.Free = func(dir string) (uint64, error) {
		if dir != a.cfg.Data {
			t.Errorf("it looks at %s", dir)
		}
		return 0, nil
	}
	a.room.Tell = func(ctx context.Context, notice string) (bool, error) {
		defer cancel() // one look is enough
		return tell(ctx, notice)
	}
	if err := a.room.Run(ctx); err != nil {
		t.Fatal(err)
	}
	in, err := a.box.NextIn(t.Context())
	if err != nil || in.Kind != box.Notice || in.Chat != telegram.Staff || in.Text != "disk_full" {
		t.Errorf("staff hear %+v, %v", in, err)
	}
	if !a.wire.Hold() {
		t.Error("updates are taken on a full disk")
	}
}

// A storage that failed ends the program with its own code, at once: whatever goes on would build on sand.
func TestABrokenStorageEndsTheProgram(t *testing.T) {
	a, err := newApp(t.Context(), alone(t.TempDir()), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	a.lanes.Store = brokenStore{a.store}
	err = a.store.Update(t.Context(), func(tx store.Tx) error { return a.box.Put(tx, box.In{Chat: "tg/7", Kind: box.Text, Text: "x"}) })
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err = a.run(ctx)
	if code := exitCode(err); !errors.Is(err, store.ErrBroken) || code != exitStorage {
		t.Errorf("it ends with %d: %v", code, err)
	}
}

// brokenStore is a store whose disk has failed.
type brokenStore struct{ store.Store }

func (brokenStore) Update(context.Context, func(store.Tx) error) error {
	return fmt.Errorf("commit: %w", store.ErrBroken)
}
