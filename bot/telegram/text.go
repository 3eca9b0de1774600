package telegram

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"safeharbour/bot/box"
)

const (
	textLimit    = 4096 // code points in a message
	captionLimit = 1024 // code points under a file
	titleLimit   = 128  // code points in the title of a topic
	dataLimit    = 64   // bytes behind a button
	buttonLimit  = 100  // buttons under a message
	// marksLimit is how many combining marks may stand on one letter: more would paint over the lines beside it.
	marksLimit = 12
	dot        = "·"
)

// entity is a formatted part of a text. Offset and length count UTF-16 units.
type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
}

// body is the text of one message.
type body struct {
	text     string
	entities []entity
}

// compose makes the messages of words and a quote. The quote stands in a block in which Telegram makes no links, mentions
// or commands. There is always at least one message.
func compose(words, quote string, limit int) []body {
	words, quote = strings.ToValidUTF8(words, "\uFFFD"), visible(quote)
	if words != "" && quote != "" {
		words += "\n"
	}
	if strings.TrimSpace(words+quote) == "" {
		return []body{{text: dot}}
	}
	bodies := []body{}
	start := len(words) // where the quote begins, in bytes of what is left
	for rest := words + quote; rest != ""; {
		part := cut(rest, limit)
		rest = rest[len(part):]
		b := body{text: part}
		if start < len(part) {
			before, inside := part[:max(start, 0)], part[max(start, 0):]
			b.entities = []entity{{Type: "pre", Offset: units(before), Length: units(inside)}}
		}
		start -= len(part)
		if strings.TrimSpace(part) != "" {
			bodies = append(bodies, b)
		}
	}
	return bodies
}

// cut returns the beginning of a text that fits into one message. It ends where a line, a word or at least a letter as
// people see it ends.
func cut(s string, limit int) string {
	if fits(s, limit) {
		return s
	}
	end, word, line := 0, 0, 0
	runes, state, rest := 0, -1, s
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		runes += utf8.RuneCountInString(cluster)
		if runes > limit {
			break
		}
		end += len(cluster)
		switch cluster {
		case "\n":
			line = end
		case " ":
			word = end
		}
	}
	switch {
	case end == 0: // one letter beyond the limit
		for i := range s {
			if limit--; limit < 0 {
				return s[:i]
			}
		}
	case line > end/2:
		end = line
	case word > end/2:
		end = word
	}
	return s[:end]
}

// fits tells whether a text has no more code points than limit. It does not look further than it must.
func fits(s string, limit int) bool {
	if len(s) <= limit {
		return true
	}
	for range s {
		if limit--; limit < 0 {
			return false
		}
	}
	return true
}

// units counts UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// visible shows the characters that are there to deceive: what turns the direction of a line, what is not seen, and marks
// without end. What scripts need stays: joiners, and the marks of direction that Arabic keyboards write.
func visible(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	marks, before := 0, rune(0)
	flush := func() {
		if marks > marksLimit {
			fmt.Fprintf(&b, "«+%d»", marks-marksLimit)
		}
		marks = 0
	}
	for _, r := range s {
		if unicode.In(r, unicode.Mn, unicode.Me) && !unicode.Is(unicode.Variation_Selector, r) {
			if marks++; marks <= marksLimit {
				b.WriteRune(r)
			}
			continue
		}
		flush()
		if hidden(r, before) {
			fmt.Fprintf(&b, "«U+%04X»", r)
		} else {
			b.WriteRune(r)
			before = r
		}
	}
	flush()
	return b.String()
}

// hidden tells whether a character is to be shown by its number.
func hidden(r, before rune) bool {
	const blackFlag, firstTag, lastTag = 0x1F3F4, 0xE0020, 0xE007F
	tag := func(r rune) bool { return r >= firstTag && r <= lastTag }
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r):
		return true
	case tag(r): // the flags of England, Scotland and Wales
		return before != blackFlag && !tag(before)
	case r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x2028 || r == 0x2029 || r == 0x2800:
		return true // blanks that do not look like one
	case !unicode.Is(unicode.Cf, r):
		return false
	}
	switch r {
	case 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, 0x00AD, 0x06DD, 0x070F, 0x08E2:
		return false
	}
	return r < 0x0600 || r > 0x0605 // signs before Arabic numbers
}

// title makes the title of a topic: one line, not empty, not too long.
func title(s string) string {
	s = strings.Join(strings.Fields(visible(s)), " ")
	if s = strings.TrimSpace(cut(s, titleLimit)); s == "" {
		return dot
	}
	return s
}

type keyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

type key struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// keys makes the buttons under a message, or nil. A button that Telegram would refuse is left out, so that the message
// itself arrives: every menu works by words too.
func keys(buttons [][]box.Button) (k *keyboard, dropped int) {
	most := 0
	for _, row := range buttons {
		most += len(row)
	}
	k = &keyboard{Rows: make([][]key, 0, len(buttons))}
	all := make([]key, 0, min(most, buttonLimit)) // of all rows
	for _, row := range buttons {
		from := len(all)
		for _, b := range row {
			one, ok := button(b)
			if !ok || len(all) >= buttonLimit {
				dropped++
				continue
			}
			all = append(all, one)
		}
		if n := len(all); n > from {
			k.Rows = append(k.Rows, all[from:n:n])
		}
	}
	if len(all) == 0 {
		return nil, dropped
	}
	return k, dropped
}

func button(b box.Button) (key, bool) {
	label := strings.TrimSpace(strings.ToValidUTF8(b.Label, "\uFFFD"))
	if label == "" {
		label = dot
	}
	if b.Link != "" {
		u, err := url.Parse(b.Link)
		return key{Text: label, URL: b.Link}, err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
	}
	ok := b.Data != "" && len(b.Data) <= dataLimit && utf8.ValidString(b.Data)
	return key{Text: label, Data: b.Data}, ok
}

// digest tells contents apart. Each part stands behind its length, so that no two contents are written alike.
func digest(bodies []body, k *keyboard) string {
	b := make([]byte, 0, 2048) // more than most take, and on the stack
	count := func(n int) { b = binary.AppendUvarint(b, uint64(n)) }
	text := func(s string) { count(len(s)); b = append(b, s...) }
	count(len(bodies))
	for _, one := range bodies {
		text(one.text)
		count(len(one.entities))
		for _, e := range one.entities {
			text(e.Type)
			count(e.Offset)
			count(e.Length)
		}
	}
	if k == nil {
		k = &keyboard{}
	}
	for _, row := range k.Rows {
		count(len(row))
		for _, one := range row {
			text(one.Text)
			text(one.Data)
			text(one.URL)
		}
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}
