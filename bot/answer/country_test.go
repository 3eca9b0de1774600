package answer

import (
	"slices"
	"strings"
	"testing"
)

func TestCountries(t *testing.T) {
	tests := []struct{ lang, text, want string }{
		{"en", "Cambodia", "KH"}, {"en", "cambodia ", "KH"}, {"en", "KH", "KH"}, {"en", "KHM", "KH"}, {"en", "🇰🇭", "KH"},
		{"en", "Myanmar", "MM"}, {"en", "Burma", "MM"}, {"en", "Myanmar (Burma)", "MM"}, {"en", "The Philippines", "PH"},
		{"en", "UAE", "AE"}, {"en", "dubai", "AE"}, {"en", "usa", "US"}, {"en", "U.S.A.", "US"}, {"en", "uk", "GB"},
		{"en", "England", "GB"}, {"en", "Laos", "LA"}, {"en", "Viet Nam", "VN"}, {"en", "vietnam", "VN"}, {"en", "Macau", "MO"},
		{"en", "Hong Kong", "HK"}, {"en", "Taiwan", "TW"}, {"en", "Korea", "KR"}, {"en", "North Korea", "KP"},
		{"en", "Türkiye", "TR"}, {"en", "turkey", "TR"}, {"en", "Swaziland", "SZ"}, {"en", "North Macedonia", "MK"},
		{"en", "Ivory Coast", "CI"}, {"en", "cote d'ivoire", "CI"}, {"en", "Côte d’Ivoire", "CI"}, {"en", "DRC", "CD"},
		{"en", "Sri Lanka", "LK"}, {"en", "srilanka", "LK"}, {"en", "Trinidad and Tobago", "TT"}, {"en", "Niger", "NE"},
		{"en", "缅甸", "MM"}, {"zh", "缅甸", "MM"}, {"zh", "柬埔寨", "KH"}, {"zh", "缅北", "MM"}, {"zh", "中国香港", "HK"},
		{"zh", "Cambodia", "KH"}, {"zh-Hant", "緬甸", "MM"}, {"zh", "緬甸", "MM"}, {"zh", "老挝", "LA"}, {"zh-TW", "柬埔寨", "KH"},
		{"ar", "كمبوديا", "KH"}, {"ar", "المغرب", "MA"}, {"ar", "ميانمار", "MM"}, {"ar", "مصر", "EG"}, {"ar", "السعوديه", "SA"},
		{"ar", "الإمارات", "AE"}, {"ar", "الامارات", "AE"}, {"th", "พม่า", "MM"}, {"th", "กัมพูชา", "KH"}, {"th", "ลาว", "LA"},
		{"my", "မြန်မာ", "MM"}, {"my", "ထိုင်း", "TH"}, {"vi", "Campuchia", "KH"}, {"vi", "Thái Lan", "TH"}, {"vi", "thai lan", "TH"},
		{"vi", "Trung Quốc", "CN"}, {"id", "Kamboja", "KH"}, {"id", "Filipina", "PH"}, {"hi", "म्यांमार", "MM"}, {"hi", "कंबोडिया", "KH"},
		{"km", "កម្ពុជា", "KH"}, {"lo", "ລາວ", "LA"}, {"fil", "Pilipinas", "PH"}, {"fil", "Myanmar", "MM"}, {"ru", "Мьянма", "MM"},
		{"fr", "Birmanie", "MM"}, {"sw", "Uganda", "UG"}, {"am", "ኢትዮጵያ", "ET"}, {"ko", "캄보디아", "KH"}, {"bn", "মিয়ানমার", "MM"},
		{"ur", "پاکستان", "PK"}, {"ur", "متحدہ عرب امارات", "AE"}, {"ne", "नेपाल", "NP"}, {"si", "ශ්\u200dරී ලංකාව", "LK"},
		{"vi", "mỹ", "US"}, {"vi", "my", "US"}, {"vi", "Úc", "AU"}, {"vi", "uc", "AU"}, {"vi", "ý", "IT"}, {"vi", "Miến Điện", "MM"},
		{"vi", "mien dien", "MM"}, {"vi", "Myanmar", "MM"}, {"vi", "cam pu chia", "KH"}, {"vi", "Cam-pu-chia", "KH"}, {"vi", "căm bốt", "KH"},
		{"vi", "lao", "LA"}, {"vi", "phi", "PH"}, {"vi", "trung quoc", "CN"}, {"vi", "Đài Loan", "TW"}, {"vi", "dai loan", "TW"},
		{"vi", "han quoc", "KR"}, {"vi", "nhat", "JP"}, {"vi", "viet nam", "VN"}, {"vi", "hong kong", "HK"}, {"vi", "ma cao", "MO"},
		{"vi", "UAE", "AE"}, {"vi", "nuoc duc", "? DE"}, {"vi", "ấn độ", "IN"}, {"vi", "A\u0302\u0301n Đô\u0323", "IN"},
		{"vi", "MY", "? US MY"}, {"vi", "MYS", "MY"}, {"vi", "tôi ở Campuchia", "? KH"},
		{"id", "malaysia", "MY"}, {"id", "MY", "MY"}, {"id", "cina", "CN"}, {"id", "Tiongkok", "CN"}, {"id", "jepang", "JP"},
		{"id", "korsel", "KR"}, {"id", "arab saudi", "SA"}, {"id", "inggris", "GB"}, {"id", "as", "US"}, {"id", "amerika", "US"},
		{"id", "uni emirat arab", "AE"}, {"id", "singapura", "SG"}, {"id", "belanda", "NL"}, {"id", "turki", "TR"}, {"id", "Birma", "MM"},
		{"id", "di kamboja", "? KH"}, {"id", "kamboj", "? KH"}, {"in", "selandia baru", "NZ"},
		// not for certain
		{"en", "Camboda", "? KH"}, {"en", "Combodia", "? KH"}, {"en", "Mynamar", "? MM"}, {"en", "Thialand", "? TH"},
		{"en", "myawaddy near thailand", "? MM TH"}, {"en", "no", "? NO"}, {"en", "me", "? ME"}, {"en", "Congo", "? CD CG"},
		{"en", "my", "? MY"}, {"en", "I don't know", "?"}, {"en", "XX", "?"}, {"en", "ZZ", "?"}, {"en", "EU", "?"},
		{"en", "Austrlia", "? AT AU"}, {"zh", "在柬埔寨", "? KH"}, {"zh", "刚果", "? CD CG"}, {"ar", "كمبوديه", "? KH"},
	}
	for _, tt := range tests {
		v, p := Parse(Country, tt.text, Hints{Lang: tt.lang})
		got := strings.Join(v.Codes, " ")
		if p != nil {
			got = strings.TrimSpace("? " + strings.Join(p.Suggest, " "))
		}
		if got != tt.want {
			t.Errorf("Parse(country, %q, %s) = %s, want %s", tt.text, tt.lang, got, tt.want)
		}
	}
}

