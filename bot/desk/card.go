package desk

import (
	"errors"
	"slices"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// wordsOnCard is how much of one free answer stands on the card; all of it is in the log.
const wordsOnCard = 400

// card makes the card of a case: everything in the staff's language, the person's own words beside it as they are.
func (t *turn) card(c *record.Case) box.Out {
	lines := []string{
		t.w.Text("card.banner." + c.Flow),
		t.contactRule(c),
		t.w.Text("card.title", "Code", c.Code, "Flow", t.flowName(c), "Priority", c.Level, "Version", c.Version),
	}
	lines = append(lines, t.head(c)...)
	lines = append(lines, "")
	fields, quote := t.fields(c)
	lines = append(lines, fields...)
	lines = append(lines, t.signs(c)...)
	if open := t.openSteps(c); len(open) > 0 && !c.Consent.Withdrawn {
		lines = append(lines, t.w.Text("card.list_not_asked", "List", t.list(open)))
	}
	if len(c.Aside) > 0 {
		lines = append(lines, t.w.Text("card.set_aside", "List", strings.Join(t.asides(c), t.w.Text("ui.semicolon"))))
	}
	lines = append(lines, t.w.Text("card.limits"))
	return box.Out{Text: strings.Join(lines, "\n"), Quote: quote, Buttons: t.cardButtons(c)}
}

// head is what staff need before the answers: state, reasons, times, language, consent.
func (t *turn) head(c *record.Case) []string {
	var lines []string
	switch {
	case c.Partial != "" && len(c.Answers) == 0:
		lines = append(lines, t.w.Text("card.signal_only"))
	case c.Partial != "" && c.Review:
		lines = append(lines, t.w.Text("card.reviewed", "Step", t.labelOf(c.Partial)))
	case c.Partial != "":
		lines = append(lines, t.w.Text("card.partial", "Step", t.labelOf(c.Partial)))
	default:
		lines = append(lines, t.w.Text("card.complete"))
	}
	switch {
	case child(c):
		lines = append(lines, t.w.Text("card.child"))
	case first(c.Fact("under18")) == "rather_not":
		lines = append(lines, t.w.Text("card.age_unknown"))
	}
	if c.Quiet {
		lines = append(lines, t.w.Text("card.quiet"))
	}
	if c.Gone {
		lines = append(lines, t.w.Text("staff.unreachable"))
	}
	if rules := rules(c); len(rules) > 0 {
		lines = append(lines, t.w.Text("card.why", "Priority", c.Level, "Rules", strings.Join(rules, ", ")))
	}
	lines = append(lines, t.group(c)...)
	if c.Money != "" {
		lines = append(lines, t.w.Text("card.money_clock", "Clock", t.w.Text("card.clock."+c.Money)))
	}
	lines = append(lines, t.w.Text("card.updated", "Time", t.stamp(c.Updated)))
	lines = append(lines, t.localTime(c)...)
	lines = append(lines, t.w.Text("card.language", "Language", t.w.Language(c.Lang)))
	if lines = append(lines, t.consent(c)); c.Consent.Withdrawn {
		return lines
	}
	lines = append(append(lines, t.recipients(c)), t.embassy(c)...)
	return append(lines, t.w.Text("card.helper_word", "Word", c.HelperWord()))
}

// rules are why the case has its level, for staff: with what other people's cases have to do with it, which the case itself does not
// say, since papers show its rules.
func rules(c *record.Case) []string {
	all := slices.Clone(c.Rules)
	if c.Again {
		all = append(all, "place:again")
	}
	if c.Group != "" {
		all = append(all, "place:five")
	}
	return all
}

// localTime is the time where the person writes.
func (t *turn) localTime(c *record.Case) []string {
	whom := t.d.Content.Whom(c.Flow, "", c.Fact)
	offset, known := t.d.Content.Offset(whom.Where())
	if !known {
		return nil
	}
	key := "card.local_time"
	if whom.Elsewhere {
		key = "card.local_time_writer"
	}
	return []string{t.w.Text(key, "Time", clock(t.now.Add(offset)))}
}

// embassy warns where the person's own state may not be told.
func (t *turn) embassy(c *record.Case) []string {
	switch t.d.Content.Embassy(c.Flow, c.Fact) {
	case content.EmbassyLocked:
		return []string{t.w.Text("card.embassy.locked")}
	case content.EmbassyNotAsked:
		return []string{t.w.Text("card.embassy.not_asked")}
	default:
		return nil
	}
}

// recipients is whom the helpers may tell. Nobody, unless the person ticked them.
func (t *turn) recipients(c *record.Case) string {
	list := t.w.Text("card.recipients.none")
	if v := c.Fact("recipients"); len(v.Codes) > 0 {
		list = t.value("recipients", c)
	}
	return t.w.Text("card.recipients", "List", list)
}

func (t *turn) consent(c *record.Case) string {
	args := []any{"Language", t.w.Language(c.Consent.Lang), "Time", t.stamp(c.Consent.At)}
	switch {
	case c.Consent.Withdrawn:
		return t.w.Text("card.consent.withdrawn")
	case c.Consent.Signal:
		return t.w.Text("card.consent.signal", args...)
	default:
		return t.w.Text("card.consent.yes", args...)
	}
}

// contactRule is the second line of every card: whether staff may write first. What the person said about it counts in
// every flow.
func (t *turn) contactRule(c *record.Case) string {
	if c.Contact == "" && !t.d.Content.Discreet(c.Flow, false) && !c.Consent.Signal {
		return t.w.Text("card.contact.open")
	}
	switch {
	case c.Contact == "any":
		return t.w.Text("card.contact.any")
	case c.Contact == "chosen" && first(c.Fact("contact_from")) != "":
		return t.w.Text("card.contact.window", "From", t.value("contact_from", c), "FromUTC", "", "To", "", "ToUTC", "")
	default:
		return t.w.Text("card.contact.never")
	}
}

// fields are the answers, one a line. What the person wrote in their own words goes below, verbatim.
func (t *turn) fields(c *record.Case) (lines []string, quote string) {
	var words []string
	for _, it := range c.Answers {
		if !t.tells(it) || it.Value.Type == answer.Review || it.Fact == "recipients" || t.signed(c, it.Step) {
			continue
		}
		label := t.label(c.Flow, it.Step)
		if own(it.Value) {
			words = append(words, t.field(label, cut(it.Value.Text, wordsOnCard)))
			continue
		}
		value := t.d.Content.Value(t.w, it.Ask, it.Value)
		if it.Fact == "place" {
			value += " (" + t.w.Text("card.place_unsure") + ")"
		}
		value += t.left(it)
		if t.d.Content.Moved(it.Value) {
			value += ". " + t.w.Text("card.place_moved")
		}
		if it.Value.Type == answer.Place && it.Value.Text != "" { // what was typed says more than the name of the place
			words = append(words, t.field(label, cut(it.Value.Text, wordsOnCard)))
		}
		lines = append(lines, t.field(label, value))
	}
	return lines, strings.Join(words, "\n")
}

// field is one line of the card.
func (t *turn) field(label, value string) string {
	return t.w.Text("card.field", "Label", label, "Value", value)
}

// tells leaves out what says nothing: pages that were read, questions that were passed over, "another one?".
func (t *turn) tells(it record.Item) bool {
	return it.Value.Type != answer.Read && !it.Value.Skipped && !strings.HasSuffix(it.Step, "/again")
}

// own tells whether a value holds the person's own words: they are shown verbatim, where nothing in them can become a link.
func own(v answer.Value) bool {
	switch v.Type {
	case answer.Text, answer.Account, answer.URL:
		return true
	case answer.Place:
		return len(v.Codes) == 0
	default:
		return false
	}
}

// value words the answer with this meaning, or says that it was not asked.
func (t *turn) value(fact string, c *record.Case) string {
	for _, it := range c.Answers {
		if it.Fact == fact {
			return t.d.Content.Value(t.w, it.Ask, it.Value)
		}
	}
	return t.w.Text("card.not_asked")
}

// openSteps are the questions that have no answer yet: not asked, or passed over.
func (t *turn) openSteps(c *record.Case) []string {
	var list []string
	conv, err := record.OpenConversation(t.tx, c.Chat)
	if err != nil {
		if !errors.Is(err, store.ErrSealed) { // that one will not open the next time either, and staff need the card
			t.fault = err
		}
		return nil
	}
	for _, step := range t.openIn(c, conv) {
		if !slices.ContainsFunc(c.Answers, func(it record.Item) bool { return it.Step == step && !it.Value.Skipped }) && !t.signed(c, step) { // ticked, not sent
			list = append(list, t.label(c.Flow, step))
		}
	}
	return list
}

func (t *turn) asides(c *record.Case) []string {
	var list []string
	for _, it := range c.Aside {
		list = append(list, t.field(t.label(c.Flow, it.Step), t.d.Content.Value(t.w, it.Ask, it.Value)))
	}
	return list
}

// newsMessage says which answers are new since a version.
func (t *turn) newsMessage(c *record.Case) box.Out {
	var lines, words []string
	for _, it := range c.Answers {
		if !slices.Contains(c.NewsSteps, it.Step) || !t.tells(it) {
			continue
		}
		label := t.label(c.Flow, it.Step)
		if own(it.Value) {
			words = append(words, t.field(label, cut(it.Value.Text, wordsOnCard)))
			continue
		}
		lines = append(lines, t.field(label, t.newValue(c, it)))
	}
	if len(lines)+len(words) == 0 {
		return box.Out{}
	}
	return box.Out{Text: t.w.Text("card.new_since", "N", c.News, "List", strings.Join(lines, "\n")), Quote: strings.Join(words, "\n")}
}

// cardButtons are what staff can do with the case as it stands.
func (t *turn) cardButtons(c *record.Case) [][]box.Button {
	b := func(key, verb string) box.Button {
		return box.Button{Label: t.w.Text("staff.button." + key), Data: data(verb, c, "")}
	}
	switch c.Status {
	case record.Closed:
		return [][]box.Button{{b("reopen", verbReopen)}}
	case record.Claimed:
		return [][]box.Button{{b("release", verbRelease), b("ask", verbAsk)}, {b("papers", verbPapers), b("close", verbClose)}}
	default:
		return [][]box.Button{{b("claim", verbClaim), b("ask", verbAsk)}, {b("close", verbClose)}}
	}
}
