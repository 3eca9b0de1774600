package telegram

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
)

func show(chat box.Chat, text string) box.Out {
	return box.Out{Chat: chat, Urgency: box.Reply, Verb: box.Show, Ref: "screen", Text: text, Buttons: [][]box.Button{{{Label: "Hide", Data: "x"}}}}
}

func hide(chat box.Chat) box.Out {
	return box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "neutral"}
}

func say(chat box.Chat, text string) box.Out {
	return box.Out{Chat: chat, Urgency: box.Reply, Verb: box.Say, Text: text}
}

func topicOut(thread box.Ref, name string) box.Out {
	return box.Out{Chat: Staff, Urgency: box.HandOff, Verb: box.Topic, Thread: thread, Text: name}
}

func post(thread, ref box.Ref, text string) box.Out {
	return box.Out{Chat: Staff, Urgency: box.HandOff, Verb: box.Post, Thread: thread, Ref: ref, Text: text}
}

func TestShow(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(show(chat, "One"))
		first := p.Last().ID
		calls := len(w.methods())
		w.send(show(chat, "One"))
		if n := len(w.methods()) - calls; n != 0 {
			t.Errorf("the same content made %d calls", n)
		}
		w.restart(options{})
		w.send(show(chat, "One"))
		w.send(show(chat, "Two"))
		w.sees(p, "Two")
		if p.Last().ID != first {
			t.Error("the screen was not edited in place after a restart")
		}
		if err := p.Delete(first); err != nil {
			t.Fatal(err)
		}
		w.send(show(chat, "Three"))
		w.sees(p, "Three")
		fresh := show(chat, "Four")
		fresh.Fresh = true
		w.send(fresh)
		w.sees(p, "Three", "Four")
		w.send(show(chat, "Five"))
		w.sees(p, "Three", "Five")
		w.send(show(chat, ""))
		w.sees(p, "Three", "·")
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox", n)
		}
	})
}

func TestAScreenThatThePersonDeletedComesBack(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(show(chat, "One"))
		p.DeleteChat()
		pass(10 * time.Second)
		w.send(show(chat, "One"))
		w.sees(p, "One")
		p.DeleteChat()
		pass(10 * time.Second)
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		w.sees(p, "Hello")
	})
}

func TestALongScreenGrowsAndShrinks(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		long := strings.Repeat("အိမ် ", 3000) // 15,000 code points
		w.send(show(chat, long))
		if n := len(texts(p.Messages())); n != 4 {
			t.Fatalf("%d messages", n)
		}
		for _, m := range p.Messages() {
			if m.FromBot && (len(m.Buttons) > 0) != (m.ID == p.Last().ID) {
				t.Error("buttons stand under another part than the last")
			}
		}
		w.send(show(chat, "short"))
		w.sees(p, "short")
		w.send(show(chat, long))
		if n := len(texts(p.Messages())); n != 4 {
			t.Errorf("%d messages", n)
		}
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		w.sees(p, "Hello")
	})
}

func TestErase(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		id := p.Send("my name")
		in := w.one(box.Text)
		w.send(show(chat, "One"), box.Out{Chat: chat, Urgency: box.Reply, Verb: box.Say, Ref: "said", Text: "Said"})
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Erase, Refs: []box.Ref{in.Ref, "said", "unknown", "m/0", "m/x", in.Ref}})
		w.sees(p, "One")
		for _, m := range p.Messages() {
			if m.ID == id {
				t.Error("the person's message stands")
			}
		}
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Erase, Refs: []box.Ref{in.Ref}}) // once more: nothing to do
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox\n%s", n, w.logs)
		}
	})
}

func TestClear(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		for i := range 5 {
			w.send(say(chat, fmt.Sprint("old ", i)))
		}
		pass(49 * time.Hour)
		for i := range 120 {
			p.Send(fmt.Sprint("mine ", i))
			w.ins()
			w.send(say(chat, fmt.Sprint("yours ", i)))
		}
		w.send(show(chat, "Screen"))
		if err := p.Press("Hide"); err != nil {
			t.Fatal(err)
		}
		w.ins()
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		w.sees(p, "·", "·", "·", "·", "·", "Hello")
		for _, m := range p.Messages() {
			if !m.FromBot && m.Text != "/start" { // which is older than Telegram lets us delete
				t.Errorf("the person's %q stands", m.Text)
			}
			if m.FromBot && m.Text == "Hello" && m.Silent {
				t.Error("the screen was sent anew")
			}
		}
		before := len(w.methods())
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		if calls := w.methods()[before:]; len(calls) != 0 {
			t.Errorf("a second Clear made %v", calls)
		}
		w.sees(p, "·", "·", "·", "·", "·", "Hello")
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox\n%s", n, w.logs)
		}
	})
}

func TestClearWithoutAScreenSendsOneWithoutSound(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(say(chat, "Said"))
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		w.sees(p, "Hello")
		if !p.Last().Silent {
			t.Error("it made a sound")
		}
		w.send(show(chat, "Again"))
		w.sees(p, "Again")
	})
}

