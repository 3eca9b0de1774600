package report

import "testing"

// Links are broken; numbers and sentences are not.
func TestDefang(t *testing.T) {
	for text, want := range map[string]string{
		"see https://evil.example/x now":   "see hxxps[:]//evil[.]example/x now",
		"hxxps://evil[.]example":           "hxxps[:]//evil[.]example",
		"12.500 on 3.5.2026. It ended.":    "12.500 on 3.5.2026. It ended.",
		"http://1.2.3.4/a":                 "hxxp[:]//1[.]2[.]3[.]4/a",
		"10.0.0.1":                         "10[.]0[.]0[.]1",
		"anna@evil.example":                "anna[@]evil[.]example",
		"a\nb.example\n\nc":                "a\nb[.]example\n\nc",
		"中文evil.example":                   "中文evil[.]example",
		"":                                 "",
		"hxxps[:]//evil[.]example/x twice": "hxxps[:]//evil[.]example/x twice",
	} {
		if got := defang(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if once := defang(text); defang(once) != once {
			t.Errorf("%q changes when it is broken twice", text)
		}
	}
}

// Of a name no more than initials is left, whatever was typed.
func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Amina Beatrice Otieno":  "A. B. O.",
		"王小明":                    "王.",
		"  juan  dela cruz ":     "J. D. C.",
		"@handle 4711":           "H.",
		"4711 007":               "",
		"":                       "",
		"a b c d e f g":          "A. B. C. D.",
		"http://evil.example\nx": "H. X.",
		"محمد علي":               "م. ع.",
	} {
		if got := initials(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}
