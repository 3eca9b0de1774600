package answer_test

import (
	"strings"
	"testing"

	"safeharbour/bot/answer"
)

// BenchmarkSecret looks through the longest message that a person can send, and one with a label in it.
func BenchmarkSecret(b *testing.B) {
	plain := strings.Repeat("They said we go at 9 o'clock: nobody knows where. ", 82)[:4096]
	for name, text := range map[string]string{"plain": plain, "labelled": plain[:4000] + " my password is lost"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if answer.Secret(text) {
					b.Fatal("it is no secret")
				}
			}
		})
	}
}
