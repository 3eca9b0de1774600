package desk

import (
	"fmt"
	"strconv"
	"strings"

	"safeharbour/bot/box"
	"safeharbour/bot/hotline"
	"safeharbour/bot/record"
)

// showContacts posts the contacts that fit the case, each with a button that sends it to the person, or changes that
// message when the person's answers lead to other contacts.
func (t *turn) showContacts(c *record.Case) error {
	need := t.d.Content.Whom(c.Flow, t.scope(c), c.Fact)
	need.Police, need.Limit = true, 6
	fits := need.Scope + " " + need.Country + " " + strings.Join(need.Nationality, ",")
	if need.Elsewhere {
		fits += " " + need.From
	}
	ref := box.Ref(fmt.Sprintf("%s%d-%d", contactsPrefix, c.ID, c.Topic))
	if fits+string(ref) == c.Contacts {
		return nil
	}
	first := !strings.HasSuffix(c.Contacts, string(ref))
	c.Contacts = fits + string(ref)
	o := t.contactList(c, t.d.Content.Find(need, t.now))
	o.Urgency, o.Verb, o.Thread, o.Ref = box.Digest, box.Edit, thread(c), ref
	if first {
		o.Verb = box.Post
	}
	return t.send(o)
}

// contactList words contacts for staff.
func (t *turn) contactList(c *record.Case, found []hotline.Found) box.Out {
	if len(found) == 0 {
		return box.Out{Text: t.w.Text("staff.no_contacts")}
	}
	lines := t.d.Content.ContactNames(t.w, found)
	var buttons [][]box.Button
	for i, f := range found { // numbers tell contacts apart whose names begin alike
		n := strconv.Itoa(i+1) + ". "
		lines[i] = n + lines[i]
		buttons = append(buttons, []box.Button{{Label: cut(n+t.d.Content.ContactName(t.w, &f), 40), Data: data(verbSend, c, f.ID)}})
	}
	return box.Out{Text: t.w.Text("staff.contact_which") + "\n\n" + strings.Join(lines, "\n"), Buttons: buttons}
}

// scope is what the directory is asked for: fraud lines where money was lost, else help for people who are held.
func (t *turn) scope(c *record.Case) string {
	if c.Money != "" {
		return "fraud,crisis"
	}
	return "trafficking,consular,crisis"
}

// country is where the person is, or else where their bank is; empty when neither is known.
func (t *turn) country(c *record.Case) string {
	if code := first(c.Fact("country")); code != "" {
		return code
	}
	return first(c.Fact("bank_country"))
}
