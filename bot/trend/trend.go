// Package trend keeps, beside the cases, what comes up again in them: counts of indicators (bot/indicator) that know no
// case, and which cases may belong together. [Update] brings both up to what a case says now, in the turn that changed it.
//
// What lies in the store, and why it gives nobody away:
//
//   - a count: kind, value, and how many cases by month and country. No case, chat, person or day stands in it, and one that
//     comes to nothing is deleted with its value.
//   - a memory of each case: the keyed hashes of the items that the case counts in, with month and country, so that it counts
//     once and can be taken back when an answer changes or consent is withdrawn. It is needed as long as the case and goes with
//     it ([Forget]). It says no more than the case itself, and is sealed like it.
//   - an index of cases by keyed hash of what they are compared by, so that no turn looks through all cases.
//   - of each place, the last case that named it and when: a second one within a day is more urgent ([Again]); and which cases name
//     it, with a keyed hash of their person, so that five people in one place are found. Closed cases are among them as
//     long as they are kept.
//
// Every key is a keyed hash and every value is sealed: a copied file without the key tells how many records there are. With
// key and file together somebody reads the cases themselves, and the memories add nothing. A count alone, once its cases
// are forgotten, leads back to nobody; what goes out of the house has three cases or more ([indicator.AtLeast]).
//
// Functions run within the caller's transaction; they may be called concurrently with different ones.
package trend

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"safeharbour/bot/answer"
	"safeharbour/bot/indicator"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// The first bytes of keys in the bucket of trends. A keyed hash follows.
const (
	countKey  = 'i'
	memoryKey = 'c'
	indexKey  = 'm'
)

func key(tx store.Tx, kind byte, secret string) []byte {
	return append([]byte{kind}, tx.Index("trend\x00"+string(kind)+"\x00"+secret)...)
}

// memory is what a case counts in and is found by.
type memory struct {
	Counted []counted        `json:"counted,omitempty"`
	Marks   []indicator.Mark `json:"marks,omitempty"`
	Known   indicator.Known  `json:"known,omitempty"`  // by which it may be no pair with another
	Offers  []offer          `json:"offers,omitempty"` // that stand, the oldest first; the other case has the same offer
	Apart   []uint64         `json:"apart,omitempty"`  // cases of which staff said that they are not the same
	Place   string           `json:"place,omitempty"`  // in whose group it is, or would be
	Many    bool             `json:"many,omitempty"`   // its person said that five or more are there
}

// offer is another case that may belong together with this one.
type offer struct {
	Case uint64   `json:"case"`
	Same []string `json:"same"` // facts
}

// counted is one item that the case counts in.
type counted struct {
	Key  []byte `json:"key"` // of the count
	Cell cell   `json:"cell"`
}

// Change is what staff must be told of.
type Change struct {
	New   []Match        // cases that may belong together with this one, the strongest first
	Ended []*record.Case // offers that do not stand any more

	Grouped []*record.Case // other cases whose group is another now; the caller writes them
}

// Match is another case that may belong together with this one.
type Match struct {
	Case *record.Case
	Same []string // the facts that are the same
}

// Agreed tells whether a case may be counted and compared: the person said yes, not by the help signal alone, and has not
// taken it back.
func Agreed(c *record.Case) bool {
	return c.Consent.Given && !c.Consent.Signal && !c.Consent.Withdrawn
}

// Update brings counts, offers and groups up to what the case says now, and sets the case's group; the caller writes the case. Doing
// it again changes nothing.
func Update(tx store.Tx, rules *indicator.Rules, c *record.Case) (Change, error) {
	var answers []indicator.Answer
	if Agreed(c) {
		answers = answersOf(c)
	}
	m, err := openMemory(tx, c.ID)
	if err != nil {
		return Change{}, err
	}
	if m.Counted, err = recount(tx, m.Counted, rules.Items(c.Flow, answers, answer.DayOf(c.Created.UTC()))); err != nil {
		return Change{}, err
	}
	m.Known = rules.Known(c.Flow, answers)
	ch, err := m.compare(tx, rules, c, rules.Marks(c.Flow, answers))
	if err != nil {
		return Change{}, err
	}
	if ch.Grouped, err = m.stay(tx, c); err != nil {
		return Change{}, err
	}
	return ch, m.save(tx, c.ID)
}

// Forget forgets what is kept for a case, when the case itself is deleted: its place in the index and in its group, its offers, and
// the memory of what it counts in. It returns the other cases whose group is another now; the caller writes them. The counts stay: they
// know no case. A case whose consent was withdrawn counts nowhere any more. A case that was never counted is no error.
func Forget(tx store.Tx, rules *indicator.Rules, c *record.Case) (grouped []*record.Case, err error) {
	m, err := openMemory(tx, c.ID)
	if err != nil {
		return nil, err
	}
	if _, err := m.compare(tx, rules, c, nil); err != nil {
		return nil, err
	}
	if grouped, err = m.leave(tx, c); err != nil {
		return nil, err
	}
	for _, other := range m.Apart {
		o, err := openMemory(tx, other)
		if err != nil {
			return nil, err
		}
		o.Apart = without(o.Apart, c.ID)
		if err := o.save(tx, other); err != nil {
			return nil, err
		}
	}
	return grouped, tx.Delete(store.Trends, key(tx, memoryKey, number(c.ID)))
}

func answersOf(c *record.Case) []indicator.Answer {
	list := make([]indicator.Answer, len(c.Answers))
	for i, it := range c.Answers {
		list[i] = indicator.Answer{Step: it.Step, Fact: it.Fact, Value: it.Value}
	}
	return list
}

func openMemory(tx store.Tx, id uint64) (*memory, error) {
	m := &memory{}
	err := get(tx, key(tx, memoryKey, number(id)), m)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("memory of case %d: %w", id, err)
	}
	return m, nil
}

func (m *memory) save(tx store.Tx, id uint64) error {
	k := key(tx, memoryKey, number(id))
	if len(m.Counted)+len(m.Marks)+len(m.Known)+len(m.Offers)+len(m.Apart)+len(m.Place) == 0 {
		return tx.Delete(store.Trends, k)
	}
	return put(tx, k, m)
}

func get(tx store.Tx, k []byte, into any) error {
	v, err := tx.Get(store.Trends, k)
	if err != nil {
		return err
	}
	return json.Unmarshal(v, into)
}

func put(tx store.Tx, k []byte, from any) error {
	v, err := json.Marshal(from)
	if err != nil {
		return fmt.Errorf("encode trend: %w", err)
	}
	return tx.Put(store.Trends, k, v)
}

func number(id uint64) string { return strconv.FormatUint(id, 10) }

func without(list []uint64, id uint64) []uint64 {
	return slices.DeleteFunc(list, func(x uint64) bool { return x == id })
}
