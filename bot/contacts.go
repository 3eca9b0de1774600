package bot

import (
	"safeharbour/bot/content"
	"safeharbour/bot/hotline"
)

// contactsOnScreen is how many contacts stand under one line: the first must still be read on a small phone.
const contactsOnScreen = 3

// contacts words the contacts of a scope that fit this person. Where nothing is known, it says so: it never guesses.
func (t *turn) contacts(scope string) []string {
	found := t.b.Content.Find(t.need(scope), t.now)
	if len(found) == 0 {
		return []string{t.w.Text("ui.no_contacts")}
	}
	return t.b.Content.ContactLines(t.w, found)
}

// need is who this person is to the directory. People who are held get no police before they chose them: local police may
// hand people back (domain.md §0, decision 5).
func (t *turn) need(scope string) content.Need {
	n := content.Need{Scope: scope}
	if t.c.Flow != "" {
		n = t.b.Content.Whom(t.c.Flow, scope, t.look().Fact)
	}
	n.Police, n.Limit = scope == hotline.Fraud || scope == hotline.Emergency, contactsOnScreen
	return n
}

// contactByID words a contact that staff chose.
func (t *turn) contactByID(id string) string {
	f, ok := t.b.Content.Contacts.Reach(id, t.need("").Where(), t.now, t.b.Content.VerifiedOnly)
	if !ok {
		return t.w.Text("ui.no_contacts")
	}
	return t.b.Content.Contact(t.w, &f)
}
