package answer

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"safeharbour/bot/pattern"
)

// maxDigits is more than any sum has, and keeps a number that nobody can pay off the cards of staff.
const maxDigits = 20

func parseMoney(text string, h Hints) (Value, *Problem) {
	problem := func(code string, suggest ...string) (Value, *Problem) {
		return Value{}, &Problem{Code: code, Example: exampleAmount(text, h), Suggest: suggest}
	}
	if Secret(text) {
		return Value{}, &Problem{Code: TextSecret}
	}
	if tooLong(text, maxShort) {
		return problem(MoneyUnclear)
	}
	t := tongueOf(h.Lang)
	m := scanMoney(moneyText(text), t, capitalWords(text))
	if len(m.terms) == 0 {
		return problem(MoneyNone)
	}
	if m.broken || m.strange > maxStrange {
		return problem(MoneyUnclear)
	}
	currency, suggest := m.currency(t, h)
	if suggest != nil && len(m.terms) > 1 {
		return problem(MoneyUnclear) // two sums, most likely
	}
	if suggest != nil {
		return problem(MoneyCurrency, suggest...)
	}
	if currency == "" { // a report with the wrong currency is worse than one more tap
		return problem(MoneyCurrency, usualCurrencies(h)...)
	}
	number, code := m.sum(t, currency)
	switch {
	case code == MoneyCurrency:
		return problem(code, "USDT", "BTC", "ETH", "USD")
	case code != "":
		return problem(code)
	case m.negative || number == "0":
		return problem(MoneyZero)
	}
	return Value{Type: Money, Amount: Amount{Number: number, Currency: currency}}, nil
}

// maxStrange is how many unknown words may stand around one sum with its currency: "I lost about 500 USD to them".
const maxStrange = 8

func exampleAmount(text string, h Hints) string {
	return digitsLike(FormatAmount(Amount{Number: "1200", Currency: cmp.Or(h.Currency, "USD")}, h.Lang), text)
}

// usualCurrencies are those to offer when none was understood: that of the country, that of the person's language, and
// those in which most of this money moves.
func usualCurrencies(h Hints) []string {
	const most = 4
	var list []string
	for _, c := range []string{h.Currency, moneyHome(tongueOf(h.Lang)), "USD", "USDT", "CNY", "EUR"} {
		if c != "" && !slices.Contains(list, c) && len(list) < most {
			list = append(list, c)
		}
	}
	return list
}

// moneyText folds a text and writes Chinese numerals before units of money as digits.
func moneyText(text string) string {
	s := tokenStandard().ReplaceAllString(strings.ReplaceAll(fold(text), "$us", "us$"), " ")
	s = strings.TrimSpace(moneyTables().phrases.Replace(" " + s + " "))
	s = viHalf().ReplaceAllString(s, "$1,5 $2")
	return hanNumbers(s, func(rest string) bool {
		return rest == "" || slices.ContainsFunc(hanMoneyUnits, func(u string) bool { return strings.HasPrefix(rest, u) })
	})
}

// tokenStandard finds names of networks, which have a number inside: USDT-TRC20.
var tokenStandard = pattern.New(`[-(]?\b(?:trc|erc|bep)[- ]?20\b\)?`)

// viHalf finds the Vietnamese half that stands after the scale: 2 triệu rưỡi is 2.5 million.
var viHalf = pattern.New(`(\b\d{1,3}) ?(trieu|tr|ty|ti|nghin|ngan|tram) ruoi\b`)

var hanMoneyUnits = []string{
	"万", "萬", "亿", "億", "元", "圆", "圓", "块", "塊", "美", "刀", "人民", "港", "台", "泰", "欧", "歐", "英", "日元", "日圓", "韩", "韓", "新",
	"缅", "緬", "卢", "盧", "比", "马币", "馬幣", "澳", "加元", "越南盾", "盾", "铢", "銖", "u", " ", "円", "个比特",
}

