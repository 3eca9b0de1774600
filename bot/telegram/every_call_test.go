package telegram

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
)

// flaky is a network between the transport and the server on which one call fails, once or with all that follow.
type flaky struct {
	next http.RoundTripper

	mu    sync.Mutex
	calls int
	at    int  // this call fails, from 1; 0 is none
	ever  bool // and all that follow
	late  bool // the server does what it was asked, and only the answer is lost
	hit   bool
}

var errLine = errors.New("the line is dead")

func (f *flaky) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	f.calls++
	fails := f.at > 0 && (f.calls == f.at || f.ever && f.calls > f.at)
	f.hit = f.hit || fails
	f.mu.Unlock()
	if fails && !f.late {
		return nil, errLine
	}
	resp, err := f.next.RoundTrip(r)
	if fails && err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		return nil, errLine
	}
	return resp, err
}

// broken tells whether the line is dead now.
func (f *flaky) broken() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hit && f.ever && f.at > 0
}

func (f *flaky) heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = 0
}

// meeting is what people, staff and the transport do in this test, and what came of it.
type meeting struct {
	came   []string // inputs in their order
	phone  []string
	topics []string
}

// TestEveryHTTPCallFails has each HTTP call of a conversation fail, before the server has it or after: once, or with all that
// follow for a minute. Then every input has come once and in order, everything that was to be sent is sent, the screen stands
// once, and only a message whose answer was lost stands twice.
func TestEveryHTTPCallFails(t *testing.T) {
	whole := &flaky{}
	want := meet(t, whole)
	if whole.calls < 25 {
		t.Fatalf("only %d calls: the conversation is too short to tell anything", whole.calls)
	}
	for _, f := range []struct {
		name       string
		ever, late bool
	}{{name: "not reached"}, {name: "answer lost", late: true}, {name: "not reached for a minute", ever: true}, {name: "answers lost for a minute", ever: true, late: true}} {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for n := 1; n <= whole.calls && !t.Failed(); n++ {
				got := meet(t, &flaky{at: n, ever: f.ever, late: f.late})
				same := func(what string, got, want []string) {
					if !slices.Equal(got, want) {
						t.Errorf("call %d: %s\n  %q, want\n  %q", n, what, got, want)
					}
				}
				same("came in", got.came, want.came)
				same("the person sees", got.phone, want.phone)
				if f.late {
					got.topics = onlyOnce(got.topics)
				}
				same("staff see", got.topics, want.topics)
			}
		})
	}
}

// onlyOnce takes away what stands several times, marked or as it was before an edit: each answer that was lost may have a message
// stand once more, since it has no name at Telegram.
func onlyOnce(got []string) []string {
	for i := range got {
		got[i] = strings.Replace(got[i], "↻ ", "", 1)
	}
	got = slices.Compact(got)
	return slices.DeleteFunc(got, func(s string) bool { return s == "Case 1, renamed: Card" }) // it was edited later
}

// meet plays the conversation over a line.
func meet(t *testing.T, f *flaky) (m meeting) {
	t.Helper()
	play(t, options{set: func(tr *Transport) { f.next, tr.Web = tr.Web, f }}, func(t *testing.T, w *world) {
		p := w.srv.Person("WITHHELD", "en")
		sam := w.group.Member("Sam")
		var chat box.Chat
		// round lets something happen, waits until a fault has passed, and takes what came in.
		round := func(happens func()) {
			happens()
			pass(20 * time.Second)
			if f.broken() {
				pass(time.Minute)
				f.heal()
				pass(10 * time.Minute)
			}
			for _, in := range w.ins() {
				if in.Kind == box.Text || in.Kind == box.Attached || in.Kind == box.Press {
					m.came = append(m.came, fmt.Sprintf("%s %s %s", in.Kind, in.Text, in.Thread))
				} else {
					m.came = append(m.came, string(in.Kind))
				}
				if in.Chat != Staff {
					chat = in.Chat
				}
			}
		}
		round(func() { p.Send("/start"); p.Send("two") })
		round(func() { w.put(show(chat, "Screen")) })
		round(func() { _ = p.Press("Hide"); p.SendPhoto("look") })
		round(func() {
			w.put(topicOut("case/1", "Case 1"), post("case/1", "card", "Card"), box.Out{Chat: Staff, Verb: box.Pin, Ref: "card"},
				show(chat, "Screen 2"))
		})
		round(func() {
			w.put(box.Out{Chat: Staff, Urgency: box.Digest, Verb: box.Post, Thread: "case/1", Ref: "note", Text: "Note"},
				box.Out{Chat: Staff, Urgency: box.Digest, Verb: box.Edit, Thread: "case/1", Ref: "card", Text: "Card, edited"},
				topicOut("case/1", "Case 1, renamed"), say(chat, "Said"))
		})
		round(func() {
			for _, topic := range w.group.Topics() {
				if _, err := sam.Say(topic.ID, "/r words"); err != nil {
					t.Error(err)
				}
			}
		})
		round(func() {
			w.put(box.Out{Chat: Staff, Urgency: box.Reply, Verb: box.Shut, Thread: "case/1"},
				box.Out{Chat: Staff, Urgency: box.Reply, Verb: box.Open, Thread: "case/1"})
		})
		round(func() {
			w.put(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		})
		pass(10 * time.Minute)
		if n := w.outbox(); n != 0 {
			t.Errorf("%d are left in the outbox\n%s", n, w.logs)
		}
		m.phone = texts(p.Messages())
		for _, topic := range w.group.Topics() {
			for _, text := range texts(topic.Messages) {
				m.topics = append(m.topics, topic.Name+": "+text)
			}
		}
		synctest.Wait()
	})
	return m
}
