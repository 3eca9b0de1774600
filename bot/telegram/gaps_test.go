package telegram

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/demo"
)

// Telegram keeps messages for a day. After a longer gap staff must know that some may be lost, whoever was away; after a
// shorter one nobody is troubled.
func TestAGapIsTold(t *testing.T) {
	for _, c := range []struct {
		away         time.Duration
		logged, told bool
	}{{time.Hour, false, false}, {19 * time.Hour, false, false}, {22 * time.Hour, true, false}, {30 * time.Hour, true, true}} {
		for _, who := range []string{"Telegram", "the program"} {
			t.Run(fmt.Sprint(who, " is away for ", c.away), func(t *testing.T) {
				play(t, options{}, func(t *testing.T, w *world) {
					pass(2 * time.Minute)
					begin := time.Now()
					if who == "Telegram" {
						w.srv.Fail(demo.Fault{Reset: true})
						pass(c.away)
						w.srv.ClearFaults()
						pass(2 * time.Minute)
					} else {
						w.halt()
						time.Sleep(c.away)
						w.restart(options{})
						pass(2 * time.Minute)
					}
					want := []string(nil)
					ins := w.ins()
					if c.told {
						want = []string{noticeLate}
					}
					if len(ins) != len(want) || c.told && ins[0].Text != noticeLate {
						t.Fatalf("came in: %+v", ins)
					}
					if c.told {
						if d := begin.Sub(ins[0].Time); d < -time.Minute || d > gapNote+2*time.Minute { // the poll that was under way still worked
							t.Errorf("the gap begins %v before it did", d)
						}
						if d := time.Since(ins[0].At); d < 0 || d > 3*time.Minute {
							t.Errorf("the gap ended %v ago", d)
						}
					}
					if got := w.tr.Gaps() == 1 && strings.Contains(w.logs.String(), "out of reach"); got != c.logged {
						t.Errorf("logged and counted: %v, want %v", got, c.logged)
					}
					pass(time.Hour)
					w.alarmed("later")
				})
			})
		}
	}
}
