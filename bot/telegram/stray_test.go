package telegram

import (
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
)

// lose has the server carry the next message out and lose its answer, as a kill between a send and its commit does.
func (w *world) lose(p *demo.Person) {
	w.srv.Fail(demo.Fault{Method: "sendMessage", Chat: p.ID(), Status: 500, Body: "Internal Server Error: restart", After: true, Times: 1})
}

// crash begins anew with what is on the disk, before the sender tries again by itself.
func (w *world) crash() {
	synctest.Wait()
	w.restart(options{})
	pass(time.Minute)
}

// A discreet chat has one screen, also when nobody knows whether it was sent. A second one would lie open on the phone.
func TestAScreenOfUnknownFateStandsOnce(t *testing.T) {
	for name, again := range map[string]func(*world){"the answer was lost": func(*world) { pass(time.Minute) }, "the program died": (*world).crash} {
		t.Run(name, func(t *testing.T) {
			play(t, options{}, func(t *testing.T, w *world) {
				p, chat := w.person()
				q, _ := w.person()
				w.lose(p)
				w.put(show(chat, "Screen"))
				q.Send("the number of a message between the two") // an account counts the messages of all its chats
				again(w)
				w.sees(p, "Screen")
				if got := len(q.Messages()); got != 2 {
					t.Errorf("the other person has %d messages, want 2", got)
				}
				w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
				w.sees(p, "Hello")
			})
		})
	}
}

// Elsewhere nothing is deleted before the person asks: a message of theirs that we do not know yet may lie between. But
// Hide reaches everything.
func TestHideReachesAMessageOfUnknownFate(t *testing.T) {
	for name, again := range map[string]func(*world){"the answer was lost": func(*world) { pass(time.Minute) }, "the program died": (*world).crash} {
		t.Run(name, func(t *testing.T) {
			play(t, options{}, func(t *testing.T, w *world) {
				p, chat := w.person()
				w.lose(p)
				fresh := show(chat, "Question")
				fresh.Fresh = true
				w.put(fresh)
				again(w)
				w.sees(p, "Question", "Question")
				w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
				w.sees(p, "Hello")
				if n := len(p.Messages()); n != 1 {
					t.Errorf("%d messages stay", n)
				}
			})
		})
	}
}

// A Hide that comes while nobody knows whether the screen was sent clears it too.
func TestHideTakesAScreenOfUnknownFate(t *testing.T) {
	for name, again := range map[string]func(*world){"the answer was lost": func(*world) { pass(time.Minute) }, "the program died": (*world).crash} {
		t.Run(name, func(t *testing.T) {
			play(t, options{}, func(t *testing.T, w *world) {
				p, chat := w.person()
				w.send(show(chat, "Before"))
				w.lose(p)
				w.send(say(chat, "Said"))
				w.srv.Fail(demo.Fault{Chat: p.ID(), Status: 500, Times: 1})
				w.put(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
				again(w)
				pass(time.Minute)
				w.sees(p, "Hello")
				if n := w.outbox(); n != 0 {
					t.Errorf("%d left in the outbox", n)
				}
			})
		})
	}
}

// What the person writes while the program is down does not hide the message that was lost before.
func TestWhatThePersonWritesMeanwhileHidesNothing(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(show(chat, "Before"))
		if err := p.Delete(p.Last().ID); err != nil { // so that a new one must be sent
			t.Fatal(err)
		}
		w.lose(p)
		w.put(show(chat, "Screen"))
		synctest.Wait()
		p.Send("is anybody there?")
		w.crash()
		w.sees(p, "Screen")
		if n := len(p.Messages()); n != 3 {
			t.Errorf("%d messages, want the person's two and the screen", n)
		}
	})
}

// A Hide that died after it had sent its line leaves one line, and not two.
func TestAClearOfUnknownFateLeavesOneLine(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.lose(p)
		w.put(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		w.crash()
		w.sees(p, "Hello")
		if n := len(p.Messages()); n != 1 {
			t.Errorf("%d messages stay", n)
		}
	})
}

// A press on the message that was lost makes it known, and it goes all the same: it is not the screen.
func TestAPressOnALostScreenDoesNotKeepIt(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.lose(p)
		screen := show(chat, "Screen")
		screen.Buttons = [][]box.Button{{{Label: "Yes", Data: "y"}}}
		w.put(screen)
		synctest.Wait()
		w.halt()
		if err := p.Press("Yes"); err != nil {
			t.Fatal(err)
		}
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 5, Times: 1}) // the press comes in first
		w.restart(options{})
		pass(time.Minute)
		w.sees(p, "Screen")
	})
}

// The first screen of all is lost, and pressed, and what the person wrote is erased: nothing that is known tells where to look
// but the place of their first word.
func TestALostFirstScreenGoes(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Erase, Refs: []box.Ref{messageRef(int64(p.Messages()[0].ID))}})
		w.lose(p)
		screen := show(chat, "Language")
		screen.Buttons = [][]box.Button{{{Label: "English", Data: "e"}}}
		w.put(screen)
		synctest.Wait()
		w.halt()
		if err := p.Press("English"); err != nil {
			t.Fatal(err)
		}
		w.srv.Fail(demo.Fault{Method: "sendMessage", RetryAfter: 5, Times: 1}) // the press comes in first
		w.restart(options{})
		w.send(show(chat, "Menu"))
		pass(time.Minute)
		w.sees(p, "Menu")
		if n := len(p.Messages()); n != 1 {
			t.Errorf("%d messages, want the screen alone", n)
		}
	})
}
