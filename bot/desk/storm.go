package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/hotline"
	"safeharbour/bot/record"
)

// When many cases are to be told of again at once, as after a standstill, the group gets one message for each priority: a group
// takes about 20 messages a minute, and hundreds of them would hide the one that is new.
const (
	// stormSpan is the time in which stormFew cases are told of each in its own topic.
	stormSpan = time.Minute
	stormFew  = 2
	// stormEvery is how far the messages about many are apart.
	stormEvery = 5 * time.Minute
	// stormNames is how many cases such a message names.
	stormNames = 10
	dueStorm   = "storm"
)

// storm is how many cases were told of again just now, and which priorities wait to be told of together.
type storm struct {
	Since   time.Time `json:"since,omitzero"`
	Count   int       `json:"count,omitempty"`
	Levels  []string  `json:"levels,omitempty"`
	Planned bool      `json:"planned,omitempty"` // the message is a due item
	Told    time.Time `json:"told,omitzero"`
}

var stormKey = []byte("storm")

// crowded counts that a case is to be told of again, and tells whether it must be together with others.
func (t *turn) crowded(level string) (bool, error) {
	var s storm
	if err := t.recall(stormKey, &s); err != nil {
		return false, err
	}
	if t.now.Sub(s.Since) >= stormSpan {
		s.Since, s.Count = t.now, 0
	}
	s.Count++
	crowded := s.Count > stormFew || s.Planned || t.now.Sub(s.Told) < stormEvery
	if crowded && !slices.Contains(s.Levels, level) {
		s.Levels = append(s.Levels, level)
	}
	if crowded && !s.Planned {
		s.Planned = true
		at := t.now.Add(stormSpan)
		if next := s.Told.Add(stormEvery); next.After(at) {
			at = next
		}
		if err := t.d.Box.Later(t.tx, at, box.In{Chat: t.d.Chat, Kind: box.Came, Text: dueStorm}); err != nil {
			return false, err
		}
	}
	return crowded, t.remember(stormKey, s)
}

// tellStorm tells of many cases in one message for each priority: of all that wait for too long now.
func (t *turn) tellStorm() error {
	var s storm
	if err := t.recall(stormKey, &s); err != nil {
		return err
	}
	levels := slices.Sorted(slices.Values(s.Levels))
	s.Levels, s.Planned, s.Told = nil, false, t.now
	if err := t.remember(stormKey, s); err != nil {
		return err
	}
	for _, level := range levels {
		if err := t.tellMany(level); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) tellMany(level string) error {
	count, oldest, names := 0, t.now, []string(nil)
	err := record.ScanOpen(t.tx, func(l record.Listed) error {
		due, ok := hotline.EscalateAt(l.Level, l.Since, 0)
		if l.Level != level || l.Status != record.Open || l.Withdrawn || !ok || due.After(t.now) {
			return nil
		}
		if l.Since.Before(oldest) {
			oldest = l.Since
		}
		if count++; count > stormNames {
			return nil
		}
		c, err := record.OpenCase(t.tx, l.ID)
		if err != nil {
			return err
		}
		names = append(names, c.Code)
		return nil
	})
	if err != nil || count == 0 {
		return err
	}
	if count > stormNames {
		names = append(names, "…")
	}
	return t.send(box.Out{Urgency: box.HandOff, Verb: box.Post, Text: t.w.Text("staff.escalation_many", "Priority", level,
		"Count", strconv.Itoa(count), "Minutes", strconv.Itoa(int(t.now.Sub(oldest).Minutes())), "List", strings.Join(names, ", "))})
}
