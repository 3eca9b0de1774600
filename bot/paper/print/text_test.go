package print

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/segmenter"
	unicodebidi "golang.org/x/text/unicode/bidi"
)

var shared = &Fonts{}

func newSetter() *setter {
	return &setter{chooser: chooser{fonts: shared, missing: map[string]bool{}}, faces: map[*typeface]*font.Face{}}
}

// Levels of letters, by the Unicode bidirectional algorithm.
func TestLevels(t *testing.T) {
	for _, c := range []struct {
		what, text string
		rtl        bool
		want       string
	}{
		{"Latin", "ab 12", false, "00000"},
		{"Arabic", "اب", true, "11"},
		{"number in Arabic", "اب 12", true, "11122"},
		{"number and comma", "ا 4,500", true, "1122222"},
		{"Latin in Arabic", "ا ab ا", true, "112211"},
		{"Arabic and number in Latin", "a ا 12 b", false, "00112200"},
		{"brackets around Arabic", "(ا)", true, "111"},
		{"brackets around Latin in Arabic", "ا (ab) ا", true, "11122111"},
		{"brackets after Latin in Arabic", "ab (ا) cd", true, "221111122"},
		{"isolated number", "ا \u2068+8 55\u2069 ا", true, "11122222111"}, // reads from left to right
		{"number not isolated", "ا +8 55", true, "1112122"},
		{"isolate keeps neighbours apart", "a \u2068ا\u2069 1", false, "0001000"},
		{"mark on letter", "اّ", true, "11"},
		{"currency", "ا $5", true, "1112"},
		{"Chinese brackets after Latin in Arabic", "ab 【ا】 cd", true, "221111122"},
		{"old and new angle bracket", "a \u2329b.1\u3009", true, "2222222"},
	} {
		got := ""
		for _, l := range levels([]rune(c.text), c.rtl) {
			got += fmt.Sprint(l)
		}
		if got != c.want {
			t.Errorf("%s: %q has %s, want %s", c.what, c.text, got, c.want)
		}
	}
}

// The only reason for an algorithm of our own: when this fails, a library can replace it.
func TestLibrariesDoNotTellLevels(t *testing.T) {
	for _, c := range []struct{ text, joined string }{
		{"a ا 12 b", "12 b"},                    // levels 00112200: seen as a 12 ا b
		{"a \u2067اب 12\u2069 b", "12\u2069 b"}, // levels 000 111 22 000: the number is part of the isolate
	} {
		var p unicodebidi.Paragraph
		if _, err := p.SetString(c.text, unicodebidi.DefaultDirection(unicodebidi.LeftToRight)); err != nil {
			t.Fatal(err)
		}
		order, err := p.Order()
		if err != nil {
			t.Fatal(err)
		}
		var one, other []string
		for i := range order.NumRuns() {
			r := order.Run(i)
			one = append(one, r.String())
		}
		var q bidi.Paragraph
		runs := q.Segment([]rune(c.text), bidi.LeftToRight)
		for i := range runs.NumRuns() {
			r := runs.Run(i)
			other = append(other, string([]rune(c.text)[r.Start:r.End]))
		}
		if !slices.Contains(one, c.joined) || !slices.Contains(other, c.joined) {
			t.Errorf("%q is now %q by x/text and %q by typesetting: use the one that parts the number", c.text, one, other)
		}
	}
}

// The cases that come with the standard, of text as [paper.Clean] leaves it.
func TestLevelsAsTheStandardHasThem(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/go-text/typesetting").Output()
	if err != nil {
		t.Fatal("go list:", err)
	}
	table, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "bidi", "test", "BidiCharacterTest.txt"))
	if err != nil {
		absent(t, "NO BidiCharacterTest.txt in the library that shapes: "+err.Error())
	}
	cases := 0
	for line := range strings.Lines(string(table)) {
		field := strings.Split(strings.TrimSpace(line), ";")
		if len(field) != 5 || field[1] == "2" { // the base direction is always given
			continue
		}
		var text []rune
		for _, code := range strings.Fields(field[0]) {
			n, err := strconv.ParseUint(code, 16, 32)
			if err != nil {
				t.Fatal(line)
			}
			text = append(text, rune(n))
		}
		if !cleaned(text) {
			continue
		}
		cases++
		got := levels(text, field[1] == "1")
		end := len(strings.TrimRightFunc(string(text), func(r rune) bool { return unicode.IsSpace(r) || isolate(r) }))
		end = len([]rune(string(text)[:end])) // the ends of lines are trimmed here
		for i, want := range strings.Fields(field[3])[:end] {
			if want != "x" && fmt.Sprint(got[i]) != want {
				t.Errorf("%q: %v, want %s", string(text), got, field[3])
				break
			}
		}
	}
	if cases < 90_000 {
		t.Errorf("%d cases only", cases)
	}
}

