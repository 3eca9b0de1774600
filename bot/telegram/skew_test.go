package telegram

import (
	"net/http"
	"testing"
	"time"

	"safeharbour/bot/clock"
)

// fixed is a clock that the test turns.
type fixed struct {
	clock.Real
	now *time.Time
}

func (f fixed) Now() time.Time { return *f.now }

// What is purged hangs on the clock, so that of the server is asked; an old answer, or one without a date, tells nothing.
func TestSkew(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	tr := &Transport{Clock: fixed{now: &now}}
	is := func(what string, ahead time.Duration, known bool) {
		t.Helper()
		if a, k := tr.Skew(); a != ahead || k != known {
			t.Errorf("%s: %v ahead, known %t; want %v, %t", what, a, k, ahead, known)
		}
	}
	is("before any answer", 0, false)
	tr.skew.hear("", now)
	tr.skew.hear("yesterday", now)
	is("without a date", 0, false)
	tr.skew.hear(now.Add(-time.Hour).Format(http.TimeFormat), now)
	is("an hour ahead", time.Hour, true)
	now = now.Add(9 * time.Minute)
	tr.skew.hear(now.Format(http.TimeFormat), now)
	is("right again", 0, true)
	now = now.Add(20 * time.Minute)
	is("long after", 0, false)
	now = now.Add(-10 * 365 * 24 * time.Hour)
	tr.skew.hear(now.Add(10*365*24*time.Hour).Format(http.TimeFormat), now)
	is("years behind", -10*365*24*time.Hour, true)
}

// Hide deletes what is young and makes a dot of what is old, so no message that Telegram still deletes may count as old; and what
// is long past must, or a chat would be remembered for ever.
func TestAge(t *testing.T) {
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	for _, c := range []struct {
		what   string
		ahead  time.Duration // our clock, of theirs
		own    bool
		theirs bool          // the server dated it
		age    time.Duration // in truth
		old    bool
	}{
		{"a person's of now, and a clock ahead", 3 * day, false, true, time.Hour, false},
		{"an old one of a person's, and a clock behind", -3 * day, false, true, 3 * day, true},
		{"the bot's of now", 0, true, false, time.Hour, false},
		{"the bot's of now, and a clock ahead", 3 * day, true, false, time.Hour, false},
		{"the bot's that was just pressed, and a clock ahead", 3 * day, true, true, 0, false},
		{"the bot's that was pressed long after, and a clock ahead", 3 * day, true, true, 47 * time.Hour, false},
		{"an old one of the bot's", 0, true, false, 3 * day, true},
		{"an old one of the bot's, and a clock behind", -3 * day, true, false, 3 * day, true},
		{"an old one of the bot's, and a clock ahead", 3 * day, true, false, 6 * day, true},
		{"an old one of the bot's, and a clock years ahead", 10 * year, true, false, 3 * day, true},
	} {
		now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
		tr := &Transport{Clock: fixed{now: &now}}
		there := now.Add(-c.ahead)
		tr.skew.hear(there.Add(-time.Second).Format(http.TimeFormat), now) // an answer is on its way for a while
		k := mark{At: now.Add(-c.age), Own: c.own}
		if c.theirs {
			k.At = there.Add(-c.age)
		}
		if old := tr.ages()(k) >= erasable; old != c.old {
			t.Errorf("%s: old %t", c.what, old)
		}
	}
}
