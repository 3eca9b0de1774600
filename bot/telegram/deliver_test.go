package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/clock"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
)

// TestWhateverFailsIsSentInTheEnd breaks every method in every way that passes.
func TestWhateverFailsIsSentInTheEnd(t *testing.T) {
	for name, f := range map[string]demo.Fault{
		"proxy page":      {NotJSON: true},
		"empty 200":       {NotJSON: true, Status: 200},
		"ok alone":        {Status: 200, Body: `{"ok":true}`},
		"server error":    {Status: 500},
		"restarting":      {Status: 500, Body: "Internal Server Error: restart", After: true},
		"reset":           {Reset: true},
		"429":             {RetryAfter: 7},
		"429 bare":        {Status: 429},
		"429 page":        {Status: 429, NotJSON: true},
		"hangs":           {Delay: time.Minute},
		"token not known": {Status: 401},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, options{}, func(t *testing.T, w *world) {
				p, chat := w.person()
				_, other := w.person()
				w.send(topicOut("case/0", "Case 0"), post("case/0", "card/0", "Card"), show(chat, "Screen"), say(other, "x"))
				w.srv.Fail(f)
				w.put(
					topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"),
					topicOut("case/0", "Case 0, new"), box.Out{Chat: Staff, Verb: box.Edit, Thread: "case/0", Ref: "card/0", Text: "Card 2"},
					box.Out{Chat: Staff, Verb: box.Pin, Ref: "card/0"},
					box.Out{Chat: Staff, Verb: box.Shut, Thread: "case/0"}, box.Out{Chat: Staff, Verb: box.Open, Thread: "case/0"},
					show(chat, "Screen 2"), box.Out{Chat: chat, Urgency: box.Reply, Verb: box.Say, Ref: "said", Text: "Said"},
					box.Out{Chat: other, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"},
				)
				pass(40 * time.Second)
				if n := w.outbox(); n != 10 && name != "restarting" {
					t.Errorf("%d in the outbox while nothing works", n)
				}
				w.srv.ClearFaults()
				pass(3 * time.Minute)
				if n := w.outbox(); n != 0 {
					t.Fatalf("%d left in the outbox\n%s", n, w.logs)
				}
				if got := texts(p.Messages()); !slices.Contains(got, "Screen 2") || !slices.Contains(got, "Said") {
					t.Errorf("the person sees %q", got)
				}
				if got := w.topicTexts("Case 1"); len(got) == 0 || !strings.HasSuffix(got[0], "Card") {
					t.Errorf("staff see %q", got)
				}
				w.same("staff see", w.topicTexts("Case 0, new"), []string{"Card 2"})
			})
		})
	}
}

func TestTooManyRequestsIsObeyed(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		q, other := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), RetryAfter: 60, Times: 1})
		w.send(say(chat, "one"), say(chat, "two"))
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "s", Text: "Hello"})
		w.send(say(other, "others go on"))
		w.sees(q, "others go on")
		pass(59 * time.Second)
		if n := strings.Count(strings.Join(w.methods(), " "), "sendMessage"); n != 2 {
			t.Errorf("%d sends before the time was over", n)
		}
		pass(5 * time.Second)
		w.sees(p, "Hello") // the Clear went first, and dropped what was older
	})
}

// A pause that Telegram did not ask for is ours to end: whoever presses Hide must not wait for it. Otherwise the screen stands
// there for half a minute after an outage is over.
func TestHideWaitsForNoPauseOfOurOwn(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), Status: 500})
		w.send(say(chat, "one"))
		pass(20 * time.Second)
		w.srv.ClearFaults()
		tried := w.srv.Calls("sendMessage")
		w.hides(p, chat)
		if n := w.srv.Calls("sendMessage"); n != tried+1 {
			t.Errorf("%d more calls, want one", n-tried)
		}
	})
}

// Nor for the pause after a call that was under way when Hide was pressed, and failed.
func TestHideFollowsAFailedCallAtOnce(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), Status: 500, Times: 4})
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), Status: 500, Delay: 10 * time.Second, Times: 1})
		w.send(say(chat, "one"))
		for w.srv.Calls("sendMessage") < 4 {
			pass(100 * time.Millisecond)
		}
		pass(9 * time.Second) // the fifth is under way
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "s", Text: "Hello"})
		w.sees(p)
		pass(10 * time.Second)
		w.sees(p, "Hello")
	})
}

