package bot

import (
	"strings"
	"testing"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/content"
	"safeharbour/bot/record"
	"safeharbour/flows"
	"safeharbour/locales"
)

// What lies months ago is answered with one press, to the month or to the year: nobody has to type a day that they do not know.
func TestLongAgo(t *testing.T) {
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	b := &Bot{Content: c}
	for now, want := range map[string]string{
		"2026-11-26": "2026-11 2026-10 2026-09 2026-08 2026-07 2026-06 2026 2025 2024",
		"2026-06-30": "2026-06 2026-05 2026-04 2026-03 2026-02 2026-01 2025 2024 2023",
		"2026-01-31": "2026-01 2025-12 2025-11 2025-10 2025-09 2025-08 2025 2024 2023",
	} {
		at, err := time.Parse(time.DateOnly, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range b.Content.Tags() {
			turn := &turn{b: b, now: at, c: &record.Conversation{Lang: lang}, w: b.Content.Words.Words(lang)}
			var got []string
			for _, button := range turn.longAgo() {
				day := button.Data[strings.LastIndex(button.Data, ".")+1:]
				got = append(got, day)
				_, label, _ := strings.Cut(button.Label, " ")
				v, problem := answer.Parse(answer.Date, label, answer.Hints{Lang: lang, Today: answer.DayOf(at)})
				if problem != nil || v.Day.String() != day {
					t.Errorf("%s: the button %q is read as %v", lang, button.Label, v.Day)
				}
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("%s, on %s: %s, want %s", lang, now, s, want)
			}
		}
	}
}
