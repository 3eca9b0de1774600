package trend

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"safeharbour/bot/indicator"
	"safeharbour/bot/store"
)

// cell is what a case counts in, of one item: "2026-09/MM"; the country may be empty.
type cell string

func cellOf(s indicator.Seen) cell { return cell(s.Month + "/" + s.Country) }

// count is the record of one item.
type count struct {
	indicator.Item
	Cells map[cell]int `json:"cells"` // cases
}

// recount takes the case out of counts that it does not belong to any more and puts it into new ones. It returns what the
// case counts in now.
func recount(tx store.Tx, before []counted, now []indicator.Seen) ([]counted, error) {
	var after []counted
	for _, s := range now {
		after = append(after, counted{key(tx, countKey, string(s.Kind)+"\x00"+s.Value), cellOf(s)})
	}
	for _, old := range before {
		if !holds(after, old) {
			if err := add(tx, old, indicator.Item{}, -1); err != nil {
				return nil, err
			}
		}
	}
	for i, c := range after {
		if !holds(before, c) {
			if err := add(tx, c, now[i].Item, 1); err != nil {
				return nil, err
			}
		}
	}
	return after, nil
}

func holds(list []counted, c counted) bool {
	return slices.ContainsFunc(list, func(x counted) bool { return x.Cell == c.Cell && bytes.Equal(x.Key, c.Key) })
}

// add counts one case more or less. A count without cases is deleted, and with it the value that somebody took back.
func add(tx store.Tx, c counted, it indicator.Item, n int) error {
	r := count{Item: it}
	err := get(tx, c.Key, &r)
	if errors.Is(err, store.ErrNotFound) && n < 0 {
		return nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("count of an indicator: %w", err)
	}
	if r.Cells == nil {
		r.Cells = map[cell]int{}
	}
	if r.Cells[c.Cell] += n; r.Cells[c.Cell] <= 0 {
		delete(r.Cells, c.Cell)
	}
	if len(r.Cells) == 0 {
		return tx.Delete(store.Trends, c.Key)
	}
	return put(tx, c.Key, r)
}

// Read reads all counts from a month on ("2026-01"; empty for all), the most frequent items first.
func Read(tx store.Tx, since string) ([]indicator.Count, error) {
	var list []indicator.Count
	err := tx.Scan(store.Trends, []byte{countKey}, []byte{countKey + 1}, func(_, v []byte) error {
		var r count
		if err := json.Unmarshal(v, &r); err != nil {
			return fmt.Errorf("decode a count: %w", err)
		}
		c := indicator.Count{Item: r.Item, Months: map[string]int{}, Countries: map[string]int{}}
		for at, n := range r.Cells {
			month, country, _ := strings.Cut(string(at), "/")
			if c.Began == "" || month < c.Began {
				c.Began = month
			}
			if month < since {
				continue
			}
			c.Cases += n
			c.Months[month] += n
			if country != "" {
				c.Countries[country] += n
			}
		}
		if c.Cases > 0 {
			list = append(list, c)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b indicator.Count) int {
		return cmp.Or(cmp.Compare(b.Cases, a.Cases), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	return list, err
}
