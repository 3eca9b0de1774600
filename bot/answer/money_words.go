package answer

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"
)

// cryptoTickers are the coins that people are told to pay with; the list of ISO 4217 has none of them.
var cryptoTickers = map[string]bool{
	"USDT": true, "USDC": true, "BTC": true, "ETH": true, "TRX": true, "BNB": true, "SOL": true, "XRP": true, "DOGE": true,
	"LTC": true, "TON": true, "BUSD": true, "DAI": true, "BCH": true, "ADA": true, "MATIC": true, "SHIB": true, "XMR": true,
}

// thousandths are the currencies with three decimals.
var thousandths = map[string]bool{"BHD": true, "IQD": true, "JOD": true, "KWD": true, "LYD": true, "OMR": true, "TND": true}

// fiat tells whether a currency is ordinary money. None named counts as that.
func fiat(code string) bool { return !cryptoTickers[code] }

// commonWords are codes of ISO 4217 that are words, too: as currencies they need capitals.
var commonWords = map[string]bool{
	"all": true, "top": true, "try": true, "cup": true, "pen": true, "mad": true, "gel": true, "bam": true, "mop": true,
	"sos": true, "cop": true, "bob": true, "ars": true, "dop": true, "ron": true, "mur": true, "nio": true, "std": true, "ang": true,
	"lsl": true, "mga": true, "gip": true, "nad": true,
}

// everydayWords mean money only right after a number: "I won 500 USD" has no Korean won.
var everydayWords = map[string]bool{"won": true, "us": true, "bath": true, "real": true, "rand": true, "sh": true, "tron": true}

// moneyOf are words that mean money or a scale in one language only.
var moneyOf = map[string]map[string]string{
	"zh":      {"u": "usdt", "w": "万"},
	"zh-Hant": {"u": "usdt", "w": "萬"},
	"fil":     {"p": "php"},
	"sw":      {"sh": "shilling"},
	"vi":      {"d": "vnd", "do": "dollar", "te": "cny", "bat": "baht", "kip": "lak", "riel": "khr", "nam": "five", "ti": "ty"},
	"es":      {"mil": "mille", "m": "million"},
	"pt":      {"mil": "mille", "mi": "million"},
	"fr":      {"m": "million"},
}

// currencyCodes gives the currencies that a folded word or sign can mean, the likeliest first.
func currencyCodes(name string) []string {
	if codes, ok := moneyTables().currencies[name]; ok {
		return strings.Split(codes, "/")
	}
	if code := strings.ToUpper(name); cryptoTickers[code] {
		return []string{code}
	}
	if len(name) != 3 || commonWords[name] { // in capitals, a common word is a code
		return nil
	}
	unit, err := currency.ParseISO(name)
	if err != nil {
		return nil
	}
	return []string{unit.String()}
}

// moneyTables are the tables of money_names.go, ready to look up.
var moneyTables = sync.OnceValue(func() (t struct {
	currencies, scales, fillers, sums map[string]string

	phrases *strings.Replacer // makes one word of names that have several
}) {
	t.currencies, t.scales, t.fillers = words(currencyNames), words(scaleWords), words(moneyFillerWords)
	t.sums = words(spokenSums)
	var long []string
	for name := range t.currencies {
		if strings.Contains(name, " ") {
			long = append(long, name)
		}
	}
	slices.SortFunc(long, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, name := range long {
		joined := strings.ReplaceAll(name, " ", "_")
		t.currencies[joined] = t.currencies[name]
		pairs = append(pairs, " "+name+" ", " "+joined+" ")
	}
	t.phrases = strings.NewReplacer(pairs...)
	return t
})

// wordLength gives the length of the word at the start of s, 0 if there is none. "us$" is a word.
func wordLength(s string) int {
	n := 0
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && (i == 0 || r != '_') {
			if i > 0 && r == '$' {
				n++
			}
			break
		}
		n = i + utf8.RuneLen(r)
	}
	return n
}

