package telegram

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
)

func TestEditsThatWaitAreJoined(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"), show(chat, "Screen"))
		w.srv.Fail(demo.Fault{Method: "editMessageText", RetryAfter: 10, Times: 2})
		before := w.srv.Calls("editMessageText")
		for i := range 20 {
			w.send(box.Out{Chat: Staff, Urgency: box.Digest, Verb: box.Edit, Thread: "case/1", Ref: "card/1", Text: fmt.Sprint("Card ", i)},
				show(chat, fmt.Sprint("Screen ", i)))
		}
		w.send(box.Out{Chat: Staff, Urgency: box.HandOff, Verb: box.Edit, Thread: "case/1", Ref: "card/1", Text: "Card, urgent"})
		pass(time.Minute)
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card, urgent"})
		w.sees(p, "Screen 19")
		if n := w.srv.Calls("editMessageText") - before; n != 4 {
			t.Errorf("%d edits", n)
		}
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox", n)
		}
	})
}

func TestACardThatWaitsIsPostedAsItIsByThen(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"))
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 30, Times: 1})
		w.send(post("case/1", "", "first"), post("case/1", "card/1", "Card"))
		for i := range 5 {
			edit := post("case/1", "card/1", fmt.Sprint("Card ", i))
			edit.Verb, edit.Urgency = box.Edit, box.Digest
			w.send(edit)
		}
		pass(time.Minute)
		w.same("staff see", w.topicTexts("Case 1"), []string{"first", "Card 4"})
		if n := w.srv.Calls("editMessageText"); n != 0 {
			t.Errorf("%d edits", n)
		}
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox", n)
		}
	})
}

func TestWhatIsReplacedWhileItIsUnderWayIsNotRepeated(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(show(chat, "One"))
		w.srv.Fail(demo.Fault{Method: "editMessageText", Delay: 5 * time.Second, Status: 500, Times: 1})
		w.send(show(chat, "Two"))
		w.send(show(chat, "Three"))
		pass(time.Minute)
		w.sees(p, "Three")
		w.srv.Fail(demo.Fault{Method: "sendMessage", Delay: 5 * time.Second, Status: 500, Times: 1})
		before := w.srv.Calls("sendMessage")
		w.send(say(chat, "her secret"))
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		pass(time.Minute)
		w.sees(p, "Hello")
		// The words, and the line that stays: its number tells up to where the words may stand.
		if n := w.srv.Calls("sendMessage") - before; n != 2 {
			t.Errorf("%d sends", n)
		}
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox", n)
		}
	})
}

func TestWhatIsSaidStandsBetweenScreens(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 10, Times: 1})
		second := show(chat, "Two")
		second.Fresh = true
		w.send(show(chat, "One"), say(chat, "Said"), second, show(chat, "Three"))
		pass(time.Minute)
		w.sees(p, "One", "Said", "Three")
	})
}

func TestAnUrgentCardFindsItsTopic(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.srv.Fail(demo.Fault{Method: "getChat", NotJSON: true, Times: 1})
		slow := topicOut("case/1", "Case 1")
		slow.Urgency = box.Digest
		first := post("", "", "first")
		w.send(first, slow, box.Out{Chat: Staff, Urgency: box.Digest, Verb: box.Post, Thread: "case/1", Ref: "card/1", Text: "Card"},
			box.Out{Chat: Staff, Urgency: box.HandOff, Verb: box.Edit, Thread: "case/1", Ref: "card/1", Text: "Card 2"}, post("case/1", "", "Urgent"))
		pass(time.Minute)
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card 2", "Urgent"})
		if list := w.ins(); len(list) != 0 {
			t.Errorf("came in: %+v", list)
		}
	})
}

func TestBudgetsAreKeptAndHoldNoHideBack(t *testing.T) {
	play(t, options{budgets: true}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(topicOut("case/1", "Case 1"))
		for i := range 60 {
			w.put(post("case/1", "", fmt.Sprint(i)))
		}
		for i := range 12 {
			w.put(say(chat, fmt.Sprint(i)))
		}
		begun := time.Now()
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "s", Text: "Hello"})
		w.sees(p, "Hello")
		if time.Since(begun) != 0 {
			t.Errorf("Hide took %v", time.Since(begun))
		}
		for i := range 10 {
			w.put(say(chat, fmt.Sprint(i)))
		}
		pass(15 * time.Second)
		if n := len(texts(p.Messages())); n != 11 {
			t.Errorf("the person sees %d messages while the group waits", n)
		}
		pass(4 * time.Minute)
		want := make([]string, 60)
		for i := range want {
			want[i] = fmt.Sprint(i)
		}
		w.same("staff see", w.topicTexts("Case 1"), want)
		for _, c := range w.srv.CallLog() {
			if c.Status == 429 {
				t.Errorf("%s at %v was too many", c.Method, c.At)
			}
		}
	})
}

func TestDigestsLeaveRoomForACase(t *testing.T) {
	play(t, options{budgets: true}, func(t *testing.T, w *world) {
		for i := range 30 {
			w.put(box.Out{Chat: Staff, Urgency: box.Digest, Verb: box.Post, Text: fmt.Sprint(i)})
		}
		pass(time.Second)
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card"})
	})
}

func TestWaitingAndIdleChatsAreNoGoroutines(t *testing.T) {
	play(t, options{budgets: true}, func(t *testing.T, w *world) {
		base := runtime.NumGoroutine()
		var chats []box.Chat
		for range 300 {
			_, c := w.person()
			chats = append(chats, c)
		}
		w.srv.Fail(demo.Fault{Method: "sendMessage", Status: 500, Times: 600})
		for _, c := range chats {
			w.put(say(c, "x"))
		}
		pass(10 * time.Second)
		if n := runtime.NumGoroutine() - base; n > workers/2 {
			t.Errorf("%d goroutines while chats wait", n)
		}
		pass(10 * time.Minute)
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox", n)
		}
		if n := runtime.NumGoroutine() - base; n > 5 { // the test binary has some of its own
			t.Errorf("%d goroutines stay", n)
		}
	})
}