func TestOneMessageThatCannotBeDeletedHoldsNoOtherBack(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		for i := range 3 {
			w.send(say(chat, fmt.Sprint(i)))
		}
		w.srv.Fail(demo.Fault{Method: "deleteMessages", Status: 400, Body: "Bad Request: message can't be deleted for everyone"})
		w.srv.Fail(demo.Fault{Method: "deleteMessage", Status: 400, Body: "Bad Request: message can't be deleted", Times: 1})
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		w.sees(p, "·", "Hello")
	})
}

func TestVerify(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		anna, eve := w.group.Member("Anna"), w.srv.Outsider(w.group, "Eve")
		ask := func(id string) {
			w.send(box.Out{Chat: Staff, Verb: box.Verify, Then: &box.In{Chat: Staff, Kind: box.Text, Text: "/r hi", From: box.Actor{ID: id}}})
		}
		ask(fmt.Sprint(anna.ID()))
		if in := w.one(box.Text); in.From.Verified.IsZero() || in.From.Outsider || in.Text != "/r hi" {
			t.Errorf("member: %+v", in)
		}
		if _, err := anna.Say(0, "next"); err != nil {
			t.Fatal(err)
		}
		if in := w.one(box.Text); in.From.Verified.IsZero() {
			t.Error("a member of just now is not known as one")
		}
		anna.Leave()
		for _, id := range []string{fmt.Sprint(anna.ID()), fmt.Sprint(eve.ID()), "12345", "", "x", "-5"} {
			ask(id)
			if in := w.one(box.Text); !in.From.Outsider || !in.From.Verified.IsZero() {
				t.Errorf("%q: %+v", id, in)
			}
		}
		w.srv.Fail(demo.Fault{Method: "getChatMember", NotJSON: true})
		ask(fmt.Sprint(w.group.Member("Berta").ID()))
		if list := w.ins(); len(list) != 0 {
			t.Errorf("came in before it was known: %+v", list)
		}
		w.send(post("", "", "others go on"))
		w.same("in general", texts(w.group.Messages(0)), []string{"others go on"})
		pass(5 * time.Minute)
		if in := w.one(box.Text); !in.From.Outsider {
			t.Errorf("a failing question counted as yes: %+v", in)
		}
	})
}

// What must not be missed is told of when the person has it before them, and only then.
func TestAcknowledge(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		must := func(text string) box.Out {
			o := show(chat, text)
			o.Then = &box.In{Chat: chat, Kind: box.Drawn, Text: text}
			return o
		}
		w.send(must("one"))
		if in := w.one(box.Drawn); in.Text != "one" {
			t.Errorf("acknowledged %q", in.Text)
		}
		w.srv.Fail(demo.Fault{Method: "editMessageText", Times: 1, Status: 400, Body: "Bad Request: odd"})
		w.send(must("refused"))
		for _, in := range w.ins() {
			if in.Kind == box.Drawn {
				t.Error("acknowledged what was refused")
			}
		}
		p.Block()
		w.send(must("blocked"))
		for _, in := range w.ins() {
			if in.Kind == box.Drawn {
				t.Error("acknowledged what nobody saw")
			}
		}
	})
}

func TestReplyQuoteAndSilence(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		id := p.Send("question")
		in := w.one(box.Text)
		w.send(box.Out{Chat: chat, Verb: box.Say, Reply: in.Ref, Text: "They wrote 😀:", Quote: "see t.me/+x @staff /close_1", Silent: true})
		m := p.Last()
		if m.ReplyTo != id || !m.Silent || len(m.Entities) != 1 || m.Entities[0] != (demo.Entity{Type: "pre", Offset: 15, Length: 27}) {
			t.Errorf("%+v", m)
		}
		if err := p.Delete(id); err != nil {
			t.Fatal(err)
		}
		w.send(box.Out{Chat: chat, Verb: box.Say, Reply: in.Ref, Text: "anyway"})
		if p.Last().Text != "anyway" {
			t.Errorf("not sent when the message is gone\n%s", w.logs)
		}
	})
}

func TestTheEraseListForgetsWhatIsBeyondReach(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		for i := range 300 {
			p.Send("x")
			w.ins()
			w.send(say(chat, fmt.Sprint(i)))
		}
		pass(49 * time.Hour)
		for range 20 {
			p.Send("y")
		}
		w.ins()
		var marks []mark
		err := w.st.View(t.Context(), func(tx store.Tx) error {
			m, err := recall(tx, chat)
			if err != nil {
				return err
			}
			marks, err = m.screen()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		own := slices.DeleteFunc(slices.Clone(marks), func(k mark) bool { return !k.Own })
		if len(own) != oldOnes || len(marks) != oldOnes+20 {
			t.Errorf("%d of the bot, %d in all", len(own), len(marks))
		}
	})
}
