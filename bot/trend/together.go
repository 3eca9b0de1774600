package trend

import (
	"errors"
	"fmt"
	"slices"

	"safeharbour/bot/indicator"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// mostInIndex is how many cases one mark leads to, the newest: a compound with thousands of cases must not make a turn slow.
const mostInIndex = 50

// compare moves the case in the index to its marks of now, ends offers that have no mark in common any more, and finds new
// ones. No offer is made to cases of the same chat: that person knows.
func (m *memory) compare(tx store.Tx, rules *indicator.Rules, c *record.Case, marks []indicator.Mark) (ch Change, err error) {
	for _, old := range m.Marks {
		if !slices.Contains(marks, old) {
			if err := index(tx, old.Key(old.Side), func(ids []uint64) []uint64 { return without(ids, c.ID) }); err != nil {
				return ch, err
			}
		}
	}
	found, err := candidates(tx, marks)
	if err != nil {
		return ch, err
	}
	if ch.Ended, err = m.end(tx, rules, c.ID, marks); err != nil {
		return ch, err
	}
	if ch.New, err = m.offer(tx, rules, c, found); err != nil {
		return ch, err
	}
	for _, mark := range marks {
		err := index(tx, mark.Key(mark.Side), func(ids []uint64) []uint64 {
			if slices.Contains(ids, c.ID) {
				return ids
			}
			ids = append(ids, c.ID)
			return ids[max(0, len(ids)-mostInIndex):]
		})
		if err != nil {
			return ch, err
		}
	}
	m.Marks = marks
	return ch, nil
}

// candidate is a case on the other side of a mark.
type candidate struct {
	id   uint64
	mark indicator.Mark
}

// candidates are the cases on the other side, each by its strongest mark, the newest first.
func candidates(tx store.Tx, marks []indicator.Mark) ([]candidate, error) {
	var list []candidate
	for _, mark := range marks {
		var ids []uint64
		if err := get(tx, key(tx, indexKey, mark.Key(1-mark.Side)), &ids); err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, fmt.Errorf("index of cases: %w", err)
		}
		for _, id := range slices.Backward(ids) {
			if !slices.ContainsFunc(list, func(c candidate) bool { return c.id == id }) {
				list = append(list, candidate{id, mark})
			}
		}
	}
	return list, nil
}

// end takes back offers to cases that have no mark in common with these any more, or none that makes a pair.
func (m *memory) end(tx store.Tx, rules *indicator.Rules, id uint64, marks []indicator.Mark) ([]*record.Case, error) {
	var ended []*record.Case
	for _, other := range slices.Clone(m.Offers) {
		o, err := openMemory(tx, other.Case)
		if err != nil {
			return nil, err
		}
		if m.meets(rules, marks, o) {
			continue
		}
		m.drop(other.Case)
		o.drop(id)
		if err := o.save(tx, other.Case); err != nil {
			return nil, err
		}
		c, err := record.OpenCase(tx, other.Case)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		ended = append(ended, c)
	}
	return ended, nil
}

// meets tells whether two cases have a mark in common, one on each side, and are a pair by its rule.
func (m *memory) meets(rules *indicator.Rules, mine []indicator.Mark, o *memory) bool {
	return slices.ContainsFunc(mine, func(a indicator.Mark) bool {
		return !rules.Pair(a).Apart(m.Known, o.Known) &&
			slices.ContainsFunc(o.Marks, func(b indicator.Mark) bool { return a.Text == b.Text && a.Side != b.Side })
	})
}

// offer makes new offers, as many as the rules allow.
func (m *memory) offer(tx store.Tx, rules *indicator.Rules, c *record.Case, found []candidate) ([]Match, error) {
	var list []Match
	for _, f := range found {
		pair := rules.Pair(f.mark)
		if m.offers(f.id) || slices.Contains(m.Apart, f.id) || m.full(pair) {
			continue
		}
		other, err := m.join(tx, c, f.id, pair)
		if err != nil {
			return nil, err
		}
		if other != nil {
			list = append(list, Match{other, pair.Same})
		}
	}
	return list, nil
}

// full tells whether a case has as many offers of a rule as it gets. Weak rules never take the room of strong ones.
func (m *memory) full(pair indicator.Pair) bool {
	n := 0
	for _, o := range m.Offers {
		if slices.Equal(o.Same, pair.Same) {
			n++
		}
	}
	return n >= pair.Most
}

// join writes the offer down on both sides; nil when it may not be made.
func (m *memory) join(tx store.Tx, c *record.Case, id uint64, pair indicator.Pair) (*record.Case, error) {
	o, err := openMemory(tx, id)
	if err != nil || o.full(pair) || pair.Apart(m.Known, o.Known) {
		return nil, err
	}
	other, err := record.OpenCase(tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil || !Agreed(other) || other.Chat == c.Chat || other.Desk != c.Desk {
		return nil, err
	}
	o.drop(c.ID)
	m.Offers, o.Offers = append(m.Offers, offer{id, pair.Same}), append(o.Offers, offer{c.ID, pair.Same})
	return other, o.save(tx, id)
}

// Apart remembers for good that two cases do not belong together, and takes the offer back. It returns false when there is
// none.
func Apart(tx store.Tx, a, b uint64) (bool, error) {
	for _, pair := range [][2]uint64{{a, b}, {b, a}} {
		m, err := openMemory(tx, pair[0])
		if err != nil || !m.offers(pair[1]) {
			return false, err
		}
		m.drop(pair[1])
		m.Apart = append(m.Apart, pair[1])
		if err := m.save(tx, pair[0]); err != nil {
			return false, err
		}
	}
	return true, nil
}

// Offers are the offers of a case that stand.
func Offers(tx store.Tx, id uint64) ([]Match, error) {
	m, err := openMemory(tx, id)
	if err != nil {
		return nil, err
	}
	var list []Match
	for _, o := range m.Offers {
		c, err := record.OpenCase(tx, o.Case)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, Match{c, o.Same})
	}
	return list, nil
}

func (m *memory) offers(id uint64) bool {
	return slices.ContainsFunc(m.Offers, func(o offer) bool { return o.Case == id })
}

func (m *memory) drop(id uint64) {
	m.Offers = slices.DeleteFunc(m.Offers, func(o offer) bool { return o.Case == id })
}

// index changes the list of cases under a mark.
func index(tx store.Tx, mark string, change func([]uint64) []uint64) error {
	k := key(tx, indexKey, mark)
	var ids []uint64
	if err := get(tx, k, &ids); err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("index of cases: %w", err)
	}
	if ids = change(ids); len(ids) == 0 {
		return tx.Delete(store.Trends, k)
	}
	return put(tx, k, ids)
}
