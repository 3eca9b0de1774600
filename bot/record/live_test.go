package record_test

import (
	"errors"
	"testing"

	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// A conversation in memory must never stand in the way of what is in the store: not after a turn that was undone, not when
// somebody else wrote the record, and not for two turns at once.
func TestLive(t *testing.T) {
	db, live := storetest.Open(t), new(record.Live)
	open := func(tx store.Tx) *record.Conversation {
		t.Helper()
		c, err := live.Open(tx, "tg/1")
		if err != nil {
			t.Error(err)
		}
		return c
	}
	var first *record.Conversation
	update(t, db, func(tx store.Tx) error {
		first = open(tx)
		first.Lang = "vi"
		return live.Save(tx, first)
	})
	undone := errors.New("undone")
	err := db.Update(t.Context(), func(tx store.Tx) error {
		c := open(tx)
		if c != first {
			t.Error("the conversation was read again, though it is in memory")
		}
		if again := open(tx); again == c {
			t.Error("two turns share a conversation")
		}
		c.Lang = "ar"
		if err := live.Save(tx, c); err != nil {
			return err
		}
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	update(t, db, func(tx store.Tx) error {
		c := open(tx)
		if c.Lang != "vi" {
			t.Errorf("after a turn that was undone the language is %q", c.Lang)
		}
		return live.Save(tx, c)
	})
	update(t, db, func(tx store.Tx) error {
		c, err := record.OpenConversation(tx, "tg/1")
		if err != nil {
			return err
		}
		c.Lang = "id"
		return c.Save(tx)
	})
	update(t, db, func(tx store.Tx) error {
		if c := open(tx); c.Lang != "id" {
			t.Errorf("memory says %q, the store says id", c.Lang)
		}
		return nil
	})
}
