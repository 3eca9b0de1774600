package telegram

import (
	"sync"
	"time"
)

// forumTime is how long we trust that a group has topics or not.
const forumTime = 10 * time.Minute

// forum remembers whether the staff group has topics. Its zero value is ready.
type forum struct {
	mu    sync.Mutex
	known time.Time
	is    bool
}

func (f *forum) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.known = time.Time{}
}

func (f *forum) recall(now time.Time) (is, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.is, !f.known.IsZero() && now.Sub(f.known) < forumTime
}

func (f *forum) learn(is bool, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.is, f.known = is, now
}

// hasTopics tells whether the output's group has topics.
func (j *job) hasTopics() (bool, error) {
	if is, ok := j.t.forum.recall(j.t.now()); ok {
		return is, nil
	}
	var group struct {
		IsForum bool `json:"is_forum"`
	}
	if err := j.call("getChat", request{Chat: j.id()}, &group); err != nil {
		return false, err
	}
	j.t.forum.learn(group.IsForum, j.t.now())
	return group.IsForum, nil
}

// staffPage makes the page of an output to staff, in the place of its thread.
func (j *job) staffPage() (*page, error) {
	topic, prefix, err := j.thread()
	if err != nil {
		return nil, err
	}
	p, err := j.page(prefix)
	if err != nil {
		return nil, err
	}
	p.topic = topic
	return p, nil
}

// thread finds the topic of the output's thread, or the title that stands for it in a group without topics.
func (j *job) thread() (topic int64, prefix string, err error) {
	if j.out.Thread == "" || j.out.Chat != Staff {
		return 0, "", nil
	}
	forum, err := j.hasTopics()
	if err != nil {
		return 0, "", err
	}
	r, ok, err := j.room()
	switch {
	case err != nil:
		return 0, "", err
	case forum && r.Topic == 0:
		return 0, "", errThread
	case forum:
		return r.Topic, "", nil
	case ok && r.Title != "":
		return 0, r.Title + "\n", nil
	}
	return 0, "", nil
}

// room looks up the output's thread.
func (j *job) room() (r room, ok bool, err error) {
	err = j.read(j.out.Chat, func(m memory) (err error) {
		r, ok, err = m.room(j.out.Thread)
		return err
	})
	return r, ok, err
}

// topic makes the topic of a thread, or renames it.
func (j *job) topic() error {
	name := title(j.out.Text)
	forum, err := j.hasTopics()
	if err != nil {
		return err
	}
	r, _, err := j.room()
	if err != nil {
		return err
	}
	switch {
	case !forum || r.Topic != 0 && r.Title == name:
		return j.settle(room{Topic: r.Topic, Title: name})
	case r.Topic == 0:
		return j.makeTopic(name)
	}
	err = j.call("editForumTopic", request{Chat: j.id(), Topic: r.Topic, Name: name}, nil)
	if err != nil && Classify(err) != Done {
		return err
	}
	return j.settle(room{Topic: r.Topic, Title: name})
}

// makeTopic makes a topic, unless an earlier attempt made it: Telegram tells us of topics that we made, so we look there
// first, and give the news a little time.
func (j *job) makeTopic(name string) error {
	if !j.out.Marked {
		if err := j.mark(); err != nil {
			return err
		}
	} else {
		var made int64
		err := j.read(j.out.Chat, func(m memory) (err error) {
			made, err = m.unclaimed(name)
			return err
		})
		if err != nil {
			return err
		}
		if made != 0 {
			return j.settle(room{Topic: made, Title: name})
		}
		if !j.it.waited {
			j.it.waited = true
			return errWait
		}
	}
	var made struct {
		Topic int64 `json:"message_thread_id"`
	}
	if err := j.call("createForumTopic", request{Chat: j.id(), Name: name}, &made); err != nil {
		return err
	}
	if made.Topic <= 0 {
		return &lostError{method: "createForumTopic", wrote: true}
	}
	return j.settle(room{Topic: made.Topic, Title: name})
}

