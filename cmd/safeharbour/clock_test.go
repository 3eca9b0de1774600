package main

import (
	"testing"
	"time"
)

// A clock that is wrong must not delete anybody's case.
func TestOnlyATrustedClockPurges(t *testing.T) {
	for name, c := range map[string]struct {
		lived, passed, ahead time.Duration
		known, want          bool
	}{
		"as the server's":               {lived: time.Second, passed: time.Second, known: true, want: true},
		"a little off":                  {lived: time.Hour, passed: time.Hour, ahead: -4 * time.Minute, known: true, want: true},
		"jumped, to the server's":       {lived: time.Hour, passed: 9 * time.Hour, known: true, want: true},
		"ten years ahead":               {lived: time.Hour, passed: time.Hour, ahead: 87600 * time.Hour, known: true},
		"an hour behind":                {lived: time.Hour, passed: time.Hour, ahead: -time.Hour, known: true},
		"nobody tells the time":         {lived: time.Hour, passed: time.Hour, want: true},
		"nobody does, and it jumped":    {lived: time.Hour, passed: 3 * time.Hour},
		"nobody does, and it went back": {lived: time.Hour, passed: -time.Hour},
		"nobody does, just begun":       {lived: time.Minute, passed: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			if got := trusted(c.lived, c.passed, c.ahead, c.known); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}
