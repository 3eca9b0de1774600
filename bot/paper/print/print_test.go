package print

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"safeharbour/bot/paper"
)

func pdf(t *testing.T, d paper.Doc) []byte {
	t.Helper()
	b, err := PDF(d, shared)
	var missing *MissingFontError
	if errors.As(err, &missing) {
		absent(t, "NO CHINESE FONT: install fonts-noto-cjk, or run \"make test\" as root on Debian")
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// absent skips a test whose tool is not on this machine, and fails it where nothing may be skipped.
func absent(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SAFEHARBOUR_TEST_NO_SKIP") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// extract runs a tool of poppler on a PDF. A PDF that the tool complains about is broken.
func extract(t *testing.T, b []byte, tool string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		absent(t, "NO "+tool+": install poppler-utils, or run \"make test\" as root on Debian")
	}
	file := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, file)
	if tool == "pdftotext" {
		args = append(args, "-")
	}
	cmd := exec.Command(path, args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil || complaint.Len() > 0 {
		t.Fatalf("%s: %v: %s", tool, err, complaint.String())
	}
	return out.String()
}

// squeezed is text without what a line break on paper, or a tool that copies, adds and takes away.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) && r != '\u200C' && r != '\u200D' {
			return -1
		}
		return r
	}, s)
}

// What is printed can be found and copied, in the order in which it was written.
func TestTextIsFound(t *testing.T) {
	for _, w := range samples {
		t.Run(w.lang, func(t *testing.T) {
			got := squeezed(extract(t, pdf(t, sample(w.lang)), "pdftotext"))
			for _, text := range append(texts()[w.lang][:7], w.acts[0], w.meanings[1], w.purposes[0], w.requests[0], w.nation, w.act, wallet, hash, site,
				"river-lamp-seven", fmt.Sprintf(w.page, 1, 1)) {
				want := []string{text}
				if paper.RTL(w.lang) { // the tool puts the signs beside numbers in an order of its own
					want = strings.FieldsFunc(text, func(r rune) bool { return unicode.In(r, unicode.P, unicode.S, unicode.Z) })
				}
				for _, part := range want {
					if !strings.Contains(got, squeezed(part)) {
						t.Errorf("not found: %s\nin %s", part, got)
					}
				}
			}
		})
	}
}

