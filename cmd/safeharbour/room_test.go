package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// A disk that fills up and has room again: files go first, then new messages wait at Telegram and there is room for what is to be
// sent, and everything comes back by itself. Staff hear of each change once, also when the first word found no room.
func TestADiskThatFillsUp(t *testing.T) {
	a, err := newApp(t.Context(), config{token: "1:abc", Data: t.TempDir(), StaffChat: -1, StaffLang: "en"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	a.room.ballast = 1 << 20
	ballast := filepath.Join(a.cfg.Data, ballastName)
	const mb = 1 << 20
	for i, step := range []struct {
		free    uint64
		state   string
		hold    bool
		ballast bool
		notice  string
	}{
		{1000 * mb, "", false, true, ""},
		{201 * mb, "", false, true, ""},
		{199 * mb, "low", false, true, "disk_low"},
		{210 * mb, "low", false, true, ""}, // it does not flutter
		{63 * mb, "full", true, false, "disk_full"},
		{64*mb + 1, "full", true, false, ""}, // what the ballast gave
		{127 * mb, "full", true, false, ""},
		{129 * mb, "low", false, false, "disk_low"},
		{300 * mb, "", false, true, "disk_room"},
		{10 * mb, "full", true, false, "disk_full"},
		{900 * mb, "", false, true, "disk_room"},
	} {
		a.room.free = func(string) (uint64, error) { return step.free, nil }
		if err := a.lookForRoom(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := os.Stat(ballast)
		if a.roomOf() != step.state || a.hold() != step.hold || (err == nil) != step.ballast {
			t.Errorf("step %d, %d MB: state %q, hold %v, ballast %v", i, step.free/mb, a.roomOf(), a.hold(), err == nil)
		}
		if got := notices(t, a); got != step.notice {
			t.Errorf("step %d: staff hear %q, want %q", i, got, step.notice)
		}
	}
	if a.wire.Hold == nil {
		t.Error("the channel does not ask whether there is room")
	}
}

// notices takes what waits for staff.
func notices(t *testing.T, a *app) (all string) {
	t.Helper()
	n, _ := a.box.Waiting()
	for range n {
		in, err := a.box.NextIn(t.Context())
		if err != nil || in.Kind != box.Notice || in.Chat != telegram.Staff {
			t.Fatalf("%+v, %v", in, err)
		}
		all += in.Text
	}
	return all
}

// A storage that failed ends the program with its own code, at once: whatever goes on would build on sand.
func TestABrokenStorageEndsTheProgram(t *testing.T) {
	a, err := newApp(t.Context(), config{token: "1:abc", APIURL: "http://127.0.0.1:1", Data: t.TempDir(), StaffChat: -1, StaffLang: "en"}, slog.New(slog.DiscardHandler))
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
