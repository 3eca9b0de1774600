package bot_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// Two hundred people who answer at once tell the desk of each answer, and whoever comes after them waits behind all that. So a case
// waits for the desk once, as long as the desk has not looked; what the desk has not seen must never be left untold.
func TestACaseWaitsForTheDeskOnce(t *testing.T) {
	h := newHurried(t)
	h.begin()
	h.do(h.button("help signal"))
	if got := h.told(); got != 1 {
		t.Fatalf("the desk is told %d times of a new case", got)
	}
	answer := func(words string) {
		t.Helper()
		before := h.version()
		h.do(box.In{Kind: box.Text, Text: words})
		if h.version() != before+1 {
			t.Fatalf("%q is not in the case", words)
		}
	}
	answer("1")
	answer("2")
	if got := h.told(); got != 1 {
		t.Errorf("the desk, which has not looked yet, is told %d times", got)
	}
	h.looked()
	answer("3")
	answer("4")
	if got := h.told(); got != 1 {
		t.Errorf("after the desk looked, answers make it %d times, want 1", got)
	}
}

// told counts how often the desk is told that something in a case is other than before.
func (h *hurried) told() (n int) {
	h.t.Helper()
	err := h.st.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(store.Inbox, nil, nil, func(_, v []byte) error {
			if bytes.Contains(v, []byte(`"kind":"changed"`)) {
				n++
			}
			return nil
		})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// version is that of the one case there is.
func (h *hurried) version() (n int) {
	h.t.Helper()
	err := h.st.View(context.Background(), func(tx store.Tx) error {
		c, err := record.OpenCase(tx, 1)
		if err != nil {
			return err
		}
		n = c.Version
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// looked takes what the desk was told out of the inbox, as its turn does.
func (h *hurried) looked() {
	h.t.Helper()
	err := h.st.Update(context.Background(), func(tx store.Tx) error {
		var keys [][]byte
		err := tx.Scan(store.Inbox, nil, nil, func(k, _ []byte) error {
			keys = append(keys, bytes.Clone(k))
			return nil
		})
		for _, k := range keys {
			err = errors.Join(err, tx.Delete(store.Inbox, k))
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}
