package print

import (
	"embed"

	"github.com/go-text/typesetting/language"
)

//go:embed fonts/Noto*.ttf
var embedded embed.FS

// Fonts of this package by name of the file, without its ending.
const (
	sans     = "NotoSans-Regular" // Latin, Greek, Cyrillic, signs
	sansBold = "NotoSans-Bold"
	mono     = "NotoSansMono-Regular" // where l, I and 1 must not be taken for each other
)

// inside are the fonts that come with the program, by script.
var inside = map[language.Script]string{
	language.Latin:      sans,
	language.Greek:      sans,
	language.Cyrillic:   sans,
	language.Arabic:     "NotoNaskhArabic-Regular",
	language.Devanagari: "NotoSansDevanagari-Regular",
	language.Bengali:    "NotoSansBengali-Regular",
	language.Gurmukhi:   "NotoSansGurmukhi-Regular",
	language.Tamil:      "NotoSansTamil-Regular",
	language.Telugu:     "NotoSansTelugu-Regular",
	language.Malayalam:  "NotoSansMalayalam-Regular",
	language.Sinhala:    "NotoSansSinhala-Regular",
	language.Ethiopic:   "NotoSansEthiopic-Regular",
	language.Thai:       "NotoSansThai-Regular",
	language.Lao:        "NotoSansLao-Regular",
	language.Khmer:      "NotoSansKhmer-Regular",
	language.Myanmar:    "NotoSansMyanmar-Regular",
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

// synthetic is how thick the outline of a letter is drawn, in thousandths of its size, where a heading has no bold font.
const synthetic = 28
