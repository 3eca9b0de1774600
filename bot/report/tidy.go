package report

import (
	"regexp"
	"slices"
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
		text = replaceNumber(text, number)
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

// keep is how many digits of an own account stay.
const keep = 4

// accountRun is a run of letters and digits that can be an account: an IBAN, or digits in groups.
var accountRun = regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){2,8}\b|[\p{Nd}*xX•][\p{Nd}*xX•]*(?:[ .\-/]{1,2}[\p{Nd}*xX•]+)*`)

// cutAccounts leaves the last four digits of every account number in a text: "DBS 012-345678-9" becomes "DBS …6789". Numbers
// of up to four digits stay; they say nothing.
func cutAccounts(text string) string {
	return accountRun.ReplaceAllStringFunc(text, func(run string) string {
		digits := digitsOf(run)
		if len(digits) <= keep {
			return run
		}
		return "…" + string(digits[len(digits)-keep:])
	})
}

// accountsIn lists the account numbers of a text, as their digits: the same number must be cut in other words too.
func accountsIn(text string) (list []string) {
	for _, run := range accountRun.FindAllString(text, -1) {
		if digits := string(digitsOf(run)); len([]rune(digits)) > keep+2 && !slices.Contains(list, digits) {
			list = append(list, digits)
		}
	}
	return list
}

// replaceNumber cuts one number wherever it stands in a text, however it is grouped.
func replaceNumber(text, number string) string {
	return accountRun.ReplaceAllStringFunc(text, func(run string) string {
		digits := digitsOf(run)
		if !strings.Contains(string(digits), number) {
			return run
		}
		return "…" + string(digits[len(digits)-keep:])
	})
}

// digitsOf are the digits of a run, of any script.
func digitsOf(run string) (digits []rune) {
	for _, r := range run {
		if unicode.IsDigit(r) {
			digits = append(digits, r)
		}
	}
	return digits
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
