package telegram

import (
	"strings"
	"testing"
)

func TestProfilesAreSetOnce(t *testing.T) {
	profiles := []Profile{
		{Name: "Harbour", Description: "D", ShortDescription: "S", Commands: []Command{{"start", "Begin"}}},
		{Lang: "my", Description: "မင်္ဂလာပါ"}, {Lang: "fil", Description: "skipped"}, {Lang: "EN", Description: "skipped"},
	}
	play(t, options{}, func(t *testing.T, w *world) {
		dress := func() {
			if err := w.tr.Dress(t.Context(), profiles); err != nil {
				t.Error(err)
			}
		}
		count := func() (n int) {
			for _, m := range w.methods() {
				if strings.HasPrefix(m, "setMy") {
					n++
				}
			}
			return n
		}
		dress()
		if n := count(); n != 5 {
			t.Errorf("%d calls\n%s", n, w.logs)
		}
		w.restart(options{})
		dress()
		if n := count(); n != 5 {
			t.Errorf("%d calls after a restart", n)
		}
		for _, r := range w.srv.Refusals() {
			if r.Method != "getUpdates" { // the poll from before the restart may still wait there
				t.Errorf("refused: %+v", r)
			}
		}
	})
}