// The same holds where so many chats cannot be reached that all must wait. Only Hide is tried then.
func TestHideWaitsForNoPauseOfAll(t *testing.T) {
	var c cable
	play(t, options{set: func(tr *Transport) { c.RoundTripper, tr.Web = tr.Web, &c }}, func(t *testing.T, w *world) {
		p, chat := w.person()
		c.cut.Store(true)
		var others []*demo.Person
		for range 2 * struck {
			q, other := w.person()
			others = append(others, q)
			w.send(say(other, "others wait"))
		}
		pass(20 * time.Second)
		c.cut.Store(false)
		w.hides(p, chat)
		w.comesLater(others, "others wait")
	})
}

// Where Telegram asks for a second after calls had failed, Hide waits for that second, not for the pause that we add.
func TestHideWaitsAsLongAsTelegramAsked(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.failThenWait(chat)
		w.hidesSoon(p, chat)
	})
}

// The same holds where so many chats were asked to wait that all must.
func TestHideWaitsAsLongAsTelegramAskedOfAll(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		var others []*demo.Person
		var chats []box.Chat
		for range struck {
			q, other := w.person()
			others, chats = append(others, q), append(chats, other)
		}
		w.failThenWait(chats...)
		w.hidesSoon(p, chat)
		w.comesLater(others, "one")
	})
}

// comesLater wants people to see nothing yet, and words a minute later.
func (w *world) comesLater(people []*demo.Person, words string) {
	w.t.Helper()
	for _, q := range people {
		w.sees(q)
	}
	pass(time.Minute)
	for _, q := range people {
		w.sees(q, words)
	}
}

// failThenWait sends something to chats that fails five times, and then Telegram says that it may come in a second.
func (w *world) failThenWait(chats ...box.Chat) {
	w.t.Helper()
	w.srv.Fail(demo.Fault{Method: "sendMessage", Status: 500, Times: 5 * len(chats)})
	w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 1, Times: len(chats)})
	for _, c := range chats {
		w.put(say(c, "one"))
	}
	for w.srv.Calls("sendMessage") < 6*len(chats) {
		pass(100 * time.Millisecond)
	}
}

// hidesSoon presses Hide, and looks whether the screen is cleared when the second that Telegram asked for is over.
func (w *world) hidesSoon(p *demo.Person, chat box.Chat) {
	w.t.Helper()
	w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "s", Text: "Hello"})
	w.sees(p)
	pass(2 * time.Second)
	w.sees(p, "Hello")
}

// After a restart Hide waits for no pause of our own either.
func TestNoPauseOfOurOwnOutlivesARestart(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), Status: 500})
		w.send(say(chat, "one"))
		pass(20 * time.Second)
		w.srv.ClearFaults()
		w.restart(options{})
		w.hides(p, chat)
	})
}

// cable is what carries the calls. Where it is cut, no message can be sent.
type cable struct {
	http.RoundTripper
	cut atomic.Bool
}

func (c *cable) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.cut.Load() && strings.HasSuffix(r.URL.Path, "/sendMessage") {
		return nil, errors.New("connection refused")
	}
	return c.RoundTripper.RoundTrip(r)
}

// hides presses Hide, and looks whether the screen is cleared at once.
func (w *world) hides(p *demo.Person, chat box.Chat) {
	w.t.Helper()
	begun := time.Now()
	w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "s", Text: "Hello"})
	w.sees(p, "Hello")
	if took := time.Since(begun); took != 0 {
		w.t.Errorf("Hide took %v", took)
	}
}

func TestAWaitSurvivesARestart(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 60, Times: 1})
		w.send(say(chat, "one"))
		w.restart(options{})
		pass(50 * time.Second)
		w.sees(p)
		pass(20 * time.Second)
		w.sees(p, "one")
	})
}

func TestWhenAllAreToldToWaitAllWait(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		var chats []box.Chat
		for range 40 {
			_, c := w.person()
			chats = append(chats, c)
		}
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 30})
		for _, c := range chats {
			w.send(say(c, "x"))
		}
		pass(25 * time.Second)
		if n := w.srv.Calls("sendMessage"); n > struck {
			t.Errorf("%d calls during the flood wait", n)
		}
		w.srv.ClearFaults()
		pass(2 * time.Minute)
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left", n)
		}
	})
}

// Two chats that are told to wait, again and again, are two and not all: nobody else's Hide waits with them.
func TestTwoChatsThatWaitAreNotAll(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		_, one := w.person()
		_, two := w.person()
		ann, chat := w.person()
		w.send(show(chat, "secret"))
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 5})
		w.send(say(one, "x"), say(two, "x"))
		pass(17 * time.Second)
		w.send(hide(chat))
		w.sees(ann, "neutral")
	})
}

