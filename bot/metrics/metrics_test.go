package metrics

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
	"safeharbour/bot/telegram"
)

// whole is a source that has everything, and all meters.
func whole(t testing.TB) (*Meters, Source) {
	t.Helper()
	db := storetest.Open(t)
	no := func() bool { return false }
	long := func() time.Duration { return time.Hour }
	return New(telegram.Deeds(), telegram.Classes()), Source{Lanes: &bot.Lanes{}, Box: box.New(db), Wire: &telegram.Transport{}, Store: db,
		Unanswered: func() uint64 { return 3 }, PollAge: long, HeardAge: long, Limping: no, Holding: no, ClockSure: no,
		Free: func() (uint64, error) { return 0, errors.New("nobody knows") }, Database: filepath.Join(t.TempDir(), "none"),
		Waste: func() int64 { return 0 }}
}

// Every series has a name, a help and labels of ours, all of which are there before anything happened: what is missing in the
// beginning cannot be told from what broke. What cannot be read is -1, and never a wrong number.
func TestEverythingIsThereFromTheStart(t *testing.T) {
	m, s := whole(t)
	families, err := m.Registry(s).Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, f := range families {
		name, ours := strings.CutPrefix(f.GetName(), namespace+"_")
		if !ours {
			continue
		}
		if f.GetHelp() == "" {
			t.Errorf("%s does not say what it is", name)
		}
		for _, one := range f.GetMetric() {
			for _, l := range one.GetLabel() {
				if !slices.Contains(m.Labels()[l.GetName()], l.GetValue()) {
					t.Errorf("%s has the label %s=%q, which is in no list", name, l.GetName(), l.GetValue())
				}
			}
			values[name] = one.GetGauge().GetValue() + one.GetCounter().GetValue()
		}
	}
	for name, want := range map[string]float64{"unanswered_contacts_total": 3, "poll_age_seconds": 3600, "heard_age_seconds": 3600,
		"clock_unsure": 1, "limping": 0, "holding": 0, "disk_free_bytes": -1, "database_bytes": -1, "turn_seconds": 0, "call_seconds": 0} {
		if got, ok := values[name]; !ok || got != want {
			t.Errorf("%s is %v (there: %v), want %v", name, got, ok, want)
		}
	}
}

// Cases are counted as they are, whatever stands in their priority.
func TestCasesAreCounted(t *testing.T) {
	db := storetest.Open(t)
	now := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	err := db.Update(t.Context(), func(tx store.Tx) error {
		for i, c := range []record.Case{
			{Level: "P0", Status: record.Open, Created: now.Add(-time.Hour)}, {Level: "P0", Status: record.Open, Created: now.Add(-2 * time.Hour)},
			{Level: "P0", Status: record.Claimed, Created: now.Add(-9 * time.Hour)}, {Level: "P1", Status: record.Closed, Created: now},
			{Level: "P9", Status: record.Open, Created: now}, {Level: `"} 1`, Status: record.Open, Created: now},
		} {
			c.ID = uint64(i + 1)
			if err := c.Save(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := countCases(t.Context(), db, now)
	if err != nil || c.open["P0"] != 2 || c.claimed["P0"] != 1 || c.oldest["P0"] != 2*time.Hour || c.open["P1"] != 0 || c.open["other"] != 2 || len(c.open) != 2 {
		t.Errorf("counted %+v, %v", c, err)
	}
}

// BenchmarkScrape is one look at all metrics beside 5,000 open cases and 20,000 closed ones.
func BenchmarkScrape(b *testing.B) {
	m, s := whole(b)
	err := s.Store.Update(b.Context(), func(tx store.Tx) error {
		var all error
		for id := range uint64(25_000) {
			c := record.Case{ID: id + 1, Level: "P1", Status: record.Closed, Created: tx.Now()}
			if id%5 == 0 {
				c.Status = record.Open
			}
			all = errors.Join(all, c.Save(tx))
		}
		return all
	})
	if err != nil {
		b.Fatal(err)
	}
	r := m.Registry(s)
	for b.Loop() {
		if _, err := r.Gather(); err != nil {
			b.Fatal(err)
		}
	}
}
