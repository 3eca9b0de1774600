package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

// series lists the metrics that there are, as name{label=value ...}, with their values. Those of the language's own come from
// no person: their labels are the version and pauses.
func series(t *testing.T, a *app) map[string]float64 {
	t.Helper()
	list, labels := map[string]float64{}, a.meters.Labels()
	families, err := a.meters.Registry(a.numbers()).Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if !strings.HasPrefix(f.GetName(), "safeharbour_") {
			continue
		}
		if f.GetHelp() == "" {
			t.Errorf("%s does not say what it is", f.GetName())
		}
		for _, m := range f.GetMetric() {
			name := strings.TrimPrefix(f.GetName(), "safeharbour_")
			for _, l := range m.GetLabel() {
				if values, ok := labels[l.GetName()]; !ok || !slices.Contains(values, l.GetValue()) {
					t.Errorf("%s has the label %s=%q, which is in no list", name, l.GetName(), l.GetValue())
				}
				name += fmt.Sprintf(" %s=%s", l.GetName(), l.GetValue())
			}
			list[name] = m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return list
}

// The store of limp mode is not the database: what is free in it is no number of that.
func TestInLimpModeNobodyKnowsTheWaste(t *testing.T) {
	a, err := newLimp(t.Context(), alone(t.TempDir()), slog.New(slog.DiscardHandler), folderKey)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	if n := a.numbers().Waste(); n != 0 {
		t.Errorf("%d bytes of the database hold nothing", n)
	}
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
	for _, level := range h.app.meters.Labels()["priority"] {
		open += got["cases_open priority="+level+" state=unclaimed"]
	}
	if open != 1 {
		t.Errorf("%v cases are open and unclaimed, want 1", open)
	}
}
