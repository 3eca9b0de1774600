package demo

import (
	"encoding/json"
	"slices"
	"strings"
)

// rawButton is a button as the bot sends it, before it is judged.
type rawButton struct {
	text, data, url rawField
	other           bool // there is a field of a kind of button that neither opens an address nor presses
}

// rawField is a field that has to be a string.
type rawField struct {
	text          string
	given, quoted bool
}

// markup reads reply_markup. Only inline keyboards are shown; other kinds are checked for their shape.
func (p params) markup() (*keyboard, error) {
	raw := strings.TrimSpace(p["reply_markup"])
	if raw == "" {
		return nil, nil
	}
	var rows [][]Button
	var fault error
	r := jsonReader{text: raw}
	r.object(func(name string) {
		if name == "inline_keyboard" {
			rows, fault = r.rows()
		} else {
			r.skip()
		}
	})
	switch {
	case r.whole() && raw[0] == '{':
	case !json.Valid([]byte(raw)):
		return nil, bad("can't parse reply keyboard markup JSON object")
	case raw[0] != '{':
		return nil, bad("object expected as reply markup")
	default:
		return nil, bad(`field "inline_keyboard" must be of type Array`)
	}
	if fault != nil || len(rows) == 0 {
		return nil, fault
	}
	return &keyboard{Rows: rows}, nil
}

// rows reads an inline keyboard and judges its buttons; empty rows fall away. The fault is that of the first button that has one.
func (r *jsonReader) rows() (rows [][]Button, fault error) {
	rest := r.text[r.at:]
	all := make([]Button, 0, min(strings.Count(rest, "{"), maxButtons))
	rows = make([][]Button, 0, min(strings.Count(rest, "["), maxButtons))
	r.list(func() {
		from := len(all)
		r.list(func() {
			b, err := r.button().judge()
			if fault == nil {
				fault = err
			}
			all = append(all, b)
		})
		if len(all) > from {
			rows = append(rows, all[from:len(all):len(all)])
		}
	})
	if fault == nil && len(all) > maxButtons {
		fault = bad("REPLY_MARKUP_TOO_LONG")
	}
	return rows, fault
}

func (r *jsonReader) button() rawButton {
	var b rawButton
	r.object(func(name string) {
		text, quoted := r.value()
		switch strings.ToLower(name) {
		case "text":
			b.text = rawField{text, true, quoted}
		case "url":
			b.url = rawField{text, true, quoted}
		case "callback_data":
			b.data = rawField{text, true, quoted}
		case "web_app", "copy_text", "switch_inline_query", "switch_inline_query_current_chat", "pay":
			b.other = true
		}
	})
	return b
}

// judge refuses what Telegram refuses in one button.
func (b rawButton) judge() (Button, error) {
	for i, f := range [...]rawField{b.text, b.url, b.data} {
		if f.given && !f.quoted {
			name := [...]string{"text", "url", "callback_data"}[i]
			return Button{}, bad(`can't parse inline keyboard button: Field "%s" must be of type String`, name)
		}
	}
	out := Button{Label: strings.TrimSpace(b.text.text), Data: b.data.text, URL: b.url.text}
	switch {
	case !b.text.given:
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
