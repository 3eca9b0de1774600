package print

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"time"
	"unicode/utf16"
)

// file is a PDF in the making: objects by number, from 1. Equal objects in equal order give equal bytes. The package comment
// says why no library does this.
type file struct {
	objects [][]byte
	packer  *zlib.Writer // used again: a new one costs more than most shapes of letters
}

// reserve gives a number to an object that others name before it is written.
func (f *file) reserve() int {
	f.objects = append(f.objects, nil)
	return len(f.objects)
}

// put writes a reserved object.
func (f *file) put(number int, format string, args ...any) {
	f.objects[number-1] = fmt.Appendf(nil, format, args...)
}

// add writes an object and returns its number.
func (f *file) add(format string, args ...any) int {
	n := f.reserve()
	f.put(n, format, args...)
	return n
}

// stream writes a compressed stream. The dictionary is without << and >>.
func (f *file) stream(dictionary string, content []byte) int {
	var packed bytes.Buffer
	if f.packer == nil {
		f.packer = zlib.NewWriter(&packed)
	} else {
		f.packer.Reset(&packed)
	}
	f.packer.Write(content) // neither fails on a buffer
	f.packer.Close()
	return f.add("<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream", dictionary, packed.Len(), packed.Bytes())
}

// bytes is the file, with its catalogue and its information.
func (f *file) bytes(catalogue, info int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n") // four bytes beyond ASCII: programs that copy files then take it for binary
	at := make([]int, len(f.objects))
	for i, o := range f.objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, catalogue, info, start)
	return b.Bytes()
}

// phrase is a text outside of pages, such as a title, as a string of hexadecimal UTF-16.
func phrase(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// date writes a time as PDF does, always in UTC: a zone would tell where the paper was made.
func date(t time.Time) string { return t.UTC().Format("(D:20060102150405Z)") }
