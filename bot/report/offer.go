package report

import (
	"slices"

	"safeharbour/bot/answer"
	"safeharbour/bot/record"
	"safeharbour/bot/source"
)

// Offer is a paper that can be made of a case, for one reader.
type Offer struct {
	Kind Kind
	To   string // the body or the recipient; empty for the card
}

// Label is the message key of the reader's name.
func (o Offer) Label() string {
	switch o.Kind {
	case Fraud:
		return "paper.body." + o.To
	case Screening:
		return "paper.reader." + o.To
	default:
		return "paper.card.title"
	}
}

// Offers are the papers that the person of a case can read and release: none without consent, and none for a reader whom
// they may have to fear. A fraud report is offered for the bodies of their countries, and for any bank.
func (b *Book) Offers(c *record.Case) []Offer {
	if !agreed(Screening, c) {
		return nil
	}
	var list []Offer
	a := answersOf(c)
	if slices.Contains(source.Values(b.file.Fraud.Flows), c.Flow) {
		var countries []string
		for _, step := range b.file.Fraud.Country {
			countries = append(countries, a.code(step))
		}
		for _, body := range b.file.Fraud.Bodies {
			if b.forChild(&body, a) && (len(body.Countries) == 0 || slices.ContainsFunc(source.Values(body.Countries), func(code string) bool { return slices.Contains(countries, code) })) {
				list = append(list, Offer{Fraud, body.ID.Value})
			}
		}
	}
	if slices.Contains(source.Values(b.file.Screening.Flows), c.Flow) {
		for i := range b.file.Screening.Readers {
			if r := &b.file.Screening.Readers[i]; offered(r, a) {
				list = append(list, Offer{Screening, r.ID.Value})
			}
		}
	}
	return list
}

// Covered are the papers that staff may make: the card of a case whose person agreed to a helper, and of the others those
// whose reader the person ticked, or released after reading this very version.
func (b *Book) Covered(c *record.Case) []Offer {
	if !agreed(Card, c) {
		return nil
	}
	var list []Offer
	if slices.Contains(source.Values(b.file.Card.Flows), c.Flow) {
		list = append(list, Offer{Kind: Card})
	}
	for _, o := range b.Offers(c) {
		if b.ticked(c, o) || released(c, o) {
			list = append(list, o)
		}
	}
	return list
}

// Outdated tells whether the person released a paper for this reader, but of answers that have changed since.
func (b *Book) Outdated(c *record.Case) bool {
	for _, r := range c.Released {
		if o := (Offer{Kind(r.Paper), r.To}); r.Version != c.Version && !released(c, o) && !b.ticked(c, o) {
			return true
		}
	}
	return false
}

// ticked tells whether the person ticked the reader of a paper among those who may be told.
func (b *Book) ticked(c *record.Case, o Offer) bool {
	switch o.Kind {
	case Screening:
		r, ok := b.reader(o.To)
		return ok && answersOf(c).holds(r.Ticked)
	case Fraud:
		body, ok := b.body(o.To)
		return ok && answersOf(c).holds(body.Ticked)
	default:
		return false
	}
}

func released(c *record.Case, o Offer) bool {
	return slices.ContainsFunc(c.Released, func(r record.Release) bool {
		return r.Paper == string(o.Kind) && r.To == o.To && r.Version == c.Version
	})
}

func (b *Book) reader(id string) (*readerFile, bool) {
	i := slices.IndexFunc(b.file.Screening.Readers, func(f readerFile) bool { return f.ID.Value == id })
	if i < 0 {
		return nil, false
	}
	return &b.file.Screening.Readers[i], true
}

// forChild tells whether a body may have the report of this person: a child's goes to the bank, and to the police only with a
// guardian.
func (b *Book) forChild(body *bodyFile, a answers) bool {
	return len(body.Countries) == 0 || !a.holds(b.file.Fraud.Child)
}

func offered(r *readerFile, a answers) bool {
	return (len(r.Only) == 0 || a.holds(r.Only)) && !a.holds(r.Never)
}

// Language is the language that the reader of a paper most likely reads: that of the body, or of the country. Whether there
// are words in it is the caller's affair.
func (b *Book) Language(c *record.Case, o Offer) string {
	const english = "en"
	a := answersOf(c)
	country := ""
	switch o.Kind {
	case Fraud:
		if body, ok := b.body(o.To); ok {
			return body.Lang.Value
		}
	case Screening:
		if r, ok := b.reader(o.To); ok && r.Lang.Value == here {
			country = a.code(b.file.Screening.Here)
		} else if ok && r.Lang.Value == home {
			country = a.code(b.file.Screening.Home)
		}
	}
	if lang := b.file.Languages[country].Value; lang != "" {
		return lang
	}
	return english
}

// Phone is what answers say about the telephone on which the person reads.
type Phone int

// What may be known of a telephone. The higher number is the more dangerous.
const (
	Unknown Phone = iota // nobody asked
	Own                  // nobody else sees it
	Watched              // others may see it: no file may ever go there
	Foreign              // it is in the hands of others: no paper may be shown there at all
)

// PhoneOf reads that out of the answers to one flow, by step.
func (b *Book) PhoneOf(step func(id string) answer.Value) Phone {
	for _, p := range []struct {
		tests []testFile
		phone Phone
	}{{b.file.Phone.Foreign, Foreign}, {b.file.Phone.Watched, Watched}, {b.file.Phone.Own, Own}} {
		for _, t := range p.tests {
			if t.holdsFor(step) {
				return p.phone
			}
		}
	}
	return Unknown
}

func (t testFile) holdsFor(step func(id string) answer.Value) bool {
	for _, from := range t.From {
		v := step(from.Value)
		for _, code := range t.Is {
			if !v.Skipped && v.Has(code.Value) {
				return true
			}
		}
	}
	return false
}
