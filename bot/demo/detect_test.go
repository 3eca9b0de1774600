package demo

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatBecomesALink(t *testing.T) {
	code := []entity{{Type: "code", Offset: 0, Length: 100}}
	for _, c := range []struct {
		text string
		list []entity
		want string // type(offset,length) ...
	}{
		{"plain words, 3.5 metres. And more", nil, ""},
		{"/start", nil, "bot_command(0,6)"},
		{"say /hide@some_bot now", nil, "bot_command(4,14)"},
		{"and/or // /မြန်မာ", nil, ""},
		{"see https://example.org/x, or (www.example.com).", nil, "url(4,21) url(31,15)"},
		{"😀 example.com", nil, "url(3,11)"},
		{"ask @somebody #now me@example.org", nil, "mention(4,9) hashtag(14,4) email(19,14)"},
		{"/start https://example.org @somebody", code, "code(0,100)"},
		{"bold https://example.org", []entity{{Type: "bold", Offset: 0, Length: 24}}, "bold(0,24) url(5,19)"},
	} {
		var got []string
		for _, e := range detect(c.text, c.list) {
			got = append(got, fmt.Sprintf("%s(%d,%d)", e.Type, e.Offset, e.Length))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: got %s, want %s", c.text, s, c.want)
		}
	}
}
