package answer

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Hints is what is known about the person who types and the question that was asked. The zero Hints is valid.
type Hints struct {
	Lang     string // language of the person, BCP 47; empty means English
	Today    Day    // the person's day; when zero, nothing counts as future and words such as "yesterday" are not understood
	Future   bool   // the question is about what is still to come: a date after Today is right
	Max      int    // longest text in characters; 0 means the limit of the type
	Currency string // likely currency, ISO 4217, from the person's country; decides what "$" means
	Chain    string // chain of a transaction whose id does not tell: "btc", "tron", "ltc", "doge", "xrp", "ton"
}

// Limits of what is read. They keep parsing cheap and answers readable; nobody needs more for the kind of answer.
const (
	maxText  = 1000
	maxPlace = 120
	maxURL   = 2000
	maxShort = 160  // dates, amounts and countries
	maxChain = 4000 // a pasted message around an address or transaction id
)

// Codes of problems. A problem's message key is "error." and its code.
const (
	ChoiceUnknown   = "choice_unknown"   // none of the choices
	TextEmpty       = "text_empty"       // nothing was typed
	TextLong        = "text_long"        // longer than allowed
	TextSecret      = "text_secret"      // a seed phrase, private key, card number or password: throw it away and warn
	DateUnclear     = "date_unclear"     // not a date, or one that does not exist
	DateFuture      = "date_future"      // after today, where the past was asked
	DateOld         = "date_old"         // before 1990
	MoneyNone       = "money_none"       // no number
	MoneyUnclear    = "money_unclear"    // several numbers, or one that can be read in two ways
	MoneyZero       = "money_zero"       // zero or less
	MoneyLong       = "money_long"       // more digits than any sum has
	MoneyCurrency   = "money_currency"   // the currency is unknown, or its name is used by several countries
	CountryUnknown  = "country_unknown"  // no country; Suggest has the near ones
	WalletNone      = "wallet_none"      // neither address nor transaction id
	WalletMany      = "wallet_many"      // several of them
	WalletChecksum  = "wallet_checksum"  // a character is wrong, or the case was changed
	WalletCharacter = "wallet_character" // At is a character that never stands there
	WalletLength    = "wallet_length"    // characters are missing, or too many
	WalletPrivate   = "wallet_private"   // a private key: throw it away and warn
	IBANLength      = "iban_length"      // an IBAN has not the length of its country
	IBANCharacter   = "iban_character"   // At is a letter where its country has a digit, or the other way round
	IBANChecksum    = "iban_checksum"    // a character of an IBAN is wrong; nothing can tell which
	PinSend         = "pin_send"         // words where a place on the map was asked
	FileSend        = "file_send"        // words where a file was asked
)

// Problems lists all codes that a [Problem] can have, sorted.
func Problems() []string {
	return []string{
		ChoiceUnknown, CountryUnknown, DateFuture, DateOld, DateUnclear, FileSend, IBANCharacter, IBANChecksum, IBANLength, MoneyCurrency, MoneyLong, MoneyNone,
		MoneyUnclear, MoneyZero, PinSend, TextEmpty, TextLong, TextSecret, WalletCharacter, WalletChecksum, WalletLength,
		WalletMany, WalletNone, WalletPrivate,
	}
}

// Problem says why a text is not an answer. It never holds what the person typed.
type Problem struct {
	Code    string   // one of [Problems]
	Example string   // a right answer, in the person's digits and order where that matters; may be empty
	At      int      // place of the wrong character, counted from 1 within the address; 0 when the format cannot tell
	Suggest []string // likely codes, best first: countries or currencies
}

// Discard tells whether the text must not be kept anywhere, and its message should be deleted.
func (p *Problem) Discard() bool { return p.Code == TextSecret || p.Code == WalletPrivate }

// Parse reads what a person typed as an answer of type t. Exactly one of the results is set: the problem is nil when the
// value is good.
//
// Choices are taken by code only: finding a code by its words is the work of whoever knows the labels.
func Parse(t Type, text string, h Hints) (Value, *Problem) {
	text = clean(text)
	if text == "" && t != Pin && t != File {
		return Value{}, &Problem{Code: TextEmpty}
	}
	switch t {
	case YesNo:
		return parseYesNo(text)
	case Text:
		return parseText(text, h)
	case Date:
		return parseDate(text, h)
	case Money:
		return parseMoney(text, h)
	case Country:
		return parseCountry(text, h)
	case Place:
		return parsePlace(text, h)
	case Account:
		return parseAccount(text, h)
	case Wallet:
		return parseWallet(text, h)
	case URL:
		return parseURL(text, h)
	case Pin:
		return Value{}, &Problem{Code: PinSend}
	case File:
		return Value{}, &Problem{Code: FileSend}
	}
	return Value{}, &Problem{Code: ChoiceUnknown}
}

func parseYesNo(text string) (Value, *Problem) {
	code := strings.ToLower(text)
	if !slices.Contains([]string{"yes", "no", "unsure"}, code) {
		return Value{}, &Problem{Code: ChoiceUnknown}
	}
	return Value{Type: YesNo, Codes: []string{code}}, nil
}

// tooLong tells whether text has more than limit characters.
func tooLong(text string, limit int) bool {
	return len(text) > limit && utf8.RuneCountInString(text) > limit
}
