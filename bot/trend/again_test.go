package trend_test

import (
	"errors"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
	"safeharbour/bot/trend"
)

// Two people's cases about one place within a day may mean that something happens there. A person's own other case is no second
// one, nor is one whose yes was taken back or was to a help signal only; another place is another place, and yesterday's news none.
func TestAgain(t *testing.T) {
	now := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	db := storetest.OpenWith(t, t.TempDir(), bolt.Options{Sealer: seal.New([32]byte{1}), Now: func() time.Time { return now }})
	yes := record.Consent{Given: true}
	for _, c := range []struct {
		name    string
		after   time.Duration
		place   string
		id      uint64
		chat    box.Chat
		consent record.Consent
		want    bool
	}{
		{"the first", 0, "kh-bavet", 1, "fake/1", yes, false},
		{"the same once more", time.Hour, "kh-bavet", 1, "fake/1", yes, false},
		{"the person's other case", time.Hour, "kh-bavet", 2, "fake/1", yes, false},
		{"another place", time.Hour, "kh-poipet", 3, "fake/3", yes, false},
		{"somebody else", 20 * time.Hour, "kh-bavet", 4, "fake/4", yes, true},
		{"long after", 24 * time.Hour, "kh-bavet", 5, "fake/5", yes, false},
		{"a help signal is compared with none", time.Hour, "kh-bavet", 6, "fake/6", record.Consent{Given: true, Signal: true}, false},
		{"and somebody else not with it", time.Hour, "kh-poipet", 7, "fake/7", yes, false},
		{"takes it back, after that of case 5", time.Hour, "kh-bavet", 8, "fake/8", record.Consent{Given: true, Withdrawn: true}, false},
		{"after case 5", time.Hour, "kh-bavet", 9, "fake/9", yes, true},
		{"the clock was set back", -48 * time.Hour, "kh-bavet", 10, "fake/10", yes, false},
	} {
		now = now.Add(c.after)
		err := db.Update(t.Context(), func(tx store.Tx) error {
			k := &record.Case{ID: c.id, Chat: c.chat, Desk: "main", Consent: c.consent}
			again, err := trend.Again(tx, c.place, k)
			if err == nil && again != c.want {
				t.Errorf("%s: %v, want %v", c.name, again, c.want)
			}
			return errors.Join(err, k.Save(tx))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// A yes that is taken back later counts no more.
	now = now.Add(time.Hour)
	err := db.Update(t.Context(), func(tx store.Tx) error {
		k, err := record.OpenCase(tx, 10)
		if err != nil {
			return err
		}
		k.Consent.Withdrawn = true
		if err := k.Save(tx); err != nil {
			return err
		}
		again, err := trend.Again(tx, "kh-bavet", &record.Case{ID: 11, Chat: "fake/11", Desk: "main", Consent: yes})
		if again {
			t.Error("a case whose consent was taken back is compared")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
