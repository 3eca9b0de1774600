package answer

import (
	"slices"
	"testing"
)

// An own account keeps four signs, however it is written: the rest of it in a stranger's hands takes the money that is left.
// What is no account stays.
func TestLastFour(t *testing.T) {
	for text, want := range map[string]string{
		"DBS 012-34567-8":   "DBS …5678",
		"DBS 012--34567--8": "DBS …5678",
		"my account de89 3704 0044 0532 0130 00 at Deutsche": "my account …3000 at Deutsche",
		"GB82WEST12345698765432":                             "…5432",
		"IBAN GB82 WEST 1234 5698 7654 33":                   "IBAN …5433", // with a slip, too
		"iban de89370400440532013000, Kiel":                  "iban …3000, Kiel",
		"card 4111 1111 1111 1111":                           "card …1111",
		"1234 5678 9012 34":                                  "…1234",
		"account 123456789":                                  "account …6789",
		"acc ICIC0001234567":                                 "acc …4567",
		"fax 65 1234 5678":                                   "fax …5678",
		"number 111122223333444455556666777":                 "number …6777",
		"บัญชี ๑๒๓๔๕๖๗๘๙๐":                                   "บัญชี …๗๘๙๐",
		"حساب ١٢٣٤٥٦٧٨":                                      "حساب …٥٦٧٨",
		"招商银行 6225880212345678":                              "招商银行 …5678",
		"招商银行6225880212345678":                               "招商银行…5678",
		"Chase ****4321":                                     "Chase ****4321",
		"1234 **** •••• 6789":                                "…6789",
		"xxxx-xxxx-1234":                                     "xxxx-xxxx-1234",
		"…6789":                                              "…6789",
		"Bank of 2 cities, branch 1234":                      "Bank of 2 cities, branch 1234",
		"MB2 app, box 12":                                    "MB2 app, box 12",
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed":         "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
		"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t":                 "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
		"":                                                   "",
	} {
		if got := LastFour(text); got != want {
			t.Errorf("LastFour(%q) = %q, want %q", text, got, want)
		}
	}
}

// A number that a person gave as their own is found in their other words too, grouped as it may be; a wallet is not taken for it.
func TestOwnNumberInOtherWords(t *testing.T) {
	own := AccountNumbers("DBS 012-34567-8, and de89 3704 0044 0532 0130 00, pin 1234")
	if want := []string{"370400440532013000", "012345678"}; !slices.Equal(own, want) {
		t.Fatalf("the numbers are %q, want %q", own, want)
	}
	for text, want := range map[string]string{
		"they saw my 012 345 678 and called":     "they saw my …5678 and called",
		"to 3704 0044 0532 0130 00":              "to …3000",
		"IBAN DE89370400440532013000 was mine":   "IBAN …3000 was mine",
		"from 099-34567-8":                       "from 099-34567-8",
		"to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,": "to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,",
	} {
		for _, number := range own {
			text, want = CutNumber(text, number), CutNumber(want, number)
		}
		if text != want {
			t.Errorf("got %q, want %q", text, want)
		}
	}
}
