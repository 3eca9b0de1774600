package desk

import (
	"fmt"
	"strings"
	"time"

	"safeharbour/bot/box"
)

// alarm tells staff that something is wrong with the bot as a whole: in the general topic, since it is about no case.
func (t *turn) alarm() error {
	text := ""
	switch what := t.in.Text; {
	case what == box.Taken, what == box.Turned, what == box.Over:
		text = t.w.Text("staff.alarm." + what)
	case strings.HasPrefix(what, box.Late):
		var from, to int64
		if _, err := fmt.Sscanf(what, box.Late+"%d-%d", &from, &to); err != nil {
			return fmt.Errorf("alarm: %w", err)
		}
		text = t.w.Text("staff.alarm.late", "From", stamp(time.Unix(from, 0)), "To", stamp(time.Unix(to, 0)))
	default:
		return nil
	}
	return t.send(box.Out{Urgency: box.HandOff, Verb: box.Post, Text: text})
}
