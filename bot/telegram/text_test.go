package telegram

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"safeharbour/bot/box"
)

func TestAQuoteStandsInABlock(t *testing.T) {
	for _, c := range []struct{ name, words, quote, want, block string }{
		{"ascii", "Said:", "go /close_1", "Said:\ngo /close_1", "go /close_1"},
		{"emoji before", "👩‍👩‍👧 said:", "😀 hi", "👩‍👩‍👧 said:\n😀 hi", "😀 hi"},
		{"arabic", "قالت", "السلام عليكم", "قالت\nالسلام عليكم", "السلام عليكم"},
		{"burmese", "ပြောသည်", "ကူညီပါ", "ပြောသည်\nကူညီပါ", "ကူညီပါ"},
		{"quote alone", "", "x", "x", "x"},
		{"words alone", "x", "", "x", ""},
		{"nothing", "", "", "·", ""},
		{"blank", " ", "\n", "·", ""},
		{"override", "w", "a\u202Eb\u2066c\x00d\u200Be", "w\na«U+202E»b«U+2066»c«U+0000»d«U+200B»e", "a«U+202E»b«U+2066»c«U+0000»d«U+200B»e"},
		{"broken bytes", "w\xff", "a\xfe", "w\uFFFD\na\uFFFD", "a\uFFFD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bodies := compose(c.words, c.quote, textLimit)
			if len(bodies) != 1 || bodies[0].text != c.want {
				t.Fatalf("compose(%q, %q) = %+v, want %q", c.words, c.quote, bodies, c.want)
			}
			if got := block(t, bodies[0]); got != c.block {
				t.Errorf("in the block stands %q, want %q", got, c.block)
			}
		})
	}
}

// block returns what the entity of a text covers, as Telegram counts.
func block(t testing.TB, b body) string {
	t.Helper()
	if len(b.entities) == 0 {
		return ""
	}
	u, e := utf16.Encode([]rune(b.text)), b.entities[0]
	if e.Type != "pre" || e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(u) {
		t.Fatalf("entity %+v does not fit %d units", e, len(u))
	}
	return string(utf16.Decode(u[e.Offset : e.Offset+e.Length]))
}

func TestVisible(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain\ntext\t.", "plain\ntext\t."},
		{"\u202Agnp.js", "«U+202A»gnp.js"},
		{"zero\uFEFFwidth\u2060", "zero«U+FEFF»width«U+2060»"},
		{"می\u200Cخواهم", "می\u200Cخواهم"},
		{"क्\u200Dष", "क्\u200Dष"},
		{"👩\u200D👩", "👩\u200D👩"},
		{"\u200Fعربي", "\u200Fعربي"},
		{"bell\a", "bell«U+0007»"},
		{"\u2028", "«U+2028»"},
		{"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"},
		{"x\U000E0067", "x«U+E0067»"},
		{"e" + strings.Repeat("\u0301", 12), "e" + strings.Repeat("\u0301", 12)},
		{"e" + strings.Repeat("\u0301", 1000) + "x", "e" + strings.Repeat("\u0301", 12) + "«+988»x"},
		{"ကျွန်ုပ်တို့", "ကျွန်ုပ်တို့"},
		{"❤\uFE0F", "❤\uFE0F"},
	} {
		if got := visible(c.in); got != c.want {
			t.Errorf("visible(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLongTextsAreCutWhereTheyMay(t *testing.T) {
	family := "👨‍👩‍👧‍👦"
	for _, c := range []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"at a letter", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"at a word", "one two three", 8, []string{"one two ", "three"}},
		{"at a line", "one two\nthree four", 9, []string{"one two\n", "three ", "four"}},
		{"not in a family", "ab" + family + family, 9, []string{"ab" + family, family}},
		{"a letter beyond the limit", "e\u0301\u0301\u0301\u0301", 2, []string{"e\u0301", "\u0301\u0301", "\u0301"}},
	} {
		var got []string
		for rest := c.text; rest != ""; {
			part := cut(rest, c.limit)
			got, rest = append(got, part), rest[len(part):]
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("words", strings.Repeat("é😀", 3000))
	f.Add(strings.Repeat("\n", 5000), "x")
	f.Add("\x00", "\u202E")
	f.Fuzz(func(t *testing.T, words, quote string) {
		bodies := compose(words, quote, 64)
		var quoted strings.Builder
		for _, b := range bodies {
			if n := utf8.RuneCountInString(b.text); n == 0 || n > 64 || !utf8.ValidString(b.text) {
				t.Fatalf("part of %d characters: %q", n, b.text)
			}
			quoted.WriteString(block(t, b))
		}
		if got, want := strings.Join(strings.Fields(quoted.String()), ""), strings.Join(strings.Fields(visible(quote)), ""); got != want {
			t.Fatalf("the block holds %q, want %q", got, want)
		}
	})
}

func TestButtonsThatTelegramWouldRefuseAreLeftOut(t *testing.T) {
	k, dropped := keys([][]box.Button{
		{{Label: "", Data: "empty label"}, {Label: "no data"}},
		{{Label: "long", Data: strings.Repeat("x", 65)}, {Label: "bad", Data: "\xff"}},
		{{Label: "link", Link: "https://example.org/x"}, {Label: "no link", Link: "javascript:alert(1)"}},
	})
	if dropped != 4 || len(k.Rows) != 2 || k.Rows[0][0] != (key{Text: "·", Data: "empty label"}) || k.Rows[1][0].URL != "https://example.org/x" {
		t.Errorf("keys = %+v, %d dropped", k, dropped)
	}
	if k, _ := keys(nil); k != nil {
		t.Errorf("no buttons make %+v", k)
	}
}

func TestTitle(t *testing.T) {
	for in, want := range map[string]string{
		"Case 1": "Case 1", "": "·", " a\nb ": "a b", strings.Repeat("x", 200): strings.Repeat("x", 128), "\u202E": "«U+202E»",
	} {
		if got := title(in); got != want {
			t.Errorf("title(%q) = %q, want %q", in, got, want)
		}
	}
}