// moneyWords takes apart what is written together: 万元, ล้านบาท, kusdt.
func moneyWords(w string) []string {
	t := moneyTables()
	known := func(p string) bool {
		return t.currencies[p] != "" || t.scales[p] != "" || t.fillers[p] != ""
	}
	if known(w) || currencyCodes(w) != nil {
		return []string{w}
	}
	if !unicode.In([]rune(w)[0], spaceless...) {
		if strings.ContainsRune("kmb", rune(w[0])) && currencyCodes(w[1:]) != nil {
			return []string{w[:1], w[1:]}
		}
		return []string{w}
	}
	var parts []string
	for strange := ""; w != ""; {
		n := longestKnown(w, known)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(w)
			strange += w[:n]
		} else {
			parts = append(parts, strange, w[:n])
			strange = ""
		}
		if w = w[n:]; w == "" {
			parts = append(parts, strange)
		}
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

// spaceless are scripts in which a number's scale and currency are written as one word.
var spaceless = []*unicode.RangeTable{unicode.Han, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Hangul, unicode.Hiragana, unicode.Katakana}

// longestKnown gives the length of the longest known word that w begins with.
func longestKnown(w string, known func(string) bool) int {
	longest := 0
	for i, r := range w {
		if i > 60 {
			break
		}
		if end := i + utf8.RuneLen(r); known(w[:end]) {
			longest = end
		}
	}
	return longest
}

// moneyLanguage is the currency that a name shared by several means in a language, unless the person's country says else.
var moneyLanguage = map[string]string{
	"zh": "CNY", "ja": "JPY", "ko": "KRW", "hi": "INR", "te": "INR", "ur": "PKR", "si": "LKR", "ne": "NPR", "bn": "BDT", "fil": "PHP",
	"th": "THB", "vi": "VND", "ms": "MYR", "id": "IDR", "my": "MMK", "km": "KHR", "lo": "LAK", "am": "ETB", "ru": "RUB",
}

// moneyRegion is the same for languages whose countries differ.
var moneyRegion = map[string]string{
	"zh-Hant-TW": "TWD", "zh-Hant-HK": "HKD", "zh-SG": "SGD", "en-US": "USD", "en-SG": "SGD", "en-AU": "AUD", "en-CA": "CAD",
	"en-HK": "HKD", "en-NZ": "NZD", "en-GB": "GBP", "en-IN": "INR", "en-PK": "PKR", "en-LK": "LKR", "en-KE": "KES", "en-UG": "UGX",
	"en-PH": "PHP", "ar-MA": "MAD", "ar-AE": "AED", "ar-EG": "EGP", "ar-SA": "SAR", "ar-JO": "JOD", "ar-IQ": "IQD", "ar-DZ": "DZD",
	"ar-TN": "TND", "ar-SY": "SYP", "ar-LB": "LBP", "ar-YE": "YER", "ar-SD": "SDG", "ta-IN": "INR", "ta-LK": "LKR", "sw-KE": "KES",
	"sw-TZ": "TZS", "es-MX": "MXN", "es-CO": "COP", "es-AR": "ARS", "es-CL": "CLP", "es-PE": "PEN",
}

// moneyHome is the currency of most people who speak t, empty where nobody can say.
func moneyHome(t tongue) string {
	return cmp.Or(moneyRegion[t.base+"-"+t.region], moneyLanguage[t.base])
}

// currency decides what the names of a sum mean. Where it cannot, it returns what to offer.
func (m money) currency(t tongue, h Hints) (code string, suggest []string) {
	var sure, open []string
	var shared [][]string
	for _, name := range m.names {
		codes := currencyCodes(name)
		if len(codes) > 1 {
			shared = append(shared, codes)
			continue
		}
		if !slices.Contains(sure, codes[0]) {
			sure = append(sure, codes[0])
		}
	}
	switch {
	case len(sure) == 1:
		return sure[0], nil // "$500 USDT", "dollars (SGD)"
	case len(sure) > 1:
		return "", sure[:min(len(sure), 4)]
	case len(shared) == 0:
		return "", nil
	}
	for _, codes := range shared {
		for _, likely := range []string{h.Currency, moneyRegion[t.base+"-"+t.region], moneyLanguage[t.base]} {
			if slices.Contains(codes, likely) {
				return likely, nil
			}
		}
		// Where money has another name, "$" is the US dollar; the pound without a country is the British one.
		if codes[0] == "USD" && h.Currency != "" || codes[0] == "GBP" {
			return codes[0], nil
		}
		open = append(open, codes...)
	}
	return "", open[:min(len(open), 4)]
}
