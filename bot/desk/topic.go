package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/evidence"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
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

// first makes the first topic of a case, with what the person said until now.
func (t *turn) first(c *record.Case) error {
	if err := t.begin(c, false); err != nil {
		return err
	}
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

// said brings the person's words and files into the topic. They wake a case that was closed.
func (t *turn) said() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if err != nil {
		return err
	}
	if c.Topic == 0 {
		return nil // the card comes first, and brings the log with it
	}
	if c.Status == record.Closed {
		if err := t.wake(c); err != nil {
			return err
		}
	}
	if err := t.relay(c); err != nil {
		return err
	}
	return c.Save(t.tx)
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

// relay posts the entries of the log that staff do not have yet. Words that wait together go in one message.
func (t *turn) relay(c *record.Case) error {
	entries, err := record.Since(t.tx, c.ID, c.Relayed)
	if err != nil {
		return err
	}
	var words []record.Entry
	flush := func() error {
		if len(words) == 0 {
			return nil
		}
		err := t.postWords(c, words)
		words = nil
		return err
	}
	for _, e := range entries {
		c.Relayed = e.Seq
		if e.Who != record.Person {
			continue
		}
		if e.File == nil && e.Place == nil && !e.Edit && e.Text != "" {
			words = append(words, e)
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		if err := t.postThing(c, e); err != nil {
			return err
		}
	}
	return flush()
}

// postWords posts what the person wrote, verbatim.
func (t *turn) postWords(c *record.Case, words []record.Entry) error {
	var quote string
	for i, e := range words {
		if i > 0 {
			quote += "\n\n"
		}
		quote += e.Text
	}
	return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_wrote"), Quote: quote, Ref: saidRef(words[len(words)-1])})
}

// postThing posts a file as a copy, or what staff may see of it at once (see [evidence.Held]), a place as numbers, or changed words.
func (t *turn) postThing(c *record.Case, e record.Entry) error {
	switch {
	case e.File != nil && e.File.ID != "" && evidence.Held(e.File.Kind):
		return t.postHeld(c, e)
	case e.File != nil && e.File.ID != "":
		o := box.Out{Urgency: urgency(c), Verb: box.Copy, Thread: thread(c), Ref: saidRef(e), FromChat: c.Chat, FromRef: e.Ref, File: e.File}
		if e.Text != "" || e.File.Kind == "photo" { // the message is deleted in a discreet chat, and its words with it
			o.Text, o.Quote = t.w.Text("staff.person_wrote"), e.Text
		}
		return t.send(o)
	case e.Flow != "":
		return t.postAnswers(c, e)
	case e.Place != nil:
		return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_wrote") + "\n" + t.pin(e.Place.Lat, e.Place.Lon), Quote: e.Text, Ref: saidRef(e)})
	case e.Edit:
		return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_changed"), Quote: e.Text, Ref: saidRef(e)})
	case e.File != nil:
		return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_file", "Kind", e.File.Kind, "Size", "–"), Quote: e.Text, Ref: saidRef(e)})
	default: // something that the channel does not know
		return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_file", "Kind", "?", "Size", "–"), Ref: saidRef(e)})
	}
}

// postAnswers posts what the person answered in another flow, which made no case of its own.
func (t *turn) postAnswers(c *record.Case, e record.Entry) error {
	there := &record.Case{Flow: e.Flow, Answers: e.Answers}
	lines, quote := t.fields(there)
	text := t.w.Text("staff.joined", "Flow", t.flowName(there))
	return t.post(c, box.Out{Urgency: urgency(c), Text: strings.Join(append([]string{text}, lines...), "\n"), Quote: quote, Ref: saidRef(e)})
}

// lost makes a topic anew that somebody deleted, with the card, what the person said, and the message that found it gone.
func (t *turn) lost() error {
	id, ok := caseOf(t.in.Thread)
	if !ok {
		return nil
	}
	c, err := record.OpenCase(t.tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if c.Over {
		return nil
	}
	if t.in.Thread == thread(c) {
		if err := t.begin(c, c.Topic > 0); err != nil { // of a case that waits for its topic, nothing is lost
			return err
		}
		c.Relayed = 0
		if err := t.relay(c); err != nil {
			return err
		}
	}
	if err := t.again(c, t.in.Undelivered); err != nil {
		return err
	}
	return c.Save(t.tx)
}

// again sends to the new topic what should have gone to the old one. The card, the contacts and the person's words are
// there already.
func (t *turn) again(c *record.Case, o *box.Out) error {
	if o == nil {
		return nil
	}
	for _, prefix := range []string{cardPrefix, contactsPrefix, saidPrefix, togetherPrefix} {
		if strings.HasPrefix(string(o.Ref), prefix) {
			return nil
		}
	}
	switch o.Verb {
	case box.Post, box.Copy, box.Sheet, box.Original, box.Attach:
	case box.Edit:
		o.Verb = box.Post // what was to be changed is gone with the topic
	default:
		return nil
	}
	o.Thread, o.NotBefore, o.Pause, o.Marked, o.Reply = thread(c), time.Time{}, 0, false, ""
	return t.send(*o)
}

// report tells of something that could not be sent or taken. What failed three times is told of in its case, or to the member
// of staff who sent it, at once; to everybody it is told together with others.
func (t *turn) report() error {
	if t.in.Kind == box.Buried {
		if err := t.died(); err != nil {
			return err
		}
	}
	if u := t.in.Undelivered; u != nil && u.Verb == box.Original {
		return t.send(box.Out{Urgency: box.Reply, Verb: box.Post, Thread: u.Thread, Text: t.w.Text("staff.file.unsent")})
	}
	if u := t.in.Undelivered; t.in.Kind == box.Refused && u != nil && u.Chat == t.d.Chat {
		if u.Verb == box.Attach {
			return t.send(box.Out{Urgency: box.Reply, Verb: box.Post, Thread: u.Thread, Text: t.w.Text("staff.paper.failed")})
		}
		return nil // a message about a message that the group refused would be refused as well; it is in the log
	}
	text := t.w.Text("staff.send_failed", "Reason", t.in.Text)
	code := "–"
	var c *record.Case
	if t.in.Case != 0 {
		var err error
		if c, err = record.OpenCase(t.tx, t.in.Case); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	if c != nil {
		code = c.Code
	}
	switch {
	case t.in.Kind == box.Buried && t.in.From.ID != "":
		text = t.w.Text("staff.dead_letter_staff", "Count", box.Tries, "ID", string(t.in.Ref))
	case t.in.Kind == box.Buried:
		text = t.w.Text("staff.dead_letter", "Code", code, "Count", box.Tries, "ID", string(t.in.Ref))
	}
	if c != nil && c.Topic > 0 {
		return t.post(c, box.Out{Urgency: box.HandOff, Text: text})
	}
	if t.in.Kind == box.Buried && t.in.From.ID == "" {
		return nil
	}
	return t.send(box.Out{Urgency: box.HandOff, Verb: box.Post, Text: text})
}

// The beginnings of the refs of what stands in a topic. Answering a copy of what the person said speaks to the person.
const (
	cardPrefix     = "card-"
	contactsPrefix = "contacts-"
	saidPrefix     = "said-"
	togetherPrefix = "together-"
)

func cardRef(c *record.Case) box.Ref {
	return box.Ref(fmt.Sprintf("%s%d-%d", cardPrefix, c.ID, c.Topic))
}

func saidRef(e record.Entry) box.Ref { return box.Ref(fmt.Sprintf("%s%d", saidPrefix, e.Seq)) }

// urgent tells whether a case is about a life.
func urgent(c *record.Case) bool { return c.Level == "P0" }

func urgency(c *record.Case) box.Urgency {
	if urgent(c) {
		return box.Reply
	}
	return box.Digest
}
