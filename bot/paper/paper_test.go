package paper

import (
	"bytes"
	"html"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestCleanShowsWhatDeceives(t *testing.T) {
	for _, c := range []struct{ what, in, want string }{
		{"plain", "A. B, 1990", "A. B, 1990"},
		{"lines", "\r\n a \r b\u2028c\t d \n\n", "a\nb\nc  d"},
		{"override", "a\u202Ecod.exe", "a«U+202E»cod.exe"},
		{"embedding", "\u202Aabc\u202C", "«U+202A»abc«U+202C»"},
		{"balanced isolate", "\u2068خط\u2069: x", "\u2068خط\u2069: x"},
		{"isolate without end", "a\u2067b", "a«U+2067»b"},
		{"end without isolate", "a\u2069b", "a«U+2069»b"},
		{"isolate across lines", "a\u2068b\nc\u2069d", "a«U+2068»b\nc«U+2069»d"},
		{"control", "a\x00\x1bb\u0085c", "a«U+0000»«U+001B»b«U+0085»c"},
		{"zero width", "a\u200Bb\uFEFFc", "a«U+200B»b«U+FEFF»c"},
		{"break between Khmer words", "ខ្ញុំ\u200Bត្រូវ", "ខ្ញុំ\u200Bត្រូវ"},
		{"joiners", "क्\u200Dष \u200Cنمی", "क्\u200Dष \u200Cنمی"},
		{"blank letter", "a\u3164b", "a«U+3164»b"},
		{"hidden tag", "a\U000E0041", "a«U+E0041»"},
		{"soft hyphen", "re\u00ADport", "report"},
		{"not UTF-8", "a\xffb", "a\uFFFDb"},
		{"marks without end", "a" + strings.Repeat("\u0301", 40), "a" + strings.Repeat("\u0301", 12) + "«+28»"},
		{"nothing", " \n\t", ""},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", c.what, c.in, got, c.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\u202Eb\u2066c")
	f.Add("\u2068\u2069\u2069\xff\x00")
	f.Fuzz(func(t *testing.T, text string) {
		got := Clean(text)
		open := 0
		for _, r := range got {
			switch {
			case r == '\n':
				open = 0
			case unicode.IsControl(r), r >= 0x202A && r <= 0x202E:
				t.Fatalf("Clean(%q) kept U+%04X", text, r)
			case r >= lri && r <= fsi:
				open++
			case r == pdi:
				if open--; open < 0 {
					t.Fatalf("Clean(%q) ends an isolate that is not open", text)
				}
			}
		}
		if again := Clean(got); again != got {
			t.Fatalf("Clean is not done after one time: %q, then %q", got, again)
		}
	})
}

var both = Doc{Code: "river-lamp-seven", Parts: []Part{
	{Lang: "en", Title: "Report to a bank", Draft: "Draft", Date: "3 March 2026", Blocks: []Block{
		Paragraph{Text: "First line.\nSecond <b>line</b> & \"quotes\"."},
		Rows{Rows: []Row{
			{Label: "Name", Value: "نور"}, {Label: "Paid to", Value: "TQn9\n0xab", Exact: true}, {Label: "Not known", Value: " "},
		}},
		Heading{Text: "Boxes"},
		Boxes{Boxes: []Box{{Title: "Act", Lines: []string{"one", "", "two"}}}},
		List{Lines: []string{"ask", "go"}},
		Note{Lang: "zh-Hans", Text: "小字"},
	}},
	{Lang: "ar", Title: "ورقة", Blocks: []Block{
		Rows{Rows: []Row{{Label: "الاسم", Value: "Noor", Lang: "en"}, {Label: "دُفع إلى", Value: "TQn9", Exact: true}}},
	}},
}}

// A person reads these lines before the paper goes out: what is in the paper must be in them, in its order.
func TestText(t *testing.T) {
	want := `Draft
Report to a bank
First line.
Second <b>line</b> & "quotes".
Name: ` + "\u2068نور\u2069" + `
Paid to: TQn9
0xab
Boxes
Act
• one
• two
• ask
• go
小字
3 March 2026
river-lamp-seven

ورقة
الاسم: ` + "\u2068Noor\u2069" + `
دُفع إلى: ` + "\u2066TQn9\u2069\n\u2066river-lamp-seven\u2069\n"
	if got := Text(both); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if slices.Contains(Lines(both.Parts[0]), "") {
		t.Error("a line is empty")
	}
}

func page1(t *testing.T, d Doc) string {
	t.Helper()
	b, err := HTML(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestHTMLIsWholeInItself(t *testing.T) {
	got := page1(t, both)
	for _, never := range []string{"<script", "src=", "href=", "url(", "@import", "http:", "https:", "javascript", "<b>"} {
		if strings.Contains(got, never) {
			t.Errorf("the page has %q", never)
		}
	}
	for _, must := range []string{
		`<html lang="en" dir="ltr">`, `default-src 'none'`, `<title>Report to a bank</title>`, `<section lang="ar" dir="rtl">`,
		"First line.<br>Second &lt;b&gt;line&lt;/b&gt; &amp; &#34;quotes&#34;.", `<bdi class="exact" dir="ltr">TQn9<br>0xab</bdi>`,
		`<bdi lang="en" dir="ltr">Noor</bdi>`, `<p class="note" lang="zh-Hans" dir="ltr">小字</p>`, `<p class="draft">Draft</p>`,
	} {
		if !strings.Contains(got, must) {
			t.Errorf("the page lacks %q", must)
		}
	}
	if strings.Contains(got, "Not known") {
		t.Error("a row without a value is in the page")
	}
}

func TestHTMLEscapesEverything(t *testing.T) {
	evil := `"><script>alert(1)</script><img src=x onerror=1>'` + "\u202E"
	d := Doc{Code: evil, Parts: []Part{{Lang: evil, Title: evil, Draft: evil, Date: evil, Blocks: []Block{
		Heading{evil, evil}, Paragraph{evil, evil}, List{evil, []string{evil}}, Rows{evil, []Row{{Label: evil, Value: evil, Lang: evil}}},
		Boxes{evil, []Box{{evil, []string{evil}}}}, Note{evil, evil},
	}}}}
	got := page1(t, d)
	if strings.Contains(got, "<script") || strings.Contains(got, "<img") || strings.Contains(got, "\u202E") {
		t.Errorf("markup or an override got through:\n%s", got)
	}
	if n := strings.Count(html.UnescapeString(got), "«U+202E»"); n < 12 {
		t.Errorf("the override is shown %d times only", n)
	}
}

func TestAnEmptyPaperIsWritten(t *testing.T) {
	if got := page1(t, Doc{}); !strings.Contains(got, "</html>") {
		t.Error(got)
	}
	if b, err := HTML(Doc{Parts: []Part{{}}}); err != nil || !bytes.Contains(b, []byte("<section")) {
		t.Error(err)
	}
	if got := Text(Doc{Parts: []Part{{}}}); got != "\n" {
		t.Errorf("%q", got)
	}
}
