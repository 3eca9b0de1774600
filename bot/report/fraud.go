package report

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"safeharbour/bot/answer"
	"safeharbour/bot/paper"
	"safeharbour/bot/source"
)

// Names in a body's list of fields that stand for the payments and for their sums.
const (
	payments = "payments"
	sums     = "sums"
)

// fraud makes the fraud report for one body: its fields in the order of its form.
func (m *maker) fraud() error {
	f := &m.book.file.Fraud
	body, ok := m.book.body(m.r.To)
	if !ok || !slices.Contains(source.Values(f.Flows), m.r.Case.Flow) || !m.book.forChild(body, m.a) {
		return fmt.Errorf("fraud report: %w", ErrUnknown)
	}
	name := m.text("paper.body." + body.ID.Value)
	m.out.Title = m.text("paper.fraud.title", "Body", name)
	m.add(paper.Note{Text: m.text("paper.fraud.nature", "Org", m.org(), "Date", m.out.Date)})
	if body.Note {
		m.add(paper.Paragraph{Text: m.text("paper.body." + body.ID.Value + ".note")})
	}
	var rows []paper.Row
	flush := func() {
		if len(rows) > 0 {
			m.add(paper.Rows{Rows: rows})
		}
		rows = nil
	}
	accounts := m.ownAccounts()
	for _, id := range body.Fields {
		switch id.Value {
		case payments:
			flush()
			m.payments(accounts)
		case sums:
			rows = append(rows, m.sums()...)
		default:
			rows = append(rows, m.row(m.field(id.Value), accounts, m.a))
		}
	}
	flush()
	m.add(paper.Note{Text: m.text("paper.fraud.there")}, paper.Note{Text: m.text("paper.fraud.limits")})
	return nil
}

func (m *maker) field(id string) fieldFile {
	for _, f := range m.book.file.Fraud.Fields {
		if f.ID.Value == id {
			return f
		}
	}
	return fieldFile{ID: source.Text{Value: id}}
}

// ownAccounts are the account numbers in what the person wrote about their own bank: no other answer may show them whole.
func (m *maker) ownAccounts() (list []string) {
	p := &m.book.file.Fraud.Payments
	for _, round := range m.a.rounds(p.Repeat.Value) {
		for _, f := range p.Fields {
			if it, st := round.first(f.From); f.Own && st == given {
				list = append(list, answer.AccountNumbers(it.Value.Text)...)
			}
		}
	}
	return list
}

// row is one field with its value, or with why there is none.
func (m *maker) row(f fieldFile, accounts []string, a answers) paper.Row {
	r := paper.Row{Label: m.text("paper.field." + f.ID.Value)}
	it, st := a.first(f.From)
	switch {
	case f.There:
		r.Value = m.text("paper.there")
	case st == notAsked:
		r.Value = m.text("paper.not_asked")
	case st == passed:
		r.Value = m.text("paper.not_given")
	case it.Value.Type == answer.Wallet:
		r.Value, r.Exact = m.wallet(it.Value), true
	case own(it.Value):
		m.quote(&r, f, it.Value, accounts)
	default:
		r.Value = m.says(it.Ask, it.Value)
	}
	return r
}

// says words an answer. An amount runs from left to right in every language, as the sums below it do.
func (m *maker) says(ask string, v answer.Value) string {
	if v.Type == answer.Money {
		return m.ltr(m.v.Value(ask, v))
	}
	return m.v.Value(ask, v)
}

// quote puts the person's own words into a row.
func (m *maker) quote(r *paper.Row, f fieldFile, v answer.Value, accounts []string) {
	text := v.Text
	if f.Own {
		text = answer.LastFour(text)
	}
	text, ok := tidy(text, accounts)
	if !ok {
		r.Value = m.text("paper.left_out")
		return
	}
	r.Value, r.Exact, r.Lang = text, f.Exact, m.r.Case.Lang
	if paper.RTL(r.Lang) && !strings.ContainsFunc(text, rightToLeft) {
		r.Lang = "und" // they wrote in other letters than those of their language: a line must not begin with its full stop
	}
	m.p.quoted[text] = true
}

func rightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana)
}

// ltr keeps what runs from left to right in one piece where the language runs the other way: an amount and its currency, a
// day and its hour. Two of them in a row would trade places.
func (m *maker) ltr(s string) string {
	if paper.RTL(m.v.Words.Tag()) && !strings.HasPrefix(s, "\u2066") {
		return "\u2066" + s + "\u2069"
	}
	return s
}

// wallet is an address or a transaction id with its chain. Both are proper names, the same in every language.
func (m *maker) wallet(v answer.Value) string {
	text := v.Text
	m.p.quoted[text] = true
	if chain := Chain(v); chain != "" {
		text += " (" + chain + ")"
	}
	return text
}

// chains are the proper names of the chains that an address or a transaction can be of.
var chains = map[string]string{"btc": "Bitcoin", "evm": "EVM: Ethereum, BNB Chain, Polygon", "tron": "TRON", "sol": "Solana",
	"ltc": "Litecoin", "doge": "Dogecoin", "xrp": "XRP Ledger", "ton": "TON"}

// Chain is the name of the chain of an address or a transaction, the same in every language; empty when it is not known.
func Chain(v answer.Value) string {
	if len(v.Codes) < 2 {
		return ""
	}
	return chains[v.Codes[1]]
}

// payments are all payments, each with all its fields.
func (m *maker) payments(accounts []string) {
	p := &m.book.file.Fraud.Payments
	rounds := m.a.rounds(p.Repeat.Value)
	if len(rounds) == 0 {
		m.add(paper.Heading{Text: m.text("paper.payments")}, paper.Paragraph{Text: m.text("paper.payments.none")})
		return
	}
	for i, round := range rounds {
		m.add(paper.Heading{Text: m.text("paper.payment", "N", strconv.Itoa(i+1))})
		var rows []paper.Row
		for _, f := range p.Fields {
			rows = append(rows, m.row(f, accounts, round))
		}
		m.add(paper.Rows{Rows: rows})
	}
}

// sums are the sums of the listed payments, one for each currency, and what the person said it was in all.
func (m *maker) sums() []paper.Row {
	p := &m.book.file.Fraud.Payments
	list, without := sumUp(m.a.rounds(p.Repeat.Value), p.Sum)
	var parts []string
	for _, a := range list {
		parts = append(parts, m.ltr(answer.FormatAmount(a, m.v.Words.Tag())))
	}
	if without > 0 {
		parts = append(parts, m.v.Words.Plural("paper.sum.without", without))
	}
	sum := paper.Row{Label: m.text("paper.field.sums"), Value: strings.Join(parts, m.text("ui.semicolon"))}
	if len(parts) == 0 {
		sum.Value = m.text("paper.not_given")
	}
	return []paper.Row{sum, m.row(fieldFile{ID: source.Text{Value: "total"}, From: []source.Text{p.Total}}, nil, m.a)}
}

// sumUp adds the amounts of payments by currency, in the order of the currencies' names, and counts payments without one.
// Numbers are added as they are written: no rounding.
func sumUp(rounds []answers, step source.Text) (list []answer.Amount, without int) {
	total := map[string]*big.Rat{}
	places := map[string]int{}
	for _, round := range rounds {
		it, st := round.item(step.Value)
		n, ok := new(big.Rat).SetString(it.Value.Amount.Number)
		if st != given || !ok {
			without++
			continue
		}
		currency := it.Value.Amount.Currency
		if total[currency] == nil {
			total[currency] = new(big.Rat)
		}
		total[currency].Add(total[currency], n)
		_, fraction, _ := strings.Cut(it.Value.Amount.Number, ".")
		places[currency] = max(places[currency], len(fraction))
	}
	for currency, n := range total {
		list = append(list, answer.Amount{Number: n.FloatString(places[currency]), Currency: currency})
	}
	slices.SortFunc(list, func(a, b answer.Amount) int { return strings.Compare(a.Currency, b.Currency) })
	return list, without
}
