package box_test

import (
	"context"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// A dead letter holds a person's words, and goes like everything else when its time is over.
func TestDeadLettersGo(t *testing.T) {
	ctx, st := context.Background(), storetest.Open(t)
	b := box.New(st)
	now := time.Now()
	err := st.Update(ctx, func(tx store.Tx) error {
		for i, age := range []time.Duration{300, 200, 100} {
			if err := b.Bury(tx, box.In{ID: uint64(i + 1), Chat: "c", Kind: box.Text, At: now.Add(-age * 24 * time.Hour)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		if n, err := b.ForgetDead(ctx, now.Add(-180*24*time.Hour)); n != want || err != nil {
			t.Errorf("%d dead letters go, %v; want %d", n, err, want)
		}
	}
	if n := b.DeadLetters(); n != 1 {
		t.Errorf("%d are left", n)
	}
}