// Latin text comes back exactly, line by line.
func TestLatinTextIsExact(t *testing.T) {
	page := func(page, pages int) string { return fmt.Sprintf("trang %d trên %d", page, pages) }
	d := paper.Doc{Parts: []paper.Part{{Lang: "vi", Title: "Trang một", Page: page, Blocks: []paper.Block{
		paper.Paragraph{Text: "Được lập từ các câu trả lời: “a” – b… (c) & <d>, 100 %, № 5, fi ffl."},
		paper.List{Lines: []string{"Phiên dịch và luật sư."}},
	}}}}
	want := "Trang một\nĐược lập từ các câu trả lời: “a” – b… (c) & <d>, 100 %, № 5, fi ffl.\nPhiên dịch và luật sư.\n\ntrang 1 trên 1\n\n\f"
	if got := extract(t, pdf(t, d), "pdftotext"); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestHostileTextIsShown(t *testing.T) {
	d := paper.Doc{Code: "\u202Ex", Parts: []paper.Part{{Lang: "en)/JS(", Title: "t\u202Et", Draft: "d\x00", Date: "\u2067"}}}
	for _, text := range hostile {
		d.Parts[0].Blocks = append(d.Parts[0].Blocks, paper.Paragraph{Text: text})
		if len(text) > 1000 {
			text = strings.ToValidUTF8(text[:200], "")
		}
		d.Parts[0].Blocks = append(d.Parts[0].Blocks, paper.List{Lines: []string{text}}, paper.Note{Text: text},
			paper.Rows{Rows: []paper.Row{{Label: text, Value: text}, {Label: text, Value: text, Exact: true, Lang: "ar"}}},
			paper.Boxes{Boxes: []paper.Box{{Title: text, Lines: []string{text, text}}}}, paper.Heading{Text: text})
	}
	b := pdf(t, d)
	structure(t, b)
	got := squeezed(extract(t, b, "pdftotext"))
	for _, text := range []string{"t«U+202E»t", "«U+202E»gnp.exe«U+202C»", "«U+0000»«U+0001»«U+001B»[31m", "«U+1F642»", "«U+13A0»", "«+488»"} {
		if !strings.Contains(got, text) {
			t.Errorf("not shown: %s", text)
		}
	}
	if n := strings.Count(got, "x"); n < 10_000 {
		t.Errorf("%d letters of a long word are left", n)
	}
}

// structure checks that every object is where the table says, every stream is as long as it says, and every name has its object.
func structure(t *testing.T, b []byte) {
	t.Helper()
	if !bytes.HasPrefix(b, []byte("%PDF-1.7\n")) || !bytes.HasSuffix(b, []byte("%%EOF\n")) {
		t.Fatal("no PDF")
	}
	tail := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(b)
	start, _ := strconv.Atoi(string(tail[1]))
	entries := regexp.MustCompile(`(\d{10}) 00000 n \n`).FindAllSubmatch(b[start:], -1)
	if !bytes.HasPrefix(b[start:], fmt.Appendf(nil, "xref\n0 %d\n", len(entries)+1)) {
		t.Fatal("the table is not where it should be")
	}
	for i, e := range entries {
		at, _ := strconv.Atoi(string(e[1]))
		if !bytes.HasPrefix(b[at:], fmt.Appendf(nil, "%d 0 obj\n<<", i+1)) {
			t.Fatalf("object %d is not at %d", i+1, at)
		}
		dict, rest, ok := bytes.Cut(b[at:], []byte("stream\n"))
		if end := bytes.Index(b[at:], []byte("\nendobj")); !ok || len(dict) > end {
			continue
		}
		length, _ := strconv.Atoi(string(regexp.MustCompile(`/Length (\d+)`).FindSubmatch(dict)[1]))
		if !bytes.HasPrefix(rest[length:], []byte("\nendstream")) {
			t.Fatalf("the stream of object %d has another length", i+1)
		}
	}
	for _, never := range []string{"/JavaScript", "/JS", "/URI", "/Launch", "/OpenAction", "/Producer", "/Creator", "/ID"} {
		if regexp.MustCompile(never + `[^A-Za-z]`).Match(b) {
			t.Errorf("the file has %s", never)
		}
	}
}

func pages(b []byte) int { return bytes.Count(b, []byte("/Type/Page/")) }

func TestEachPartHasItsOwnPages(t *testing.T) {
	d := sample("ar", "en")
	for range 60 {
		d.Parts[1].Blocks = append(d.Parts[1].Blocks, paper.Heading{Text: "Again"}, paper.Paragraph{Text: samples[0].reason})
	}
	b := pdf(t, d)
	structure(t, b)
	n := pages(b)
	if n < 4 || !strings.Contains(extract(t, b, "pdfinfo"), fmt.Sprintf("Pages:           %d\n", n)) {
		t.Fatalf("%d pages:\n%s", n, extract(t, b, "pdfinfo"))
	}
	text := strings.Split(extract(t, b, "pdftotext"), "\f")
	for i, page := range text[1:n] {
		if !strings.Contains(page, fmt.Sprintf("page %d of %d", i+1, n-1)) {
			t.Errorf("page %d does not say so: %s", i+1, page)
		}
		if !strings.Contains(page, samples[0].draft) {
			t.Errorf("page %d is not marked as a draft", i+1)
		}
		lines := strings.Split(strings.TrimSpace(page), "\n")
		for k, l := range lines {
			if l == "Again" && (k+1 == len(lines) || !strings.HasPrefix(strings.TrimSpace(strings.Join(lines[k+1:], "")), "Consent")) {
				t.Errorf("a heading is alone at the end of page %d", i+1)
			}
		}
	}
}

// In an Arabic paper labels stand at the right margin and values end where their column begins.
func TestRowsOfAnArabicPaperAreMirrored(t *testing.T) {
	out := extract(t, pdf(t, sample("ar")), "pdftotext", "-bbox")
	edge := func(word string) float64 {
		if word[0] >= 0x80 { // the tool writes the letters as they stand, from left to right
			runes := []rune(word)
			slices.Reverse(runes)
			word = string(runes)
		}
		m := regexp.MustCompile(`xMax="([\d.]+)" yMax="[\d.]+">` + regexp.QuoteMeta(word) + `<`).FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("no word %s in:\n%s", word, out)
		}
		x, _ := strconv.ParseFloat(m[1], 64)
		return x
	}
	if x := edge("الجنسية"); x < pageWidth-side-1 || x > pageWidth-side+1 {
		t.Errorf("a label ends at %.1f", x)
	}
	if a, b := edge("كينيا"), edge(wallet); a-b > 1 || b-a > 1 || a > pageWidth-side-column*labelPart+gutter {
		t.Errorf("values end at %.1f and %.1f", a, b)
	}
}

