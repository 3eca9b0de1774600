package answer

import (
	"slices"
	"testing"
)

func TestMoney(t *testing.T) {
	tests := []struct {
		lang, currency, text string
		want                 string // number and currency, or the code of the problem
	}{
		{"en", "", "1,200.50 USD", "1200.5 USD"},
		{"en", "", "US$ 300", "300 USD"},
		{"en", "", "USD300", "300 USD"},
		{"en", "", "500usd", "500 USD"},
		{"en", "", "500", MoneyCurrency},
		{"en", "", "€1.200,50", "1200.5 EUR"},
		{"en", "", "1.200 EUR", "1200 EUR"},
		{"en", "", "12 000 kr", MoneyCurrency},
		{"en", "SEK", "12 000 kr", "12000 SEK"},
		{"en", "", "1.5k usdt", "1500 USDT"},
		{"en", "", "$2m", MoneyCurrency},
		{"en", "USD", "$2.5m", "2500000 USD"},
		{"en", "SGD", "$500", "500 SGD"},
		{"en", "THB", "$500", "500 USD"},
		{"en-AU", "", "$500", "500 AUD"},
		{"en", "", "S$500", "500 SGD"},
		{"en", "", "HK$ 5,000", "5000 HKD"},
		{"en", "", "500 Hong Kong dollars", "500 HKD"},
		{"en", "", "£1,000", "1000 GBP"},
		{"en", "", "¥1000", MoneyCurrency},
		{"en", "", "I lost about 5,000 USDT (TRC20) to them", "5000 USDT"},
		{"en", "", "I sent 500 usd from my bank", "500 USD"},
		{"en", "", "0.05 BTC", "0.05 BTC"},
		{"en", "", "1.234 BTC", "1.234 BTC"},
		{"id", "", "1.234 TRX", "1234 TRX"},
		{"id", "", "1,234 BTC", "1.234 BTC"},
		{"en", "", "0.123456789012345678 ETH", "0.123456789012345678 ETH"},
		{"en", "", "1.250 KWD", "1.25 KWD"},
		{"en", "", "1,250 KWD", "1250 KWD"},
		{"en", "", "rs 50,000", MoneyCurrency},
		{"en", "PKR", "rs. 50,000/-", "50000 PKR"},
		{"en", "", "₹1,20,000", "120000 INR"},
		{"hi", "", "2 लाख रुपये", "200000 INR"},
		{"en", "INR", "2 lakh 50 thousand rupees", "250000 INR"},
		{"en", "INR", "1.5 crore rs", "15000000 INR"},
		{"en", "", "a million dollars USD", "1000000 USD"},
		{"en", "", "500 MAD", "500 MAD"},
		{"en", "", "3,000 baht", "3000 THB"},
		{"en", "", "I won 500 usd", "500 USD"},
		{"en", "", "500 won", "500 KRW"},
		// Chinese
		{"zh", "", "3万 CNY", "30000 CNY"},
		{"zh", "", "3万元", "30000 CNY"},
		{"zh", "", "三万五千块", "35000 CNY"},
		{"zh", "", "三万五 CNY", "35000 CNY"},
		{"zh", "", "1.5万人民币", "15000 CNY"},
		{"zh", "", "一共转了50000元", "50000 CNY"},
		{"zh", "", "5000U", "5000 USDT"},
		{"zh", "", "500美元", "500 USD"},
		{"zh", "", "１２００美金", "1200 USD"},
		{"zh", "", "￥3000", "3000 CNY"},
		{"zh", "", "1亿2000万 CNY", "120000000 CNY"},
		{"zh", "", "20万泰铢", "200000 THB"},
		{"zh-TW", "", "30萬元", "300000 TWD"},
		{"zh-Hant", "", "30萬元", MoneyCurrency},
		{"zh", "", "两百五十块", "250 CNY"},
		{"zh", "", "5千块", "5000 CNY"},
		{"zh", "", "5百块", "500 CNY"},
		{"zh", "", "3千万 CNY", "30000000 CNY"},
		{"zh", "", "2w CNY", "20000 CNY"},
		{"fil", "", "P5,000", "5000 PHP"},
		{"en", "", "12500$ SGD", "12500 SGD"},
		// Arabic
		{"ar", "", "١٬٢٠٠٫٥٠ دولار أمريكي", "1200.5 USD"},
		{"ar", "MAD", "٥٠٠ درهم", "500 MAD"},
		{"ar", "", "٥٠٠ درهم", MoneyCurrency},
		{"ar", "", "500 ألف دينار عراقي", "500000 IQD"},
		{"ar", "EGP", "مليون و 500 ألف جنيه", "1500000 EGP"},
		{"ar", "", "دفعت 3 آلاف يورو", "3000 EUR"},
		{"ar-SA", "", "5000 ريال", "5000 SAR"},
		// Thai, Burmese, Khmer, Lao
		{"th", "", "๕๐,๐๐๐ บาท", "50000 THB"},
		{"th", "", "3 แสนบาท", "300000 THB"},
		{"th", "", "1.5 ล้านบาท", "1500000 THB"},
		{"my", "", "သိန်း ၅၀ MMK", "5000000 MMK"},
		{"my", "", "၅၀၀၀၀၀ ကျပ်", "500000 MMK"},
		{"my", "", "၅ သိန်းကျပ်", "500000 MMK"},
		{"km", "", "៥០០ ដុល្លារ", MoneyCurrency},
		{"km", "KHR", "៥០០ ដុល្លារ", "500 USD"},
		{"lo", "", "5 ລ້ານກີບ", "5000000 LAK"},
		// Vietnamese, Indonesian, Malay, Filipino
		{"vi", "", "1.200.000 đ", "1200000 VND"},
		{"vi", "", "50 triệu đồng", "50000000 VND"},
		{"vi", "", "1,5 tỷ VND", "1500000000 VND"},
		{"vi", "", "500k vnd", "500000 VND"},
		{"vi", "", "5000 tệ", "5000 CNY"},
		{"vi", "", "5 triệu đồng", "5000000 VND"},
		{"vi", "", "5 trieu dong", "5000000 VND"},
		{"vi", "VND", "20 tr", MoneyCurrency},
		{"vi", "", "3 nghìn", MoneyCurrency},
		{"vi", "", "20 tr VND", "20000000 VND"}, // after a touch on the currency
		{"vi", "", "20tr đồng", "20000000 VND"},
		{"vi", "", "500 nghìn đồng", "500000 VND"},
		{"vi", "", "500 ngàn đồng", "500000 VND"},
		{"vi", "", "500 ngan", MoneyCurrency},
		{"vi", "", "500.000đ", "500000 VND"},
		{"vi", "", "500.000 vnđ", "500000 VND"},
		{"vi", "", "1.500.000,50 đồng", "1500000.5 VND"},
		{"vi", "", "1 tỷ 200 triệu đồng", "1200000000 VND"},
		{"vi", "", "1 tỉ đồng", "1000000000 VND"},
		{"vi", "", "năm triệu đồng", "5000000 VND"},
		{"vi", "", "mười triệu đồng", "10000000 VND"},
		{"vi", "", "hai mươi triệu đồng", MoneyUnclear},
		{"vi", "", "2tr5 VND", "2500000 VND"},
		{"vi", "", "2 triệu 5 đồng", "2500000 VND"},
		{"vi", "", "2tr500 VND", "2500000 VND"},
		{"vi", "", "1 tỷ 2 đồng", "1200000000 VND"},
		{"vi", "", "2tr25 VND", MoneyUnclear},
		{"vi", "", "2 triệu rưỡi đồng", "2500000 VND"},
		{"vi", "", "2 ty ruoi dong", "2500000000 VND"},
		{"vi", "", "năm trăm nghìn đồng", "500000 VND"},
		{"vi", "", "năm mươi triệu đồng", MoneyUnclear},
		{"vi", "", "một hai triệu đồng", MoneyUnclear},
		{"vi", "", "năm ngoái tôi mất 5 triệu đồng", "5000000 VND"},
		{"vi", "", "vài triệu đồng", MoneyUnclear},
		{"vi", "", "20 củ", MoneyUnclear},
		{"vi", "", "3000 đô", MoneyCurrency},
		{"vi", "VND", "3000 đô", "3000 USD"},
		{"vi", "", "3000 đô la Mỹ", "3000 USD"},
		{"vi", "", "10.000 nhân dân tệ", "10000 CNY"},
		{"vi", "", "50 nghìn tệ", "50000 CNY"},
		{"vi", "", "5000 bạt", "5000 THB"},
		{"vi", "", "tôi bị mất khoảng 50 triệu đồng", "50000000 VND"},
		{"vi", "", "họ đòi 100 triệu đồng tiền chuộc", "100000000 VND"},
		{"vi", "", "2000 usdt", "2000 USDT"},
		{"vi", "", "1.200 USD", "1200 USD"},
		{"id", "", "5 jt rupiah", "5000000 IDR"},
		{"id", "", "500 ribu", MoneyCurrency},
		{"id", "", "5 juta IDR", "5000000 IDR"}, // after a touch on the currency
		{"id", "", "2 juta 500 rupiah", MoneyUnclear},
		{"id", "", "5 juta", MoneyCurrency},
		{"id", "", "500 ribu rupiah", "500000 IDR"},
		{"id", "", "500rb rupiah", "500000 IDR"},
		{"id", "", "Rp 500rb", "500000 IDR"},
		{"id", "", "Rp5jt", "5000000 IDR"},
		{"id", "", "Rp. 1.500.000", "1500000 IDR"},
		{"id", "", "Rp 1.500.000,00", "1500000 IDR"},
		{"id", "", "1,5 juta rupiah", "1500000 IDR"},
		{"id", "", "1 juta 500 ribu rupiah", "1500000 IDR"},
		{"id", "", "2 milyar rupiah", "2000000000 IDR"},
		{"id", "", "2 miliar rupiah", "2000000000 IDR"},
		{"id", "", "seratus ribu rupiah", "100000 IDR"},
		{"id", "", "lima ratus ribu rupiah", "500000 IDR"},
		{"id", "", "dua ribu dolar amerika", "2000 USD"},
		{"id", "", "sepuluh juta rupiah", "10000000 IDR"},
		{"id", "", "dua puluh lima juta rupiah", MoneyUnclear},
		{"id", "", "lima belas juta rupiah", MoneyUnclear},
		{"id", "", "setengah juta rupiah", MoneyUnclear},
		{"id", "", "beberapa juta rupiah", MoneyUnclear},
		{"id", "", "saya kehilangan sekitar 50 juta rupiah", "50000000 IDR"},
		{"id", "", "uang saya hilang kira-kira 50 juta rupiah", "50000000 IDR"},
		{"id", "", "kurang lebih 3 juta rupiah", "3000000 IDR"},
		{"id", "", "3000 ringgit", "3000 MYR"},
		{"id", "", "5000 yuan", "5000 CNY"},
		{"id", "", "20.000 baht", "20000 THB"},
		{"id", "", "200 USDT", "200 USDT"},
		{"id", "", "Rp 1.500.000,-", "1500000 IDR"},
		{"id", "", "Rp1.500.000,50", "1500000.5 IDR"},
		{"id", "", "5 juta rupiah", "5000000 IDR"},
		{"id", "", "1.200 dolar amerika", "1200 USD"},
		{"ms", "", "RM50k", "50000 MYR"},
		{"fil", "", "₱5,000", "5000 PHP"},
		{"fil", "", "20 libong piso", MoneyUnclear},
		{"sw", "KES", "elfu 50 shilingi", "50000 KES"},
		{"ru", "", "12 000,50 руб.", "12000.5 RUB"},
		{"ru", "", "5 тыс. рублей", "5000 RUB"},
		{"fr", "", "1 200,50 €", "1200.5 EUR"},
		{"fr", "", "3 mille euros", "3000 EUR"},
		{"es", "", "2 mil dólares USD", "2000 USD"},
		{"ko", "", "3만원", "30000 KRW"},
		{"bn", "", "৫০,০০০ টাকা", "50000 BDT"},
		{"am", "", "5000 ብር", "5000 ETB"},
		{"en", "", "five thousand usd", "5000 USD"},
		{"en", "", "five hundred thousand usd", "500000 USD"},
		{"en", "", "I sent a total of 500 usd", "500 USD"},
		{"id", "", "lima juta rupiah", "5000000 IDR"},
		{"id", "", "sejuta rupiah", "1000000 IDR"},
		{"vi", "", "50tr VND", "50000000 VND"},
		{"ar", "EGP", "ألفين جنيه", "2000 EGP"},
		{"sw", "KES", "milioni moja shilingi", "1000000 KES"},
		{"fr", "", "500 $US", "500 USD"},
		{"fr", "XOF", "500 000 FCFA", "500000 XOF"},
		// number words that we do not read must not leave a smaller sum
		{"en", "", "twenty five thousand usd", MoneyUnclear},
		{"en", "", "five thousand fifty usd", MoneyUnclear},
		{"th", "", "ห้าหมื่นบาท", MoneyUnclear},
		{"zh", "", "几十万元", MoneyUnclear},
		{"zh", "", "十几万元", MoneyUnclear},
		{"ko", "", "오백만원", MoneyUnclear},
		{"my", "", "ငါးသိန်း", MoneyUnclear},
		{"id", "", "dua puluh juta", MoneyUnclear},
		{"sw", "", "elfu hamsini", MoneyUnclear},
		{"en", "", "500 USD and 300 USDT", MoneyUnclear},
		// problems
		{"en", "", "a lot of money", MoneyNone},
		{"en", "", "0 USD", MoneyZero},
		{"en", "", "-500 USD", MoneyZero},
		{"en", "", "200-300 USD", MoneyUnclear},
		{"en", "", "between 200 and 300 usd", MoneyUnclear},
		{"en", "", "5 duizend euro", MoneyUnclear},
		{"en", "", "2 mil usd", MoneyUnclear},
		{"en", "", "1.2.3 USD", MoneyUnclear},
		{"en", "", "1,2,3 USD", MoneyUnclear},
		{"en", "", "500 guarani", MoneyUnclear},
		{"en", "", "guarani 500", MoneyCurrency},
		{"en", "", "500 USD in EUR", MoneyCurrency},
		{"en", "", "0.00125", MoneyCurrency},
		{"en", "", "1.23456 USD", MoneyUnclear},
		{"en", "", "999999999999999999999 VND", MoneyLong},
		{"en", "", "1000000 billion billion USD", MoneyLong},
		{"en", "", "4111 1111 1111 1111", TextSecret},
	}
	for _, tt := range tests {
		v, p := Parse(Money, tt.text, Hints{Lang: tt.lang, Currency: tt.currency})
		got := v.Amount.Number + " " + v.Amount.Currency
		if p != nil {
			got = p.Code
		}
		if got != tt.want {
			t.Errorf("Parse(money, %q, %s %s) = %s, want %s", tt.text, tt.lang, tt.currency, got, tt.want)
		}
	}
}

