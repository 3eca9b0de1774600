package bot

import "testing"

// Typed words must find their button, whatever numbers stand before it or in it.
func TestTypedWordsNameAButton(t *testing.T) {
	for _, c := range []struct {
		typed, label string
		want         bool
	}{
		{"Yes", "1. Yes", true},
		{"1. yes", "1. Yes", true},
		{" 1) YES! ", "1. Yes", true},
		{"2. Yes", "1. Yes", false},
		{"1 to 3 days ago", "2. 1 to 3 days ago", true},
		{"2. 1 to 3 days ago", "2. 1 to 3 days ago", true},
		{"to 3 days ago", "2. 1 to 3 days ago", false},
		{"06:00-10:00", "1. 06:00–10:00", true},
		{"hurt", "3. ☑ Hurt", true},
		{"1 到 3 天前", "2. 1 到 3 天前", true},
		{"Back", "◂ Back", true},
		{"", "1. Yes", false},
	} {
		if got := names(fold(c.typed), c.label); got != c.want {
			t.Errorf("%q names the button %q: %v, want %v", c.typed, c.label, got, c.want)
		}
	}
}
