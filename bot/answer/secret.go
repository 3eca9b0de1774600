package answer

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"safeharbour/bot/pattern"
)

//go:embed bip39.txt
var bip39Text string

// seedWords is the English list of BIP-39 (bip39.txt is its bip-0039/english.txt unchanged), from which nearly all wallets draw their recovery phrases.
var seedWords = sync.OnceValue(func() map[string]bool {
	out := make(map[string]bool, 2048)
	for _, w := range strings.Fields(bip39Text) {
		out[w] = true
	}
	return out
})

// Secret tells whether a text holds something that we must never keep: a wallet's recovery phrase or private key, a card
// number, or a PIN, one-time code or password with its label. Nobody can find all secrets; in doubt it says no, because
// a person's text is thrown away when it says yes.
func Secret(text string) bool {
	return hasSeed(text) || hasKey(text) || hasCard(withoutIBANs(text)) || hasLabelled(text)
}

// seedLeast is the length of the shortest recovery phrase in words.
const seedLeast = 12

// hasSeed finds a recovery phrase, whatever stands between its words: twelve words in a row that are on the list, or all but
// one, so that a slip of the finger does not hide it; or a text of just the right number of words that has nearly only such
// words; or the first four letters of twelve words, which are enough for a wallet; or Chinese signs, one by one.
func hasSeed(text string) bool {
	if chineseSeed().MatchString(text) {
		return true
	}
	list := seedWords()
	var known, short []bool
	total, good := 0, 0
	for _, t := range tokens(strings.Map(noAbbreviation, fold(text))) {
		if t.kind != 'w' {
			continue
		}
		total++
		if list[t.text] {
			good++
		}
		known, short = append(known, list[t.text]), append(short, len(t.text) <= 4 && seedBeginnings()[t.text])
		if seedAt(known, seedLeast-1) || seedAt(short, seedLeast) {
			return true
		}
	}
	return slices.Contains([]int{12, 15, 18, 21, 24}, total) && good*6 >= total*5
}

// seedAt tells whether of the last twelve words so many are what they should be.
func seedAt(words []bool, least int) bool {
	if len(words) < seedLeast {
		return false
	}
	n := 0
	for _, ok := range words[len(words)-seedLeast:] {
		if ok {
			n++
		}
	}
	return n >= least
}

// noAbbreviation parts words that are joined by a point or an underscore.
func noAbbreviation(r rune) rune {
	if r == '.' || r == '_' {
		return ' '
	}
	return r
}

// seedBeginnings are the first four letters of the words on the list: no two words share them.
var seedBeginnings = sync.OnceValue(func() map[string]bool {
	out := make(map[string]bool, 2048)
	for w := range seedWords() {
		out[w[:min(4, len(w))]] = true
	}
	return out
})

// chineseSeed matches twelve Chinese signs or more that stand one by one, as no sentence does.
var chineseSeed = pattern.New(`(?:(?:^|[\s,，、.。\d])\p{Han}(?:[\s,，、.。)]+\d{0,2}[.)、]?\s*\p{Han}){11,}(?:$|[\s,，、.。]))`)

// hasKey finds private keys that tell themselves apart: WIF, extended private keys, XRP seeds, Solana key pairs.
func hasKey(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r > 'z' || !base58Letter(byte(r)) }) {
		if privateKey(word) {
			return true
		}
	}
	return false
}

// hasCard finds payment card numbers, in one piece or in groups.
func hasCard(text string) bool {
	for _, run := range cardRun().FindAllString(fold(text), -1) {
		if strings.HasPrefix(run, "+") { // a phone number
			continue
		}
		groups := strings.FieldsFunc(run, func(r rune) bool { return r == ' ' || r == '-' })
		for i := range groups {
			if cardInFront(groups[i:]) {
				return true
			}
		}
	}
	return false
}

// cardInFront tells whether the first groups of digits make a card number.
func cardInFront(groups []string) bool {
	number := ""
	for _, g := range groups {
		number += g
		if len(number) > 19 {
			return false
		}
		if cardNumber(number) {
			return true
		}
	}
	return false
}

// cardRun finds digits that are no part of a word: hashes have letters between.
var cardRun = pattern.New(`\+?\b\d+(?:[ -]{1,2}\d+)*\b`)

