package main

import (
	"testing"
)

// taps plays presses on a new chat, counted from the first menu: a button and what is on the screen after it, by turns.
func (h *house) taps(buttons ...string) {
	h.t.Helper()
	p := h.api.Person("Ana", "en")
	p.Send("/start")
	h.sees(p, "language")
	h.press(p, "English")
	h.sees(p, "chat program")
	for i := 0; i < len(buttons); i += 2 {
		h.press(p, buttons[i])
		h.sees(p, buttons[i+1])
	}
}

// How many taps it takes, counted after the language was chosen (design.md: hand-off and first hour are what counts).
func TestTaps(t *testing.T) {
	t.Run("a trapped person has a human alerted at the fourth", func(t *testing.T) {
		h := newHouse(t)
		h.taps("leave my workplace", "safe", "Yes", "agree", "Yes", "true right now", "hurt", "")
		h.topic(1)
	})
	t.Run("a signal and nothing else goes at the second", func(t *testing.T) {
		h := newHouse(t)
		h.taps("leave my workplace", "safe", "signal", "on its way")
		h.topic(1)
	})
	t.Run("Help now goes at the second, from the first menu", func(t *testing.T) {
		h := newHouse(t)
		h.taps("Help now", "Shall I send a signal", "Yes, send it", "It is sent")
		h.topic(1)
	})
	t.Run("a person who lost money has the first hour at the fourth", func(t *testing.T) {
		h := newHouse(t)
		h.taps("lost money", "last send them money", "Today", "How did you pay", "bank account", "country is your bank",
			"United States", "Call your bank's fraud line now")
	})
}
