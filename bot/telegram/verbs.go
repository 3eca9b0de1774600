package telegram

import (
	"strconv"

	"safeharbour/bot/box"
)

// again stands before a card that may have been posted already, so that staff who see two know why.
const again = "↻ "

// job is one output under way.
type job struct {
	s      *sender
	t      *Transport
	client client
	line   *line
	it     *item
	out    *box.Out
	at     int64 // the numeric id of the output's chat
	calls  int
	stands note // where the output's page stands in the end, if it has a name

	marked bool // it was marked in this attempt: before that, nothing may have been made
	failed bool // it was given up: nobody saw it
}

// request holds the parameters of the methods that we call.
type request struct {
	Chat     int64     `json:"chat_id"`
	Topic    int64     `json:"message_thread_id,omitempty"`
	Message  int64     `json:"message_id,omitempty"`
	Messages []int64   `json:"message_ids,omitempty"`
	FromChat int64     `json:"from_chat_id,omitempty"`
	User     int64     `json:"user_id,omitempty"`
	Name     string    `json:"name,omitempty"`
	Text     string    `json:"text,omitempty"`
	Entities []entity  `json:"entities,omitempty"`
	Keys     *keyboard `json:"reply_markup,omitempty"`
	Preview  *preview  `json:"link_preview_options,omitempty"`
	Reply    *answer   `json:"reply_parameters,omitempty"`
	Silent   bool      `json:"disable_notification,omitempty"`
}

type preview struct {
	Off bool `json:"is_disabled"`
}

type answer struct {
	Message int64 `json:"message_id"`
	Anyway  bool  `json:"allow_sending_without_reply"`
}

// private tells whether the output goes to a person.
func (j *job) private() bool { return j.id() > 0 }

// id is the numeric id of the output's chat. It is the same for the whole attempt, even when the staff group moves meanwhile:
// the numbers of its messages are others afterwards.
func (j *job) id() int64 {
	if j.at == 0 {
		j.at = j.t.id(j.out.Chat)
	}
	return j.at
}

// call calls a method. The first call of an output was counted when it was picked.
func (j *job) call(method string, params, result any) error {
	if counted(method) {
		if j.calls++; j.calls > 1 {
			j.s.mu.Lock()
			j.s.charge(j.line, j.t.now())
			j.s.mu.Unlock()
		}
	}
	return j.client.call(method, params, result)
}

// counted tells whether Telegram's limits count a method.
func counted(method string) bool {
	switch method {
	case "deleteMessage", "deleteMessages", "getChat", "getChatMember", "getFile", "answerCallbackQuery":
		return false
	}
	return true
}

// do does what the verb says, up to the commit that removes the output.
func (j *job) do() error {
	switch j.out.Verb {
	case box.Show:
		return j.show()
	case box.Say:
		return j.say()
	case box.Erase:
		return j.erase()
	case box.Clear:
		return j.clear()
	case box.Topic:
		return j.topic()
	case box.Post:
		return j.post()
	case box.Edit:
		return j.edit()
	case box.Pin:
		return j.pin()
	case box.Copy:
		return j.copy()
	case box.Picture:
		return j.picture()
	case box.Sheet:
		return j.sheet()
	case box.Alert:
		return j.alert()
	case box.Shut:
		return j.door("closeForumTopic")
	case box.Open:
		return j.door("reopenForumTopic")
	case box.Attach:
		return j.attach()
	case box.Verify:
		return j.verify()
	}
	return &APIError{Method: string(j.out.Verb), Code: 400, Description: "Bad Request: method not found"}
}

// show edits the screen, or sends it.
func (j *job) show() error {
	p, err := j.page("")
	if err != nil {
		return err
	}
	if j.out.Fresh {
		return j.fresh(p)
	}
	return j.present(p)
}

// say sends a new message.
func (j *job) say() error {
	p, err := j.page("")
	if err != nil {
		return err
	}
	return j.fresh(p)
}

// post sends a message to a thread. Only a first one is marked: its repeat would show staff the same card twice.
func (j *job) post() error {
	p, err := j.staffPage()
	if err != nil {
		return err
	}
	if len(p.old.IDs) == 0 || j.out.Marked {
		return j.first(p)
	}
	return j.fresh(p)
}

// first sends a page that stands nowhere yet, in the place of messages that are gone. It is marked before, and one that was
// marked already may stand there after all.
func (j *job) first(p *page, gone ...int64) error {
	if j.out.Marked || p.old.Unsure {
		p.compose(again+p.prefix, j.out)
	}
	if !j.out.Marked && j.out.Ref != "" {
		if err := j.mark(); err != nil {
			return err
		}
	}
	return j.fresh(p, gone...)
}

// edit changes a message of staff. One that is no more is posted anew: what it says must not be lost.
func (j *job) edit() error {
	p, err := j.staffPage()
	if err != nil {
		return err
	}
	return j.present(p)
}

// mark writes down that a call begins whose repeat would hurt.
func (j *job) mark() error {
	j.out.Marked, j.marked = true, true
	return j.save()
}

// pin pins a message.
func (j *job) pin() error {
	var n note
	err := j.read(j.out.Chat, func(m memory) (err error) {
		n, err = m.note(j.out.Ref)
		return err
	})
	if err != nil {
		return err
	}
	if len(n.IDs) > 0 {
		err = j.call("pinChatMessage", request{Chat: j.id(), Message: n.IDs[0], Silent: true}, nil)
	}
	if class := Classify(err); class != Fine && class != Done && class != Missing {
		return err
	}
	return j.finish(nil)
}

// verify asks whether somebody is a member of the staff group.
func (j *job) verify() error {
	if j.out.Then == nil {
		return j.finish(nil)
	}
	id, err := strconv.ParseInt(j.out.Then.From.ID, 10, 64)
	if err != nil || id <= 0 {
		return j.outsider()
	}
	var who member
	if err := j.call("getChatMember", request{Chat: j.t.staff.Load(), User: id}, &who); err != nil {
		return err
	}
	if !who.in() {
		return j.outsider()
	}
	now := j.t.now()
	j.t.checks.found(id, now)
	return j.verified(func(in *box.In) { in.From.Verified, in.From.Outsider = now, false })
}

// verified brings the input back with the answer.
func (j *job) verified(set func(*box.In)) error {
	return j.finish(func(m memory) error {
		if j.out.Then == nil {
			return nil
		}
		in := *j.out.Then
		set(&in)
		return j.t.Box.Put(m.tx, in)
	})
}
