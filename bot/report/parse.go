package report

import (
	"slices"

	"safeharbour/bot/flow"
	"safeharbour/bot/source"
)

// Book says which answers stand in which paper.
type Book struct {
	file bookFile
	has  func(flow, step string) bool // whether a flow asks for a step

	choices map[string][]string // of the steps of signs, by step
}

// bookFile is flows/papers.yaml.
type bookFile struct {
	Fraud     fraudFile              `yaml:"fraud,required"`
	Screening screeningFile          `yaml:"screening,required"`
	Card      cardFile               `yaml:"card,required"`
	Languages map[string]source.Text `yaml:"languages"`
	Phone     phoneFile              `yaml:"phone,required"`
}

// fraudFile is the common record of a person who lost money, and the bodies that take a report.
type fraudFile struct {
	source.Pos
	Flows    []source.Text `yaml:"flows,required"`
	Name     source.Text   `yaml:"name"`
	Country  []source.Text `yaml:"country"`
	Child    []testFile    `yaml:"child"` // when one holds, only bodies of every country are offered
	Payments paymentsFile  `yaml:"payments,required"`
	Fields   []fieldFile   `yaml:"fields,required"`
	Bodies   []bodyFile    `yaml:"bodies,required"`
}

// paymentsFile says where payments come from: the rounds of a repeat.
type paymentsFile struct {
	source.Pos
	Repeat source.Text `yaml:"repeat,required"`
	Sum    source.Text `yaml:"sum,required"` // the step with the amount
	Total  source.Text `yaml:"total"`        // the step with the sum that the person named
	Fields []fieldFile `yaml:"fields,required"`
}

// fieldFile is one field of a paper.
type fieldFile struct {
	source.Pos
	ID    source.Text   `yaml:"id,required"`
	From  []source.Text `yaml:"from"`
	There bool          `yaml:"there"` // never asked here
	Own   bool          `yaml:"own"`   // holds the person's own account
	Exact bool          `yaml:"exact"` // is compared letter by letter
	Words bool          `yaml:"words"` // may hold words of the person
	Not   []source.Text `yaml:"not"`   // codes that are no answer: would rather not say
}

// bodyFile is a body that takes a report, with the fields in the order of its form.
type bodyFile struct {
	source.Pos
	ID        source.Text   `yaml:"id,required"`
	Countries []source.Text `yaml:"countries,required"` // none: any country
	Lang      source.Text   `yaml:"lang,required"`
	Note      bool          `yaml:"note"`
	Ticked    []testFile    `yaml:"ticked"` // the person agreed to this body when one of these holds
	Fields    []source.Text `yaml:"fields,required"`
}

// screeningFile is the request for screening.
type screeningFile struct {
	source.Pos
	Flows    []source.Text `yaml:"flows,required"`
	Name     source.Text   `yaml:"name"`
	Readers  []readerFile  `yaml:"readers,required"`
	Here     source.Text   `yaml:"here"` // the step with the country where the person is
	Home     source.Text   `yaml:"home"` // … and where the person is from
	Child    []testFile    `yaml:"child"`
	Person   []fieldFile   `yaml:"person"`
	Act      []signFile    `yaml:"act,required"`
	Means    []signFile    `yaml:"means,required"`
	Purpose  []signFile    `yaml:"purpose,required"`
	Support  []source.Text `yaml:"support"`
	Requests []requestFile `yaml:"requests,required"`
}

// readerFile is a recipient of the request.
type readerFile struct {
	source.Pos
	ID     source.Text `yaml:"id,required"`
	Lang   source.Text `yaml:"lang"`   // here or home: whose language they read; English if empty
	Only   []testFile  `yaml:"only"`   // offered only when one of these holds; always if empty
	Never  []testFile  `yaml:"never"`  // not offered when one of these holds
	Ticked []testFile  `yaml:"ticked"` // the person agreed to this reader when one of these holds
}

// signFile is one sign of force.
type signFile struct {
	source.Pos
	ID    source.Text   `yaml:"id,required"`
	From  []source.Text `yaml:"from,required"`
	Yes   []source.Text `yaml:"yes"`   // answers that report it; "yes" if empty
	No    []source.Text `yaml:"no"`    // answers that do not; "no" if empty
	Value bool          `yaml:"value"` // any answer reports it, and stands in the line
	Each  bool          `yaml:"each"`  // any answer reports it, each choice by a line of its own
}

// requestFile is something that is asked for.
type requestFile struct {
	source.Pos
	ID    source.Text   `yaml:"id,required"`
	When  []testFile    `yaml:"when"` // one of these must hold; always if empty
	Never []testFile    `yaml:"never"`
	Not   []source.Text `yaml:"not"` // readers of whom it is not asked
}

// testFile holds when one of the steps has one of the codes.
type testFile struct {
	source.Pos
	From []source.Text `yaml:"from,required"`
	Is   []source.Text `yaml:"is,required"`
}

// cardFile is the hand-off card.
type cardFile struct {
	source.Pos
	Flows      []source.Text `yaml:"flows,required"`
	Other      []source.Text `yaml:"other"` // flows whose answers are about somebody else than the one who writes
	Recipients []source.Text `yaml:"recipients"`
	Phone      source.Text   `yaml:"phone"`
	Contact    source.Text   `yaml:"contact"`
	Window     source.Text   `yaml:"window"`
	Consent    source.Text   `yaml:"consent"`
	Blocks     []blockFile   `yaml:"blocks,required"`
}

// blockFile is a block of the card.
type blockFile struct {
	source.Pos
	ID     source.Text `yaml:"id,required"`
	Fields []fieldFile `yaml:"fields"`
	Signs  bool        `yaml:"signs"`
	Fraud  bool        `yaml:"fraud"`
}

// phoneFile says what may be shown on the person's phone.
type phoneFile struct {
	source.Pos
	Own     []testFile `yaml:"own,required"`
	Watched []testFile `yaml:"watched,required"`
	Foreign []testFile `yaml:"foreign,required"`
}

// Parse reads papers.yaml against the flows whose answers it names. It collects all faults; with faults, the Book holds what
// could be understood and must not be used.
func Parse(name string, data []byte, flows *flow.Set) (*Book, source.Faults) {
	b := &Book{has: func(id, step string) bool {
		f, ok := flows.Flow(id)
		return ok && slices.ContainsFunc(f.Steps, func(d *flow.StepDef) bool { return d.ID == step })
	}}
	var faults source.Faults
	source.Decode(name, data, &b.file, &faults)
	b.choices = map[string][]string{}
	c := &checker{flows: flows, faults: &faults, choices: b.choices}
	c.fraud(&b.file.Fraud)
	c.screening(&b.file.Screening)
	c.card(&b.file.Card)
	c.in(&b.file.Card.Flows).tests(b.file.Phone.Own, b.file.Phone.Watched, b.file.Phone.Foreign)
	faults.Sort()
	return b, faults
}

// Bodies are the ids of the bodies that take a fraud report, in the order of the file.
func (b *Book) Bodies() []string {
	var ids []string
	for _, f := range b.file.Fraud.Bodies {
		ids = append(ids, f.ID.Value)
	}
	return ids
}

func (b *Book) body(id string) (*bodyFile, bool) {
	i := slices.IndexFunc(b.file.Fraud.Bodies, func(f bodyFile) bool { return f.ID.Value == id })
	if i < 0 {
		return nil, false
	}
	return &b.file.Fraud.Bodies[i], true
}
