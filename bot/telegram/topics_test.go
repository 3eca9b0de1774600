package telegram

import (
	"slices"
	"testing"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
)

func TestTopics(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
		w.send(topicOut("case/1", "Case 1, urgent"))
		w.same("staff see", w.topicTexts("Case 1, urgent"), []string{"Card"})
		edit := post("case/1", "card/1", "Card, version 2")
		edit.Verb = box.Edit
		w.send(edit)
		w.same("staff see", w.topicTexts("Case 1, urgent"), []string{"Card, version 2"})
		w.send(box.Out{Chat: Staff, Verb: box.Pin, Ref: "card/1"}, box.Out{Chat: Staff, Verb: box.Pin, Ref: "unknown"})
		topic := w.group.Topics()[0]
		if !slices.ContainsFunc(topic.Messages, func(m demo.Message) bool { return m.Pinned }) {
			t.Errorf("not pinned: %v", topic.Messages)
		}
		w.send(box.Out{Chat: Staff, Verb: box.Shut, Thread: "case/1"}, box.Out{Chat: Staff, Verb: box.Shut, Thread: "case/1"})
		if !w.group.Topics()[0].Closed {
			t.Error("not closed")
		}
		w.send(box.Out{Chat: Staff, Verb: box.Open, Thread: "case/1"})
		if w.group.Topics()[0].Closed {
			t.Error("not opened")
		}
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox\n%s", n, w.logs)
		}
		if list := w.ins(); len(list) != 0 {
			t.Errorf("came in: %+v", list)
		}
	})
}

func TestACardThatWasDeletedIsPostedAnew(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
		topic := w.group.Topics()[0]
		if err := w.group.Delete(topic.Messages[len(topic.Messages)-1].ID); err != nil {
			t.Fatal(err)
		}
		edit := post("case/1", "card/1", "Card, version 2")
		edit.Verb = box.Edit
		w.send(edit)
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card, version 2"})
	})
}

func TestAClosedTopicIsOpened(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"))
		w.srv.Fail(demo.Fault{Method: "sendMessage", Status: 400, Body: "Bad Request: TOPIC_CLOSED", Times: 1})
		w.send(post("case/1", "card/1", "Card"))
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card"})
		if w.srv.Calls("reopenForumTopic") != 1 {
			t.Error("not reopened")
		}
	})
}

func TestALostTopicGoesBackToTheDesk(t *testing.T) {
	for _, text := range []string{"", "Bad Request: message thread not found", "Bad Request: TOPIC_DELETED"} {
		t.Run(text, func(t *testing.T) {
			play(t, options{}, func(t *testing.T, w *world) {
				w.send(topicOut("case/1", "Case 1"))
				if text == "" {
					if err := w.group.DeleteTopic(w.group.Topics()[0].ID); err != nil {
						t.Fatal(err)
					}
				} else {
					w.srv.Fail(demo.Fault{Method: "sendMessage", Status: 400, Body: text, Times: 1})
				}
				w.send(post("case/1", "card/1", "Card"), post("case/1", "", "Note"), post("", "", "General"))
				list := w.ins()
				if len(list) != 2 {
					t.Fatalf("came in: %+v\n%s", list, w.logs)
				}
				for i, in := range list {
					if in.Kind != box.Lost || in.Chat != Staff || in.Thread != "case/1" || in.Undelivered == nil || in.Undelivered.Marked {
						t.Errorf("%d: %+v", i, in)
					}
				}
				if list[0].Undelivered.Text != "Card" || list[1].Undelivered.Text != "Note" {
					t.Errorf("undelivered: %+v, %+v", list[0].Undelivered, list[1].Undelivered)
				}
				w.same("in general", texts(w.group.Messages(0)), []string{"General"})
				w.send(topicOut("case/1", "Case 1 again"), *list[0].Undelivered)
				w.same("staff see", w.topicTexts("Case 1 again"), []string{"Card"})
			})
		})
	}
}