// The staff group is one chat, whatever the bot asks Telegram about it beside what it posts there.
func TestTheStaffGroupWaitsAsOneChat(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		_, one := w.person()
		ann, chat := w.person()
		w.send(show(chat, "secret"))
		for _, method := range []string{"sendMessage", "getChatMember"} {
			w.srv.Fail(demo.Fault{Method: method, RetryAfter: 60})
		}
		verify := box.Out{Chat: Staff, Verb: box.Verify, Then: &box.In{Chat: Staff, Kind: box.Text, Text: "/r hi", From: box.Actor{ID: "7"}}}
		w.send(say(one, "x"), post("", "card/1", "Card"), verify)
		pass(time.Second)
		w.send(hide(chat))
		w.sees(ann, "neutral")
	})
}

func TestALostAnswerRepeatsTheSendButNotTheTopic(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), After: true, Reset: true, Times: 1})
		w.srv.Fail(demo.Fault{Method: "createForumTopic", After: true, Reset: true, Times: 1})
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: w.group.ID(), After: true, Reset: true, Times: 1})
		w.send(say(chat, "hello"), topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
		pass(time.Minute)
		w.sees(p, "hello", "hello")
		if n := len(w.group.Topics()); n != 1 {
			t.Errorf("%d topics", n)
		}
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card", "↻ Card"})
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox\n%s", n, w.logs)
		}
		// The repeated message is known too: it was seen when its button is pressed, or is the one that an edit changes.
		edit := post("case/1", "card/1", "Card 2")
		edit.Verb = box.Edit
		w.send(edit)
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card", "Card 2"})
	})
}

// The answer to an edit is lost, and then the screen is to be again what it was before. What we last heard of does not stand any more:
// a person would read on a screen that the bot has left, and every press there would come too late.
func TestAScreenThatMayHaveChangedIsChangedBack(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(show(chat, "menu"), topicOut("case/1", "Case 1"), post("case/1", "card/1", "held"))
		w.srv.Fail(demo.Fault{Method: "editMessageText", After: true, Reset: true, Times: 2})
		shown, held := post("case/1", "card/1", "shown"), post("case/1", "card/1", "held")
		shown.Verb, held.Verb = box.Edit, box.Edit
		w.send(show(chat, "question"), shown)
		w.sees(p, "question")
		w.same("staff see", w.topicTexts("Case 1"), []string{"shown"})
		w.send(show(chat, "menu"), held)
		pass(time.Minute)
		w.sees(p, "menu")
		w.same("staff see", w.topicTexts("Case 1"), []string{"held"})
	})
}

func TestACrashAfterATopicWasMadeMakesNoSecond(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.srv.Fail(demo.Fault{Method: "createForumTopic", After: true, Delay: 0, Reset: true, Times: 1})
		w.srv.Fail(demo.Fault{Method: "getUpdates", NotJSON: true}) // so that this run does not hear of it
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
		w.halt()
		w.srv.ClearFaults()
		w.restart(options{})
		pass(time.Minute)
		if n := len(w.group.Topics()); n != 1 {
			t.Errorf("%d topics\n%s", n, w.logs)
		}
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card"})
	})
}

func TestATopicThatWasNotMadeIsMade(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.srv.Fail(demo.Fault{Method: "createForumTopic", NotJSON: true, Times: 2})
		w.send(topicOut("case/1", "Case 1"))
		pass(time.Minute)
		if n := len(w.group.Topics()); n != 1 {
			t.Errorf("%d topics\n%s", n, w.logs)
		}
	})
}

func TestWhatWasCommittedIsSentAfterACrash(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.halt()
		w.put(show(chat, "one"), say(chat, "two"), topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
		w.restart(options{})
		w.sees(p, "one", "two")
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card"})
	})
}

func TestABlockedPersonIsLeftAlone(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 3, Times: 1})
		w.srv.Fail(demo.Fault{Method: "sendMessage", Status: 403, Body: "Forbidden: user is deactivated"})
		w.send(say(chat, "one"), say(chat, "two"), show(chat, "three"))
		pass(10 * time.Second)
		if in := w.one(box.Blocked); in.Chat != chat {
			t.Errorf("came in: %+v", in)
		}
		if n, sent := w.outbox(), w.srv.Calls("sendMessage"); n != 0 || sent != 2 {
			t.Errorf("%d in the outbox after %d sends", n, sent)
		}
		w.send(say(chat, "four"))
		w.one(box.Blocked) // each time: only the conversation knows whether that is news
		w.srv.ClearFaults()
		p.Send("I am back")
		w.one(box.Text)
		w.send(say(chat, "welcome"))
		w.sees(p, "welcome")
	})
}

