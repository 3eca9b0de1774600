package record

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// Status is where staff are with a case.
type Status string

// The statuses of a case.
const (
	Open    Status = "open"    // nobody has claimed it
	Claimed Status = "claimed" // somebody works on it
	Closed  Status = "closed"
)

// Case is one request for help that a person agreed to hand to staff. It belongs to a desk by id.
type Case struct {
	ID      uint64    `json:"-"`
	Code    string    `json:"code"` // three words that people and staff can say
	Desk    string    `json:"desk"`
	Chat    box.Chat  `json:"chat"`
	Flow    string    `json:"flow"`
	Lang    string    `json:"lang"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`

	Version int      `json:"version"` // of the card: 1 is the first hand-off
	Answers []Item   `json:"answers"`
	Changed []string `json:"changed,omitempty"` // steps with news that the desk has not told staff yet
	Aside   []Item   `json:"aside,omitempty"`   // answers to questions that the flow no longer has
	Partial string   `json:"partial,omitempty"` // the step where the person stopped; empty when they are at the end
	Review  bool     `json:"review,omitempty"`  // the person saw their answers and said that they are right
	Quiet   bool     `json:"quiet,omitempty"`   // the person fell silent
	Level   string   `json:"level"`             // P0 to P3
	Rules   []string `json:"rules,omitempty"`   // the triage rules that fired
	Money   string   `json:"money,omitempty"`   // M0 to M3, or empty
	Consent Consent  `json:"consent"`
	Contact string   `json:"contact,omitempty"` // whether staff may write first: the code of the person's answer

	Released []Release `json:"released,omitempty"` // papers that the person read and agreed to

	Status    Status    `json:"status"`
	By        box.Actor `json:"by,omitzero"` // who claimed it
	ClaimedAt time.Time `json:"claimedAt,omitzero"`
	Pings     int       `json:"pings,omitempty"` // how often the desk was told again
	NextPing  time.Time `json:"nextPing,omitzero"`
	Gone      bool      `json:"gone,omitempty"` // the person blocked the bot

	Topic     int       `json:"topic,omitempty"`     // how often a topic was made for it; 0 is not yet
	Title     string    `json:"title,omitempty"`     // of the topic, as last sent
	Told      int       `json:"told,omitempty"`      // the last version that a "new" message told of
	News      int       `json:"news,omitempty"`      // the version that the last "new" message starts from
	NewsSteps []string  `json:"newsSteps,omitempty"` // the steps in that message
	Contacts  string    `json:"contacts,omitempty"`  // what the list of contacts in the topic was made for
	OwnLevel  string    `json:"ownLevel,omitempty"`  // see [Case.Own]: Level may tell of others' cases
	PlaceSeen string    `json:"placeSeen,omitempty"` // the place for which other cases were looked for
	Again     bool      `json:"again,omitempty"`     // another case named it in the day before; for staff only, never on a paper
	Group     string    `json:"group,omitempty"`     // of five people or more in its place, such as "G-7KQ2X"; for staff only, never on a paper
	GroupTold int       `json:"groupTold,omitempty"` // the topic, as Topic counts them, that has the message about it
	Waits     uint64    `json:"waits,omitempty"`     // the input that last told the desk of a change; it may have had its turn
	NoteTold  bool      `json:"noteTold,omitempty"`  // staff were told once that text is a note
	NewsAt    time.Time `json:"newsAt,omitzero"`     // when that message was begun
	Relayed   uint64    `json:"relayed,omitempty"`   // the last entry of the log that staff have

	ClosedAt  time.Time `json:"closedAt,omitzero"`  // when staff closed it
	PressedAt time.Time `json:"pressedAt,omitzero"` // when staff last pressed a button of it
	AskedAt   time.Time `json:"askedAt,omitzero"`   // when staff were last asked whether it is over, since nothing happens in it
	Looked    bool      `json:"looked,omitempty"`   // a due item is under way that looks whether its time is over
	Over      bool      `json:"over,omitempty"`     // its time is over: it has no answers and no chat any more, and the rest goes

	listed Listed // what the list of open cases says of it
}

// Consent is what the person agreed to, and when.
type Consent struct {
	Given     bool      `json:"given"`
	Signal    bool      `json:"signal,omitempty"`    // by the help signal, for what was known then
	Withdrawn bool      `json:"withdrawn,omitempty"` // the person took it back later
	At        time.Time `json:"at"`
	Lang      string    `json:"lang"` // the language in which they read it

	WithdrawnAt time.Time `json:"withdrawnAt,omitzero"` // when they took it back
}

// Release is the person's consent to one paper for one reader, after they read it. No paper is kept, only that it was released.
type Release struct {
	Paper   string    `json:"paper"`   // fraud or screening
	To      string    `json:"to"`      // the reader, as flows/papers.yaml names it
	Version int       `json:"version"` // of the case: a later answer was not in what they read
	At      time.Time `json:"at"`
	Lang    string    `json:"lang"` // the language in which they read it
}

// Item is one answer of a case.
type Item struct {
	Step  string       `json:"step"`
	Ask   string       `json:"ask"` // message key of the question
	Fact  string       `json:"fact,omitempty"`
	Value answer.Value `json:"value"`
	Left  []string     `json:"left,omitempty"` // of a list of things to do: the choices that are not done
}

// Fact returns the answer with this meaning, or no answer.
func (c *Case) Fact(name string) answer.Value {
	for _, it := range c.Answers {
		if it.Fact == name {
			return it.Value
		}
	}
	return answer.Value{}
}

// OpenCase reads a case, or gives store.ErrNotFound.
func OpenCase(tx store.Tx, id uint64) (*Case, error) {
	v, err := tx.Get(store.Cases, store.Key(id))
	if err != nil {
		return nil, fmt.Errorf("case %d: %w", id, err)
	}
	c := &Case{ID: id}
	if err := json.Unmarshal(v, c); err != nil {
		return nil, fmt.Errorf("decode case %d: %w", id, err)
	}
	c.listed = c.listing()
	return c, nil
}

// NewCase makes a case with the next number. The caller fills it and saves it.
func NewCase(tx store.Tx) (*Case, error) {
	id, err := tx.Next(store.Cases)
	if err != nil {
		return nil, fmt.Errorf("number of a case: %w", err)
	}
	return &Case{ID: id, Status: Open, Created: tx.Now()}, nil
}

// Save writes the case.
func (c *Case) Save(tx store.Tx) error {
	v, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode case: %w", err)
	}
	if err := tx.Put(store.Cases, store.Key(c.ID), v); err != nil {
		return err
	}
	return c.list(tx)
}

// Urge takes over a level that follows from what the person said, with the rules that say why, unless it is less urgent than the one
// before: only a human lowers it. Level "P0" is the most urgent.
func (c *Case) Urge(level string, rules []string) {
	if own := c.Own(); own != "" && level > own {
		return
	}
	c.OwnLevel, c.Rules = level, rules
	if c.Level == "" || level < c.Level {
		c.Level = level
	}
}

// Own is the level that follows from what the person said alone: papers have this one. It is empty before there is one.
func (c *Case) Own() string { return cmp.Or(c.OwnLevel, c.Level) }

// WaitsSince is since when the case has waited to be claimed: since it came, or since it was given back.
func (c *Case) WaitsSince() time.Time {
	if c.ClaimedAt.After(c.Created) {
		return c.ClaimedAt
	}
	return c.Created
}