// cleaned tells whether a text has nothing that papers never have: controls, embeddings, overrides, isolates without end.
func cleaned(text []rune) bool {
	depth := 0
	for _, r := range text {
		switch {
		case unicode.IsControl(r) || r == 0x2029 || r >= 0x202A && r <= 0x202E:
			return false
		case r == 0x2069:
			depth = max(depth-1, 0)
		case isolate(r):
			depth++
		}
	}
	return depth == 0
}

// The library that shapes knows the direction of each letter too: both must agree.
func FuzzLevels(f *testing.F) {
	const alphabet = "ab1 2.,:-+/$%()[]«»ابא٣\u0651"
	letters := []rune(alphabet)
	f.Add([]byte("abc (defgh) 12,5"), true)
	f.Add([]byte("000%000&\xbf"), true)
	f.Add([]byte{18, 3, 13, 0, 14, 3, 19}, false)
	f.Fuzz(func(t *testing.T, text []byte, rtl bool) {
		var runes []rune
		for _, b := range text {
			runes = append(runes, letters[int(b)%len(letters)])
		}
		got := levels(runes, rtl)
		base := bidi.LeftToRight
		if rtl {
			base = bidi.RightToLeft
		}
		var p bidi.Paragraph
		runs := p.Segment(runes, base)
		for i := range runs.NumRuns() {
			r := runs.Run(i)
			for k := r.Start; k < r.End; k++ {
				if runes[k] == ' ' { // the ends of lines are trimmed here
					continue
				}
				if (got[k]%2 == 0) != r.IsLeftToRight() {
					t.Fatalf("%q (%v): letter %d has level %d, the library says otherwise", string(runes), rtl, k, got[k])
				}
			}
		}
	})
}

