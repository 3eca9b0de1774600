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

// Numbers of buttons are typed in the digits of many scripts, and only small ones are numbers of buttons.
func TestTypedNumber(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  int
		ok    bool
	}{
		{"1", 1, true},
		{"１２", 12, true}, // full width, from a Chinese keyboard
		{"٣", 3, true},   // Arabic
		{"۴", 4, true},   // Persian
		{"१७", 17, true}, // Devanagari
		{"၉", 9, true},   // Burmese
		{"๐๒", 2, true},  // Thai
		{"០៣", 3, true},  // Khmer
		{"007", 7, true},
		{"0", 0, true},
		{"1000", 0, false},
		{"", 0, false},
		{"1a", 0, false},
		{"-1", 0, false},
		{"1.5", 0, false},
		{"½", 0, false},
		{"四", 0, false}, // a word, not a digit
		{"²", 0, false},
	} {
		if got, ok := typedNumber(c.typed); got != c.want || ok != c.ok {
			t.Errorf("typedNumber(%q) = %d, %v, want %d, %v", c.typed, got, ok, c.want, c.ok)
		}
	}
}

// Folding takes away what people leave out or add when they type, and nothing that is a letter of some script.
func TestFold(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"  YES!  ", "yes"},
		{"Ｙｅｓ", "yes"},
		{"I can’t leave", "i can t leave"},
		{"✖ Hide", "hide"},
		{"1、", "1"},
		{"مِنْ", "مِنْ"},     // vowel signs are marks, and stay
		{"မြန်မာ", "မြန်မာ"}, // so do the signs of Burmese
		{"a\u200bb", "ab"},   // nothing that cannot be seen counts
		{"\u202eabc", "abc"}, // nor what turns the line around
		{"🌐", ""},
		{"e\u0301", "\u00e9"}, // one form of a letter with its mark
	} {
		if got := fold(c.typed); got != c.want {
			t.Errorf("fold(%q) = %q, want %q", c.typed, got, c.want)
		}
	}
}
