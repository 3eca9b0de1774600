package answer

import (
	"fmt"
	"time"
)

// DayOf gives the day of t in t's own time zone.
func DayOf(t time.Time) Day { return Day{Year: t.Year(), Month: int(t.Month()), Day: t.Day()} }

// Number counts the days from 1970-01-01 to d, or to the first day that d can be. The zero Day gives 0.
func (d Day) Number() int {
	if d.Year == 0 {
		return 0
	}
	const daySeconds = 24 * 60 * 60
	return int(d.time().Unix() / daySeconds)
}

// String writes d as ISO 8601 to the exactness it has: "2026-03-04", "2026-03", "2026". The zero Day gives "".
func (d Day) String() string {
	switch {
	case d.Year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// time gives the start of the first day that d can be.
func (d Day) time() time.Time {
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// exists tells whether the calendar has such a day.
func (d Day) exists() bool {
	if d.Year < 1 || d.Year > 9999 || d.Month < 0 || d.Month > 12 || d.Day < 0 || (d.Month == 0 && d.Day != 0) {
		return false
	}
	return d.Day == 0 || DayOf(d.time()) == d
}

// add moves an exact day.
func (d Day) add(days int) Day { return DayOf(d.time().AddDate(0, 0, days)) }

// first gives the earliest exact day that d can be.
func (d Day) first() Day { return DayOf(d.time()) }

// after tells whether d begins after o begins.
func (d Day) after(o Day) bool { return d.Number() > o.Number() }