func TestAGroupWithoutTopics(t *testing.T) {
	play(t, options{plain: true}, func(t *testing.T, w *world) {
		anna := w.group.Member("Anna")
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
		w.same("staff see", texts(w.group.Messages(0)), []string{"Case 1\nCard"})
		edit := post("case/1", "card/1", "Card 2")
		edit.Verb = box.Edit
		edit.Buttons = [][]box.Button{{{Label: "Claim", Data: "c"}}}
		w.send(edit, box.Out{Chat: Staff, Verb: box.Shut, Thread: "case/1"})
		w.same("staff see", texts(w.group.Messages(0)), []string{"Case 1\nCard 2"})
		card := w.group.Messages(0)[0]
		if _, err := anna.Reply(card.ID, "to her"); err != nil {
			t.Fatal(err)
		}
		if in := w.one(box.Text); in.Thread != "case/1" || in.Reply != "card/1" {
			t.Errorf("reply: %+v", in)
		}
		if err := anna.Press(card.ID, "c"); err != nil {
			t.Fatal(err)
		}
		if in := w.one(box.Press); in.Thread != "case/1" || in.Ref != "card/1" || in.From.Name != "Anna" {
			t.Errorf("press: %+v", in)
		}
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox\n%s", n, w.logs)
		}
	})
}

func TestCopy(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(topicOut("case/1", "Case 1"))
		id := p.SendPhoto("look")
		in := w.one(box.Attached)
		out := box.Out{Chat: Staff, Verb: box.Copy, Thread: "case/1", Ref: "f/1", FromChat: chat, FromRef: in.Ref, File: in.File}
		w.send(out)
		last := func() demo.Message {
			list := w.group.Topics()[0].Messages
			return list[len(list)-1]
		}
		if m := last(); m.File == nil || m.File.Kind != "photo" || !m.Copied || m.Forwarded || m.Text != "look" {
			t.Errorf("copied: %+v", m)
		}
		if err := p.Delete(id); err != nil {
			t.Fatal(err)
		}
		out.Ref = "f/2"
		w.send(out)
		if m := last(); m.File == nil || m.File.Kind != "photo" || m.Copied {
			t.Errorf("sent by id: %+v", m)
		}
		out.Ref, out.File, out.Text = "f/3", &box.File{Kind: "voice", ID: "gone"}, "From her:"
		w.send(out)
		if m := last(); m.File != nil || m.Text != "[voice]\nFrom her:" {
			t.Errorf("note: %+v", m)
		}
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox\n%s", n, w.logs)
		}
	})
}

func TestEveryKindOfFileCanBeSentByItsID(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		for kind, send := range map[string]func() int{
			"photo": func() int { return p.SendPhoto("x") }, "document": func() int { return p.SendDocument("a.pdf", []byte("%PDF")) },
			"voice": p.SendVoice, "video": func() int { return p.SendVideo("x") }, "sticker": p.SendSticker,
		} {
			send()
			in := w.one(box.Attached)
			w.srv.Fail(demo.Fault{Method: "copyMessage", Status: 400, Body: "Bad Request: message can't be copied", Times: 1})
			w.send(box.Out{Chat: Staff, Verb: box.Copy, FromChat: chat, FromRef: in.Ref, File: in.File, Text: "From case 1"})
			list := w.group.Messages(0)
			if m := list[len(list)-1]; m.File == nil || m.File.Kind != kind || m.Copied {
				t.Errorf("%s: %+v", kind, m)
			}
		}
		if got := w.srv.Refusals(); len(got) != 0 {
			t.Errorf("refused: %+v", got)
		}
	})
}

func TestATopicThatStaffMadeCanBeAnswered(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"))
		id := w.group.Topics()[0].ID
		err := w.st.Update(t.Context(), func(tx store.Tx) error {
			m, err := new(numbers).memorize(tx, Staff)
			if err != nil {
				return err
			}
			return m.abandon("case/1")
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.group.Member("Anna").Say(id, "/help"); err != nil {
			t.Fatal(err)
		}
		in := w.one(box.Text)
		if in.Thread == "" {
			t.Error("the topic counts as the general one")
		}
		w.send(post(in.Thread, "", "Answer"))
		w.same("staff see", w.topicTexts("Case 1"), []string{"Answer"})
	})
}
