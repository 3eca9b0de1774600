package print

import (
	"embed"

	"github.com/go-text/typesetting/language"
)

//go:embed fonts/Noto*.ttf
var embedded embed.FS

// Fonts of this package by name of the file, without its weight and its ending.
const (
	sans = "NotoSans"     // Latin, Greek, Cyrillic, signs
	mono = "NotoSansMono" // where l, I and 1 must not be taken for each other
)

const regular, bold = "-Regular", "-Bold"

// inside are the fonts that come with the program, by script.
var inside = map[language.Script]string{
	language.Latin:      sans,
	language.Greek:      sans,
	language.Cyrillic:   sans,
	language.Arabic:     "NotoNaskhArabic",
	language.Devanagari: "NotoSansDevanagari",
	language.Bengali:    "NotoSansBengali",
	language.Gurmukhi:   "NotoSansGurmukhi",
	language.Tamil:      "NotoSansTamil",
	language.Telugu:     "NotoSansTelugu",
	language.Malayalam:  "NotoSansMalayalam",
	language.Sinhala:    "NotoSansSinhala",
	language.Ethiopic:   "NotoSansEthiopic",
	language.Thai:       "NotoSansThai",
	language.Lao:        "NotoSansLao",
	language.Khmer:      "NotoSansKhmer",
	language.Myanmar:    "NotoSansMyanmar",
}

// main is the script of languages that are not written in Latin: its font is asked first for signs that many scripts share.
var main = map[string]language.Script{
	"ar": language.Arabic, "fa": language.Arabic, "ur": language.Arabic, "ps": language.Arabic,
	"hi": language.Devanagari, "ne": language.Devanagari, "mr": language.Devanagari,
	"bn": language.Bengali, "pa": language.Gurmukhi, "ta": language.Tamil, "te": language.Telugu, "ml": language.Malayalam,
	"si": language.Sinhala, "am": language.Ethiopic, "ti": language.Ethiopic,
	"th": language.Thai, "lo": language.Lao, "km": language.Khmer, "my": language.Myanmar,
	"zh": language.Han, "ja": language.Han, "ko": language.Hangul,
}

// hasBold are the fonts that come in bold too. In the others, headings are drawn twice, a little apart.
var hasBold = map[string]bool{
	sans: true, "NotoNaskhArabic": true, "NotoSansDevanagari": true, "NotoSansThai": true, "NotoSansLao": true, "NotoSansKhmer": true,
	"NotoSansMyanmar": true,
}

// synthetic is how far apart, in thousandths of the size.
const synthetic = 26

// tall is the height of lines, as a multiple of their size, of fonts whose letters reach far above and below the line. What
// the fonts themselves say is too little for some and far too much for others.
var tall = map[string]float64{
	"NotoNaskhArabic": 1.7, "NotoSansDevanagari": 1.6, "NotoSansBengali": 1.6, "NotoSansThai": 1.6, "NotoSansLao": 1.6,
	"NotoSansKhmer": 1.75, "NotoSansMyanmar": 1.7, "CJK": 1.6,
}
