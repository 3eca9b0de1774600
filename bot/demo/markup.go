package demo

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// rawButton is a button as the bot sends it, before it is judged.
type rawButton struct {
	Text    json.RawMessage `json:"text"`
	Data    json.RawMessage `json:"callback_data"`
	URL     json.RawMessage `json:"url"`
	WebApp  json.RawMessage `json:"web_app"`
	Copy    json.RawMessage `json:"copy_text"`
	Inline  json.RawMessage `json:"switch_inline_query"`
	Current json.RawMessage `json:"switch_inline_query_current_chat"`
	Pay     json.RawMessage `json:"pay"`
}

// markup reads reply_markup. Only inline keyboards are shown; other kinds are checked for their shape.
func (p params) markup() (*keyboard, error) {
	raw := strings.TrimSpace(p["reply_markup"])
	if raw == "" {
		return nil, nil
	}
	if out, ok := plainMarkup(raw); ok {
		return out, nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &object); err != nil || object == nil {
		if json.Valid([]byte(raw)) {
			return nil, bad("object expected as reply markup")
		}
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	rows, inline := object["inline_keyboard"]
	if !inline {
		return nil, nil
	}
	var list [][]rawButton
	if err := json.Unmarshal(rows, &list); err != nil {
		return nil, bad(`field "inline_keyboard" must be of type Array`)
	}
	out, err := buttons(list)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	return &keyboard{Rows: out}, nil
}

// plainMarkup reads an inline keyboard that holds nothing but texts, data and addresses, and has no fault, as nearly all
// do. What it cannot read is read again piece by piece, to say what is wrong with it as Telegram does.
func plainMarkup(raw string) (*keyboard, bool) {
	if strings.Contains(raw, "null") {
		return nil, false // Telegram tells an absent field from one that is null
	}
	var k keyboard
	if json.Unmarshal([]byte(raw), &k) != nil {
		return nil, false
	}
	total := 0
	for _, row := range k.Rows {
		if total += len(row); len(row) == 0 {
			return nil, false
		}
		for i := range row {
			b := &row[i]
			b.Text = strings.TrimSpace(b.Text)
			if b.Text == "" || b.URL != "" || b.Data == "" || len(b.Data) > maxData || !utf8.ValidString(b.Text) {
				return nil, false
			}
		}
	}
	return &k, total > 0 && total <= maxButtons
}

// buttons judges all buttons; empty rows fall away.
func buttons(list [][]rawButton) ([][]button, error) {
	var out [][]button
	total := 0
	for _, raw := range list {
		var row []button
		for _, b := range raw {
			judged, err := b.judge()
			if err != nil {
				return nil, err
			}
			row = append(row, judged)
		}
		total += len(row)
		if len(row) > 0 {
			out = append(out, row)
		}
	}
	if total > maxButtons {
		return nil, bad("REPLY_MARKUP_TOO_LONG")
	}
	return out, nil
}

// judge refuses what Telegram refuses in one button.
func (r rawButton) judge() (button, error) {
	var b button
	for _, f := range []struct {
		name string
		raw  json.RawMessage
		into *string
	}{{"text", r.Text, &b.Text}, {"url", r.URL, &b.URL}, {"callback_data", r.Data, &b.Data}} {
		if f.raw != nil && (f.raw[0] != '"' || json.Unmarshal(f.raw, f.into) != nil) {
			return b, bad(`can't parse inline keyboard button: Field "%s" must be of type String`, f.name)
		}
	}
	b.Text = strings.TrimSpace(b.Text)
	switch {
	case r.Text == nil:
		return b, bad(`can't parse inline keyboard button: Can't find field "text"`)
	case b.URL == "" && b.Data == "" && r.other():
		return b, bad("BUTTON_TYPE_INVALID") // the demo has no other kinds; an address or data goes before them
	case b.URL == "" && b.Data == "":
		return b, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case b.Text == "":
		return b, bad("inline keyboard button text must be non-empty")
	case !utf8.ValidString(b.Text):
		return b, bad("inline keyboard button text must be encoded in UTF-8")
	case b.URL != "":
		b.Data = ""
		return b, checkLink("inline keyboard button", b.URL)
	case len(b.Data) > maxData:
		return b, bad("BUTTON_DATA_INVALID")
	}
	return b, nil
}

// other says whether the button is of a kind that neither opens an address nor presses.
func (r rawButton) other() bool {
	return r.WebApp != nil || r.Copy != nil || r.Inline != nil || r.Current != nil || r.Pay != nil
}

// same says whether two keyboards show the same.
func (k *keyboard) same(other *keyboard) bool {
	if k == nil || other == nil {
		return k == other
	}
	if len(k.Rows) != len(other.Rows) {
		return false
	}
	for i, row := range k.Rows {
		if len(row) != len(other.Rows[i]) {
			return false
		}
		for j, b := range row {
			if b != other.Rows[i][j] {
				return false
			}
		}
	}
	return true
}
