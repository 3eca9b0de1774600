// Package answer holds typed answers: what a person said to a question, as codes and numbers rather than words, so that
// rules can read them and staff can read them in another language.
//
// Pure: it reads no clock, file or network. All functions may be called concurrently.
package answer

// Type is the kind of answer that a question takes.
type Type string

// The types of answers.
const (
	One     Type = "one"     // one of the step's choices
	Many    Type = "many"    // any of the step's choices
	YesNo   Type = "yesno"   // yes, no, unsure
	Text    Type = "text"    // words; never read by a rule
	Date    Type = "date"    // a day, a month or a year
	Money   Type = "money"   // an amount with its currency
	Country Type = "country" // ISO 3166 code
	Place   Type = "place"   // a place of flows/places.yaml by id, or words
	Pin     Type = "pin"     // a place on the map
	File    Type = "file"    // a photo or another file
	Wallet  Type = "wallet"  // a crypto address or a transaction id
	Account Type = "account" // words with a bank account in them; an IBAN among them is checked
	URL     Type = "url"     // a web address or the name of an app; stored so that it cannot be opened by a touch
	Read    Type = "read"    // nothing: a page that was read to its end
	Review  Type = "review"  // the person saw their answers and said that they are right
)

// Value is one answer. Only the fields of its type are set. The zero Value is no answer.
type Value struct {
	Type    Type     `json:"t,omitempty"`
	Skipped bool     `json:"skip,omitempty"` // the person chose not to answer
	Codes   []string `json:"c,omitempty"`    // one, many, yesno, country, place: codes; wallet: kind ("address", "tx") and chain
	Text    string   `json:"x,omitempty"`    // text, wallet, url (defanged), place typed by hand, file reference
	Day     Day      `json:"d,omitzero"`
	Amount  Amount   `json:"m,omitzero"`
	Lat     float64  `json:"lat,omitempty"`
	Lon     float64  `json:"lon,omitempty"`
}

// Given tells whether there is an answer, or at least the wish not to give one.
func (v Value) Given() bool { return v.Type != "" }

// Has tells whether code is among the answer's codes.
func (v Value) Has(code string) bool {
	for _, c := range v.Codes {
		if c == code {
			return true
		}
	}
	return false
}

// Day is a date as exactly as the person knows it: Month and Day are 0 when unknown.
type Day struct {
	Year  int `json:"y"`
	Month int `json:"m,omitempty"`
	Day   int `json:"d,omitempty"`
}

// Amount is money: Number in plain decimal digits with a point ("12500.5"), Currency in ISO 4217 or a crypto ticker
// such as "USDT".
type Amount struct {
	Number   string `json:"n"`
	Currency string `json:"c,omitempty"`
}