func TestTheGroupMoves(t *testing.T) {
	for _, silent := range []bool{false, true} {
		t.Run(fmt.Sprint("told by the error only: ", silent), func(t *testing.T) {
			play(t, options{plain: true}, func(t *testing.T, w *world) {
				configured := w.group.ID()
				keep := options{plain: true, set: func(tr *Transport) { tr.StaffChat = configured }}
				anna := w.group.Member("Anna")
				w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
				if silent {
					w.srv.Fail(demo.Fault{Method: "getUpdates", NotJSON: true})
					pass(2 * pollTime)
				}
				w.group.Migrate()
				w.send(post("case/1", "", "Note"))
				pass(time.Second)
				w.same("staff see", texts(w.group.Messages(0)), []string{"Case 1\nNote"})
				w.srv.ClearFaults()
				pass(time.Minute)
				w.ins()
				w.restart(keep)
				if _, err := anna.Say(0, "here"); err != nil {
					t.Fatal(err)
				}
				if in := w.one(box.Text); in.Chat != Staff {
					t.Errorf("came in: %+v", in)
				}
				edit := post("case/1", "card/1", "Card 2")
				edit.Verb = box.Edit
				w.send(edit)
				if got := texts(w.group.Messages(0)); !slices.Contains(got, "Case 1\nCard 2") {
					t.Errorf("staff see %q\n%s", got, w.logs)
				}
			})
		})
	}
}

// ahead is a clock that is ahead of the server's.
type ahead struct {
	clock.Real
	by time.Duration
}

func (a ahead) Now() time.Time { return time.Now().Add(a.by) }

// Whatever our clock says, Hide leaves nothing that Telegram still deletes: no word of the person's, and no message of the bot's
// that is known from a press only, as after a restore.
func TestHideReachesWhatAClockThatIsAheadTakesForOld(t *testing.T) {
	play(t, options{set: func(tr *Transport) { tr.Clock = ahead{by: 50 * time.Hour} }}, func(t *testing.T, w *world) {
		p, chat := w.person()
		for range 2 * sweepEvery { // so that old messages are looked for and forgotten, too
			p.Send("mine")
			w.ins()
		}
		pressed := show(chat, "Pressed")
		pressed.Ref, pressed.Buttons = "pressed", [][]box.Button{{{Label: "Yes", Data: "y"}}}
		w.send(pressed)
		list := p.Messages()
		w.forget(chat, int64(list[len(list)-1].ID))
		pass(3 * time.Second)
		if err := p.Press("Yes"); err != nil {
			t.Fatal(err)
		}
		w.ins()
		w.send(show(chat, "Screen"), box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		for _, m := range p.Messages() {
			if !m.FromBot {
				t.Errorf("the person's %q stands", m.Text)
			}
		}
		w.sees(p, "Hello")
	})
}

// forget makes the bot forget a message, as a restore does.
func (w *world) forget(chat box.Chat, id int64) {
	w.t.Helper()
	err := w.st.Update(w.t.Context(), func(tx store.Tx) error {
		m, err := new(numbers).memorize(tx, chat)
		if err != nil {
			return err
		}
		return m.forget(id)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// behind is a clock that was set back.
type behind struct {
	clock.Real
	by time.Duration
}

func (b behind) Now() time.Time { return time.Now().Add(-b.by) }

// A wait that was written down by a clock that was wrong then, or is now, is no longer than it was to be.
func TestAWaitOutlivesAClockThatIsSetBack(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 60, Times: 1})
		w.send(say(chat, "hello"))
		w.restart(options{set: func(tr *Transport) { tr.Clock = behind{by: 24 * time.Hour} }})
		pass(30 * time.Second)
		w.sees(p)
		pass(2 * time.Minute)
		w.sees(p, "hello")
	})
}

