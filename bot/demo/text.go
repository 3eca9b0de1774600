package demo

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// entityTypes are the types that a bot may send.
func entityType(kind string) bool {
	switch kind {
	case "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
		"strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
		"custom_emoji":
		return true
	}
	return false
}

// formatted reads the text parameter of that name with its entities, as Telegram would show it.
func (p params) formatted(textName, entitiesName string) (string, []entity, error) {
	text := p[textName]
	if !utf8.ValidString(text) {
		return "", nil, bad("strings must be encoded in UTF-8")
	}
	if mode := strings.ToLower(p["parse_mode"]); mode != "" && mode != "none" {
		if mode != "html" {
			return "", nil, bad("unsupported parse_mode")
		}
		text, list, err := parseHTML(text)
		if err != nil {
			return "", nil, err
		}
		return clean(text, list)
	}
	var list []entity
	if raw := p[entitiesName]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &list); err != nil {
			return "", nil, bad("can't parse entities JSON object")
		}
	}
	for _, e := range list {
		if err := checkEntity(e); err != nil {
			return "", nil, err
		}
	}
	return clean(text, list)
}

func checkEntity(e entity) error {
	switch {
	case !entityType(e.Type):
		return bad("can't parse MessageEntity: Unsupported type specified")
	case e.Offset < 0:
		return bad("receive an entity with incorrect offset %d", e.Offset)
	case e.Length < 0:
		return bad("receive an entity with incorrect length %d", e.Length)
	case e.Type == "text_link":
		return checkLink("entity", e.URL)
	case e.Type == "custom_emoji" && e.Emoji == "":
		return bad(`can't parse MessageEntity: Can't find field "custom_emoji_id"`)
	case e.Type == "text_mention" && e.User == nil:
		return bad(`can't parse MessageEntity: Can't find field "user"`)
	}
	return nil
}

// checkLink refuses addresses that Telegram would not open.
func checkLink(what, link string) error {
	full := link
	if !strings.Contains(link, "://") && !strings.HasPrefix(link, "mailto:") && !strings.HasPrefix(link, "tel:") {
		full = "http://" + link
	}
	u, err := url.Parse(full)
	switch {
	case link == "":
		return bad("%s URL '%s' is invalid: URL host is empty", what, link)
	case err != nil:
		return bad("%s URL '%s' is invalid: Wrong HTTP URL", what, link)
	case u.Scheme == "tg" || u.Scheme == "ton" || u.Scheme == "mailto" || u.Scheme == "tel":
		return nil
	case u.Scheme != "http" && u.Scheme != "https":
		return bad("%s URL '%s' is invalid: Unsupported URL protocol", what, link)
	case u.Hostname() == "":
		return bad("%s URL '%s' is invalid: URL host is empty", what, link)
	case !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":"):
		return bad("%s URL '%s' is invalid: Wrong HTTP URL", what, link)
	}
	return nil
}

// clean replaces control characters, and checks entities against the text as it came.
func clean(text string, list []entity) (string, []entity, error) {
	if err := checkOffsets(text, list); err != nil {
		return "", nil, err
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return falls(r) || blank(r) }) {
		return trim(text, list)
	}
	var out strings.Builder
	out.Grow(len(text))
	var dropped []int // UTF-16 offsets of characters that fall away
	at := 0
	for _, r := range text {
		switch {
		case falls(r):
			dropped = append(dropped, at)
		case blank(r):
			out.WriteByte(' ')
		default:
			out.WriteRune(r)
		}
		at += units(r)
	}
	if len(dropped) > 0 {
		list = slices.Clone(list)
		for i := range list {
			end := moved(list[i].Offset+list[i].Length, dropped)
			list[i].Offset = moved(list[i].Offset, dropped)
			list[i].Length = end - list[i].Offset
		}
	}
	return trim(out.String(), list)
}

