package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
)

// An alarm is about no case: it stands in the general topic, at once, and says what to do.
func TestAlarmsSayWhatToDo(t *testing.T) {
	from := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	for what, want := range map[string]string{
		box.Taken:  "@BotFather",
		box.Turned: "@BotFather",
		box.Over:   "@BotFather",
		fmt.Sprintf("%s%d-%d", box.Late, from.Unix(), from.Add(30*time.Hour).Unix()): "from 22 Nov 03:00 to 23 Nov 09:00",
	} {
		o := newOffice(t, "P2")
		outs, ins := o.turn(box.In{Kind: box.Alarm, Text: what})
		if len(outs) != 1 || len(ins) != 0 || outs[0].Thread != "" || outs[0].Urgency != box.HandOff || !strings.Contains(outs[0].Text, want) {
			t.Errorf("%s: %+v, %+v", what, outs, ins)
		}
	}
}
