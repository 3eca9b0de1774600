package trend_test

import (
	"testing"
	"time"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
	"safeharbour/bot/trend"
)

// Two cases about one place within a day may mean that something happens there. A case is no second one to itself, another
// place is another place, and yesterday's news is none.
func TestAgain(t *testing.T) {
	now := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	db := storetest.OpenWith(t, t.TempDir(), bolt.Options{Sealer: seal.New([32]byte{1}), Now: func() time.Time { return now }})
	for _, c := range []struct {
		after time.Duration
		place string
		id    uint64
		want  bool
	}{
		{0, "kh-bavet", 1, false},
		{time.Hour, "kh-bavet", 1, false},
		{time.Hour, "kh-poipet", 2, false},
		{21 * time.Hour, "kh-bavet", 3, true},
		{time.Hour, "kh-bavet", 1, true},
		{24 * time.Hour, "kh-bavet", 4, false},
		{-48 * time.Hour, "kh-bavet", 5, false}, // the clock was set back
	} {
		now = now.Add(c.after)
		err := db.Update(t.Context(), func(tx store.Tx) error {
			again, err := trend.Again(tx, c.place, c.id)
			if err == nil && again != c.want {
				t.Errorf("case %d at %s, %v later: %v, want %v", c.id, c.place, c.after, again, c.want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
