package simulate

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"safeharbour/bot/demo"
)

// act lets an event happen.
func (w *world) act(e Event) {
	w.rand = rand.New(rand.NewPCG(w.seed, e.N))
	r := rand.New(rand.NewPCG(e.N, 2))
	var what string
	switch e.Do {
	case Press, PressAny, Write, Start, Hide, Flood, Attach, Change, Remove, Block:
		i := r.IntN(len(w.persons))
		p := w.persons[i]
		what = p.Name() + " " + w.person(p, e.Do, r)
	case Claim, Reply, Remark, Outsider, DropRoom, Kick, Migrate:
		what = w.desk(e.Do, r)
	default:
		what = w.faults.arm(w, e, r)
	}
	w.note("* ", what)
}

// person lets a person do something.
func (w *world) person(p *demo.Person, do Action, r *rand.Rand) string {
	switch do {
	case Press:
		return w.presses(p, r, true)
	case PressAny:
		return w.presses(p, r, false)
	case Write:
		return w.says(p, w.phrase(r))
	case Start:
		return w.says(p, []string{"/start", "/start", "/start", "/help", "/language"}[r.IntN(5)])
	case Hide:
		return w.hides(p, r)
	case Flood:
		for range 28 + r.IntN(16) {
			w.says(p, w.phrase(r))
		}
		return "writes very much at once, and " + w.hides(p, r)
	case Attach:
		return w.attaches(p, r)
	case Change:
		return w.changes(p, r)
	case Remove:
		if r.IntN(3) == 0 {
			p.DeleteChat()
			return "deletes the chat"
		}
		if list := p.Messages(); len(list) > 0 {
			m := list[r.IntN(len(list))]
			_ = p.Delete(m.ID)
			return "deletes " + m.String()
		}
	case Block:
		if r.IntN(2) == 0 {
			p.Block()
			w.ledger.hides.drop(p)
			return "blocks the bot"
		}
		p.Unblock()
		return "lets the bot in"
	}
	return "does nothing"
}

// hides has a person hide, by the button or by a word.
func (w *world) hides(p *demo.Person, r *rand.Rand) string {
	if button := r.IntN(2) == 0; button {
		w.ledger.hides.pressed(p, button)
		if p.PressOn(max(p.Last().ID, 1), "h") == nil {
			return "presses hide"
		}
		w.ledger.hides.drop(p)
	}
	w.ledger.hides.pressed(p, false)
	return w.says(p, []string{"/hide", "hide", "x"}[r.IntN(3)])
}

// says sends words.
func (w *world) says(p *demo.Person, words string) string {
	p.Send(words)
	return "writes " + words
}

// phrase are words to send: an answer, or something that was never said before.
func (w *world) phrase(r *rand.Rand) string {
	list := []string{"1", "2", "3", "yes", "no", "Cambodia", "tomorrow", "300 usd", "Done", "12 May 2026"}
	if n := r.IntN(2 * len(list)); n < len(list) {
		return list[n]
	}
	w.words++
	words := fmt.Sprintf("said-%d", w.words)
	if r.IntN(40) == 0 {
		words += strings.Repeat(" long", 900)
	}
	return words
}

// presses presses a button: one that leads on, or any, or one that is gone.
func (w *world) presses(p *demo.Person, r *rand.Rand, on bool) string {
	var choices []demo.Button
	var where []int
	for _, m := range p.Messages() {
		for _, row := range m.Buttons {
			for _, b := range row {
				if m.FromBot && b.Data != "" && (!on || leads(b.Data)) {
					choices, where = append(choices, b), append(where, m.ID)
				}
			}
		}
	}
	if len(choices) == 0 {
		return w.says(p, "/start")
	}
	i := r.IntN(len(choices))
	if on { // some are pressed more than others, so that stories come to a case
		for j, b := range choices {
			if b.Data[0] == 'y' || b.Data[0] == 'o' && r.IntN(3) == 0 {
				i = j
			}
		}
		if strings.HasPrefix(choices[i].Data, "l.") {
			i = 0
		}
	}
	if err := p.PressOn(where[i], choices[i].Data); err != nil {
		return "cannot press"
	}
	return "presses " + choices[i].Label + " (" + choices[i].Data + ")"
}

// leads tells whether a button leads on: it is no way back, out or aside.
func leads(data string) bool { return strings.ContainsRune("cdtwvalfoynaprqxk", rune(data[0])) }

