package answer

import (
	"strings"
	"testing"
	"unicode/utf8"
)

var fuzzTypes = []Type{YesNo, Text, Date, Money, Country, Place, Wallet, URL}

// again writes a value as a person could type it.
func again(v Value, lang string) string {
	switch v.Type {
	case Date:
		return v.Day.String()
	case Money:
		return FormatAmount(v.Amount, lang)
	case Country:
		return CountryName(v.Codes[0], lang)
	case YesNo:
		return v.Codes[0]
	}
	return v.Text
}

func FuzzParse(f *testing.F) {
	for i, text := range []string{
		"3 Mar 2026", "٣ مارس ٢٠٢٦", "二〇二六年三月四日", "1.200,50 €", "3万5千元", "2 lakh 50 thousand rs", "مليون و 500 ألف جنيه", "Camboda",
		"缅甸", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "https://a@b@c.d/e.f", "a[[.]]b",
		"pin: 1234", "5 ngày trước", "๔ มี.ค. ๒๕๖๙", "$-5", "0x", "-1:ff", "r", "s", "\xff", "e\u0301", "1,234 BTC", "hxhxxp://xp://",
	} {
		f.Add(text, uint8(i))
	}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		lang := nameLanguages[int(n)%len(nameLanguages)]
		h := Hints{Lang: lang, Today: today, Currency: "USD", Future: n%2 == 0}
		for _, typ := range fuzzTypes {
			v, p := Parse(typ, text, h)
			if (p == nil) == (v.Type == "") {
				t.Fatalf("%s %q gives both or neither: %+v, %+v", typ, text, v, p)
			}
			if p != nil {
				if p.Code == "" || p.At < 0 || len(p.Suggest) > 4 {
					t.Fatalf("%s %q: %+v", typ, text, p)
				}
				continue
			}
			if v.Type != typ || !utf8.ValidString(v.Text) || strings.Trim(v.Amount.Number, "0123456789.") != "" {
				t.Fatalf("%s %q: %+v", typ, text, v)
			}
			w, p := Parse(typ, again(v, lang), h)
			if p != nil || w.Text != v.Text || w.Day != v.Day || w.Amount != v.Amount || strings.Join(w.Codes, " ") != strings.Join(v.Codes, " ") {
				t.Fatalf("%s (%s) %q is %+v, written %q, read again %+v, %+v", typ, lang, text, v, again(v, lang), w, p)
			}
		}
	})
}
