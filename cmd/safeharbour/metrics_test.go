package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
	"safeharbour/bot/telegram"
)

// labels are all the labels that metrics may have, with all their values. A label that is not here, or another value, may come
// from a person, and without an end.
func labels() map[string][]string {
	var results []string
	for c := telegram.Fine; c.String() != "unknown"; c++ {
		results = append(results, c.String())
	}
	return map[string][]string{
		"side": {"person", "desk"}, "lane": {"outside", "inside", "hide", "handoff", "reply", "digest"},
		"priority": levels, "state": {"unclaimed", "claimed"}, "deed": telegram.Deeds(), "result": results,
	}
}

// series lists the metrics that there are, as name{label=value ...}, with their values. Those of the language's own come from
// no person: their labels are the version and pauses.
func series(t *testing.T, a *app) map[string]float64 {
	t.Helper()
	list := map[string]float64{}
	families, err := a.metrics().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if !strings.HasPrefix(f.GetName(), namespace+"_") {
			continue
		}
		if f.GetHelp() == "" {
			t.Errorf("%s does not say what it is", f.GetName())
		}
		for _, m := range f.GetMetric() {
			name := strings.TrimPrefix(f.GetName(), namespace+"_")
			for _, l := range m.GetLabel() {
				if values, ok := labels()[l.GetName()]; !ok || !slices.Contains(values, l.GetValue()) {
					t.Errorf("%s has the label %s=%q, which is in no list", name, l.GetName(), l.GetValue())
				}
				name += fmt.Sprintf(" %s=%s", l.GetName(), l.GetValue())
			}
			list[name] = m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return list
}

// No label comes from a person: whatever people are called, say and send, the metrics have the same names.
func TestLabelsAreFixed(t *testing.T) {
	h := newHouse(t)
	h.taps("leave my workplace", "safe", "signal", "on its way")
	topic := h.topic(1)
	if _, err := h.sam.Say(topic.ID, "/r words"); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		p := h.api.Person(fmt.Sprintf("name-%d\"} 1\n", i), []string{"en", "xx\"", "ar"}[i%3])
		p.Send(fmt.Sprintf("/start words-%d\"} 1\nother 7", i))
		p.SendVoice()
		p.SendUnknown()
	}
	h.api.Push("message", `{"message_id":"x"}`)
	h.rests()
	got := series(t, h.app)
	for name, atLeast := range map[string]float64{
		"turn_seconds side=person": 40, "turn_seconds side=desk": 2, "commit_seconds": 10, "calls_total deed=send result=fine": 20,
		"calls_total deed=topic result=fine": 1, "call_seconds deed=send": 20, "cases_open priority=P0 state=unclaimed": 0,
		"polls_total": 2, "turns_total": 40, "database_bytes": 1000, "database_free_bytes": 0, "disk_free_bytes": 1000, "inbox_waiting lane=outside": 0,
		"outbox_oldest_seconds lane=reply": 0, "dead_letters": 0, "poll_conflicts_total": 0, "due_overdue": 0, "token_refused": 0,
		"heard_age_seconds": 0, "poll_age_seconds": 0, "gaps_total": 0, "inputs_slowed_total": 0, "clock_ahead_seconds": -60, "cases_unclaimed_oldest_seconds priority=P1": 0,
	} {
		if value, ok := got[name]; !ok || value < atLeast {
			t.Errorf("%s is %v (there: %v), want at least %v", name, value, ok, atLeast)
		}
	}
	open := 0.0
	for _, level := range levels {
		open += got["cases_open priority="+level+" state=unclaimed"]
	}
	if open != 1 {
		t.Errorf("%v cases are open and unclaimed, want 1", open)
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

// What is in the way is one plain word. Whoever sends a program to its end by it must not do so in vain.
func TestReadiness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKennel(t, fineTurn)
		k.began = time.Now()
		ready := func(when, want string) {
			t.Helper()
			synctest.Wait()
			if got := k.unready(t.Context(), time.Now()); got != want {
				t.Errorf("%s: %q is in the way, want %q", when, got, want)
			}
		}
		ready("before anything", "telegram")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- k.wire.Run(ctx) }()
		ready("at the start", "")
		time.Sleep(10 * time.Hour)
		ready("after a quiet day", "")
		k.api.Fail(demo.Fault{Status: 401})
		time.Sleep(2 * time.Minute)
		ready("without a token", "token")
		k.api.ClearFaults()
		time.Sleep(2 * time.Minute)
		ready("with it again", "")
		k.api.Fail(demo.Fault{Reset: true})
		time.Sleep(5 * time.Minute)
		ready("without a network", "poll")
		k.api.ClearFaults()
		time.Sleep(2 * time.Minute)
		ready("with it", "")
		k.api.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 3600})
		put := func(u box.Urgency) {
			if err := k.store.Update(t.Context(), func(tx store.Tx) error {
				return k.box.Send(tx, box.Out{Chat: telegram.Staff, Verb: box.Post, Urgency: u, Text: "x"})
			}); err != nil {
				t.Fatal(err)
			}
		}
		put(box.Digest)
		time.Sleep(20 * time.Minute)
		ready("while a digest waits", "")
		put(box.HandOff)
		ready("when a hand-off has just come", "")
		time.Sleep(20 * time.Minute)
		ready("when it waits for long", "outbox")
		cancel()
		<-ended
		if err := k.store.Close(); err != nil {
			t.Error(err)
		}
		ready("when the store is closed", "store")
		k.api.Close()
	})
}

// BenchmarkScrape is one look at all metrics beside 5,000 open cases and 20,000 closed ones.
func BenchmarkScrape(b *testing.B) {
	cfg := config{token: "4242:demo", Data: b.TempDir(), StaffChat: -100, StaffLang: "en", Contacts: "sourced"}
	a, err := newApp(b.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { b.StopTimer(); _ = a.close() }()
	err = a.store.Update(b.Context(), func(tx store.Tx) error {
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
	r := a.metrics()
	for b.Loop() {
		if _, err := r.Gather(); err != nil {
			b.Fatal(err)
		}
	}
}
