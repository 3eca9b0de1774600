package report

import (
	"regexp"
	"strings"
	"unicode"

	"safeharbour/bot/answer"
)

// What a person wrote goes into a fraud report only through here. Links are broken so that nobody opens one, own accounts
// keep four digits, and what is secret is left out whole.

// tidy makes a person's words fit for a report. It is false where they hold a password, a code, a card number or a seed
// phrase: then nothing of them may stand anywhere.
func tidy(text string, accounts []string) (string, bool) {
	if answer.Secret(text) {
		return "", false
	}
	for _, number := range accounts {
		text = answer.CutNumber(text, number)
	}
	return defang(text), true
}

// defang breaks web addresses: hxxps[:]//evil[.]example. Words without a letter stay, since 12.500 and 3.5.2026 are no
// addresses, but for the four numbers of an IP address.
func defang(text string) string {
	var b strings.Builder
	for part := range fieldsWithSpaces(text) {
		if strings.ContainsFunc(part, unicode.IsLetter) || ipAddress.MatchString(part) || strings.Contains(part, "@") {
			part = answer.Defang(part)
			part = fangs.ReplaceAllString(part, "hxxp$1[:]//")
		}
		b.WriteString(part)
	}
	return b.String()
}

var (
	fangs     = regexp.MustCompile(`(?i)hxxp(s?)://`)
	ipAddress = regexp.MustCompile(`\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}`)
)

// fieldsWithSpaces gives the words of a text and the gaps between them, by turns.
func fieldsWithSpaces(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start, space := 0, false
		for i, r := range text {
			if s := unicode.IsSpace(r); s != space {
				if i > start && !yield(text[start:i]) {
					return
				}
				start, space = i, s
			}
		}
		if start < len(text) {
			yield(text[start:])
		}
	}
}

// initials are the first letters of a name: all that the request for screening says of it, and all that is safe to take from
// what somebody typed. A name without letters gives "".
func initials(name string) string {
	const most = 4
	var out []string
	for _, word := range strings.Fields(name) {
		first := []rune(strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }))
		if len(first) > 0 && len(out) < most {
			out = append(out, string(unicode.ToUpper(first[0]))+".")
		}
	}
	return strings.Join(out, " ")
}