// term is one number of a sum with its scale: 3 and 4 for 三万, 1.5 and 3 for 1.5k.
type term struct {
	digits   string // as typed: digits, points, commas, spaces
	scale    int    // zeros that the words beside it add
	scaled   bool
	doubtful bool   // unknown words stood before it
	han      bool   // the scale is 万 or 亿, after which one digit counts the next lower unit
	tail     string // the language whose way it is to leave out the last scale: "vi" 2tr5, "id" 2 juta 500; else empty
}

// money is what a text has of a sum.
type money struct {
	terms    []term
	names    []string // words or signs that can mean currencies
	strange  int      // words that mean nothing here
	negative bool
	broken   bool

	scaleFirst bool   // the language says the scale before its number: Burmese, Swahili
	early      *term  // a scale that stands before a number
	number     bool   // the last thing read was a number or its scale
	spoken     string // the last word was this number
	article    bool   // … "a" or "an", after which another number may come
}

// scanMoney sorts a folded text into numbers, scales and currencies. capitals are the words that were typed so.
func scanMoney(s string, t tongue, capitals map[string]bool) money {
	m := money{scaleFirst: t.base == "my" || t.base == "sw"}
	for i := 0; i < len(s); {
		n := 0
		switch {
		case isDigit(rune(s[i])):
			n = numberLength(s[i:])
			m.figure(s[i : i+n])
		case wordLength(s[i:]) > 0:
			n = wordLength(s[i:])
			for _, part := range moneyWords(s[i : i+n]) {
				m.word(part, t, capitals)
			}
		default:
			n = m.sign(s[i:])
		}
		i += n
	}
	m.settle()
	return m
}

// figure takes in a number.
func (m *money) figure(digits string) {
	tm := term{digits: digits}
	if m.early != nil && m.scaleFirst {
		tm.scale, tm.scaled = m.early.scale, true
		m.early = nil
	}
	m.settle()
	m.terms = append(m.terms, tm)
	m.number, m.spoken = true, ""
}

// settle takes a scale without a number for one of it: "a million dollars", "مليون و 500 ألف". Unknown words before it can
// be a number, as in "twenty thousand".
func (m *money) settle() {
	if m.early == nil {
		return
	}
	m.broken = m.broken || m.early.doubtful
	m.early.digits = "1"
	m.terms = append(m.terms, *m.early)
	m.early = nil
}

// word takes in a word.
func (m *money) word(w string, t tongue, capitals map[string]bool) {
	w = cmp.Or(moneyOf[t.base][w], w)
	spoken := m.spoken
	m.spoken = ""
	switch {
	case relatives().numbers[w] != "" && currencyCodes(w) == nil && moneyTables().scales[w] == "":
		// Two numbers in a row are one that we do not read: hai mươi is twenty, and not ten.
		m.broken = m.broken || spoken != "" && !m.article
		m.article = w == "a" || w == "an"
		m.numberWord(w)
	case moneyTables().sums[w] != "":
		digits, zeros, _ := strings.Cut(moneyTables().sums[w], " ")
		m.figure(digits)
		m.scale(zeros, w)
	case moneyTables().scales[w] != "" && spoken != "" && m.strange == 0:
		m.figure(spoken)
		m.scale(moneyTables().scales[w], w)
		m.leaves(t)
	case moneyTables().scales[w] != "":
		m.scale(moneyTables().scales[w], w)
		m.leaves(t)
	case moneyTables().fillers[w] != "":
		m.number = false
	case commonWords[w] && capitals[w]:
		m.name(strings.ToUpper(w))
	case currencyCodes(w) != nil && (m.number || !everydayWords[w]):
		m.name(w)
	default:
		// After a number an unknown word may be a scale, so that nothing is safe to say.
		m.broken = m.broken || m.number || m.early != nil
		m.strange++
		m.number = false
	}
}

// numberWord takes in "five", which counts only beside a scale: "five thousand", Swahili "elfu tano".
func (m *money) numberWord(w string) {
	m.number = false
	if m.early != nil && m.scaleFirst {
		m.figure(relatives().numbers[w])
		return
	}
	m.spoken = relatives().numbers[w]
}

