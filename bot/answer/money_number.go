package answer

import (
	"math/big"
	"strings"
	"unicode/utf8"

	"safeharbour/bot/pattern"
)

// numberLength gives the length of the number at the start of s: digits with separators. A space belongs to it only
// before exactly three digits, since "2 lakh 50" and "12 000" both occur.
func numberLength(s string) int {
	i := 0
	for i < len(s) {
		if isDigit(rune(s[i])) {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		rest := s[i+n:]
		switch {
		case strings.ContainsRune(".,'_٫٬", r) && startsWithDigit(rest):
			i += n
		case r == ' ' && threeDigits().MatchString(rest):
			i++
		default:
			return i
		}
	}
	return i
}

var threeDigits = pattern.New(`^\d{3}(?:\D|$)`)

func startsWithDigit(s string) bool { return s != "" && isDigit(rune(s[0])) }

// grouped are the ways to set thousands apart: by three, or the Indian way by two after the first three.
var grouped = pattern.New(`^\d{1,3}(?:([., '_٬])\d{3})(?:[., '_٬]\d{3})*$|^\d{1,2}(?:,\d{2})*,\d{3}$`)

// readNumber makes a plain decimal of digits with separators: at most one point, no needless zeros.
func readNumber(s string, t tongue, currency string, scaled bool) (string, bool) {
	whole, fraction, ok := splitNumber(strings.ReplaceAll(s, "٬", ","), t, currency, scaled)
	if !ok {
		return "", false
	}
	return plainNumber(whole, fraction), true
}

// splitNumber decides which separator is the decimal one.
func splitNumber(s string, t tongue, currency string, scaled bool) (whole, fraction string, ok bool) {
	if w, f, found := strings.Cut(s, "٫"); found {
		return ungroup(w, "٫", f)
	}
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return ungroup(s, ".", "")
	}
	mark := s[last : last+1]
	other := map[string]string{".": ",", ",": "."}[mark]
	after := s[last+1:]
	switch {
	case strings.Count(s, mark) > 1:
		return ungroup(s, other, "") // 1.200.300
	case strings.ContainsAny(s[:last], other+"' _"):
		return ungroup(s[:last], mark, after) // 1,200.50
	case len(after) != 3 || last > 3 || s[0] == '0':
		return ungroup(s[:last], mark, after) // 1,20 and 0.125
	case thousands(mark, t, currency, scaled):
		return ungroup(s, other, "")
	}
	return ungroup(s[:last], mark, after)
}

// thousands tells whether the mark in "1.200" sets thousands apart. Hardly anybody writes three decimals of ordinary money,
// but often of crypto: there the person's language decides.
func thousands(mark string, t tongue, currency string, scaled bool) bool {
	if fiat(currency) && !thousandths[currency] && !scaled {
		return true
	}
	return mark != decimalMark(t)
}

// ungroup takes the separators out of the whole part, if they stand where they may.
func ungroup(whole, decimal, fraction string) (string, string, bool) {
	if strings.ContainsAny(fraction, ".,'_ ٫") {
		return "", "", false
	}
	if strings.ContainsAny(whole, "., '_") {
		if !grouped().MatchString(whole) || strings.Contains(whole, decimal) || mixed(whole) {
			return "", "", false
		}
	}
	whole = strings.NewReplacer(".", "", ",", "", " ", "", "'", "", "_", "").Replace(whole)
	return whole, fraction, true
}

// mixed tells whether a number has two kinds of group separators.
func mixed(whole string) bool {
	kinds := 0
	for _, mark := range [...]string{".", ",", " ", "'", "_"} {
		if strings.Contains(whole, mark) {
			kinds++
		}
	}
	return kinds > 1
}

func plainNumber(whole, fraction string) string {
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		return whole + "." + fraction
	}
	return whole
}

// shift multiplies a plain number by ten to the power of zeros.
func shift(s string, zeros int) string {
	whole, fraction, _ := strings.Cut(s, ".")
	for len(fraction) < zeros {
		fraction += "0"
	}
	return plainNumber(whole+fraction[:zeros], fraction[zeros:])
}

// add sums two plain numbers.
func add(a, b string) string {
	wa, fa, _ := strings.Cut(a, ".")
	wb, fb, _ := strings.Cut(b, ".")
	places := max(len(fa), len(fb))
	x, okX := new(big.Int).SetString(wa+fa+strings.Repeat("0", places-len(fa)), 10)
	y, okY := new(big.Int).SetString(wb+fb+strings.Repeat("0", places-len(fb)), 10)
	if !okX || !okY {
		return "0"
	}
	digits := x.Add(x, y).String()
	for len(digits) <= places {
		digits = "0" + digits
	}
	return plainNumber(digits[:len(digits)-places], digits[len(digits)-places:])
}

// decimalMark gives the mark before fractions in a language.
func decimalMark(t tongue) string {
	switch t.base {
	case "vi", "id", "es", "pt", "fr", "ru", "km", "lo", "de", "it", "nl", "tr", "pl", "uk":
		if t.base == "es" && latinAmericanPoint[t.region] {
			return "."
		}
		return ","
	}
	return "."
}

// latinAmericanPoint are the Spanish-speaking countries that write 1,200.50.
var latinAmericanPoint = map[string]bool{
	"MX": true, "PE": true, "GT": true, "HN": true, "SV": true, "NI": true, "PA": true, "DO": true, "PR": true, "US": true,
}

// FormatAmount writes a sum for a reader of lang: Latin digits, thousands set apart in the language's way, the currency's
// code behind. [Parse] with the same language reads it back. A Number that is no plain decimal is shown as it is.
func FormatAmount(a Amount, lang string) string {
	t := tongueOf(lang)
	whole, fraction, _ := strings.Cut(a.Number, ".")
	if a.Number == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return strings.TrimSpace(a.Number + " " + a.Currency)
	}
	mark := decimalMark(t)
	group := map[string]string{",": ".", ".": ","}[mark]
	if t.base == "fr" || t.base == "ru" {
		group = "\u00a0"
	}
	out := group3(whole, group, indianGroups(t))
	if fraction != "" {
		if len(fraction) == 1 {
			fraction += "0" // cents have two digits
		}
		out += mark + fraction
	}
	return strings.TrimSpace(out + " " + a.Currency)
}

func indianGroups(t tongue) bool {
	switch t.base {
	case "hi", "bn", "ta", "te", "ne", "ur":
		return true
	}
	return false
}

// group3 sets groups of three digits apart, or after the first three groups of two.
func group3(digits, mark string, indian bool) string {
	var parts []string
	size := 3
	for len(digits) > size {
		parts = append([]string{digits[len(digits)-size:]}, parts...)
		digits = digits[:len(digits)-size]
		if indian {
			size = 2
		}
	}
	return strings.Join(append([]string{digits}, parts...), mark)
}
