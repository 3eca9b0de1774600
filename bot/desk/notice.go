package desk

import (
	"safeharbour/bot/box"
)

// notice tells the group of something about the whole bot, such as a full disk. It stands in no topic.
func (t *turn) notice() error {
	at := t.w.Text("staff.notice.unknown_time")
	if !t.in.Time.IsZero() {
		at = exact(t.in.Time)
	}
	text := t.w.Text("staff.notice."+t.in.Text, "Count", t.in.Count, "Time", at, "Until", exact(t.in.At))
	if text == "" {
		return nil // of another version
	}
	return t.send(box.Out{Urgency: box.HandOff, Verb: box.Post, Text: text})
}
