package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// An input that kills the process each time becomes a dead letter. Those that were in the inbox beside it do not.
func TestOnlyWhatKillsTheProcessIsBuried(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "safeharbour.db")
	keys, err := seal.Open(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	st, err := bolt.Open(file, bolt.Options{Sealer: keys})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	const people, poison = 20, box.Chat("tg/7")
	err = st.Update(t.Context(), func(tx store.Tx) error {
		for i := range people {
			if err := box.New(st).Put(tx, box.In{Chat: box.Chat(fmt.Sprintf("tg/%d", i)), Kind: box.Text}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var done, buried atomic.Int64
	for range box.Tries + 3 {
		ctx, die := context.WithCancel(t.Context())
		b := box.New(st)
		if err := b.Load(ctx); err != nil {
			t.Fatal(err)
		}
		finish := func() {
			if done.Load()+buried.Load() == people {
				die()
			}
		}
		l := &bot.Lanes{Box: b, Store: st, Log: slog.New(slog.DiscardHandler),
			Turn: func(tx store.Tx, in box.In) error {
				if in.Chat == poison {
					die()
					return context.Canceled
				}
				tx.OnCommit(func() { done.Add(1); finish() })
				return nil
			},
			Bury: func(tx store.Tx, in box.In) error {
				if in.Chat != poison {
					t.Errorf("an input of %s was buried after %d tries", in.Chat, in.Attempts)
				}
				tx.OnCommit(func() { buried.Add(1); finish() })
				return nil
			},
		}
		if done.Load()+buried.Load() == people {
			die()
		}
		if err := l.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if done.Load() != people-1 || buried.Load() != 1 {
		t.Errorf("%d of %d innocents had their turn, %d inputs were buried", done.Load(), people-1, buried.Load())
	}
}
