package main

import "time"

const (
	// clockOff is how far the clock may be from that of the Bot API server, or may have jumped, while it is still trusted.
	clockOff = 5 * time.Minute
	// clockCalm is how long nothing is purged after the start where the server does not tell its time: long enough to have the
	// clock of a machine set that has just come up.
	clockCalm = 2 * time.Minute
)

// clockSure tells whether the clock can be trusted. A clock that is years ahead would find every case past its time, so nothing is
// purged while it is not sure (security.md, F9).
func (a *app) clockSure() bool {
	ahead, known := a.wire.Skew()
	now := time.Now()
	lived := now.Sub(a.began) // by the clock that only counts on
	return trusted(lived, now.Round(0).Sub(a.began.Round(0)), ahead, known)
}

// trusted judges the clock by that of the server. Where that is not known, the time of day must not have jumped: since the start
// as much must have passed by it as by the machine's other clock, which only counts on.
func trusted(lived, passed, ahead time.Duration, known bool) bool {
	if known {
		return ahead.Abs() <= clockOff
	}
	return lived >= clockCalm && (passed-lived).Abs() <= clockOff
}