func split(text string, exact bool, least uint8) string {
	var b strings.Builder
	at := breaks([]rune(text), exact)
	for i, r := range []rune(text) {
		if i > 0 && at[i] >= least {
			b.WriteByte('|')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func TestBreaks(t *testing.T) {
	for _, c := range []struct {
		what, in string
		exact    bool
		want     string
	}{
		{"words", "one two-three", false, "one |two-|three"},
		{"Chinese comma", "据称，遭到（殴打）。", false, "据|称，|遭|到|（殴|打）。"},
		{"link that is exact", "https://a.b/c-d e", true, "https://a.b/c-d |e"},
		{"Burmese syllables", "ကျွန်ုပ်တို့", false, "ကျွန်ုပ်|တို့"},
		{"Burmese stack", "ဗုဒ္ဓ", false, "ဗုဒ္ဓ"},
		{"Khmer", "ខ្ញុំត្រូវការជំនួយ", false, "ខ្ញុំ|ត្រូវ|ការ|ជំ|នួយ"},
		{"Khmer with marked breaks", "ខ្ញុំ\u200Bសុំ", false, "ខ្ញុំ\u200B|សុំ"},
		{"Thai before a leading vowel", "ที่ไทยและ", false, "ที่|ไทย|และ"},
		{"amount", "owes 3,000 USD now", false, "owes |3,000 USD |now"},
		{"Lao", "ຄວາມເປັນໄທ", false, "ຄວາມ|ເປັນ|ໄທ"},
	} {
		if got := split(c.in, c.exact, fair); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// every text of the samples, and texts that hurt.
func texts() map[string][]string {
	all := map[string][]string{}
	for _, w := range samples {
		all[w.lang] = slices.Concat([]string{w.title, w.draft, w.nature, w.heading, w.reason, w.note, w.need}, w.acts, w.meanings, w.purposes, w.requests)
	}
	for _, text := range hostile {
		all["en"] = append(all["en"], text)
		all["ar"] = append(all["ar"], text)
	}
	return all
}

var hostile = []string{
	strings.Repeat("x", 10_000), strings.Repeat("ا", 500), strings.Repeat("က", 500), strings.Repeat("字", 500),
	"ﷺ﷽ﷺ﷽", "a" + strings.Repeat("\u0301", 500), "\u202Egnp.exe\u202C", "\x00\x01\x1b[31m", "👩‍👩‍👧‍👦🙂🇰🇪", "\u200B\u200D\uFEFF",
	"\u2067" + "abc\u2069 ק \u2068", "\u17D2\u17D2\u1039\u0E33\u0E48\u093F", "ab\u00A0" + strings.Repeat("\u00A0", 300) + "c", "Ꭰ𓀀 ⠓ ☃",
	strings.Repeat("\u2068", 200) + "x" + strings.Repeat("\u2069", 200), strings.Repeat("(", 100) + "ا" + strings.Repeat(")", 100),
}

// Whatever the text, no line is wider than its column, none ends within a letter, every letter is drawn, and nothing is lost.
func TestLinesFit(t *testing.T) {
	for lang, list := range texts() {
		for _, text := range list {
			for _, width := range []float64{60, column} {
				for _, st := range []style{bodyStyle, exactStyle} {
					checkLines(t, newSetter(), text, lang, st, width)
				}
			}
		}
	}
}

func checkLines(t *testing.T, s *setter, text, lang string, st style, width float64) {
	t.Helper()
	b := s.set(text, lang, st, width)
	var of []rune
	var starts map[int]bool
	for _, l := range b.lines {
		if len(l.text) != len(of) || &l.text[0] != &of[0] {
			of, starts = l.text, clusters(l.text)
		}
		if l.width > width+0.01 {
			t.Errorf("%s: a line of %.40q is %.1f wide in a column of %.0f", lang, text, l.width, width)
		}
		from, to := len(l.text), 0
		for _, r := range l.runs {
			from, to = min(from, r.from), max(to, r.to)
			for _, g := range r.shaped.Glyphs {
				if g.GlyphID == 0 && !ignorable(l.text[g.TextIndex()]) {
					t.Errorf("%s: no letter for U+%04X in %.40q", lang, l.text[g.TextIndex()], text)
				}
			}
		}
		if len(l.runs) > 0 && (!starts[from] || !starts[to]) {
			t.Errorf("%s: a line of %.40q is cut inside of a letter", lang, text)
		}
	}
}

func clusters(text []rune) map[int]bool {
	starts := map[int]bool{len(text): true}
	var seg segmenter.Segmenter
	seg.Init(text)
	for it := seg.GraphemeIterator(); it.Next(); {
		starts[it.Grapheme().Offset] = true
	}
	return starts
}

func TestExactValuesRunToTheRight(t *testing.T) {
	s := newSetter()
	long := strings.Repeat("0x8f2c1e7ad03b5c6490ee", 10)[:200]
	b := s.set(long, "ar", exactStyle, 300)
	got := ""
	for _, l := range b.lines {
		if !l.rtl {
			t.Error("an exact value in an Arabic paper begins at the left")
		}
		for _, r := range l.runs {
			if r.level%2 == 1 || r.face.family != mono {
				t.Errorf("a run at level %d in %s", r.level, r.face.family)
			}
			got += string(l.text[r.from:r.to])
		}
	}
	if got != long || len(b.lines) < 3 {
		t.Errorf("%d lines: %s", len(b.lines), got)
	}
}

func TestBoldLettersComeFromBoldFonts(t *testing.T) {
	s := newSetter()
	for lang, text := range map[string]string{"en": "a", "ar": "ا", "hi": "क", "th": "ก", "lo": "ກ", "km": "ក", "my": "က"} {
		l := s.set(text, lang, titleStyle, column).lines
		if len(l) != 1 || len(l[0].runs) != 1 || !l[0].runs[0].face.bold {
			t.Errorf("%s: no bold letter", lang)
		}
	}
}