// In the group's new life messages are numbered from the beginning. What is known of the old numbers must lead to none of
// them: an edit would change another message, and the card that replaces the old one would be deleted by its number.
func TestTheGroupMovesAndNumbersBeginAnew(t *testing.T) {
	play(t, options{plain: true}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"), post("case/1", "other/1", "Old words"))
		w.group.Migrate()
		pass(time.Second)
		edit := post("case/1", "card/1", "Card 2")
		edit.Verb = box.Edit
		w.send(edit)
		pass(time.Minute)
		again := post("case/1", "other/1", "New words")
		again.Verb = box.Edit
		w.send(again)
		pass(time.Minute)
		w.same("staff see", texts(w.group.Messages(0)), []string{"Case 1\nCard 2", "Case 1\nNew words"})
	})
}

// What staff wrote just before the move may be fetched when the bot knows of the move already, by the error of a call. It is
// theirs still, and not a stranger group's, which would be left without a word.
func TestWhatWasWrittenBeforeTheMoveIsTaken(t *testing.T) {
	play(t, options{plain: true}, func(t *testing.T, w *world) {
		anna := w.group.Member("Anna")
		w.srv.Fail(demo.Fault{Method: "getUpdates", NotJSON: true})
		pass(2 * pollTime)
		if _, err := anna.Say(0, "/r words for the person"); err != nil {
			t.Fatal(err)
		}
		w.group.Migrate()
		w.send(post("", "", "Note")) // which is told of the move
		pass(time.Second)
		w.srv.ClearFaults()
		pass(time.Minute)
		if in := w.one(box.Text); in.Chat != Staff || in.Text != "/r words for the person" {
			t.Errorf("came in: %+v", in)
		}
		if n := w.srv.Calls("leaveChat"); n != 0 {
			t.Error("the bot left the group that its own moved from")
		}
	})
}

// What tells that the staff group has moved is read anew when it could not be stored. If it then counted as known, nothing of it would
// come to the disk, and after the next start the bot would leave its own group.
func TestAMoveIsSaidUntilItIsStored(t *testing.T) {
	play(t, options{plain: true}, func(t *testing.T, w *world) {
		const to = -1009000000001
		for _, say := range []string{
			fmt.Sprintf(`{"update_id":1,"message":{"message_id":9,"date":1,"chat":{"id":%d,"type":"group"},"migrate_to_chat_id":%d}}`, w.group.ID(), to),
			fmt.Sprintf(`{"update_id":2,"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"supergroup"},"migrate_from_chat_id":%d}}`, to, w.group.ID()),
		} {
			for try := range 2 {
				if a := w.tr.decode([]byte(say)); a.move != to || a.leave {
					t.Errorf("try %d: the group moves to %d, and is left: %t\n%s", try+1, a.move, a.leave, say)
				}
			}
		}
		elsewhere := `{"update_id":3,"message":{"message_id":1,"date":1,"chat":{"id":-5,"type":"group"},"migrate_to_chat_id":-1005}}`
		if a := w.tr.decode([]byte(elsewhere)); a.move != 0 {
			t.Errorf("another group's move moves the staff's to %d", a.move)
		}
	})
}

// What comes from the new group may come before the word that the group has moved there, in the same poll or long before. The bot must
// not leave its own group.
func TestAMoveThatIsToldLate(t *testing.T) {
	for _, together := range []bool{true, false} {
		t.Run(fmt.Sprint("in one poll: ", together), func(t *testing.T) {
			play(t, options{plain: true}, func(t *testing.T, w *world) {
				w.srv.Fail(demo.Fault{Method: "getUpdates", NotJSON: true})
				pass(2 * pollTime)
				from, to := w.group.ID(), w.group.Migrate()
				came := []string{
					fmt.Sprintf(`{"update_id":9002,"message":{"message_id":2,"date":1,"from":{"id":7,"first_name":"Anna"},"chat":{"id":%d,"type":"supergroup"},"text":"/cases"}}`, to),
					fmt.Sprintf(`{"update_id":9001,"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"supergroup"},"migrate_from_chat_id":%d}}`, to, from),
				}
				if !together {
					came = came[:1]
				}
				arrivals, err := w.tr.arrivals([]byte(`{"ok":true,"result":[` + strings.Join(came, ",") + `]}`))
				if err != nil {
					t.Fatal(err)
				}
				if err := w.tr.take(t.Context(), arrivals, 9003); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if n := w.srv.Calls("leaveChat"); n != 0 {
					t.Errorf("the bot left the group that its own moved to, %d times", n)
				}
				if got := w.tr.staff.Load(); got != to {
					t.Errorf("the staff group is %d, want %d", got, to)
				}
				if together {
					if in := w.one(box.Text); in.Chat != Staff || in.Text != "/cases" {
						t.Errorf("came in: %+v", in)
					}
				}
			})
		})
	}
}