func TestEqualPapersGiveEqualBytes(t *testing.T) {
	d := sample("my", "ar", "en")
	want := pdf(t, d)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got, err := PDF(d, &Fonts{}); err != nil || !bytes.Equal(got, want) {
				t.Error("another PDF of the same paper differs:", err)
			}
			if got, err := PDF(d, shared); err != nil || !bytes.Equal(got, want) {
				t.Error("a PDF made beside others differs:", err)
			}
		})
	}
	wg.Wait()
	if !bytes.Contains(want, []byte("/CreationDate(D:20260303093000Z)")) {
		t.Error("the creation date is not the one that was given")
	}
}

// The tests of what the package comment says a library does not do begin here: when one does, it can take over.

func TestRareLettersAreFound(t *testing.T) {
	const name = "𠮷野 𠀋"
	d := paper.Doc{Made: made, Parts: []paper.Part{{Lang: "zh-Hant", Title: name, Blocks: []paper.Block{paper.Paragraph{Text: name}}}}}
	if got := extract(t, pdf(t, d), "pdftotext"); strings.Count(squeezed(got), squeezed(name)) != 2 {
		t.Errorf("%s is copied as %q", name, got)
	}
}

func TestNoDateIsInvented(t *testing.T) {
	d := sample("en")
	if b := pdf(t, d); bytes.Contains(b, []byte("/ModDate")) || bytes.Count(b, []byte("(D:")) != 1 {
		t.Error("a paper with a date has another one")
	}
	d.Made = time.Time{}
	if bytes.Contains(pdf(t, d), []byte("(D:")) {
		t.Error("a paper without a date has one")
	}
}

func TestReadersAreToldHowToShow(t *testing.T) {
	for lang, want := range map[string]bool{"ar": true, "en": false} {
		b := pdf(t, sample(lang))
		if got := bytes.Contains(b, []byte("/Direction/R2L")); got != want {
			t.Errorf("%s from right to left: %v", lang, got)
		}
		if !bytes.Contains(b, []byte("/DisplayDocTitle true")) || !bytes.Contains(b, []byte("/Lang("+lang+")")) {
			t.Errorf("%s: no title or no language", lang)
		}
	}
}

func TestAMissingFontIsSaid(t *testing.T) {
	none := &Fonts{Dirs: []string{t.TempDir(), "/does/not/exist"}}
	_, err := PDF(sample("zh-Hans"), none)
	var missing *MissingFontError
	if !errors.As(err, &missing) || len(missing.Scripts) != 1 || missing.Scripts[0] != "Hani" {
		t.Fatal(err)
	}
	if !strings.Contains(err.Error(), "fonts-noto-cjk") || strings.ContainsRune(err.Error(), '案') {
		t.Error(err)
	}
	for _, w := range samples {
		if w.lang != "zh-Hans" {
			if _, err := PDF(sample(w.lang), none); err != nil {
				t.Errorf("%s needs a font of the system: %v", w.lang, err)
			}
		}
	}
}

func TestABrokenFontIsAMissingOne(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.ttf"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("ttcf\x00\x01\x00\x00\x00\x00\xff\xff"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var missing *MissingFontError
	if _, err := PDF(sample("zh-Hans"), &Fonts{Dirs: []string{dir}}); !errors.As(err, &missing) {
		t.Fatal(err)
	}
}

func TestAnEmptyPaperIsPrinted(t *testing.T) {
	b := pdf(t, paper.Doc{Parts: []paper.Part{{}}})
	structure(t, b)
	if pages(b) != 1 {
		t.Errorf("%d pages", pages(b))
	}
}

func TestTheFontsStaySmall(t *testing.T) {
	list, err := embedded.ReadDir("fonts")
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, f := range list {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	const most = 2_500_000
	if total > most || total < 100_000 {
		t.Errorf("fonts of %d bytes, at most %d", total, most)
	}
	if _, err := os.Stat("fonts/OFL.txt"); err != nil {
		t.Error("the licence of the fonts is not beside them:", err)
	}
}

func FuzzPDF(f *testing.F) {
	for _, text := range hostile {
		f.Add("en", text[:min(len(text), 200)], true)
	}
	f.Add("ar", "ا (ab) \u2068+855\u2069\n12", false)
	f.Fuzz(func(t *testing.T, lang, text string, exact bool) {
		d := paper.Doc{Code: text, Parts: []paper.Part{{Lang: lang, Title: text, Draft: text, Date: text, Blocks: []paper.Block{
			paper.Rows{Rows: []paper.Row{{Label: text, Value: text, Exact: exact}}}, paper.Paragraph{Text: text},
		}}}}
		b, err := PDF(d, shared)
		var missing *MissingFontError
		if errors.As(err, &missing) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		structure(t, b)
		checkLines(t, newSetter(), text, lang, style{size: 10, exact: exact}, 60)
	})
}
