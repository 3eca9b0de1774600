package bot

import (
	"strings"

	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// paragraphs words lines: each text with its contacts and flags under it.
func (t *turn) paragraphs(lines []flow.Line) []string {
	var parts []string
	for _, line := range lines {
		part, ok := t.line(line)
		if !ok {
			continue
		}
		for _, key := range line.Seen {
			part += "\n• " + t.w.Text(key)
		}
		parts = append(parts, part)
		if line.Contacts != "" {
			parts = append(parts, t.contacts(line.Contacts)...)
		}
	}
	return parts
}

// shareButton stands alone in its row, where there is something to pass on.
func (t *turn) shareButton(ask flow.Ask) []box.Button {
	if len(ask.Share) == 0 {
		return nil
	}
	return []box.Button{t.button("ui.share", verbShare)}
}

// share sends the page as a plain message of its own: no buttons, nothing about the person, nothing of this chat, so that
// it can be passed on as it is. Hide takes it away like everything else.
func (t *turn) share() error {
	ask := t.ask()
	if len(ask.Share) == 0 {
		return nil
	}
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.shared"})
	t.fresh = false // the message stands below its page, also when somebody typed the button's words
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Say, Text: strings.Join(t.paragraphs(ask.Share), "\n\n"), Silent: t.discreet()})
}
