package demo

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep lists and objects may stand within each other, as for [json.Unmarshal].
const maxDepth = 10_000

// jsonReader reads one JSON text, once and from its beginning to its end, where [json.Unmarshal] goes over a part again for every
// raw value that it stands in. What it takes and what it makes of it is the same. After the first fault it finds nothing more.
type jsonReader struct {
	text  string
	at    int
	depth int
	wrong bool
}

// peek is the next byte that is no white space; 0 at the end and after a fault.
func (r *jsonReader) peek() byte {
	for !r.wrong && r.at < len(r.text) {
		switch c := r.text[r.at]; c {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return c
		}
	}
	return 0
}

// take passes over the next byte if it is c.
func (r *jsonReader) take(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.at++
	return true
}

// whole says whether the text had no fault and nothing is left of it.
func (r *jsonReader) whole() bool {
	return r.peek() == 0 && !r.wrong && r.at == len(r.text)
}

// parts reads a list or an object, whose parts it has read by part. null is one without parts.
func (r *jsonReader) parts(open, end byte, part func()) {
	if r.peek() == 'n' {
		r.word("null")
		return
	}
	r.depth++
	if !r.take(open) || r.depth > maxDepth {
		r.wrong = true
	}
	for more := !r.take(end); more && !r.wrong; {
		part()
		if more = r.take(','); !more && !r.take(end) {
			r.wrong = true
		}
	}
	r.depth--
}

// object reads an object. field has to read the value of the field with that name.
func (r *jsonReader) object(field func(name string)) {
	r.parts('{', '}', func() {
		name := r.quoted()
		if !r.take(':') {
			r.wrong = true
			return
		}
		field(name)
	})
}

// list reads a list. item has to read one of its values.
func (r *jsonReader) list(item func()) { r.parts('[', ']', item) }

// value reads any value: a string as it is, anything else as its JSON. It says which of them it was.
func (r *jsonReader) value() (text string, quoted bool) {
	if r.peek() == '"' {
		return r.quoted(), true
	}
	from := r.at
	r.skip()
	return r.text[from:r.at], false
}

// skip passes over any value.
func (r *jsonReader) skip() {
	switch r.peek() {
	case '{':
		r.object(func(string) { r.skip() })
	case '[':
		r.list(r.skip)
	case '"':
		r.quoted()
	case 't':
		r.word("true")
	case 'f':
		r.word("false")
	case 'n':
		r.word("null")
	default:
		r.number()
	}
}

// word passes over one of the three words that JSON has.
func (r *jsonReader) word(w string) {
	if strings.HasPrefix(r.text[r.at:], w) {
		r.at += len(w)
	} else {
		r.wrong = true
	}
}

// number passes over a number.
func (r *jsonReader) number() {
	sign := func(c byte) {
		if r.at < len(r.text) && r.text[r.at] == c {
			r.at++
		}
	}
	digits := func() {
		from := r.at
		for r.at < len(r.text) && r.text[r.at] >= '0' && r.text[r.at] <= '9' {
			r.at++
		}
		r.wrong = r.wrong || r.at == from
	}
	sign('-')
	if from := r.at; from < len(r.text) && r.text[from] == '0' {
		r.at++
	} else {
		digits()
	}
	if from := r.at; from < len(r.text) && r.text[from] == '.' {
		r.at++
		digits()
	}
	if from := r.at; from < len(r.text) && r.text[from]|0x20 == 'e' {
		r.at++
		if sign('+'); r.at == from+1 {
			sign('-')
		}
		digits()
	}
}

// quoted reads a string. One that stands for itself is a piece of the text.
func (r *jsonReader) quoted() string {
	if !r.take('"') {
		r.wrong = true
		return ""
	}
	from, plain := r.at, true
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == '"':
			s := r.text[from:r.at]
			r.at++
			if plain || utf8.ValidString(s) && !strings.Contains(s, `\`) {
				return s
			}
			return r.unescaped(from - 1)
		case c == '\\':
			plain = false
			r.at++ // what follows is judged at the end
		case c < ' ':
			r.wrong = true
			return ""
		case c >= utf8.RuneSelf:
			plain = false
		}
	}
	r.wrong = true
	return ""
}

// unescaped is the string that stands between from, where its quote is, and here.
func (r *jsonReader) unescaped(from int) string {
	var s string
	if json.Unmarshal([]byte(r.text[from:r.at]), &s) != nil {
		r.wrong = true
	}
	return s
}