func TestEveryCountryHasANameThatIsReadBack(t *testing.T) {
	if list := Countries(); len(list) != 250 || !slices.IsSorted(list) {
		t.Fatalf("%d countries", len(list))
	}
	for _, lang := range nameLanguages {
		for _, code := range Countries() {
			name := CountryName(code, lang)
			v, p := Parse(Country, name, Hints{Lang: lang})
			if p != nil || !v.Has(code) {
				t.Errorf("%s: %s is named %q, which is read as %v, problem %+v", lang, code, name, v.Codes, p)
			}
		}
	}
}

func TestCountryNames(t *testing.T) {
	tests := []struct{ code, lang, want string }{
		{"SZ", "en", "Eswatini"}, {"MK", "en-GB", "North Macedonia"}, {"TR", "en", "Türkiye"}, {"TR", "fil", "Türkiye"},
		{"MM", "zh", "缅甸"}, {"MM", "zh-TW", "緬甸"}, {"KH", "ar", "كمبوديا"}, {"KH", "tl", "Cambodia"}, {"MK", "zh-Hant", "北馬其頓"},
		{"US", "vi", "Mỹ"}, {"AE", "vi", "UAE (Các Tiểu vương quốc Ả Rập)"}, {"MM", "vi", "Myanmar (Miến Điện)"}, {"AU", "vi-VN", "Úc"},
		{"MM", "id", "Myanmar"}, {"GB", "id", "Inggris"}, {"CD", "id", "Republik Demokratik Kongo"}, {"KH", "in", "Kamboja"},
		{"KH", "xx-nonsense", "Cambodia"}, {"KH", "", "Cambodia"}, {"QQ", "en", "QQ"}, {"", "en", ""},
	}
	for _, tt := range tests {
		if got := CountryName(tt.code, tt.lang); got != tt.want {
			t.Errorf("CountryName(%q, %q) = %q, want %q", tt.code, tt.lang, got, tt.want)
		}
	}
}
