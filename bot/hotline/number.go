package hotline

import (
	"strings"

	"safeharbour/bot/source"
)

// deny is one line of denied.yaml.
type deny struct {
	source.Pos
	Number source.Text `yaml:"number,required"`
	Why    source.Text `yaml:"why,required"`
}

// denied is the list of numbers that must not come back.
type denied []deny

// suffix is the number of digits from which a denied number also counts behind a country or area code. Shorter ones
// would forbid the ends of good numbers.
const suffix = 7

func parseDenied(file string, data []byte, faults *source.Faults) denied {
	var list denied
	source.Decode(file, data, &list, faults)
	for _, d := range list {
		if d.Number.File != "" && len(digits(d.Number.Value)) < 2 {
			faults.Add(d.Number.Pos, `"`+d.Number.Value+`" is no number`, "write its digits")
		}
		if d.Why.File != "" && strings.TrimSpace(d.Why.Value) == "" {
			faults.Add(d.Why.Pos, "it does not say why the number is denied", "write what is wrong with it, and which one replaced it")
		}
	}
	return list
}

// check adds a fault when the text uses a denied number.
func (ds denied) check(t source.Text, faults *source.Faults) {
	have := digits(t.Value)
	if have == "" {
		return
	}
	for _, d := range ds {
		bad := digits(d.Number.Value)
		if len(bad) >= 2 && (have == bad || len(bad) >= suffix && strings.HasSuffix(have, bad)) {
			faults.Add(t.Pos, `"`+t.Value+`" is a denied number ("`+d.Why.Value+`", `+d.Pos.String()+")", "use the number that replaced it, or remove it")
		}
	}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func isDigits(s string, least, most int) bool {
	return len(s) >= least && len(s) <= most && len(digits(s)) == len(s)
}

func isE164(s string) bool {
	rest, ok := strings.CutPrefix(s, "+")
	return ok && isDigits(rest, 7, 15) && rest[0] != '0'
}

// isShort takes what is dialled inside a country: "199", "0800085095", "#9110". 00 begins an international call, except
// in Australia's 000.
func isShort(s string) bool {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "#"), "*")
	return isDigits(s, 2, 12) && (s == "000" || !strings.HasPrefix(s, "00"))
}

// isSMS takes a number with or without the word to send.
func isSMS(s string) bool {
	number, word, ok := strings.Cut(s, " (")
	if ok && (len(word) < 2 || !strings.HasSuffix(word, ")")) {
		return false
	}
	return isE164(number) || isShort(number)
}

func isLink(s, scheme string) bool {
	rest, ok := strings.CutPrefix(s, scheme)
	host, _, _ := strings.Cut(rest, "/")
	return ok && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(host, "@ ") && !strings.ContainsAny(rest, " \t\n\"<>")
}

func isEmail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(s, " \t\n<>,;:") && strings.Count(s, "@") == 1
}