func (w *world) attaches(p *demo.Person, r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		w.words++
		p.SendPhoto("said-" + strconv.Itoa(w.words))
		return "sends a photo"
	case 1:
		p.SendVoice()
		return "sends a voice"
	case 2:
		p.Unblock()
		p.SendUnknown()
		return "sends something unknown"
	case 3:
		p.SendPhoto("")
		return "sends a photo without words"
	default:
		p.SendLocation(16.7, 98.5)
		return "sends a place"
	}
}

func (w *world) changes(p *demo.Person, r *rand.Rand) string {
	var own []demo.Message
	for _, m := range p.Messages() {
		if !m.FromBot && m.Service == "" && m.Text != "" {
			own = append(own, m)
		}
	}
	if len(own) == 0 {
		return "has nothing to change"
	}
	m := own[r.IntN(len(own))]
	w.words++
	if p.Edit(m.ID, "said-"+strconv.Itoa(w.words)) != nil {
		return "cannot change " + m.String()
	}
	return "changes " + m.String()
}

// desk lets somebody in the group do something.
func (w *world) desk(do Action, r *rand.Rand) string {
	who := w.staff[r.IntN(len(w.staff))]
	switch do {
	case Claim:
		return w.claims(who, r)
	case Outsider:
		return w.claims(w.stranger, r)
	case Reply:
		return w.replies(who, r)
	case Remark:
		w.words++
		words := []string{"/cases", "/files", "/help", "/papers", "note-" + strconv.Itoa(w.words), "note-" + strconv.Itoa(w.words)}[r.IntN(6)]
		topic := w.topic(r)
		if _, err := who.Say(topic, words); err != nil {
			return who.Name() + " cannot write"
		}
		return fmt.Sprintf("%s writes %s in topic %d", who.Name(), words, topic)
	case DropRoom:
		topic := w.topic(r)
		if r.IntN(3) == 0 {
			_ = w.group.CloseTopic(w.staff[0], topic)
			return fmt.Sprintf("topic %d is closed", topic)
		}
		if w.group.DeleteTopic(topic) == nil {
			w.moved = w.steady
		}
		return fmt.Sprintf("topic %d is deleted", topic)
	case Kick:
		w.kicked = !w.kicked
		if w.kicked {
			w.group.Kick()
			return "the bot is removed from the group"
		}
		w.group.Return()
		return "the bot is back in the group"
	case Migrate:
		if w.kicked || len(w.ledger.groups) > 1 { // Telegram moves a group once
			return "nothing"
		}
		w.ledger.groups = append(w.ledger.groups, w.group.Migrate())
		w.moved = w.steady
		return "the group gets a new id"
	}
	return "nothing"
}

// topic is some topic that is there, the newest mostly; 0 when there is none.
func (w *world) topic(r *rand.Rand) int {
	var ids []int
	for _, t := range w.group.Topics() {
		if !t.Deleted {
			ids = append(ids, t.ID)
		}
	}
	if len(ids) == 0 {
		return 0
	}
	if r.IntN(3) > 0 {
		return ids[len(ids)-1]
	}
	return ids[r.IntN(len(ids))]
}

func (w *world) claims(who *demo.Member, r *rand.Rand) string {
	var choices []demo.Button
	var where []int
	for _, m := range w.group.All() {
		for _, row := range m.Buttons {
			for _, b := range row {
				if b.Data != "" {
					choices, where = append(choices, b), append(where, m.ID)
				}
			}
		}
	}
	if len(choices) == 0 {
		return who.Name() + " finds nothing to press"
	}
	i := r.IntN(len(choices))
	if who.Press(where[i], choices[i].Data) != nil {
		return who.Name() + " cannot press"
	}
	return who.Name() + " presses " + choices[i].Label + " (" + choices[i].Data + ")"
}

func (w *world) replies(who *demo.Member, r *rand.Rand) string {
	w.words++
	words := fmt.Sprintf("reply-%d", w.words)
	topic := w.topic(r)
	if r.IntN(2) == 0 {
		if _, err := who.Say(topic, "/r "+words); err != nil {
			return who.Name() + " cannot write"
		}
		return fmt.Sprintf("%s writes /r %s in topic %d", who.Name(), words, topic)
	}
	var said []demo.Message
	for _, m := range w.group.All() {
		if m.FromBot && m.Service == "" {
			said = append(said, m)
		}
	}
	if len(said) == 0 {
		return who.Name() + " finds nothing to answer"
	}
	m := said[r.IntN(len(said))]
	if _, err := who.Reply(m.ID, words); err != nil {
		return who.Name() + " cannot answer"
	}
	return who.Name() + " answers " + words + " to " + m.String()
}