// cardNumber checks the sum and also the beginning and length that card networks use: every tenth account or phone number
// has a right sum, and those of the receiver are what a report needs.
func cardNumber(s string) bool {
	if len(s) < 13 || len(s) > 19 {
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	if sum%10 != 0 {
		return false
	}
	start, _ := strconv.Atoi(s[:4])
	switch {
	case start/1000 == 4: // Visa
		return len(s) == 13 || len(s) >= 16
	case start/100 == 34, start/100 == 37: // American Express
		return len(s) == 15
	case start/10 >= 300 && start/10 <= 305, start/100 == 36, start/100 == 38: // Diners
		return len(s) >= 14
	case start/100 >= 50 && start/100 <= 69: // Mastercard, Maestro, Discover, UnionPay, RuPay
		return len(s) >= 16
	case start >= 2200 && start <= 2204, start >= 2221 && start <= 2720, start >= 3528 && start <= 3589,
		start/100 == 81, start/100 == 82: // Mir, Mastercard, JCB, RuPay
		return len(s) >= 16
	}
	return false
}

// sentCode matches a one-time code as services send it. The word "code" is always in it.
var sentCode = pattern.New(`\b(?:g-)?\d{3}[ -]?\d{2,5} is your [^.:]{0,40}\bcode\b|\b(?:login|log-in|sms|telegram|whatsapp|confirmation) code ?(?:is|:)? ?\d{3}[ -]?\d{1,5}\b`)

// hasLabelled finds "PIN: 1234" and the like.
func hasLabelled(text string) bool {
	folded := fold(text)
	if !strings.ContainsAny(folded, "0123456789:=是为") {
		return false
	}
	for _, m := range labelledCodes().in(folded) {
		// In India a PIN code of six digits is part of a postal address.
		if len(m[1]) != 6 || !strings.Contains(m[0], "pin code") && !strings.Contains(m[0], "pincode") {
			return true
		}
	}
	return len(labelledPasswords().in(folded)) > 0 || strings.Contains(folded, "code") && sentCode().MatchString(folded)
}

// A code is digits, so its label needs nothing between. A password can be any word, so it needs a colon or an equals
// sign: "the password was wrong" is no secret.
var (
	labelledCodes = sync.OnceValue(func() labelled {
		return newLabelled(codeLabels, ` ?(?:code|number|no|is|la|adalah|는|은|は|为|是)?(?: is)? ?[:=#-]? ?(\d{3,8})(?:\D|$)`)
	})
	labelledPasswords = sync.OnceValue(func() labelled {
		return newLabelled(passwordLabels, ` ?(?:[:=]|是|为) ?[^\s:=.,?!。]{3,}`)
	})
)

// labelled finds what stands behind a label.
type labelled struct {
	labels  []string
	pattern *regexp.Regexp // of a label and what stands behind it
}

// newLabelled takes labels that are parted by "|", and the expression of what stands behind them.
func newLabelled(list, behind string) labelled {
	var labels []string
	for word := range strings.SplitSeq(list, "|") {
		labels = append(labels, fold(word))
	}
	return labelled{labels, regexp.MustCompile(label(labels) + behind)}
}

// in returns the matches in a folded text. Most texts hold no label, and the expression is slow: it takes 5 ms for the longest message.
func (l labelled) in(folded string) [][]string {
	if !slices.ContainsFunc(l.labels, func(word string) bool { return strings.Contains(folded, word) }) {
		return nil
	}
	return l.pattern.FindAllStringSubmatch(folded, -1)
}

const codeLabels = `pin | pincode | otp | cvv | cvv2 | cvc | cvc2 | 2fa | passcode | one-time code | one time code | verification code |
 security code | password | passwort | 验证码 | 驗證碼 | 校验码 | 安全码 | 密码 | 密碼 | 支付密码 | 动态码 | رمز التحقق | رمز التأكيد | الرقم السري | الرمز السري |
 ma otp | ma pin | ma xac nhan | ma xac minh | kode otp | kode verifikasi | kod otp | รหัส otp | รหัสผ่าน | รหัส pin |
 인증번호 | 비밀번호 | 暗証番号 | 認証コード | код подтверждения | пин-код | пин код | код из смс | code de verification | code pin |
 codigo de verificacion | codigo de verificacao | ओटीपी | पिन | ওটিপি | পিন | او ٹی پی`

const passwordLabels = `password | passwd | pwd | pass word | passphrase | 密码 | 密碼 | 口令 | كلمة السر | كلمة المرور | mat khau | kata sandi | sandi |
 kata laluan | รหัสผ่าน | စကားဝှက် | 비밀번호 | パスワード | пароль | mot de passe | contrasena | senha | पासवर्ड | পাসওয়ার্ড | پاس ورڈ |
 ពាក្យសម្ងាត់ | ລະຫັດຜ່ານ | கடவுச்சொல் | పాస్వర్డ్ | මුරපදය | nywila | neno la siri | የይለፍ ቃል`

// label makes a pattern of folded labels. In scripts with spaces a label begins a word.
func label(labels []string) string {
	var latin, other []string
	for _, word := range labels {
		quoted := regexp.QuoteMeta(word)
		if word[0] < 0x80 {
			latin = append(latin, quoted)
		} else {
			other = append(other, quoted)
		}
	}
	return `(?:\b(?:` + strings.Join(latin, "|") + `)\b|` + strings.Join(other, "|") + `)`
}
