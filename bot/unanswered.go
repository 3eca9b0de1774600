package bot

import (
	"slices"
	"strconv"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/record"
)

// contactMark begins the paragraph of a contact; a number behind it names the contact on the screen.
const contactMark = "☎"

// list remembers which contact a paragraph is about.
func (t *turn) list(paragraph, id string) {
	if t.listed == nil {
		t.listed = map[string]string{}
	}
	if strings.HasPrefix(paragraph, contactMark) {
		t.listed[paragraph] = id
	}
}

// number puts numbers before the contacts among the parts, and returns their ids in that order. One that the person has
// reported gets none: it stands last, in case that nothing else answers. Of one that stands there twice, the second time only
// the first line is said: a page to call from must not be long.
func (t *turn) number(parts []string) (ids []string) {
	for i, part := range parts {
		id := t.listed[part]
		if id == "" || slices.Contains(t.c.NoAnswer, id) {
			continue
		}
		n := slices.Index(ids, id)
		if n >= 0 {
			part, _, _ = strings.Cut(part, "\n")
		} else {
			n, ids = len(ids), append(ids, id)
		}
		parts[i] = contactMark + strconv.Itoa(n+1) + strings.TrimPrefix(part, contactMark)
	}
	return ids
}

// reportButtons are one for each contact on the screen, to say that it did not answer.
func (t *turn) reportButtons(s *screen) []box.Button {
	var list []box.Button
	for i, id := range t.c.Listed {
		label := contactMark + strconv.Itoa(i+1) + " " + t.w.Text("ui.no_answer")
		if s.numbersReports() {
			label = numbered(len(s.choices)+i, label)
		}
		list = append(list, box.Button{Label: label, Data: t.data(verbNoAnswer, id)})
	}
	return list
}

// numbersReports tells whether a typed number can mean a report: not where it may be the answer.
func (s *screen) numbersReports() bool {
	switch s.ask.Type() {
	case answer.Text, answer.Money, answer.Date, answer.Wallet, answer.Account, answer.URL:
		return false
	default:
		return true
	}
}

// noAnswer takes a person's word that a contact did not answer, and offers the next. Nobody else learns who said so: what is
// counted names no chat, and what this conversation remembers is forgotten with the rest (design.md, rule 6).
func (t *turn) noAnswer(id string) error {
	contact, known := t.b.Content.Contacts.ByID(id)
	if !known || !slices.Contains(t.c.Listed, id) {
		return nil
	}
	t.c.NoAnswer = append(t.c.NoAnswer, id)
	thanks := record.Tell{Text: "ui.no_answer.thanks"}
	if !t.listsLike(contact.Scope) { // it stood above the question, for once
		thanks.Contacts, thanks.Must = strings.Join(contact.Scope, ","), true
	}
	t.c.Tells = append(t.c.Tells, thanks)
	alert, forget, err := record.ReportUnanswered(t.tx, id, t.c.Chat)
	if err != nil {
		return err
	}
	if !forget.IsZero() {
		if err := t.b.Box.Later(t.tx, forget, box.In{Chat: t.b.Desk, Kind: box.Came, Text: box.ForgetUnanswered + id}); err != nil {
			return err
		}
	}
	if !alert {
		return nil
	}
	return t.tell(box.In{Kind: box.Unanswered, Text: id})
}

// listsLike tells whether the screen itself has a list on which such a contact would stand: then the next one is there.
func (t *turn) listsLike(scopes []string) bool {
	t.listed = nil
	for _, part := range t.screen().parts {
		c, _ := t.b.Content.Contacts.ByID(t.listed[part])
		if slices.ContainsFunc(c.Scope, func(s string) bool { return slices.Contains(scopes, s) }) {
			return true
		}
	}
	return false
}
