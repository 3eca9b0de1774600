package desk_test

import (
	"testing"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// A group takes about 20 messages a minute for all cases together. A card about a life must not stand behind cards, pins
// and words that can wait: only it takes the lane of hand-offs.
func TestOnlyACardAboutALifeGoesFirst(t *testing.T) {
	for _, level := range []string{"P0", "P1", "P2"} {
		o := newOffice(t, level)
		var second uint64
		o.update(func(tx store.Tx) error {
			c, err := record.NewCase(tx)
			if err != nil {
				return err
			}
			second = c.ID
			c.Chat, c.Flow, c.Lang, c.Level, c.Version = person, "trapped", "en", level, 1
			if err := c.GiveCode(tx, nil); err != nil {
				return err
			}
			return c.Save(tx)
		})
		outs, _ := o.turn(box.In{Kind: box.Changed, Case: second, Text: "new"})
		var card, topic box.Urgency
		for _, out := range outs {
			switch {
			case out.Verb == box.Topic:
				topic = out.Urgency
			case out.Verb == box.Post && len(out.Buttons) > 0 && card == 0:
				card = out.Urgency
			case out.Urgency <= box.HandOff:
				t.Errorf("%s: %s goes before a card about a life", level, out.Verb)
			}
		}
		if card != topic {
			t.Errorf("%s: the topic is in lane %d and its card in lane %d: one would wait for the other", level, topic, card)
		}
		if first := card == box.HandOff; first != (level == "P0") {
			t.Errorf("%s: the card is in lane %d", level, card)
		}
	}
}
