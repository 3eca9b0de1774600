package answer

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// isoCountries are the officially assigned codes of ISO 3166-1, and XK, which is in use for Kosovo.
const isoCountries = `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB
GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM
KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC
NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL
SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
YT ZA ZM ZW XK`

// nameLanguages are the languages in which countries are understood, whatever language the person chose.
var nameLanguages = [...]string{
	"en", "zh", "zh-Hant", "vi", "id", "hi", "am", "th", "fil", "my", "sw", "bn", "ur", "ne", "ms", "km", "te", "ta", "si",
	"ko", "fr", "ar", "ru", "lo", "pt", "es", "ja",
}

// Countries lists the ISO 3166-1 codes that a country answer can have, sorted.
func Countries() []string {
	list := strings.Fields(isoCountries)
	slices.Sort(list)
	return list
}

// CountryName gives the name of a country for a reader of lang, in English where that language has no names. It returns
// the code itself when it is not one of [Countries].
func CountryName(code, lang string) string {
	if !countrySet()[code] {
		return code
	}
	t := tongueOf(lang)
	if name := countryPatches[t.base][code]; name != "" {
		return name
	}
	name := ""
	if n := display.Regions(language.Make(lang)); n != nil {
		name = n.Name(language.MustParseRegion(code))
	}
	if english := display.English.Regions().Name(language.MustParseRegion(code)); name == "" || name == english {
		return cmp.Or(countryPatches["en"][code], english)
	}
	return name
}

var countrySet = sync.OnceValue(func() map[string]bool {
	out := make(map[string]bool)
	for _, c := range Countries() {
		out[c] = true
	}
	return out
})

func parseCountry(text string, h Hints) (Value, *Problem) {
	if tooLong(text, maxShort) {
		return Value{}, &Problem{Code: CountryUnknown}
	}
	name := countryKey(text)
	base := tongueOf(h.Lang).base
	if code := countryCode(text); code != "" {
		// MY is Malaysia, and the United States for who types Vietnamese without marks: the person is asked which.
		if other := countryNames().of[base][name]; other != "" && other != code {
			return Value{}, &Problem{Code: CountryUnknown, Example: CountryName("KH", h.Lang), Suggest: []string{other, code}}
		}
		return Value{Type: Country, Codes: []string{code}}, nil
	}
	if code := countryOf(name, base); code != "" {
		return Value{Type: Country, Codes: []string{code}}, nil
	}
	return Value{}, &Problem{
		Code: CountryUnknown, Example: CountryName("KH", h.Lang), Suggest: nearCountries(name, base),
	}
}

// countryCode reads KH, KHM and the flag. Small letters are words in too many languages: "no", "in", "me".
func countryCode(text string) string {
	var flag strings.Builder
	for _, r := range text {
		if r >= '🇦' && r <= '🇿' {
			flag.WriteRune('A' + r - '🇦')
		}
	}
	if flag.Len() == 2 && utf8.RuneCountInString(text) == 2 {
		text = flag.String()
	}
	if len(text) != 2 && len(text) != 3 || strings.ToUpper(text) != text {
		return ""
	}
	region, err := language.ParseRegion(text)
	if err != nil || !countrySet()[region.String()] {
		return ""
	}
	return region.String()
}

// countryKey folds a name to letters and single spaces, so that points, hyphens and brackets do not matter.
func countryKey(name string) string {
	name = strings.Map(func(r rune) rune {
		switch r {
		case '.', '\'':
			return -1
		case '-', ',', '(', ')', '·', '・', '•', '/', '!', '?':
			return ' '
		case '&':
			return '&'
		}
		return r
	}, fold(name))
	name = strings.ReplaceAll(name, "&", " and ")
	name = strings.Join(strings.Fields(name), " ")
	return strings.TrimPrefix(name, "the ")
}

// countryTables has the folded names of a language, and those of all languages where only one country has the name.
type countryTables struct {
	of  map[string]map[string]string
	any map[string]string
}

