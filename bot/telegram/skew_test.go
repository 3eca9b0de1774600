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