// A card may stand whose answer was lost. When Telegram then refuses it for good, the next version of it is posted anew, and says that
// it may be there twice.
func TestARefusedCardThatMayStandIsMarkedLater(t *testing.T) {
	play(t, options{plain: true}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"))
		w.srv.Fail(demo.Fault{Method: "sendMessage", After: true, Reset: true, Times: 1})
		w.srv.Fail(demo.Fault{Method: "sendMessage", Status: 400, Times: 1})
		w.send(post("case/1", "card/1", "Card"))
		pass(time.Minute)
		w.ins()
		w.restart(options{plain: true})
		edit := post("case/1", "card/1", "Card 2")
		edit.Verb = box.Edit
		w.send(edit)
		pass(time.Minute)
		w.same("staff see", texts(w.group.Messages(0)), []string{"Case 1\nCard", again + "Case 1\nCard 2"})
		edit.Text = "Card 3"
		w.send(edit)
		pass(time.Minute)
		w.same("staff see", texts(w.group.Messages(0)), []string{"Case 1\nCard", "Case 1\nCard 3"})
	})
}

// A card that is posted anew, since the old one is gone, may be there twice when the answer is lost. Then it says so.
func TestACardInThePlaceOfAnotherIsMarked(t *testing.T) {
	play(t, options{plain: true}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"))
		pass(time.Minute)
		if err := w.group.Delete(w.group.Messages(0)[0].ID); err != nil {
			t.Fatal(err)
		}
		w.srv.Fail(demo.Fault{Method: "sendMessage", After: true, Reset: true, Times: 1})
		edit := post("case/1", "card/1", "Card 2")
		edit.Verb = box.Edit
		w.send(edit)
		pass(time.Minute)
		w.same("staff see", texts(w.group.Messages(0)), []string{"Case 1\nCard 2", again + "Case 1\nCard 2"})
	})
}

// A card or a topic may be there, since the answer was lost. That a later call surely did nothing says nothing of the one before it: a
// second topic would part the case in two, and a second card without its sign looks like another case.
func TestWhatMayBeThereStaysMarked(t *testing.T) {
	t.Run("card", func(t *testing.T) {
		play(t, options{}, func(t *testing.T, w *world) {
			w.send(topicOut("case/1", "Case 1"))
			w.srv.Fail(demo.Fault{Method: "sendMessage", After: true, Reset: true, Times: 1})
			w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 1, Times: 1})
			w.send(post("case/1", "card/1", "Card"))
			pass(time.Minute)
			w.same("staff see", w.topicTexts("Case 1"), []string{"Card", again + "Card"})
		})
	})
	t.Run("after a crash", func(t *testing.T) {
		play(t, options{}, func(t *testing.T, w *world) {
			w.srv.Fail(demo.Fault{Method: "createForumTopic", After: true, Reset: true, Times: 1})
			w.send(topicOut("case/1", "Case 1"))
			w.halt()
			w.srv.Fail(demo.Fault{Method: "getChat", RetryAfter: 30, Times: 1})
			w.restart(options{})
			pass(2 * time.Minute)
			if n := len(w.group.Topics()); n != 1 {
				t.Errorf("%d topics", n)
			}
			w.srv.Fail(demo.Fault{Method: "sendMessage", After: true, Reset: true, Times: 1})
			w.send(post("case/1", "card/1", "Card"))
			w.halt()
			w.srv.Fail(demo.Fault{Method: "getChat", RetryAfter: 30, Times: 1})
			w.restart(options{})
			pass(2 * time.Minute)
			w.same("staff see", w.topicTexts("Case 1"), []string{"Card", again + "Card"})
		})
	})
}

// A card that was changed before it was posted is one output in place of two. When the program dies in the middle of posting
// it, the first must not come back: staff would see the card twice without a sign of it, and once more.
func TestACardChangedBeforeItWasPostedIsOneOutput(t *testing.T) {
	play(t, options{plain: true}, func(t *testing.T, w *world) {
		edit := post("case/1", "card/1", "Card 2")
		edit.Verb = box.Edit
		w.srv.Fail(demo.Fault{Method: "getChat", NotJSON: true, Times: 1}) // holds the topic up, and so what follows it
		w.srv.Fail(demo.Fault{Method: "sendMessage", After: true, Reset: true})
		w.send(topicOut("case/1", "Case 1"), post("case/1", "card/1", "Card"), edit)
		pass(2 * time.Second)
		w.srv.ClearFaults()
		w.restart(options{plain: true})
		pass(time.Minute)
		for i, text := range texts(w.group.Messages(0)) {
			if want := strings.Repeat(again, min(i, 1)) + "Case 1\nCard 2"; text != want {
				t.Errorf("message %d is %q, want %q", i, text, want)
			}
		}
	})
}

