package report_test

import (
	"testing"

	"safeharbour/bot/report"
)

// A turn makes the paper that is on the screen, so it must take no longer than a few records.
func BenchmarkMake(b *testing.B) {
	c := load(b)
	of := caseOf(b, c, "escaped_or_detained", "ar", fullEscaped)
	r := report.Request{Kind: report.Screening, To: "lawyer", Case: of, Voices: voices(c, "en", "ar"), Made: made}
	for b.Loop() {
		if _, err := c.Papers.Make(r); err != nil {
			b.Fatal(err)
		}
	}
}
