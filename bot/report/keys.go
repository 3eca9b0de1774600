package report

import "safeharbour/bot/source"

// Key is a message that the papers need, and where its name comes from; without a place it is one of the program's.
type Key struct {
	Key    string
	Pos    source.Pos
	Button bool // it stands on a button too, so it must be short
}

// Keys are all messages that the papers need. A key that is used twice stands twice.
func (b *Book) Keys() []Key {
	var keys keyList
	b.fraudKeys(&keys)
	b.screeningKeys(&keys)
	for _, block := range b.file.Card.Blocks {
		for _, f := range block.Fields {
			keys.text("paper.card.field.", f.ID, "")
		}
	}
	for _, key := range programKeys {
		keys = append(keys, Key{Key: key})
	}
	return keys
}

// keyList collects keys.
type keyList []Key

func (l *keyList) text(prefix string, id source.Text, suffix string) {
	*l = append(*l, Key{Key: prefix + id.Value + suffix, Pos: id.Pos})
}

func (l *keyList) button(prefix string, id source.Text) {
	*l = append(*l, Key{Key: prefix + id.Value, Pos: id.Pos, Button: true})
}

func (b *Book) fraudKeys(keys *keyList) {
	for _, list := range [][]fieldFile{b.file.Fraud.Fields, b.file.Fraud.Payments.Fields} {
		for _, f := range list {
			keys.text("paper.field.", f.ID, "")
		}
	}
	for _, body := range b.file.Fraud.Bodies {
		keys.button("paper.body.", body.ID)
		if body.Note {
			keys.text("paper.body.", body.ID, ".note")
		}
	}
}

func (b *Book) screeningKeys(keys *keyList) {
	s := &b.file.Screening
	for _, r := range s.Readers {
		keys.button("paper.reader.", r.ID)
	}
	for _, f := range s.Person {
		keys.text("paper.person.", f.ID, "")
	}
	for _, list := range [][]signFile{s.Act, s.Means, s.Purpose} {
		for _, sign := range list {
			b.signKeys(keys, sign)
		}
	}
	for _, t := range s.Support {
		for _, code := range b.choices[t.Value] {
			keys.text("paper.support.", source.Text{Value: code, Pos: t.Pos}, "")
		}
	}
	for _, r := range s.Requests {
		keys.text("paper.request.", r.ID, "")
	}
}

// signKeys are the short name of a sign and its sentence, or one for each answer that reports it.
func (b *Book) signKeys(keys *keyList, sign signFile) {
	keys.text("paper.sign.", sign.ID, ".short")
	if !sign.Each {
		keys.text("paper.sign.", sign.ID, "")
		return
	}
	for _, t := range sign.From {
		for _, code := range b.choices[t.Value] {
			keys.text("paper.sign.", sign.ID, "."+code)
		}
	}
}

// programKeys are the messages that the papers need whatever papers.yaml says. A test holds the list to the source.
var programKeys = []string{
	"paper.card.banner",
	"paper.card.banner.other",
	"paper.card.case",
	"paper.card.consent",
	"paper.card.consent.no_name",
	"paper.card.consent.signal",
	"paper.card.consent.yes",
	"paper.card.contact",
	"paper.card.contact.any",
	"paper.card.contact.never",
	"paper.card.contact.window",
	"paper.card.flow",
	"paper.card.language",
	"paper.card.level",
	"paper.card.limits",
	"paper.card.money",
	"paper.card.nobody",
	"paper.card.open",
	"paper.card.others",
	"paper.card.partial",
	"paper.card.phone",
	"paper.card.title",
	"paper.card.updated",
	"paper.draft",
	"paper.element.act",
	"paper.element.means",
	"paper.element.none",
	"paper.element.not",
	"paper.element.open",
	"paper.element.purpose",
	"paper.element.unsure",
	"paper.field.sums",
	"paper.field.total",
	"paper.forbidden",
	"paper.fraud.limits",
	"paper.fraud.nature",
	"paper.fraud.there",
	"paper.fraud.title",
	"paper.law.actip",
	"paper.law.child",
	"paper.law.guideline",
	"paper.law.national",
	"paper.law.palermo",
	"paper.left_out",
	"paper.limit.lawyer",
	"paper.limit.memory",
	"paper.limit.publish",
	"paper.limit.silence",
	"paper.not_asked",
	"paper.not_given",
	"paper.org_blank",
	"paper.page",
	"paper.payment",
	"paper.payments",
	"paper.payments.none",
	"paper.person.initials",
	"paper.screening.agreed",
	"paper.screening.case",
	"paper.screening.date",
	"paper.screening.done_to",
	"paper.screening.from",
	"paper.screening.limits",
	"paper.screening.nature",
	"paper.screening.no_tasks",
	"paper.screening.person",
	"paper.screening.purpose",
	"paper.screening.purpose_text",
	"paper.screening.reader",
	"paper.screening.requests",
	"paper.screening.shared",
	"paper.screening.support",
	"paper.screening.title",
	"paper.screening.why",
	"paper.screening.withdraw",
	"paper.sum.without",
	"paper.there",
}
