package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/record"
	"safeharbour/bot/source"
)

// CardFormat is the version of the card's JSON. It grows when a field changes its meaning or goes away; new fields may come
// without a new version.
const CardFormat = 1

// CardSchemaName is the name of the schema of the card's JSON, as its files name it.
const CardSchemaName = "safeharbour-card-v1"

// CardFile is the hand-off card as JSON, for machines of a receiver. It holds codes, never words of ours, and of a person's
// own words only those that papers.yaml lets onto the card. [CardSchema] describes it.
type CardFile struct {
	Schema  string             `json:"schema" enum:"safeharbour-card-v1" help:"Name of this format."`
	Format  int                `json:"format" help:"Version of this format: 1."`
	Case    CardCase           `json:"case"`
	Contact CardContact        `json:"contact" help:"How the person may be reached. Nobody writes first unless it says so."`
	Consent CardConsent        `json:"consent" help:"What the person agreed to. Do not forward beyond it."`
	Blocks  map[string][]Field `json:"blocks" help:"Answers by block: writer, who, where, danger, position, wish, fraud. With writer, all others are about the person whom the writer looks for."`
	Signs   *CardSigns         `json:"signs,omitempty" help:"Signs of force, as reported. Nobody counted or judged them. Absent where they are never asked."`
	Fraud   *CardFraud         `json:"fraud,omitempty" help:"Payments. Absent where they are never asked."`
}

// CardCase says which case it is.
type CardCase struct {
	Code     string    `json:"code" help:"Three words that people can say."`
	Version  int       `json:"version" help:"Version of the answers, from 1."`
	Flow     string    `json:"flow" help:"Kind of case, such as trapped or defrauded."`
	Level    string    `json:"level" enum:"P0 P1 P2 P3" help:"Urgency; P0 is the most urgent."`
	Rules    []string  `json:"rules" help:"The rules that made it so urgent."`
	Money    string    `json:"money" enum:"M0 M1 M2 M3 -" help:"How long ago money was last sent; - where none was."`
	Created  time.Time `json:"created"`
	Updated  time.Time `json:"updated"`
	Language string    `json:"language" help:"Language of the chat, a BCP 47 tag."`
	Partial  bool      `json:"partial" help:"The person has not come to the end of the questions."`
}

// CardContact says how the person may be reached.
type CardContact struct {
	WriteFirst string `json:"write_first" enum:"never window any"`
	Hours      string `json:"hours,omitempty" help:"With window: h and the hour at which four hours begin, in the time where the person is."`
	Phone      Field  `json:"phone" help:"Who sees the phone."`
	Reachable  bool   `json:"reachable" help:"False when the person blocked the chat, or somebody did."`
}

// CardConsent is what the person agreed to.
type CardConsent struct {
	Helper   string      `json:"helper" enum:"yes no_name signal" help:"To a helper: with name, without, or by a help signal only."`
	At       time.Time   `json:"at"`
	Language string      `json:"language" help:"Language in which they read it."`
	Others   []Field     `json:"others" help:"Whom else the helper may tell, as ticked, question by question."`
	Released []CardPaper `json:"released" help:"Papers that the person read and agreed to, each for one reader."`
}

// CardPaper is a paper that the person released.
type CardPaper struct {
	Paper   string    `json:"paper" enum:"fraud screening"`
	To      string    `json:"to"`
	At      time.Time `json:"at"`
	Version int       `json:"version"`
}

// Field is one answer.
type Field struct {
	ID     string   `json:"id"`
	State  string   `json:"state" enum:"given passed_over not_asked"`
	Codes  []string `json:"codes,omitempty"`
	Text   string   `json:"text,omitempty" help:"Words of the person, with links broken."`
	Date   string   `json:"date,omitempty" help:"A day, month or year: 2026-05-03, 2026-05 or 2026."`
	Amount *Amount  `json:"amount,omitempty"`
}

// Amount is money.
type Amount struct {
	Number   string `json:"number" help:"Decimal digits with a point."`
	Currency string `json:"currency" help:"ISO 4217 code, or the ticker of a coin."`
}

// CardSigns are the signs of force by element.
type CardSigns struct {
	Act     []Sign `json:"act"`
	Means   []Sign `json:"means"`
	Purpose []Sign `json:"purpose"`
}

// Sign is one sign of force.
type Sign struct {
	ID    string `json:"id"`
	State string `json:"state" enum:"reported not_reported unsure passed_over not_asked"`
	Value *Field `json:"value,omitempty"`
}

// CardFraud is what was paid.
type CardFraud struct {
	Payments [][]Field `json:"payments"`
	Sums     []Amount  `json:"sums" help:"Sums of the listed payments, one for each currency."`
}

