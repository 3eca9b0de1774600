package bot

import (
	"errors"
	"slices"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/evidence"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// Limits of one person, for the day on which somebody floods the bot (security.md §3.7). Nothing is dropped over them: it waits, or
// goes to where it costs staff less, and the person is told once. How many inputs are taken is the affair of [Lanes].
const (
	// casesADay is how many cases one chat makes in a day. What would be a further one becomes words on the newest.
	casesADay = 3
	// aDay and toldAgain are the time in which these count, and how long nobody is told of the same again.
	aDay      = 24 * time.Hour
	toldAgain = time.Hour
	// textMax is how many characters an entry of the log has. A longer text makes several.
	textMax = 4096
)

// wasSlowed tells a person once that they write faster than their inputs are taken.
func (t *turn) wasSlowed() {
	if t.in.Slowed {
		t.tellLimit("ui.slowed", toldAgain)
	}
}

// tellLimit tells of a limit on the next screen, unless that was done a short time ago, or somebody else may be looking.
func (t *turn) tellLimit(key string, again time.Duration) {
	switch t.c.Mode {
	case record.Menu, record.InFlow, record.Waiting:
	default:
		return
	}
	if at, ok := t.c.Limits[key]; ok && t.now.Sub(at) < again {
		return
	}
	if t.c.Limits == nil {
		t.c.Limits = map[string]time.Time{}
	}
	t.c.Limits[key] = t.now
	t.c.Tells = append(t.c.Tells, record.Tell{Text: key})
}

// fates tell the person what becomes of a file, where it is not as with others.
var fates = map[evidence.Fate]string{evidence.Later: "ui.files_later", evidence.Full: "ui.files_full"}

// newest is the case that takes what would be one too many today. full is false as long as there may be another.
func (t *turn) newest() (c *record.Case, full bool, err error) {
	n := 0
	for _, id := range t.c.CaseIDs() {
		other, err := record.OpenCase(t.tx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, false, err
		}
		if t.now.Sub(other.Created) < aDay {
			n++
		}
		if !other.Consent.Withdrawn {
			c = other
		}
	}
	return c, n >= casesADay && c != nil, nil
}

// join puts what the person answered in this flow on a case of another: they asked for help in many flows today. It is as
// urgent there as it would be by itself.
func (t *turn) join(c *record.Case) error {
	flow := t.c.Flow
	all := items(t.look().Answers())
	fresh := difference(t.c.Joined[flow], all)
	first := t.c.Joined[flow] == nil
	if len(fresh) == 0 && !first && !t.signal {
		return nil
	}
	if t.c.Joined == nil {
		t.c.Joined = map[string][]record.Item{}
	}
	t.c.Joined[flow] = append([]record.Item{}, all...)
	e := record.Entry{At: t.now, Who: record.Person, Flow: flow}
	for _, it := range all {
		if slices.Contains(fresh, it.Step) && it.Value.Type != answer.Read {
			e.Answers = append(e.Answers, it)
		}
	}
	if err := t.log(c.ID, e); err != nil {
		return err
	}
	level := t.b.Content.Triage.Assess(flow, t.values(t.look()), !t.c.Signals[flow].IsZero())
	raised := level.Level < c.Own()
	if raised {
		c.Urge(level.Level, level.Rules)
		if err := c.Save(t.tx); err != nil {
			return err
		}
	}
	if first {
		t.tellLimit("ui.joined", 0)
	}
	if t.signal || raised {
		if err := t.tell(box.In{Kind: box.Changed, Case: c.ID, Text: "signal"}); err != nil {
			return err
		}
	}
	return t.passEarly(c)
}

// parts cuts a text into pieces that an entry of the log holds.
func parts(text string) (list []string) {
	runes := []rune(text)
	for len(runes) > textMax {
		list, runes = append(list, string(runes[:textMax])), runes[textMax:]
	}
	return append(list, string(runes))
}