func TestAnUnclearCurrencyComesWithSuggestions(t *testing.T) {
	tests := []struct {
		lang, text string
		want       []string
	}{
		{"en", "$500", []string{"USD", "SGD", "HKD", "AUD"}},
		{"zh-Hant", "500元", []string{"CNY", "TWD", "HKD", "SGD"}},
		{"en", "guarani 500", []string{"USD", "USDT", "CNY", "EUR"}},
		{"vi", "20 tr", []string{"VND", "USD", "USDT", "CNY"}},
		{"id", "5 juta", []string{"IDR", "USD", "USDT", "CNY"}},
		{"in", "500 ribu", []string{"IDR", "USD", "USDT", "CNY"}},
	}
	for _, tt := range tests {
		_, p := Parse(Money, tt.text, Hints{Lang: tt.lang})
		if p == nil || p.Code != MoneyCurrency || !slices.Equal(p.Suggest, tt.want) {
			t.Errorf("Parse(money, %q) gives %+v, want the suggestions %v", tt.text, p, tt.want)
		}
	}
}

func TestFormattedAmountsAreReadBack(t *testing.T) {
	amounts := []Amount{
		{"500", "USD"}, {"1200", "EUR"}, {"1234567.5", "USD"}, {"12345678.25", "VND"}, {"0.05", "BTC"}, {"1.234", "BTC"},
		{"0.123456789012345678", "ETH"}, {"1.25", "KWD"}, {"1.234", "KWD"}, {"1234.567", "USDT"}, {"1234", "TRX"}, {"99999999999999999999", "IDR"},
	}
	for _, lang := range append(nameLanguages[:], "es-MX", "en-US", "de") {
		for _, a := range amounts {
			text := FormatAmount(a, lang)
			v, p := Parse(Money, text, Hints{Lang: lang})
			if p != nil || v.Amount != a {
				t.Errorf("%s: %v is written %q and read as %v, problem %+v", lang, a, text, v.Amount, p)
			}
		}
	}
	if got := FormatAmount(Amount{"1234567.5", "INR"}, "hi"); got != "12,34,567.50 INR" {
		t.Errorf("FormatAmount for Hindi = %q", got)
	}
	if got := FormatAmount(Amount{"1234567.5", "IDR"}, "id"); got != "1.234.567,50 IDR" {
		t.Errorf("FormatAmount for Indonesian = %q", got)
	}
}
