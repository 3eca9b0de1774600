package answer

import (
	"strconv"
	"strings"
)

// hanNumbers rewrites Chinese numerals as ASCII digits where what follows shows that a number is meant: "三月" becomes
// "3月", while the "一" of "一共" (in all) stays. follow tells whether the text after a numeral is such.
func hanNumbers(s string, follow func(rest string) bool) string {
	runes := []rune(s)
	var b strings.Builder
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && hanValue(runes[j]) >= 0 {
			j++
		}
		if j == i {
			b.WriteRune(runes[i])
			i++
			continue
		}
		run := runes[i:j]
		// In 5千 the numeral is the scale of a number; 几十万 is any number of ten thousands.
		joined := i > 0 && (isDigit(runes[i-1]) || strings.ContainsRune("几幾数數", runes[i-1]))
		if digits, ok := hanDigits(run); ok && !joined && follow(string(runes[j:])) {
			b.WriteString(digits)
		} else {
			b.WriteString(string(run))
		}
		i = j
	}
	return b.String()
}

// hanValue gives the value of a numeral: 0 to 9, 10, 100 or 1000; else -1. Larger ones are scales of their own.
func hanValue(r rune) int {
	switch r {
	case '十', '拾':
		return 10
	case '百', '佰':
		return 100
	case '千', '仟':
		return 1000
	case '〇', '零':
		return 0
	case '两', '兩', '贰', '貳':
		return 2
	}
	for i, set := range [...]string{"一壹", "二", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"} {
		if strings.ContainsRune(set, r) {
			return i + 1
		}
	}
	return -1
}

// hanDigits reads a run of numerals: digit after digit ("二〇二六") or with tens, hundreds and thousands ("三千五").
func hanDigits(run []rune) (string, bool) {
	if len(run) > 12 {
		return "", false
	}
	var plain strings.Builder
	sum, digit, unit, zero := 0, -1, 0, false
	for _, r := range run {
		v := hanValue(r)
		switch {
		case v >= 10:
			if unit != 0 && v >= unit {
				return "", false // 十百 is no number
			}
			// A unit without a digit before it counts once: 十二 is 12.
			sum += max(digit, 1) * v
			digit, unit, zero = -1, v, false
		default:
			plain.WriteByte(byte('0' + v))
			zero = zero || (v == 0)
			digit = v
		}
	}
	if unit == 0 {
		return plain.String(), true
	}
	if digit > 0 && !zero {
		digit *= unit / 10 // 两百五 is 250, but 两百零五 is 205
	}
	return strconv.Itoa(sum + max(digit, 0)), true
}
