package hotline

import "time"

// Waiting times before staff are told again of a case that nobody has claimed.
const (
	urgentEvery = 15 * time.Minute // P0: day and night
	soonEvery   = 4 * time.Hour    // P1
)

// EscalateAt returns when the desk is told again of a case that is unclaimed since then, after so many pings; false for
// levels that do not press (P2, P3 and unknown ones). The time may have passed while the bot stood still: then ping once,
// and take [Pings] for the number of pings, so that they do not come in a burst.
func EscalateAt(level string, since time.Time, pings int) (time.Time, bool) {
	every, ok := interval(level)
	if !ok {
		return time.Time{}, false
	}
	return since.Add(every * time.Duration(max(pings, 0)+1)), true
}

// Pings is how many times the desk should have been told again by now.
func Pings(level string, since, now time.Time) int {
	every, ok := interval(level)
	if !ok {
		return 0
	}
	return max(0, int(now.Sub(since)/every))
}

func interval(level string) (time.Duration, bool) {
	switch level {
	case "P0":
		return urgentEvery, true
	case "P1":
		return soonEvery, true
	}
	return 0, false
}