func (j *job) settle(r room) error {
	return j.finish(func(m memory) error { return m.settle(j.out.Thread, r) })
}

// door closes or opens the topic. A group without topics has none to close.
func (j *job) door(method string) error {
	topic, _, err := j.thread()
	if err != nil {
		return err
	}
	if topic != 0 {
		err = j.call(method, request{Chat: j.id(), Topic: topic}, nil)
	}
	if err != nil && Classify(err) != Done {
		return err
	}
	return j.finish(nil)
}

// reopen opens the topic in which something is to be posted.
func (j *job) reopen() error {
	topic, _, err := j.thread()
	if err != nil || topic == 0 {
		return err
	}
	err = j.call("reopenForumTopic", request{Chat: j.id(), Topic: topic}, nil)
	if Classify(err) == Done {
		return nil
	}
	return err
}

// copy copies a message into the thread. What cannot be copied any more is sent by the id of its file, and where that
// fails too, a note says what it was.
func (j *job) copy() error {
	p, err := j.staffPage()
	if err != nil {
		return err
	}
	var from note
	err = j.read(j.out.FromChat, func(m memory) (err error) {
		from, err = m.note(j.out.FromRef)
		return err
	})
	if err != nil {
		return err
	}
	var id int64
	err = &APIError{Method: "copyMessage", Code: 400, Description: "Bad Request: message to copy not found"}
	if source := j.t.id(j.out.FromChat); source != 0 && len(from.IDs) > 0 {
		r := j.parcel(p, j.out.Quote)
		r["from_chat_id"], r["message_id"] = source, from.IDs[0]
		id, err = j.deliverOne("copyMessage", r)
	}
	if unfit(err) && j.out.File != nil && j.out.File.ID != "" {
		id, err = j.sendFile(p)
	}
	if unfit(err) {
		return j.copyNote(p)
	}
	if err != nil {
		return err
	}
	j.it.sent = []int64{id}
	return j.stand(p, j.it.sent, nil)
}

// unfit tells whether another way of sending may help.
func unfit(err error) bool {
	class := Classify(err)
	return class == Missing || class == Refused || class == Done
}

// parcel holds what every way of sending a file has. Words of our own go under the file; without them it keeps its own.
func (j *job) parcel(p *page, quote string) map[string]any {
	r := map[string]any{"chat_id": j.id(), "disable_notification": j.out.Silent}
	if p.topic != 0 {
		r["message_thread_id"] = p.topic
	}
	if p.prefix+j.out.Text+quote != "" {
		caption := compose(p.prefix+j.out.Text, quote, captionLimit)[0]
		r["caption"], r["caption_entities"] = caption.text, caption.entities
		if caption.entities == nil {
			delete(r, "caption_entities")
		}
	}
	if p.keys != nil {
		r["reply_markup"] = p.keys
	}
	return r
}

// sendFile sends a file by its id.
func (j *job) sendFile(p *page) (int64, error) {
	method, field := "sendDocument", "document"
	switch j.out.File.Kind {
	case "photo":
		method, field = "sendPhoto", "photo"
	case "voice":
		method, field = "sendVoice", "voice"
	case "audio":
		method, field = "sendAudio", "audio"
	case "video":
		method, field = "sendVideo", "video"
	case "note":
		method, field = "sendVideoNote", "video_note"
	case "sticker":
		method, field = "sendSticker", "sticker"
	case "animation":
		method, field = "sendAnimation", "animation"
	}
	r := j.parcel(p, j.out.Quote)
	r[field] = j.out.File.ID
	if method == "sendVideoNote" || method == "sendSticker" {
		delete(r, "caption")
		delete(r, "caption_entities")
	}
	return j.deliverOne(method, r)
}

// copyNote posts what should have stood beside the file, and the kind of the file.
func (j *job) copyNote(p *page) error {
	kind := "message"
	if j.out.File != nil && j.out.File.Kind != "" {
		kind = j.out.File.Kind
	}
	p.bodies = compose(p.prefix+join("\n", "["+kind+"]", j.out.Text), j.out.Quote, textLimit)
	return j.fresh(p)
}
