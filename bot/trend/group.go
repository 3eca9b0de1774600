package trend

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"safeharbour/bot/answer"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// Five people in one place are a group with an id of its own, so that help for one of them does not give the others away
// (domain.md §7). A group comes of typed answers only: of the cases of five people who named the same place of flows/places.yaml, or
// of one who said there that five or more need help. Nothing is merged; staff alone see the id, and no paper has it.
//
// Two people of whom each has a few others with them may mean each other, so their numbers are never added up.

// groupKey begins the key of the group of a place.
const groupKey = 'g'

// groupFrom is how many people make a group.
const groupFrom = 5

// mostInGroup is how many members a group knows, the newest: a compound with thousands of cases must not make a turn slow. The others
// are only counted.
const mostInGroup = 100

// manyHere are the answers to "how many people need help with you?" that are five or more.
var manyHere = []string{"five", "more"}

// group is the record of the cases that name a place, whether they are a group yet or not.
type group struct {
	Members []member `json:"members,omitempty"` // the oldest first
	Count   int      `json:"count,omitempty"`   // of all cases, also of those that are not among the members any more
	Stands  bool     `json:"stands,omitempty"`  // they are one, and the cases say so
}

// member is a case that names the place.
type member struct {
	Case uint64 `json:"case"`
	Who  string `json:"who"`            // equal for the cases of one person
	Many bool   `json:"many,omitempty"` // they said that five or more are there
}

// stay moves the case into the group of the place that it names now, out of that of the place that it named before. It sets the
// case's group, and returns the other cases whose group is another now. Their records are not written yet.
func (m *memory) stay(tx store.Tx, c *record.Case) ([]*record.Case, error) {
	place := ""
	if v := c.Fact("place"); Agreed(c) && v.Type == answer.Place && len(v.Codes) > 0 {
		place = v.Codes[0]
	}
	var others []*record.Case
	if m.Place != place {
		left, err := m.leave(tx, c)
		if err != nil || place == "" {
			return left, err
		}
		others = left
	}
	if place == "" {
		return nil, nil
	}
	many := slices.ContainsFunc(c.Fact("people").Codes, func(s string) bool { return slices.Contains(manyHere, s) })
	g, err := openGroup(tx, c.Desk, place)
	if err != nil {
		return nil, err
	}
	if m.Place == place && m.Many == many {
		c.Group = g.name(tx, c.Desk, place) // who made it a group may have passed this case over: its yes was taken back just then
		return others, nil
	}
	if m.Place != place {
		g.Count++
	}
	g.put(member{c.ID, who(tx, c), many})
	m.Place, m.Many = place, many
	stands := g.many()
	if stands && !g.Stands {
		if stands, err = g.agreed(tx, c.ID); err != nil {
			return nil, err
		}
	}
	joined, err := g.turn(tx, c, place, stands)
	if err != nil {
		return nil, err
	}
	c.Group = g.name(tx, c.Desk, place)
	return append(others, joined...), put(tx, key(tx, groupKey, c.Desk+"\x00"+place), g)
}

// leave takes the case out of its group, which may be none without it. It returns what [memory.stay] returns.
func (m *memory) leave(tx store.Tx, c *record.Case) ([]*record.Case, error) {
	c.Group = ""
	if m.Place == "" {
		return nil, nil
	}
	place, k := m.Place, key(tx, groupKey, c.Desk+"\x00"+m.Place)
	m.Place, m.Many = "", false
	g, err := openGroup(tx, c.Desk, place)
	if err != nil {
		return nil, err
	}
	g.Members = slices.DeleteFunc(g.Members, func(x member) bool { return x.Case == c.ID })
	if g.Count--; g.Count <= 0 {
		return nil, tx.Delete(store.Trends, k)
	}
	others, err := g.turn(tx, c, place, g.Stands && g.many())
	if err != nil {
		return nil, err
	}
	return others, put(tx, k, g)
}

// turn makes the members a group, or none, and returns the others when that is another thing than before.
func (g *group) turn(tx store.Tx, c *record.Case, place string, stands bool) ([]*record.Case, error) {
	if stands == g.Stands {
		return nil, nil
	}
	g.Stands = stands
	id := g.name(tx, c.Desk, place)
	var others []*record.Case
	for _, x := range g.Members {
		if x.Case == c.ID {
			continue
		}
		other, err := record.OpenCase(tx, x.Case)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if other.Over || other.Group == id || stands && !Agreed(other) {
			continue
		}
		other.Group = id
		others = append(others, other)
	}
	return others, nil
}

// agreed tells whether they are five or more without members but id whose case is gone or whose yes was taken back just now. Where no
// group stands they are the cases of five people at most.
func (g *group) agreed(tx store.Tx, id uint64) (bool, error) {
	left := group{}
	for _, x := range g.Members {
		if x.Case != id {
			c, err := record.OpenCase(tx, x.Case)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return false, err
			}
			if err != nil || !Agreed(c) {
				continue
			}
		}
		left.Members = append(left.Members, x)
	}
	return left.many(), nil
}

// many tells whether there are five people or more. Where there are more cases than it knows, there are.
func (g *group) many() bool {
	if g.Count > mostInGroup {
		return true
	}
	people := map[string]bool{}
	for _, x := range g.Members {
		if x.Many {
			return true
		}
		people[x.Who] = true
	}
	return len(people) >= groupFrom
}

// put writes a member.
func (g *group) put(me member) {
	g.Members = slices.DeleteFunc(g.Members, func(x member) bool { return x.Case == me.Case })
	g.Members = append(g.Members, me)
	g.Members = g.Members[max(0, len(g.Members)-mostInGroup):]
}

func openGroup(tx store.Tx, desk, place string) (*group, error) {
	g := &group{}
	err := get(tx, key(tx, groupKey, desk+"\x00"+place), g)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("group of a place: %w", err)
	}
	return g, nil
}

// who is a name for the person of a case that leads nowhere without the key.
func who(tx store.Tx, c *record.Case) string {
	return hex.EncodeToString(tx.Index("trend\x00who\x00" + string(c.Chat))[:8])
}

// idSigns are the signs of an id: none that looks like another, and no vowels, so that no word comes of it.
const idSigns = "23456789BCDFGHJKMNPQRSTVWXZ"

// name is the id of the group of a place, or empty when the members are none. It is always the same for the same desk and place, and
// leads back to neither.
func (g *group) name(tx store.Tx, desk, place string) string {
	if !g.Stands {
		return ""
	}
	id := []byte("G-")
	for _, b := range tx.Index("trend\x00group\x00" + desk + "\x00" + place)[:5] {
		id = append(id, idSigns[int(b)%len(idSigns)])
	}
	return string(id)
}