// falls tells whether a character falls away, and blank whether it becomes a blank.
func falls(r rune) bool { return r == '\r' || r >= 0x2028 && r <= 0x202e }
func blank(r rune) bool { return r < ' ' && r != '\n' && r != '\r' }

// moved is where an offset comes to stand when characters before it fall away.
func moved(offset int, dropped []int) int {
	n, _ := slices.BinarySearch(dropped, offset)
	return offset - n
}

// checkOffsets refuses entities that begin or end outside the text or within a character, or that cross each other.
func checkOffsets(text string, list []entity) error {
	if len(list) == 0 {
		return nil
	}
	var middles []int // offsets within a character, ascending
	at := 0
	for _, r := range text {
		if at += units(r); units(r) == 2 {
			middles = append(middles, at-1)
		}
	}
	within := func(offset int) bool {
		_, found := slices.BinarySearch(middles, offset)
		return found
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	var open []int // ends of the entities around
	for _, e := range list {
		end := e.Offset + e.Length
		for len(open) > 0 && open[len(open)-1] <= e.Offset {
			open = open[:len(open)-1]
		}
		crosses := len(open) > 0 && end > open[len(open)-1]
		switch {
		case e.Offset > at || e.Offset == at && e.Length > 0:
			return bad("entity begins after the end of the text at UTF-16 offset %d", e.Offset)
		case end > at, crosses:
			return bad("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, end)
		case within(e.Offset):
			return bad("entity begins in a middle of a UTF-16 symbol at byte offset %d", e.Offset)
		case within(end):
			return bad("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d", e.Offset, end)
		}
		open = append(open, end)
	}
	return nil
}

// trim takes white space from both ends and moves the entities along.
func trim(text string, list []entity) (string, []entity, error) {
	short := strings.TrimLeft(text, " \n\t")
	cut := width(text[:len(text)-len(short)])
	short = strings.TrimRight(short, " \n\t")
	total := width(short)
	var out []entity
	for _, e := range list {
		start, end := max(e.Offset-cut, 0), min(e.Offset+e.Length-cut, total)
		if end > start {
			e.Offset, e.Length = start, end-start
			out = append(out, e)
		}
	}
	return short, out, nil
}

// units is how many UTF-16 units a character takes.
func units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// width is a text's length in UTF-16 units.
func width(text string) int {
	n := 0
	for _, r := range text {
		n += units(r)
	}
	return n
}

// text reads the text of a message.
func (p params) text() (content, error) {
	if p["text"] == "" {
		return content{}, bad("message text is empty")
	}
	text, list, err := p.formatted("text", "entities")
	switch {
	case err != nil:
		return content{}, err
	case text == "":
		return content{}, bad("text must be non-empty")
	case utf8.RuneCountInString(text) > maxText:
		return content{}, bad("message is too long")
	}
	return content{Text: text, Entities: detect(text, list)}, p.checkPreview()
}

// caption reads the caption of a file; it may be empty.
func (p params) caption() (content, error) {
	text, list, err := p.formatted("caption", "caption_entities")
	switch {
	case err != nil:
		return content{}, err
	case utf8.RuneCountInString(text) > maxCaption:
		return content{}, bad("message caption is too long")
	}
	return content{Caption: text, CaptionEntities: detect(text, list)}, nil
}

// checkPreview judges link_preview_options. Previews themselves are not shown.
func (p params) checkPreview() error {
	raw := p["link_preview_options"]
	if raw == "" {
		return nil
	}
	object, ok := parseJSON(raw)
	switch {
	case !ok:
		return bad("can't parse link preview options JSON object")
	case !object.IsObject():
		return bad("object expected as link preview options")
	}
	names := [...]string{"is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text"}
	var wrong [len(names)]bool
	for name, value := range object.ForEach {
		if i := slices.Index(names[:], name.Str); i >= 0 {
			wrong[i] = !value.IsBool()
		}
	}
	if i := slices.Index(wrong[:], true); i >= 0 {
		return bad(`field "%s" must be of type Boolean`, names[i])
	}
	return nil
}