// CardJSON writes the card of a case as JSON that fits [CardSchema]. It refuses as [Book.Make] does.
func (b *Book) CardJSON(c *record.Case) ([]byte, error) {
	if !agreed(Card, c) {
		return nil, ErrConsent
	}
	if !slices.Contains(source.Values(b.file.Card.Flows), c.Flow) {
		return nil, fmt.Errorf("card: %w", ErrUnknown)
	}
	a, f := answersOf(c), &b.file.Card
	out := CardFile{Schema: CardSchemaName, Format: CardFormat,
		Case: CardCase{Code: c.Code, Version: c.Version, Flow: c.Flow, Level: c.Own(), Rules: append([]string{}, c.Rules...), Money: c.Money,
			Created: c.Created.UTC(), Updated: c.Updated.UTC(), Language: c.Lang, Partial: c.Partial != ""},
		Contact: CardContact{WriteFirst: "never", Phone: b.fieldOf(fieldFile{ID: f.Phone, From: []source.Text{f.Phone}}, a), Reachable: !c.Gone},
		Consent: b.consentOf(c, a), Blocks: map[string][]Field{}}
	if c.Money == "" {
		out.Case.Money = "-"
	}
	switch c.Contact {
	case "any":
		out.Contact.WriteFirst = "any"
	case "chosen":
		out.Contact.WriteFirst, out.Contact.Hours = "window", a.code(f.Window)
	}
	for _, block := range f.Blocks {
		list := []Field{}
		for _, fl := range block.Fields {
			if slices.ContainsFunc(fl.From, func(t source.Text) bool { return b.has(c.Flow, t.Value) }) {
				list = append(list, b.fieldOf(fl, a))
			}
		}
		if len(list) > 0 {
			out.Blocks[block.ID.Value] = list
		}
		if block.Signs && slices.Contains(source.Values(b.file.Screening.Flows), c.Flow) {
			s := &b.file.Screening
			out.Signs = &CardSigns{Act: b.signsOf(s.Act, a), Means: b.signsOf(s.Means, a), Purpose: b.signsOf(s.Purpose, a)}
		}
		if block.Fraud && slices.Contains(source.Values(b.file.Fraud.Flows), c.Flow) {
			out.Fraud = b.fraudOf(a)
		}
	}
	v, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode card: %w", err)
	}
	return append(v, '\n'), nil
}

func (b *Book) consentOf(c *record.Case, a answers) CardConsent {
	out := CardConsent{Helper: "yes", At: c.Consent.At.UTC(), Language: c.Consent.Lang, Released: []CardPaper{}, Others: []Field{}}
	for _, step := range b.file.Card.Recipients {
		if b.has(c.Flow, step.Value) {
			out.Others = append(out.Others, b.fieldOf(fieldFile{ID: step, From: []source.Text{step}}, a))
		}
	}
	switch {
	case c.Consent.Signal:
		out.Helper = "signal"
	case b.nameless(a):
		out.Helper = "no_name"
	}
	for _, r := range c.Released {
		out.Released = append(out.Released, CardPaper{Paper: r.Paper, To: r.To, At: r.At.UTC(), Version: r.Version})
	}
	return out
}

// fieldOf is one answer as data.
func (b *Book) fieldOf(f fieldFile, a answers) Field {
	it, st := a.first(f.From)
	out := Field{ID: f.ID.Value, State: string(st)}
	v := it.Value
	switch {
	case st != given:
	case v.Type == answer.Wallet:
		out.Text, out.Codes = v.Text, v.Codes
	case own(v) && !f.Words:
		out.State = string(passed) // the person has said something, but nothing that may stand here
	case own(v):
		text := v.Text
		if f.Own {
			text = answer.LastFour(text)
		}
		out.Text, _ = tidy(text, nil)
	case v.Type == answer.Money:
		out.Amount = &Amount{v.Amount.Number, v.Amount.Currency}
	case v.Type == answer.Date:
		out.Date = v.Day.String()
	default:
		out.Codes = v.Codes
	}
	return out
}

func (b *Book) signsOf(list []signFile, a answers) []Sign {
	out := []Sign{}
	for _, s := range list {
		it, st := a.first(s.From)
		sign := Sign{ID: s.ID.Value, State: string(st)}
		switch {
		case st != given:
		case s.Value || s.Each:
			field := b.fieldOf(fieldFile{ID: s.ID, From: s.From}, a)
			sign.State, sign.Value = "reported", &field
		case hasAny(it.Value, s.Yes, "yes"):
			sign.State = "reported"
		case hasAny(it.Value, s.No, "no"):
			sign.State = "not_reported"
		default:
			sign.State = "unsure"
		}
		out = append(out, sign)
	}
	return out
}

func (b *Book) fraudOf(a answers) *CardFraud {
	p := &b.file.Fraud.Payments
	rounds := a.rounds(p.Repeat.Value)
	out := &CardFraud{Payments: [][]Field{}, Sums: []Amount{}}
	for _, round := range rounds {
		var list []Field
		for _, f := range p.Fields {
			f.Words = true
			list = append(list, b.fieldOf(f, round))
		}
		out.Payments = append(out.Payments, list)
	}
	list, _ := sumUp(rounds, p.Sum)
	for _, s := range list {
		out.Sums = append(out.Sums, Amount{s.Number, s.Currency})
	}
	return out
}

// itoa writes a number.
func itoa(n int) string { return strconv.Itoa(n) }
