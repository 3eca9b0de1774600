package telegram

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
)

// printer stands for whoever makes files.
func printer(name, content string, err error) options {
	return options{set: func(tr *Transport) {
		tr.Attach = func(_ context.Context, out box.Out) (string, []byte, error) {
			return out.Paper.Name + name, []byte(content + string(out.Paper.Data)), err
		}
	}}
}

func paperFor(chat box.Chat) box.Out {
	return box.Out{Chat: chat, Urgency: box.Reply, Verb: box.Attach, Text: "for a reader", Paper: &box.Paper{Name: "paper-1", Form: "pdf", Data: []byte("words")},
		Then: &box.In{Chat: Staff, Kind: box.Made, Case: 7, Ref: "pdf"}}
}

// A paper comes as a document with a plain name, and whoever wants to know hears in which form it was made.
func TestAPaperIsSentAsADocument(t *testing.T) {
	for ending, form := range map[string]string{".pdf": "pdf", ".html": "html"} {
		play(t, printer(ending, "%PDF ", nil), func(t *testing.T, w *world) {
			p, chat := w.person()
			w.send(paperFor(chat))
			got := p.Last()
			if got.File == nil || got.File.Kind != "document" || got.File.Name != "paper-1"+ending || got.File.Size != len("%PDF words") || got.Text != "for a reader" {
				t.Errorf("the person sees %+v", got)
			}
			if in := w.one(box.Made); in.Text != form || in.Ref != "pdf" || in.Case != 7 {
				t.Errorf("came back: %+v, want the form %s", in, form)
			}
			if n := w.outbox(); n != 0 {
				t.Errorf("%d left in the outbox: nothing may be kept", n)
			}
		})
	}
}

// A file goes with everything else when the person hides, and one that was not sent yet is not sent after that.
func TestHideTakesAPaperAway(t *testing.T) {
	play(t, printer(".pdf", "", nil), func(t *testing.T, w *world) {
		p, chat := w.person()
		w.send(paperFor(chat))
		w.send(box.Out{Chat: chat, Verb: box.Clear, Ref: "screen", Text: "Hello."})
		w.sees(p, "Hello.")
		w.srv.Fail(demo.Fault{Method: "sendDocument", Status: 429, Body: "Too Many Requests: retry after 30", RetryAfter: 30, Times: 1})
		w.send(paperFor(chat))
		w.send(box.Out{Chat: chat, Verb: box.Clear, Ref: "screen", Text: "Hello again."})
		pass(time.Minute)
		w.sees(p, "Hello again.")
	})
}

// A server that is busy or gone for a moment costs no paper.
func TestAPaperIsTriedAgain(t *testing.T) {
	for _, fault := range []demo.Fault{
		{Method: "sendDocument", Status: 429, Body: "Too Many Requests: retry after 3", RetryAfter: 3, Times: 2},
		{Method: "sendDocument", Status: 502, Body: "Bad Gateway", Times: 1},
	} {
		play(t, printer(".pdf", "", nil), func(t *testing.T, w *world) {
			p, chat := w.person()
			w.srv.Fail(fault)
			w.send(paperFor(chat))
			pass(5 * time.Minute)
			if got := p.Last(); got.File == nil || w.outbox() != 0 {
				t.Errorf("%d: the person sees %v, %d left\n%s", fault.Status, got, w.outbox(), w.logs)
			}
		})
	}
}

// In the staff's group the file stands in the topic of its case. One that cannot be made is given up, and staff are told.
func TestAPaperOfStaff(t *testing.T) {
	play(t, printer(".json", "", nil), func(t *testing.T, w *world) {
		o := paperFor(Staff)
		o.Thread = "case/1"
		w.send(topicOut("case/1", "Case 1"), o)
		list := w.group.Topics()[0].Messages
		if !slices.ContainsFunc(list, func(m demo.Message) bool { return m.File != nil && m.File.Name == "paper-1.json" }) {
			t.Errorf("the topic has %v", list)
		}
	})
	play(t, printer("", "", errors.New("no letters for this")), func(t *testing.T, w *world) {
		o := paperFor(Staff)
		o.Thread = "case/1"
		w.send(topicOut("case/1", "Case 1"), o)
		pass(time.Hour)
		in := w.one(box.Refused)
		if in.Undelivered == nil || in.Undelivered.Verb != box.Attach || w.outbox() != 0 {
			t.Errorf("came back: %+v, %d left", in, w.outbox())
		}
		if strings.Contains(w.logs.String(), "words") {
			t.Errorf("the log holds words:\n%s", w.logs)
		}
	})
	play(t, options{}, func(t *testing.T, w *world) { // no printer at all
		w.send(topicOut("case/1", "Case 1"), paperFor(Staff))
		if in := w.one(box.Refused); in.Undelivered == nil {
			t.Errorf("came back: %+v", in)
		}
	})
}
