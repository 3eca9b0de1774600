package desk

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"safeharbour/bot/answer"
	"safeharbour/bot/record"
)

// title is the topic's name: priority, code, flow, place and language, never a name.
func (t *turn) title(c *record.Case) string {
	parts := []string{c.Level, c.Code, t.flowName(c)}
	if c.Status == record.Closed {
		parts[0] = "✓"
	}
	if code := t.country(c); code != "" {
		place := answer.CountryName(code, t.w.Tag())
		if ids := c.Fact("place").Codes; len(ids) > 0 {
			place += " " + t.value("place", c)
		}
		parts = append(parts, place)
	}
	parts = append(parts, c.Lang)
	if c.By.Name != "" && c.Status == record.Claimed {
		parts = append(parts, c.By.Name)
	}
	return cut(strings.Join(parts, " · "), 120)
}

func (t *turn) flowName(c *record.Case) string { return t.w.Text("card.flow." + c.Flow) }

// label is the short name of a step on the card: its question where it has none. A step of a round carries its number.
func (t *turn) label(flowID, step string) string {
	name, round := step, ""
	if parts := strings.Split(step, "/"); len(parts) == 3 {
		name, round = parts[2], parts[1]
	}
	label := ""
	if def, ok := t.d.Content.Flows.Step(flowID, step); ok && t.w.Has(def.Card) {
		label = t.w.Text(def.Card)
	} else if ok {
		label = t.w.Text(def.Ask)
	} else {
		label = t.labelOf(flowID + "." + name)
	}
	if label == "" {
		label = name // a step that the flow has no more
	}
	return strings.TrimSpace(capital(label) + " " + round)
}

// capital makes the first letter of a label a capital, where the script has them: names of signs stand within lists, too.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// labelOf finds the short name that belongs to a question's message key.
func (t *turn) labelOf(ask string) string {
	if key := "card.step." + ask; t.w.Has(key) {
		return t.w.Text(key)
	}
	return t.w.Text(ask)
}

// pin words a place on the map.
func (t *turn) pin(lat, lon float64) string {
	return t.w.Text("card.pin", "Lat", strconv.FormatFloat(lat, 'f', 5, 64), "Lon", strconv.FormatFloat(lon, 'f', 5, 64))
}

func first(v answer.Value) string {
	if len(v.Codes) == 0 {
		return ""
	}
	return v.Codes[0]
}

// cut shortens words to at most n characters.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