func TestOutputsThatNobodyCanSend(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		_, chat := w.person()
		w.send(box.Out{Chat: chat, Verb: "dance"}, box.Out{Chat: "web/5", Verb: box.Say}, box.Out{Chat: "tg/x", Verb: box.Say}, box.Out{Chat: Staff, Verb: box.Verify})
		w.one(box.Refused)
		if n := w.outbox(); n != 2 { // what is for another channel stays
			t.Errorf("%d in the outbox", n)
		}
	})
}

func TestWithoutAStaffGroupItsOutputsWait(t *testing.T) {
	none := options{set: func(tr *Transport) { tr.StaffChat = 0 }}
	play(t, none, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(post("", "card/1", "Card"), say(chat, "hello"))
		w.sees(p, "hello")
		if n := w.outbox(); n != 1 {
			t.Errorf("%d in the outbox", n)
		}
		w.restart(options{})
		w.same("staff see", texts(w.group.Messages(0)), []string{"Card"})
	})
}

func TestAClosedGroupKeepsItsOutbox(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		w.send(topicOut("case/1", "Case 1"))
		w.group.Kick()
		w.send(post("case/1", "card/1", "Card"))
		pass(time.Hour)
		if n := w.outbox(); n != 1 {
			t.Fatalf("%d in the outbox", n)
		}
		if n := w.srv.Calls("sendMessage"); n > 30 {
			t.Errorf("%d tries in an hour", n)
		}
		w.group.Return()
		pass(time.Second)
		w.same("staff see", w.topicTexts("Case 1"), []string{"Card"})
		if list := w.ins(); len(list) != 0 {
			t.Errorf("came in: %+v", list)
		}
	})
}

// A pause that ended early leaves its clock running. When that runs out, nothing may happen to what waits for the same chat by then:
// what was said first would come behind what was said later, and an old screen behind a Hide.
func TestAPauseThatEndedEarlyIsOver(t *testing.T) {
	t.Run("staff", func(t *testing.T) {
		play(t, options{}, func(t *testing.T, w *world) {
			w.send(topicOut("case/1", "Case 1"))
			w.group.Kick()
			w.send(post("case/1", "card/1", "Card"))
			pass(40 * time.Second) // the next try would be at 90
			w.group.Return()
			pass(time.Second)
			w.group.Kick()
			w.send(post("case/1", "said/1", "one"))
			pass(time.Minute)
			w.send(post("case/1", "said/2", "two"))
			w.group.Return()
			pass(10 * time.Minute)
			w.same("staff see", w.topicTexts("Case 1"), []string{"Card", "one", "two"})
		})
	})
	t.Run("person", func(t *testing.T) {
		play(t, options{}, func(t *testing.T, w *world) {
			p, chat := w.person()
			fail := func() {
				for _, method := range []string{"sendMessage", "editMessageText"} {
					w.srv.Fail(demo.Fault{Method: method, Chat: p.ID(), Status: 500})
				}
			}
			fail()
			w.send(show(chat, "before"))
			pass(time.Minute) // the next try would be within half a minute
			w.srv.ClearFaults()
			w.send(hide(chat))
			fail()
			w.send(show(chat, "later"))
			pass(40 * time.Second)
			w.srv.ClearFaults()
			w.send(hide(chat))
			pass(10 * time.Minute)
			w.sees(p, "neutral")
		})
	})
}

// A message may stand on the phone since its answer was lost, and the person blocks the bot before it is sent again. It is given up
// then, but a later Hide must reach it, whether a word or a button brings it.
func TestHideReachesWhatWasGivenUp(t *testing.T) {
	for _, word := range []bool{true, false} {
		t.Run(fmt.Sprint("by a word: ", word), func(t *testing.T) {
			play(t, options{}, func(t *testing.T, w *world) {
				p, chat := w.person()
				w.send(show(chat, "first"))
				w.srv.Fail(demo.Fault{Method: "sendMessage", After: true, Reset: true, Times: 1})
				fresh := show(chat, "lost")
				fresh.Fresh = true
				w.send(fresh)
				p.Block()
				pass(time.Minute)
				p.Unblock()
				if word {
					p.Send("/hide")
				}
				pass(time.Second)
				w.send(hide(chat))
				pass(time.Second)
				w.sees(p, "neutral")
			})
		})
	}
}

