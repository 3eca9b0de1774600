package desk_test

import (
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
)

// A notice is about no case: it stands in the general topic, at once, and says what to do or what may be lost.
func TestNoticesSayWhatToDo(t *testing.T) {
	for what, want := range map[string]string{
		"taken": "@BotFather", "turned": "@BotFather", "over": "@BotFather", "late": "from 2026-11-22 03:00:00 to 2026-11-24 21:00:00",
	} {
		o := newOffice(t, "P2")
		outs, ins := o.turn(box.In{Kind: box.Notice, Text: what, Time: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)})
		if len(outs) != 1 || len(ins) != 0 || outs[0].Thread != "" || outs[0].Urgency != box.HandOff || !strings.Contains(outs[0].Text, want) {
			t.Errorf("%s: %+v, %+v", what, outs, ins)
		}
	}
}
