package telegram

import (
	"testing"

	"safeharbour/bot/box"
)

func TestAConversationGoesThrough(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p := w.srv.Person("WITHHELD", "my")
		p.Send("help me")
		in := w.one(box.Text)
		if in.Text != "help me" || in.Lang != "my" || in.From != (box.Actor{}) || in.Raw != nil || in.Ref == "" {
			t.Errorf("came in: %+v", in)
		}
		screen := box.Out{Chat: in.Chat, Urgency: box.Reply, Verb: box.Show, Ref: "screen", Text: "One",
			Buttons: [][]box.Button{{{Label: "Yes", Data: "y"}}}}
		w.send(screen)
		w.sees(p, "One")
		if err := p.Press("Yes"); err != nil {
			t.Fatal(err)
		}
		if press := w.one(box.Press); press.Text != "y" || press.Ref != "screen" || press.Chat != in.Chat {
			t.Errorf("press: %+v", press)
		}
		if len(p.Answers()) != 1 {
			t.Error("the press was not answered")
		}
		screen.Text = "Two"
		w.send(screen)
		w.sees(p, "Two")
		w.send(box.Out{Chat: in.Chat, Urgency: box.Reply, Verb: box.Say, Ref: "s1", Text: "Said"})
		w.sees(p, "Two", "Said")
		w.send(
			box.Out{Chat: Staff, Urgency: box.HandOff, Verb: box.Topic, Thread: "case/1", Text: "Case 1"},
			box.Out{Chat: Staff, Urgency: box.HandOff, Verb: box.Post, Thread: "case/1", Ref: "card/1", Text: "Card", Quote: "her words"},
		)
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card\nher words"})
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox\n%s", n, w.logs)
		}
	})
}
