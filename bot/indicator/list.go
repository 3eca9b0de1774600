package indicator

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Fewest is how many cases an item must have before it leaves the house: what one or two people said could give them away
// to who holds them.
const Fewest = 3

// ErrTooFew: fewer cases than [Fewest] were asked for.
var ErrTooFew = errors.New("what fewer than three people said could give them away")

// Count is an item with the number of cases that name it.
type Count struct {
	Item
	Cases     int
	Months    map[string]int // "2026-09" -> cases
	Began     string         // the first month of all, also where only later ones are counted
	Countries map[string]int // ISO code -> cases; those without a known country are left out
}

// First is the month in which the item was first named, such as "2026-09".
func (c Count) First() string { return slices.Min(slices.Collect(maps.Keys(c.Months))) }

// Last is the month in which it was last named.
func (c Count) Last() string { return slices.Max(slices.Collect(maps.Keys(c.Months))) }

// AtLeast are the counts of at least so many cases; [ErrTooFew] when that is less than [Fewest].
func AtLeast(list []Count, least int) ([]Count, error) {
	if least < Fewest {
		return nil, fmt.Errorf("%w: ask for at least %d", ErrTooFew, Fewest)
	}
	var out []Count
	for _, c := range list {
		if c.Cases >= least {
			out = append(out, c)
		}
	}
	return out, nil
}

// Chain is the chain of a wallet, which may be empty, and the address on it.
func (it Item) Chain() (chain, address string) {
	chain, address, _ = strings.Cut(it.Value, ":")
	return chain, address
}

// parts writes "2026-09:4 2026-10:3": the parts of a count that have enough cases of their own.
func parts(m map[string]int, least int) string {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if m[k] >= least {
			list = append(list, fmt.Sprintf("%s:%d", k, m[k]))
		}
	}
	return strings.Join(list, " ")
}
