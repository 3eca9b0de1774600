package desk

import (
	"errors"
	"fmt"
	"strconv"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/trend"
)

// compare brings counts, pairs and groups up to what the case says now, before its card is made: the card tells of the group. Nothing
// is merged, and the persons hear nothing of it.
func (t *turn) compare(c *record.Case) (trend.Change, error) {
	was := c.Group
	change, err := trend.Update(t.tx, t.d.Content.Trends, c)
	if err != nil || c.Group == was {
		return change, err
	}
	return change, t.grouped(c)
}

// resurface tells staff of what compare found: new pairs and groups, in all topics that they concern.
func (t *turn) resurface(c *record.Case, change trend.Change) error {
	if err := t.regroup(change.Grouped); err != nil {
		return err
	}
	for _, other := range change.Ended {
		if err := t.both(c, other, func(c, other *record.Case) box.Out {
			return box.Out{Verb: box.Edit, Text: t.w.Text("staff.together_over", "Code", other.Code)}
		}); err != nil {
			return err
		}
	}
	for _, m := range change.New {
		if err := t.both(c, m.Case, func(c, other *record.Case) box.Out { return t.offer(c, other, m.Same) }); err != nil {
			return err
		}
	}
	return nil
}

// offer says that another case may belong to this one: what is the same, never what the other person said.
func (t *turn) offer(c, other *record.Case, same []string) box.Out {
	var names []string
	for _, fact := range same {
		names = append(names, t.w.Text("staff.together."+fact))
	}
	return box.Out{Verb: box.Post,
		Text:    t.w.Text("staff.together_offer", "Code", other.Code, "Flow", t.flowName(other), "Priority", other.Level, "List", t.list(names)),
		Buttons: [][]box.Button{{{Label: t.w.Text("staff.button.apart"), Data: data(verbApart, c, strconv.FormatUint(other.ID, 10))}}}}
}

// both sends to the topics of two cases, each about the other. A case without a topic yet gets nothing.
func (t *turn) both(a, b *record.Case, what func(c, other *record.Case) box.Out) error {
	for _, pair := range [][2]*record.Case{{a, b}, {b, a}} {
		c, other := pair[0], pair[1]
		if c.Topic == 0 {
			continue
		}
		o := what(c, other)
		o.Urgency, o.Thread, o.Ref = box.Digest, thread(c), togetherRef(c, other)
		if err := t.send(o); err != nil {
			return err
		}
	}
	return nil
}

func togetherRef(c, other *record.Case) box.Ref {
	return box.Ref(fmt.Sprintf("%s%d-%d-%d", togetherPrefix, c.ID, c.Topic, other.ID))
}

// apart removes an offer for good: staff saw that the two are not the same.
func (t *turn) apart(c *record.Case, arg string) error {
	id, err := strconv.ParseUint(arg, 10, 64)
	if err != nil {
		return nil
	}
	stood, err := trend.Apart(t.tx, c.ID, id)
	if err != nil {
		return err
	}
	if !stood {
		return t.answer("staff.stale")
	}
	other, err := record.OpenCase(t.tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.both(c, other, func(_, other *record.Case) box.Out {
		return box.Out{Verb: box.Edit, Text: t.w.Text("staff.together_apart", "Code", other.Code, "Who", t.in.From.Name)}
	})
}

// offersAgain puts the offers that stand into a topic that was made anew.
func (t *turn) offersAgain(c *record.Case) error {
	offers, err := trend.Offers(t.tx, c.ID)
	if err != nil {
		return err
	}
	for _, m := range offers {
		o := t.offer(c, m.Case, m.Same)
		o.Urgency, o.Thread, o.Ref = box.Digest, thread(c), togetherRef(c, m.Case)
		if err := t.send(o); err != nil {
			return err
		}
	}
	return nil
}
