package hotline

import (
	"regexp"
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

func parseDenied(f File, faults *source.Faults) denied {
	var list denied
	source.Decode(f.Name, f.Data, &list, faults)
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

// check adds a fault for every denied number in a text, in whatever way it is written.
func (ds denied) check(t source.Text, faults *source.Faults) {
	for _, run := range numberRun.FindAllString(latinDigits(t.Value), -1) {
		for _, d := range ds {
			if holdsNumber(run, d.Number.Value) {
				faults.Add(t.Pos, `"`+t.Value+`" is a denied number ("`+d.Why.Value+`", `+d.Pos.String()+")", "use the number that replaced it, or remove it")
			}
		}
	}
}

// numberRun matches a number as people write it: "+55 (61) 98197-2284". A slash ends it, so that the parts of a web address
// stay apart.
var numberRun = regexp.MustCompile(`\+?\(?\d(?:[ .()\-\x{00a0}\x{2010}-\x{2013}\x{ff0d}]{0,3}\d)*`)

// holdsNumber tells whether the run is the denied number, or two numbers of which one is.
func holdsNumber(run, bad string) bool {
	if sameNumber(run, bad) {
		return true
	}
	groups := strings.FieldsFunc(run, func(r rune) bool { return r != '+' && (r < '0' || r > '9') })
	for i := range groups {
		for j := i + 1; j <= len(groups); j++ {
			if part := strings.Join(groups[i:j], ""); len(part) >= suffix && sameNumber(part, bad) {
				return true
			}
		}
	}
	return false
}

// sameNumber tells whether a written number is the denied one: with a country or area code in front or without, with a zero
// or two before it or without.
func sameNumber(written, bad string) bool {
	have, want := strings.TrimLeft(digits(written), "0"), strings.TrimLeft(digits(bad), "0")
	switch {
	case len(want) < 2:
		return false
	case have == want:
		return true
	case len(want) >= suffix && strings.HasSuffix(have, want):
		return true
	}
	// Written as inside the country, where the list has it with the country's code.
	return strings.HasPrefix(bad, "+") && !strings.HasPrefix(written, "+") && len(have) >= suffix+1 && strings.HasSuffix(want, have)
}

// zeros are the zeros of the digits in which numbers are written in the languages of our contacts.
const zeros = "٠۰०০๐໐၀០０"

// latinDigits writes all digits of a text as 0 to 9.
func latinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range zeros {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
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

// isWeb takes a page that only those who check will open.
func isWeb(s string) bool { return isLink(s, "https://") || isLink(s, "http://") }

func isEmail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(s, " \t\n<>,;:") && strings.Count(s, "@") == 1
}
