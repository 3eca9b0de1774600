package telegram

import (
	"strings"
	"testing"
	"time"
)

func TestProfilesAreSetOnce(t *testing.T) {
	o := options{set: func(tr *Transport) {
		tr.Profiles = []Profile{
			{Name: "Harbour", Description: "D", ShortDescription: "S", Commands: []Command{{"start", "Begin"}}},
			{Lang: "my", Description: "မင်္ဂလာပါ"}, {Lang: "fil", Description: "skipped"}, {Lang: "EN", Description: "skipped"},
		}
	}}
	play(t, o, func(t *testing.T, w *world) {
		count := func() (n int) {
			for _, m := range w.methods() {
				if strings.HasPrefix(m, "setMy") {
					n++
				}
			}
			return n
		}
		pass(time.Second)
		if n := count(); n != 5 {
			t.Errorf("%d calls\n%s", n, w.logs)
		}
		w.restart(o)
		pass(time.Second)
		if n := count(); n != 5 {
			t.Errorf("%d calls after a restart", n)
		}
		if len(w.srv.Refusals()) != 0 {
			t.Errorf("refused: %+v", w.srv.Refusals())
		}
	})
}
