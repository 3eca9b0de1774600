package desk

import (
	"fmt"
	"slices"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
)

// newsFor is how long one "new since" message grows before the next begins: a group takes about 20 messages a minute for
// all cases together.
const newsFor = 2 * time.Minute

// changed brings the topic of a case up to date.
func (t *turn) changed() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if err != nil || c.Over {
		return err
	}
	if c.Topic == 0 {
		waits, err := t.queue(c)
		if err != nil || waits {
			return err
		}
	}
	change, err := t.compare(c)
	if err != nil {
		return err
	}
	tell := t.refresh
	if c.Topic == 0 {
		tell = t.first
	}
	if err := tell(c); err != nil {
		return err
	}
	if err := t.happened(c); err != nil {
		return err
	}
	if err := t.resurface(c, change); err != nil {
		return err
	}
	if err := t.planPing(c); err != nil {
		return err
	}
	return c.Save(t.tx)
}

// first makes the first topic of a case, with what the person said until now: none of that is news any more.
func (t *turn) first(c *record.Case) error {
	if err := t.begin(c, false); err != nil {
		return err
	}
	c.Told, c.Changed = c.Version, nil
	return t.relay(c)
}

// begin makes the topic: the card first, pinned, and the contacts that fit under it.
func (t *turn) begin(c *record.Case, again bool) error {
	c.Topic++
	c.Title = t.title(c)
	first := box.Reply // a group takes 20 messages a minute: a card about a life goes before all others
	if urgent(c) {
		first = box.HandOff
	}
	if err := t.send(box.Out{Urgency: first, Verb: box.Topic, Thread: thread(c), Text: c.Title}); err != nil {
		return err
	}
	card := t.card(c)
	card.Urgency, card.Ref = first, cardRef(c)
	if err := t.post(c, card); err != nil {
		return err
	}
	if err := t.send(box.Out{Urgency: box.Digest, Verb: box.Pin, Thread: thread(c), Ref: cardRef(c)}); err != nil {
		return err
	}
	if again {
		if err := t.post(c, box.Out{Urgency: box.HandOff, Text: t.w.Text("staff.topic_again", "Code", c.Code)}); err != nil {
			return err
		}
	}
	if again {
		if err := t.offersAgain(c); err != nil {
			return err
		}
	}
	return t.showContacts(c)
}

// refresh edits the card and the title, and says what is new. New answers and a help signal wake a case that was closed.
func (t *turn) refresh(c *record.Case) error {
	news := c.Version > max(c.Told, 1)
	if c.Status == record.Closed && (news || t.in.Text == "signal") {
		if err := t.wake(c); err != nil {
			return err
		}
	}
	if err := t.editCard(c); err != nil {
		return err
	}
	if news {
		if err := t.news(c); err != nil {
			return err
		}
	}
	return t.showContacts(c)
}

// editCard edits the card and, where it changed, the title of the topic.
func (t *turn) editCard(c *record.Case) error {
	if title := t.title(c); title != c.Title {
		c.Title = title
		if err := t.send(box.Out{Urgency: box.Digest, Verb: box.Topic, Thread: thread(c), Text: title}); err != nil {
			return err
		}
	}
	card := t.card(c)
	card.Urgency, card.Verb, card.Thread, card.Ref = box.Digest, box.Edit, thread(c), cardRef(c)
	return t.send(card)
}

// news says under the card what is new. A message that is young enough grows instead of a second one.
func (t *turn) news(c *record.Case) error {
	fresh := c.News == 0 || t.now.Sub(c.NewsAt) > newsFor
	if fresh {
		c.News, c.NewsAt, c.NewsSteps = max(c.Told, 1), t.now, nil
	}
	for _, step := range c.Changed {
		if !slices.Contains(c.NewsSteps, step) {
			c.NewsSteps = append(c.NewsSteps, step)
		}
	}
	c.Told, c.Changed = c.Version, nil
	o := t.newsMessage(c)
	if o.Text == "" { // only questions that were passed over
		if fresh {
			c.News = 0
		}
		return nil
	}
	o.Urgency, o.Ref, o.Thread, o.Verb = box.Digest, box.Ref(fmt.Sprintf("news-%d-%d", c.ID, c.News)), thread(c), box.Edit
	if fresh {
		o.Verb = box.Post
	}
	if urgent(c) {
		o.Urgency = box.Reply
	}
	return t.send(o)
}

// happened posts what staff must notice beside new answers.
func (t *turn) happened(c *record.Case) error {
	var text string
	how := box.Digest
	switch t.in.Text {
	case "cleared":
		text = t.w.Text("staff.person_cleared", "Time", clock(t.now))
	case "hid":
		text = t.w.Text("staff.person_hid", "Time", clock(t.now))
	case "blocked":
		text = t.w.Text("staff.unreachable")
	case "back":
		text = t.w.Text("staff.person_back")
	case "signal":
		text, how = t.w.Text("staff.help_signal", "Time", clock(t.now)), box.HandOff
	case "withdrawn":
		text = t.withdrawn(c)
	default:
		return nil
	}
	return t.post(c, box.Out{Urgency: how, Text: text})
}

// wake opens a closed case, since the person wrote again.
func (t *turn) wake(c *record.Case) error {
	t.open(c)
	c.Updated = t.now
	if err := t.send(box.Out{Urgency: box.HandOff, Verb: box.Open, Thread: thread(c)}); err != nil {
		return err
	}
	if err := t.post(c, box.Out{Urgency: box.HandOff, Text: t.w.Text("staff.reopened_person")}); err != nil {
		return err
	}
	if err := t.editCard(c); err != nil {
		return err
	}
	return t.planPing(c)
}

// The beginnings of the refs of what stands in a topic. Answering a copy of what the person said speaks to the person.
const (
	cardPrefix     = "card-"
	contactsPrefix = "contacts-"
	saidPrefix     = "said-"
	togetherPrefix = "together-"
	groupPrefix    = "group-"
)

func cardRef(c *record.Case) box.Ref {
	return box.Ref(fmt.Sprintf("%s%d-%d", cardPrefix, c.ID, c.Topic))
}

// urgent tells whether a case is about a life.
func urgent(c *record.Case) bool { return c.Level == "P0" }

func urgency(c *record.Case) box.Urgency {
	if urgent(c) {
		return box.Reply
	}
	return box.Digest
}
