package demo

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// rawButton is a button as the bot sends it, before it is judged.
type rawButton struct {
	text, data, url gjson.Result
	other           bool // there is a field of a kind of button that neither opens an address nor presses
}

// errRows says that an inline keyboard is no list of lists of objects.
var errRows = bad(`field "inline_keyboard" must be of type Array`)

// markup reads reply_markup. Only inline keyboards are shown; other kinds are checked for their shape.
func (p params) markup() (*keyboard, error) {
	raw := strings.TrimSpace(p["reply_markup"])
	if raw == "" {
		return nil, nil
	}
	object, ok := parseJSON(raw)
	switch {
	case !ok:
		return nil, bad("can't parse reply keyboard markup JSON object")
	case !object.IsObject():
		return nil, bad("object expected as reply markup")
	}
	var inline gjson.Result
	for name, value := range object.ForEach {
		if name.Str == "inline_keyboard" {
			inline = value
		}
	}
	rows, err := readRows(inline)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &keyboard{Rows: rows}, nil
}

// readRows reads an inline keyboard and judges its buttons; empty rows fall away, and null is an empty list or object. The fault
// is that of the first button that has one.
func readRows(list gjson.Result) (rows [][]Button, fault error) {
	if list.Type != gjson.Null && !list.IsArray() {
		return nil, errRows
	}
	all := make([]Button, 0, min(strings.Count(list.Raw, "{"), maxButtons))
	rows = make([][]Button, 0, min(strings.Count(list.Raw, "["), maxButtons))
	for _, row := range list.ForEach {
		if row.Type == gjson.Null {
			continue
		}
		if !row.IsArray() {
			return nil, errRows
		}
		from := len(all)
		for _, raw := range row.ForEach {
			if raw.Type != gjson.Null && !raw.IsObject() {
				return nil, errRows
			}
			b, err := readButton(raw).judge()
			if fault == nil {
				fault = err
			}
			all = append(all, b)
		}
		if len(all) > from {
			rows = append(rows, all[from:len(all):len(all)])
		}
	}
	if fault == nil && len(all) > maxButtons {
		fault = bad("REPLY_MARKUP_TOO_LONG")
	}
	return rows, fault
}

func readButton(object gjson.Result) rawButton {
	var b rawButton
	for name, value := range object.ForEach {
		switch strings.ToLower(name.Str) {
		case "text":
			b.text = value
		case "url":
			b.url = value
		case "callback_data":
			b.data = value
		case "web_app", "copy_text", "switch_inline_query", "switch_inline_query_current_chat", "pay":
			b.other = true
		}
	}
	return b
}

// judge refuses what Telegram refuses in one button.
func (b rawButton) judge() (Button, error) {
	for i, f := range [...]gjson.Result{b.text, b.url, b.data} {
		if f.Exists() && f.Type != gjson.String {
			name := [...]string{"text", "url", "callback_data"}[i]
			return Button{}, bad(`can't parse inline keyboard button: Field "%s" must be of type String`, name)
		}
	}
	out := Button{Label: strings.TrimSpace(b.text.Str), Data: b.data.Str, URL: b.url.Str}
	switch {
	case !b.text.Exists():
		return out, bad(`can't parse inline keyboard button: Can't find field "text"`)
	case out.URL == "" && out.Data == "" && b.other:
		return out, bad("BUTTON_TYPE_INVALID") // the demo has no other kinds; an address or data goes before them
	case out.URL == "" && out.Data == "":
		return out, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case out.Label == "":
		return out, bad("inline keyboard button text must be non-empty")
	case out.URL != "":
		out.Data = ""
		return out, checkLink("inline keyboard button", out.URL)
	case len(out.Data) > maxData:
		return out, bad("BUTTON_DATA_INVALID")
	}
	return out, nil
}

// same says whether two keyboards show the same.
func (k *keyboard) same(other *keyboard) bool {
	if k == nil || other == nil {
		return k == other
	}
	return slices.EqualFunc(k.Rows, other.Rows, slices.Equal)
}
