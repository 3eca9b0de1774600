package answer

import (
	"slices"
	"strings"
	"testing"
)

func TestTexts(t *testing.T) {
	tests := []struct {
		what string
		t    Type
		text string
		max  int
		want string // the text, or the code of the problem
	}{
		{"trims", Text, "  two  words \n", 0, "two  words"},
		{"composes", Text, "Cafe\u0301", 0, "Café"},
		{"keeps lines", Text, "one\r\ntwo\tthree", 0, "one\ntwo three"},
		{"drops controls", Text, "a\x00b\x1bc\u202ed", 0, "abcd"},
		{"keeps joiners", Text, "ක්\u200dෂ", 0, "ක්\u200dෂ"},
		{"drops bad bytes", Text, "a\xffb", 0, "ab"},
		{"counts characters", Text, "မြန်မာ", 6, "မြန်မာ"},
		{"refuses one more", Text, "မြန်မာ1", 6, TextLong},
		{"refuses nothing", Text, " \u200b\n"[:1], 0, TextEmpty},
		{"limits by default", Text, strings.Repeat("x", 1001), 0, TextLong},
		{"limits places", Place, strings.Repeat("x", 121), 0, TextLong},
		{"takes places", Place, "KK Park", 0, "KK Park"},
		{"throws secrets away", Place, "pin: 4821", 0, TextSecret},
		{"wants a pin", Pin, "KK Park", 0, PinSend},
		{"wants a file", File, "", 0, FileSend},
		{"takes codes", YesNo, "Unsure", 0, ""},
		{"takes no words", YesNo, "yeah", 0, ChoiceUnknown},
		{"knows no choices", One, "killed", 0, ChoiceUnknown},
		{"reads nothing", Read, "x", 0, ChoiceUnknown},
	}
	for _, tt := range tests {
		v, p := Parse(tt.t, tt.text, Hints{Max: tt.max})
		got := v.Text
		if p != nil {
			got = p.Code
		}
		if got != tt.want {
			t.Errorf("%s: Parse(%s, %q) = %q, want %q", tt.what, tt.t, tt.text, got, tt.want)
		}
	}
}

func TestSecrets(t *testing.T) {
	const seed = "legal winner thank year wave sausage worth useful legal winner thank yellow"
	tests := []struct {
		text string
		want bool
	}{
		{seed, true},
		{strings.ToUpper(seed), true},
		{"my words are: " + seed, true},
		{"1. legal 2. winner 3. thank 4. year 5. wave 6. sausage 7. worth 8. useful 9. legal 10. winner 11. thank 12. yellow", true},
		{strings.Replace(seed, "sausage", "sausge", 1), true},
		{"zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote", true},
		// other separators, lengths, and notes around it
		{strings.ReplaceAll(seed, " ", "\n"), true}, {strings.ReplaceAll(seed, " ", ", "), true}, {strings.ReplaceAll(seed, " ", "-"), true},
		{strings.ReplaceAll(seed, " ", "_"), true}, {strings.ReplaceAll(seed, " ", "."), true}, {strings.ReplaceAll(seed, " ", " | "), true},
		{strings.ReplaceAll(seed, " ", "/"), true}, {strings.ReplaceAll(seed, " ", "   "), true}, {strings.ReplaceAll(seed, " ", "、"), true},
		{"1) legal\n2) winner\n3) thank\n4) year\n5) wave\n6) sausage\n7) worth\n8) useful\n9) legal\n10) winner\n11) thank\n12) yellow", true},
		{"1.legal 2.winner 3.thank 4.year 5.wave 6.sausage 7.worth 8.useful 9.legal 10.winner 11.thank 12.yellow", true},
		{"my words are " + strings.Replace(seed, "sausage", "sausge", 1) + " please help", true},
		{"legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth", true}, // 15
		{seed + " legal winner thank year wave sausage", true},                                                 // 18
		{seed + " legal winner thank year wave sausage worth useful legal", true},                              // 21
		{seed + " " + seed, true}, // 24
		{"１．ｌｅｇａｌ " + seed[6:], true},
		{"aban abil able abou abov abse abso abst absu abus acce acci", true}, // four letters are enough for a wallet
		{"的 一 是 在 不 了 有 和 人 这 中 大", true}, {"的，一，是，在，不，了，有，和，人，这，中，大", true}, {"1.的 2.一 3.是 4.在 5.不 6.了 7.有 8.和 9.人 10.这 11.中 12.大", true},
		{"我在西港被人打了请帮帮我他们拿走了我的护照", false}, {"我，你，他，在这里", false},
		{"the man who is the boss here has my passport and that is all I know about it", false},
		{"please help me I can not walk and they will not let us go out from here now", false},
		{"they took my phone and my passport and they will not give them back", false},
		{"saya tidak tahu apa yang harus saya lakukan tolong bantu saya pak", false},
		{"4111 1111 1111 1111", true},
		{"card 4111-1111-1111-1111 exp 12/27", true},
		{"٤١١١ ١١١١ ١١١١ ١١١١", true},
		{"378282246310005", true},
		{"5500000000000004", true},
		{"6212345678901232", true},
		{"4111 1111 1111 1112", false},
		{"+8613800138000", false},
		{"account 1234567890123452", false}, // right sum, no card begins so
		{"call 0812345678 or 0898765432", false},
		{"PIN: 1234", true},
		{"my pin is 4821", true},
		{"the OTP code is 123456", true},
		{"otp 123456", true},
		{"验证码：123456", true},
		{"密码是abc123", true},
		{"password: hunter2", true},
		{"mật khẩu: abc12345", true},
		{"كلمة المرور: abc123", true},
		{"รหัสผ่าน 123456", true},
		{"cvv 123", true},
		{"G-482913 is your Google verification code", true}, {"482913 is your Telegram code", true}, {"login code: 48291", true}, {"the sms code is 482913", true}, {"bank code: 482913", false}, {"验证码 是 482913", true},
		{"Your verification code is 482 913", true},
		{"my case code is amber-lake-oak", false}, {"the building has the code 12", false},
		{"they asked for my password and my pin", false},
		{"the password was wrong", false},
		{"my pin code 500081 Hyderabad", false},
		{"map pin: 16.68, 98.50", false},
		{"5Kb8kLf9zgWQnogidDA76MzPL6TsZZY36hWXMssSzNydYXYB9KF", true},
		{"key=KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn.", true},
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", false},
		{"xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi", true},
		{"", false},
	}
	for _, tt := range tests {
		if got := Secret(tt.text); got != tt.want {
			t.Errorf("Secret(%q) = %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestEveryProblemIsListed(t *testing.T) {
	list := Problems()
	if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
		t.Fatalf("problems are not sorted or not unique: %v", list)
	}
	for _, typ := range []Type{One, Many, YesNo, Text, Date, Money, Country, Place, Pin, File, Wallet, URL, Read, "strange"} {
		for _, text := range []string{"", "?", strings.Repeat("a 1", 2000), "pin 1234", "0 USD", "2099", "0x1", "99999 9999 9999 USD"} {
			_, p := Parse(typ, text, Hints{Today: today})
			if p != nil && !slices.Contains(list, p.Code) {
				t.Errorf("%s: problem %q is not listed", typ, p.Code)
			}
		}
	}
}