// The same before the bot knows of any message of its own there, on an account that has written to many others before.
func TestHideReachesTheFirstMessageThatWasGivenUp(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		other, _ := w.person()
		for range blindReach + 100 {
			other.Send("x")
		}
		pass(time.Minute)
		w.ins()
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), After: true, Reset: true, Times: 1})
		w.send(show(chat, "lost"))
		p.Block()
		pass(time.Minute)
		p.Unblock()
		w.send(hide(chat))
		w.sees(p, "neutral")
	})
}

// A long text stands on the phone in part when the person blocks the bot. What is given up with another output is not forgotten: Hide
// must reach the part.
func TestHideReachesAPartThatWasGivenUp(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(show(chat, "first"))
		long := strings.Repeat("one word after another ", 300)
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), Delay: time.Second, Times: 1})
		w.put(say(chat, long))
		pass(500 * time.Millisecond)
		w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), RetryAfter: 5})
		pass(time.Second)
		p.Block()
		w.srv.ClearFaults()
		w.srv.Fail(demo.Fault{Method: "deleteMessage", Status: 403, Body: "Forbidden: bot was blocked by the user", Times: 1})
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Erase, Refs: []box.Ref{"m/1"}})
		pass(time.Minute)
		p.Unblock()
		w.send(hide(chat))
		w.sees(p, "neutral")
	})
}

func TestWhatIsRefusedForGood(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", Status: 400, Body: `Bad Request: can't parse "WITHHELD" 4711471147`, Times: 1})
		w.send(post("", "card/1", "Card"))
		in := w.one(box.Refused)
		if in.Chat != Staff || in.Undelivered == nil || in.Undelivered.Text != "Card" || in.Text == "" || strings.Contains(in.Text, "WITHHELD") || strings.Contains(in.Text, "4711471147") {
			t.Errorf("of staff: %+v", in)
		}
		w.srv.Fail(demo.Fault{Method: "sendMessage", Status: 400, Times: 1})
		w.send(say(chat, "WITHHELD words"), say(chat, "next"))
		if in := w.one(box.Refused); in.Chat != Staff || in.Undelivered != nil || strings.Contains(fmt.Sprintf("%+v", in), "WITHHELD") {
			t.Errorf("of a person: %+v", in)
		}
		w.sees(p, "next")
	})
}

func TestStopFinishesWhatIsUnderWay(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Fail(demo.Fault{Method: "sendMessage", Delay: 2 * time.Second, Times: 1})
		w.send(say(chat, "one"), say(chat, "two"))
		begun := time.Now()
		w.halt()
		if d := time.Since(begun); d > drainTime {
			t.Errorf("stopping took %v", d)
		}
		w.sees(p, "one")
		if n := w.outbox(); n != 1 {
			t.Errorf("%d in the outbox", n)
		}
		w.srv.Fail(demo.Fault{Method: "sendMessage", Delay: time.Minute, Times: 1})
		w.restart(options{})
		begun = time.Now()
		w.halt()
		if d := time.Since(begun); d > drainTime+time.Second {
			t.Errorf("stopping took %v with a call that hangs", d)
		}
		if n := w.outbox(); n != 1 {
			t.Errorf("%d in the outbox", n)
		}
	})
}

// brokenStore fails updates when told to.
type brokenStore struct {
	store.Store
	broken bool
}

func (b *brokenStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	if b.broken {
		return store.ErrBroken
	}
	return b.Store.Update(ctx, fn)
}

func TestABrokenStoreEndsTheRun(t *testing.T) {
	for _, way := range []string{"sending", "receiving"} {
		t.Run(way, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{t: t, dir: t.TempDir(), logs: new(journal)}
				w.srv = demo.New(demo.Options{Token: testToken, Deliver: nowhere{}})
				w.group = w.srv.Group("Desk", true)
				var st *brokenStore
				w.open(options{set: func(tr *Transport) {
					st = &brokenStore{Store: tr.Store}
					tr.Store = st
				}})
				w.run()
				p, chat := w.person()
				st.broken = true
				if way == "sending" {
					w.send(say(chat, "x"))
				} else {
					p.Send("x")
				}
				pass(time.Minute)
				if err := w.stop(); !errors.Is(err, store.ErrBroken) {
					t.Errorf("run: %v", err)
				}
				w.srv.Close()
			})
		})
	}
}
