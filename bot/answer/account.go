package answer

import (
	"slices"
	"strings"
	"unicode"

	"safeharbour/bot/pattern"
)

// A person's own account numbers are cut wherever they would be shown; what the other side gave is kept whole
// (domain.md §3.2).

const (
	// lastFour is how much of an own account number is kept. Numbers up to this length say nothing, and stay.
	lastFour = 4
	// longestAccount is the length from which letters with digits in one word are a wallet's address or a transaction id.
	longestAccount = 24
	// shortestAccount is how many digits make a number that is looked for in other texts: a shorter one may be anything.
	shortestAccount = 7
)

// accountRun matches what may be an account number: a long word, digits in groups of which some may be masked, or letters and
// digits in one word.
var accountRun = pattern.New(`[A-Za-z0-9]{25,}|` +
	`(?:[\p{Nd}*•]|[xX]{2,})+(?:[ .\-/]{1,2}(?:[\p{Nd}*•]|[xX]{2,})+)+|` +
	`[A-Za-z0-9]*[0-9][A-Za-z0-9]*|\p{Nd}+`)

// LastFour cuts the account and card numbers of a text to their last four characters: "DBS 012-34567-8" becomes "DBS …5678".
// Addresses of wallets, numbers of up to four digits, and numbers that are masked already stay.
func LastFour(text string) string {
	for _, i := range FindIBANs(text) {
		text = cutIBAN(text, i.Number)
	}
	return accountRun().ReplaceAllStringFunc(text, func(run string) string {
		if !isAccount(run) || len(digitsOf(run)) <= lastFour {
			return run
		}
		return cutRun(run)
	})
}

// AccountNumbers lists the account numbers of a text, as their digits, to find them in other words with [CutNumber].
func AccountNumbers(text string) (list []string) {
	add := func(number []rune) {
		if s := string(number); len(number) >= shortestAccount && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	for _, i := range FindIBANs(text) {
		add(digitsOf(i.Number[len("DE89"):])) // within its country a number is written without these
		text = cutIBAN(text, i.Number)
	}
	for _, run := range accountRun().FindAllString(text, -1) {
		if isAccount(run) {
			add(digitsOf(run))
		}
	}
	return list
}

// CutNumber cuts one number, as [AccountNumbers] gives it, wherever it stands in a text and however it is grouped.
func CutNumber(text, number string) string {
	for _, i := range FindIBANs(text) {
		if strings.Contains(string(digitsOf(i.Number)), number) {
			text = cutIBAN(text, i.Number)
		}
	}
	return accountRun().ReplaceAllStringFunc(text, func(run string) string {
		if !strings.Contains(string(digitsOf(run)), number) {
			return run
		}
		return cutRun(run)
	})
}

// isAccount tells an account number from the address of a wallet.
func isAccount(run string) bool {
	return len(run) <= longestAccount || !strings.ContainsFunc(run, isLatin)
}

func isLatin(r rune) bool { return unicode.Is(unicode.Latin, r) }

// cutRun leaves the last four letters and digits.
func cutRun(run string) string {
	var signs []rune
	for _, r := range run {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			signs = append(signs, r)
		}
	}
	return "…" + string(signs[len(signs)-lastFour:])
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
