package demo

import (
	"html"
	"slices"
	"strings"
)

// open is a tag that was not closed yet.
type openTag struct {
	name  string
	start int // UTF-16 offset
	e     entity
}

// htmlReader reads Telegram's small part of HTML.
type htmlReader struct {
	out  strings.Builder
	at   int // UTF-16 offset of what was written
	tags []openTag
	list []entity
}

// parseHTML reads text with parse_mode HTML, or refuses it as Telegram does. Byte offsets in errors count from the
// beginning of the text.
func parseHTML(text string) (string, []entity, error) {
	h := &htmlReader{}
	for i := 0; i < len(text); {
		next := strings.IndexAny(text[i:], "<&")
		if next < 0 {
			h.write(text[i:])
			break
		}
		h.write(text[i : i+next])
		i += next
		var n int
		var err error
		if text[i] == '&' {
			n = h.reference(text[i:])
		} else {
			n, err = h.tag(text[i:], i)
		}
		if err != nil {
			return "", nil, err
		}
		i += n
	}
	if n := len(h.tags); n > 0 {
		return "", nil, bad(`can't parse entities: Can't find end tag corresponding to start tag "%s"`, h.tags[n-1].name)
	}
	slices.SortStableFunc(h.list, func(a, b entity) int { return a.Offset - b.Offset })
	return h.out.String(), h.list, nil
}

func (h *htmlReader) write(text string) {
	h.out.WriteString(text)
	h.at += width(text)
}

// reference reads a character reference at the start of text and says how long it is. Only the four named ones and
// numbers are known; anything else stands for itself.
func (h *htmlReader) reference(text string) int {
	end := strings.IndexByte(text, ';')
	if end > 0 && end < 12 {
		name := text[1:end]
		if name == "lt" || name == "gt" || name == "amp" || name == "quot" || strings.HasPrefix(name, "#") {
			h.write(html.UnescapeString(text[:end+1]))
			return end + 1
		}
	}
	h.write("&")
	return 1
}

// tag reads a start or end tag at the start of text and says how long it is.
func (h *htmlReader) tag(text string, offset int) (int, error) {
	end := strings.IndexByte(text, '>')
	if end < 0 {
		return 0, bad("can't parse entities: Unclosed start tag at byte offset %d", offset)
	}
	inside := text[1:end]
	if name, ok := strings.CutPrefix(inside, "/"); ok {
		return end + 1, h.closeTag(strings.ToLower(strings.TrimSpace(name)), offset)
	}
	name, attrs, _ := strings.Cut(inside, " ")
	name = strings.ToLower(strings.TrimSpace(name))
	e := entity{Type: htmlType(name)}
	switch {
	case name == "a":
		e.Type, e.URL = "text_link", attribute(attrs, "href")
	case name == "span" && attribute(attrs, "class") == "tg-spoiler":
		e.Type = "spoiler"
	case name == "span":
		return 0, bad(`can't parse entities: Tag "span" must have class "tg-spoiler" at byte offset %d`, offset)
	case name == "blockquote" && strings.Contains(attrs, "expandable"):
		e.Type = "expandable_blockquote"
	case e.Type == "":
		return 0, bad(`can't parse entities: Unsupported start tag "%s" at byte offset %d`, name, offset)
	}
	h.tags = append(h.tags, openTag{name: name, start: h.at, e: e})
	return end + 1, nil
}

func (h *htmlReader) closeTag(name string, offset int) error {
	n := len(h.tags)
	if n == 0 {
		return bad("can't parse entities: Unexpected end tag at byte offset %d", offset)
	}
	top := h.tags[n-1]
	if name != "" && name != top.name {
		return bad(`can't parse entities: Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, offset, top.name, name)
	}
	h.tags = h.tags[:n-1]
	top.e.Offset, top.e.Length = top.start, h.at-top.start
	if top.e.Length > 0 && (top.name != "a" || checkLink("entity", top.e.URL) == nil) {
		h.list = append(h.list, top.e)
	}
	return nil
}

// htmlType is the entity that a tag stands for; empty for tags that Telegram does not know.
func htmlType(name string) string {
	switch name {
	case "b", "strong":
		return "bold"
	case "i", "em":
		return "italic"
	case "u", "ins":
		return "underline"
	case "s", "strike", "del":
		return "strikethrough"
	case "tg-spoiler":
		return "spoiler"
	case "code", "pre", "blockquote":
		return name
	}
	return ""
}

// attribute finds a quoted attribute.
func attribute(attrs, name string) string {
	_, rest, found := strings.Cut(attrs, name+"=")
	if !found || rest == "" {
		return ""
	}
	quote := rest[:1]
	if quote != `"` && quote != `'` {
		value, _, _ := strings.Cut(rest, " ")
		return html.UnescapeString(value)
	}
	value, _, _ := strings.Cut(rest[1:], quote)
	return html.UnescapeString(value)
}