var countryNames = sync.OnceValue(func() countryTables {
	t := countryTables{of: make(map[string]map[string]string), any: make(map[string]string)}
	for _, lang := range nameLanguages {
		names, parts := make(map[string]string), make(map[string]string)
		for _, code := range Countries() {
			whole, part := namesOf(code, lang)
			for _, name := range whole {
				put(names, name, code)
			}
			for _, name := range part {
				put(parts, name, code)
			}
		}
		for name, code := range parts {
			if _, taken := names[name]; !taken {
				names[name] = code
			}
		}
		for name, code := range words(countryAliases[lang]) {
			names[countryKey(name)] = code // what people say wins over the formal list
		}
		t.of[lang] = names
		for name, code := range names {
			// Short Latin names are other words elsewhere: Vietnamese "my" is the United States.
			if len(name) > 3 {
				put(t.any, name, code)
			}
		}
	}
	return t
})

// put adds a name; one that several countries have stays with none.
func put(names map[string]string, name, code string) {
	if had, ok := names[name]; ok && had != code {
		code = ""
	}
	names[name] = code
}

// namesOf gives the keys of a country's whole names, and of their parts where the list writes "Myanmar (Burma)".
func namesOf(code, lang string) (whole, part []string) {
	listed := display.Regions(language.Make(lang)).Name(language.MustParseRegion(code))
	for _, name := range []string{CountryName(code, lang), listed} {
		if name == "" {
			continue
		}
		whole = append(whole, countryKey(name))
		name = strings.NewReplacer("（", "(", "）", ")").Replace(name)
		outer, inner, ok := strings.Cut(name, "(")
		if !ok {
			continue
		}
		part = append(part, countryKey(outer))
		if code == "MM" { // of other countries, brackets hold a note
			part = append(part, countryKey(strings.TrimSuffix(inner, ")")))
		}
	}
	return whole, part
}

// countryOf looks a name up in the person's language, in English, and in all others.
func countryOf(name, base string) string {
	t := countryNames()
	for _, names := range []map[string]string{t.of[base], t.of["en"], t.any} {
		if code := names[name]; code != "" {
			return code
		}
		if code := names[strings.ReplaceAll(name, " ", "")]; code != "" {
			return code
		}
	}
	return ""
}

// nearCountries lists at most four countries that the person can have meant: those named inside the text, then those a few
// letters away, then all that a code in small letters stands for.
func nearCountries(name, base string) []string {
	const most = 4
	type near struct {
		code     string
		distance int
	}
	var found []near
	padded := " " + name + " "
	length := utf8.RuneCountInString(name)
	t := countryNames()
	for _, names := range []map[string]string{t.of[base], t.of["en"]} {
		for other, code := range names {
			if code == "" {
				continue
			}
			if named(padded, other) {
				found = append(found, near{code, 0})
				continue
			}
			gap := utf8.RuneCountInString(other) - length
			if d := tolerance(length); d > 0 && gap <= d && -gap <= d {
				if n := levenshtein.ComputeDistance(name, other); n <= d {
					found = append(found, near{code, n})
				}
			}
		}
	}
	for _, code := range append(sharedNames[name], countryCode(strings.ToUpper(name))) {
		if code != "" {
			found = append(found, near{code, 0})
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		if a.distance != b.distance {
			return a.distance - b.distance
		}
		return strings.Compare(a.code, b.code)
	})
	var codes []string
	for _, f := range found {
		if len(codes) < most && !slices.Contains(codes, f.code) {
			codes = append(codes, f.code)
		}
	}
	return codes
}

// named tells whether a padded text names a country among other words. Scripts without spaces have no word borders.
func named(padded, country string) bool {
	if utf8.RuneCountInString(country) < 2 {
		return false
	}
	if country[0] < 0x80 {
		return len(country) > 2 && strings.Contains(padded, " "+country+" ")
	}
	return strings.Contains(padded, country)
}

// tolerance is how many letters of a name of that length may be wrong.
func tolerance(length int) int {
	switch {
	case length <= 3:
		return 0
	case length <= 5:
		return 1
	case length <= 8:
		return 2
	}
	return 3
}
