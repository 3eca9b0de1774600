package bolt_test

import (
	"context"
	"errors"
	"testing"

	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// Readers between two commits share a view. None may be kept over a commit: it would show what is no more so.
func TestViewsAreKeptUntilTheNextCommit(t *testing.T) {
	d := storetest.Open(t)
	look := func(want string) {
		t.Helper()
		err := d.View(context.Background(), func(tx store.Tx) error {
			v, err := tx.Get(store.Meta, []byte("a"))
			if string(v) != want {
				t.Errorf("a view shows %q, want %q", v, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	for _, want := range []string{"1", "2", "3"} {
		put(t, d, "a", want)
		for tries := 0; d.OpenViews() == 0; tries++ { // the writer may not be done yet
			if look(want); tries > 100_000 {
				t.Fatal("no view is kept")
			}
		}
		look(want)
		if n := d.OpenViews(); n != 1 {
			t.Errorf("%d views are open after the next reader", n)
		}
	}
	boom := errors.New("boom")
	for _, fn := range []func(store.Tx) error{
		func(store.Tx) error { return boom },
		func(store.Tx) error { panic("not shown") },
	} {
		if err := d.View(context.Background(), fn); err == nil {
			t.Error("a failing reader gave no error")
		}
	}
	look("3")
	if n := d.OpenViews(); n != 1 {
		t.Errorf("%d views are open after readers that failed", n)
	}
}
