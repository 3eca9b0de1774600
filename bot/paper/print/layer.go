package print

import (
	"bytes"
	_ "embed"
	"fmt"
	"unicode/utf16"
)

// blank is a font of one empty glyph.
//
//go:embed fonts/blank.ttf
var blank []byte

// layer is the text that can be found and copied: invisible letters above the outlines that are seen, one a rune, each as wide
// as what it stands for. Every pair of a rune and a width is a letter of a font without any shapes, so the place of every
// letter is exact, and any text can be written, whatever fonts there are.
type layer struct {
	number  int // of the font among the objects
	letters map[letter]int
	order   []letter
}

type letter struct {
	r     rune
	width int // in thousandths of the size
}

// lettersLimit is one below what a font can hold. A paper that had more would lose text in the layer only.
const lettersLimit = 65535

// code is the letter's place in the font.
func (l *layer) code(r rune, width int) int {
	k := letter{r, width}
	code, ok := l.letters[k]
	if !ok && len(l.order) < lettersLimit {
		l.order = append(l.order, k)
		code = len(l.order)
		l.letters[k] = code
	}
	return code
}

// write adds the font to the file.
func (l *layer) write(f *file) {
	embedded := f.stream(fmt.Sprintf("/Length1 %d", len(blank)), blank)
	descriptor := f.add("<</Type/FontDescriptor/FontName/Blank/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800"+
		"/Descent -200/CapHeight 700/StemV 80/FontFile2 %d 0 R>>", embedded)
	shapes := f.stream("", make([]byte, 2*(len(l.order)+1))) // each letter is glyph 0
	var widths bytes.Buffer
	for _, k := range l.order {
		fmt.Fprintf(&widths, "%d ", k.width)
	}
	inner := f.add("<</Type/Font/Subtype/CIDFontType2/BaseFont/Blank/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/DW 0/W[1[%s]]/CIDToGIDMap %d 0 R>>", descriptor, bytes.TrimSpace(widths.Bytes()), shapes)
	unicode := f.stream("", l.unicode())
	f.put(l.number, "<</Type/Font/Subtype/Type0/BaseFont/Blank/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		inner, unicode)
}

// unicode is the table that says which character each letter is.
func (l *layer) unicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	const most = 100 // in a block, says the format
	for from := 0; from < len(l.order); from += most {
		block := l.order[from:min(from+most, len(l.order))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for i, k := range block {
			fmt.Fprintf(&b, "<%04X><", from+i+1)
			for _, u := range utf16.Encode([]rune{k.r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend")
	return b.Bytes()
}