// scale takes in a word such as "thousand", which adds so many zeros.
func (m *money) scale(count, w string) {
	zeros := number(count)
	switch {
	case m.number:
		last := &m.terms[len(m.terms)-1]
		last.scale, last.scaled = last.scale+zeros, true
		last.han = strings.Contains("万萬亿億", w)
	case m.early != nil:
		m.early.scale += zeros
	case len(w) > 1: // a lone k or m is no sum
		m.early = &term{scale: zeros, scaled: true, doubtful: m.strange > 0}
	default:
		m.strange++
	}
}

// leaves marks the last number of a language in which the scale of what follows is left out.
func (m *money) leaves(t tongue) {
	if n := len(m.terms); n > 0 && m.number && (t.base == "vi" || t.base == "id" && m.terms[n-1].scale >= 6) {
		m.terms[n-1].tail = t.base
	}
}

func (m *money) name(w string) {
	if !slices.Contains(m.names, w) {
		m.names = append(m.names, w)
	}
	m.number = false
}

// sign takes in one character that is neither digit nor letter, and returns its length.
func (m *money) sign(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case strings.ContainsRune(" .,'\"()~≈:!?=/+\n", r):
	case r == '-':
		// A minus is at the first number; between two it is a range, between words a pause.
		m.negative = m.negative || len(m.terms) == 0 && startsWithDigit(s[1:])
	case currencyCodes(string(r)) != nil:
		m.name(string(r))
	default:
		m.broken = true
	}
	return n
}

// sum adds the terms: "3万5千", "2 lakh 50 thousand". Two numbers that are no such sum are two sums.
func (m money) sum(t tongue, currency string) (number, problem string) {
	number = "0"
	for i, tm := range m.terms {
		n, ok := readNumber(tm.digits, t, currency, tm.scaled)
		if !ok {
			return "", MoneyUnclear
		}
		if i > 0 && m.terms[i-1].han && !tm.scaled && len(tm.digits) == 1 {
			tm.scale = m.terms[i-1].scale - 1 // 三万五 is 35,000
		}
		if i > 0 && m.terms[i-1].tail != "" && !tm.scaled {
			if tm.scale, ok = m.terms[i-1].tailScale(tm.digits); !ok {
				return "", MoneyUnclear
			}
		}
		n = shift(n, tm.scale)
		whole, _, _ := strings.Cut(n, ".")
		// A later term fits into the zeros of the one before it, or it is another sum.
		if i > 0 && len(whole) > m.terms[i-1].scale {
			return "", MoneyUnclear
		}
		if len(strings.ReplaceAll(n, ".", "")) > maxDigits {
			return "", MoneyLong
		}
		number = add(number, n)
	}
	return number, m.precision(number, currency)
}

// tailScale is the scale of digits after a scaled number where people leave it out: Vietnamese 2tr5 and 2 triệu 500 are both
// 2,500,000. Of 2tr25 and of Indonesian "2 juta 500" nobody can say for certain.
func (t term) tailScale(digits string) (int, bool) {
	if t.tail != "vi" || t.scale < len(digits) || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	switch len(digits) {
	case 1:
		return t.scale - 1, true
	case 3:
		return t.scale - 3, true
	}
	return 0, false
}

// precision refuses fractions of a cent. Coins of crypto have up to eighteen decimals.
func (m money) precision(number, currency string) string {
	_, fraction, _ := strings.Cut(number, ".")
	switch {
	case len(fraction) <= 2, !fiat(currency), thousandths[currency] && len(fraction) == 3:
		return ""
	case currency == "":
		return MoneyCurrency
	}
	return MoneyUnclear
}

// capitalWords are the words of a text that are typed in capitals, folded.
func capitalWords(text string) map[string]bool {
	out := make(map[string]bool)
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r < 'A' || r > 'z' }) {
		if strings.ToUpper(w) == w {
			out[strings.ToLower(w)] = true
		}
	}
	return out
}
