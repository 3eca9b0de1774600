package bot

import "testing"

// People type Vietnamese without marks, with some, or with all. A wrong mark is another word.
func TestMarksMayBeLeftOut(t *testing.T) {
	for _, c := range []struct {
		typed, text string
		want        bool
	}{
		{"khong", "Không", true},
		{"Không", "Không", true},
		{"khong chắc", "Không chắc", true},
		{"bo qua", "Bỏ qua", true},
		{"da gui", "Đã gửi", true},
		{"đúng", "Đừng", false},
		{"dung", "Đừng", true},
		{"cô", "Có", false},
		{"co", "Có!", true},
		{"khongg", "Không", false},
		{"", "Có", false},
		{"မနန", "မြန်မာ", false}, // these marks are letters
		{"不是", "不是", true},
	} {
		if got := unmarked(fold(c.typed), fold(c.text)); got != c.want {
			t.Errorf("%q stands for %q: %v, want %v", c.typed, c.text, got, c.want)
		}
	}
}

// A hide word is one word for all keyboards, also for those that send a letter and its mark as two characters.
func TestHideWordsInEveryForm(t *testing.T) {
	for _, pair := range [][2]string{{"ẩn", "A\u0302\u0309n"}, {"xóa", " XO\u0301A\n"}, {"✖", "✖"}} {
		if hideKey(pair[0]) != hideKey(pair[1]) {
			t.Errorf("%q is not %q", pair[1], pair[0])
		}
	}
}
