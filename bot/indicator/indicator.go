// Package indicator says what of a case may be counted without the case: the places, web addresses, wallets, accounts and
// company names that people gave, so that staff see where a site comes up again after it was emptied, and others can be
// told what to look for. Which answer gives which kind of indicator is content (flows/indicators.yaml), and so is which
// facts make two cases look as if they belong together.
//
// What it never takes: a person's words as such (of a text it keeps only what has the form of an account, a number or an
// address), the name of the person who writes or of whom they look for, and what happened. An [Item] knows no case.
//
// The package also writes counted items down for others: [WriteCSV] and [WriteSTIX].
//
// Pure: it reads no clock, file or network. [Rules] are immutable; all methods may be called concurrently.
package indicator

import (
	"slices"
	"strings"

	"safeharbour/bot/answer"
)

// Kind is what an indicator is.
type Kind string

// The kinds. Account, Phone and Mail come out of answers that give accounts, and of links to a platform.
const (
	Place   Kind = "place"   // a place of places.yaml, by id
	Site    Kind = "site"    // the host of a web address, small letters
	Wallet  Kind = "wallet"  // a chain, a colon and an address on it: "tron:TN3W…"
	Account Kind = "account" // a name on a platform, with it where it is known: "t.me/goldmax", else "@goldmax"
	Phone   Kind = "phone"   // with country code: "+85512345678"
	Mail    Kind = "mail"    // an e-mail address
	Company Kind = "company" // the name of a company or an app, folded: "goldmax pro"
)

// Kinds lists the kinds, in the order in which they are shown.
func Kinds() []Kind { return []Kind{Place, Site, Wallet, Account, Phone, Mail, Company} }

// Item is something that several people may have named.
type Item struct {
	Kind  Kind   `json:"kind"`
	Value string `json:"value"` // in the one form that all spellings of it have
}

// Seen is an item as one case names it.
type Seen struct {
	Item
	Month   string // when, such as "2026-09"
	Country string // where: ISO code, of the place itself or of the case; empty when it is not known
}

// Answer is an answer of a case.
type Answer struct {
	Step  string // inside a repeat "repeat/round/step"
	Fact  string
	Value answer.Value
}

// Rules are what flows/indicators.yaml says. The zero value takes nothing and pairs nothing.
type Rules struct {
	takes     []take
	pairs     []Pair
	platforms []string
}

// take is one line of the file: this answer gives that kind.
type take struct {
	flow, step string
	kind       Kind
	on         string // the step that says when; may be empty
}

// Items are the items in the answers of a case, each once. Without an answer that says when, or with one that lies after
// now or long before, the month is that of now: of the day when the case began.
func (r *Rules) Items(flow string, answers []Answer, now answer.Day) []Seen {
	var list []Seen
	home := countryOf(answers)
	for _, t := range r.takes {
		if t.flow != flow {
			continue
		}
		for _, a := range answers {
			if bare(a.Step) != t.step || a.Value.Skipped {
				continue
			}
			month := monthOf(answers, sibling(a.Step, t.on), now)
			for _, it := range r.read(t.kind, a.Value) {
				country := home
				if it.Kind == Place { // an id begins with its country
					country = strings.ToUpper(it.Value[:2])
				}
				if !slices.ContainsFunc(list, func(s Seen) bool { return s.Item == it }) {
					list = append(list, Seen{it, month, country})
				}
			}
		}
	}
	return list
}

// countryOf is where a case is: where somebody is held, or where the money left.
func countryOf(answers []Answer) string {
	for _, fact := range []string{"country", "bank_country"} {
		for _, a := range answers {
			if a.Fact == fact && len(a.Value.Codes) > 0 {
				return a.Value.Codes[0]
			}
		}
	}
	return ""
}

// bare is the step's name as the file has it: without the number of the round.
func bare(step string) string {
	if parts := strings.Split(step, "/"); len(parts) == 3 {
		return parts[0] + "/" + parts[2]
	}
	return step
}

// sibling is the step called name, in the same round as step where it is in that repeat.
func sibling(step, name string) string {
	parts := strings.Split(step, "/")
	repeat, id, ok := strings.Cut(name, "/")
	if ok && len(parts) == 3 && parts[0] == repeat {
		return repeat + "/" + parts[1] + "/" + id
	}
	return name
}

// oldest is how many years back a day counts. What lies before it is a slip, or somebody's birthday.
const oldest = 10

func monthOf(answers []Answer, step string, now answer.Day) string {
	for _, a := range answers {
		d := a.Value.Day
		after := d.Year > now.Year || d.Year == now.Year && d.Month > now.Month
		if a.Step == step && step != "" && d.Month > 0 && !after && d.Year >= now.Year-oldest {
			return month(d)
		}
	}
	return month(now)
}
