package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
)

// shelf is a Keeper in memory.
type shelf struct {
	mu      sync.Mutex
	why     string
	fails   int // how often Keep is still to fail
	kept    map[string][]byte
	keeps   int
	careful bool
	small   []byte
}

func (s *shelf) Wanted(context.Context, string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.why, nil
}

func (s *shelf) Keep(_ context.Context, piece string, data []byte, careful bool) (box.Kept, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keeps++
	s.careful = careful
	if s.fails > 0 {
		s.fails--
		return box.Kept{}, errors.New("no room")
	}
	if s.kept == nil {
		s.kept = map[string][]byte{}
	}
	s.kept[piece] = data
	return box.Kept{Size: int64(len(data))}, nil
}

func (s *shelf) Preview(string) ([]byte, error) {
	if s.small == nil {
		return nil, store.ErrNotFound
	}
	return s.small, nil
}

func (s *shelf) Original(piece string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if data, ok := s.kept[piece]; ok {
		return data, nil
	}
	return nil, store.ErrNotFound
}

func (s *shelf) set(t *Transport) { t.Files = s }

// fetchOut asks for the file of an input.
func fetchOut(in box.In, piece string) box.Out {
	return box.Out{Chat: Staff, Urgency: box.Digest, Verb: box.Fetch, File: in.File, Piece: piece,
		Then: &box.In{Chat: Staff, Kind: box.Fetched, Case: 1, Piece: piece}}
}

// document has a person send a file.
func (w *world) document(p *demo.Person, data []byte) box.In {
	w.t.Helper()
	p.SendDocument("WITHHELD.pdf", data)
	in := w.one(box.Attached)
	if in.File == nil || in.File.ID == "" || in.File.Same == "" || in.File.Size != int64(len(data)) {
		w.t.Fatalf("the file came as %+v", in.File)
	}
	return in
}

func sample(n int) []byte { return bytes.Repeat([]byte("WITHHELD "), n/9+1)[:n] }

func TestFetchBringsTheBytes(t *testing.T) {
	s := &shelf{}
	play(t, options{set: s.set}, func(t *testing.T, w *world) {
		p, _ := w.person()
		data := sample(3 << 20)
		in := w.document(p, data)
		w.send(fetchOut(in, "1-1"))
		got := w.one(box.Fetched)
		if got.Kept == nil || got.Kept.Why != "" || got.Kept.At.IsZero() || got.Piece != "1-1" || got.Case != 1 {
			t.Errorf("%+v", got)
		}
		if !bytes.Equal(s.kept["1-1"], data) {
			t.Error("other bytes were kept")
		}
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox", n)
		}
	})
}

// What is wrong with a download that may be right the next time.
func TestFetchTriesAgain(t *testing.T) {
	for name, fault := range map[string]demo.Fault{
		"cut body":       {Method: "file", Times: 2, Cut: true},
		"broken":         {Method: "file", Times: 2, Reset: true},
		"not found":      {Method: "file", Times: 2, Status: 404},
		"an error page":  {Method: "file", Times: 2, NotJSON: true},
		"too many":       {Method: "getFile", Times: 2, RetryAfter: 40},
		"hangs":          {Method: "file", Times: 1, Delay: time.Hour},
		"not now":        {Method: "getFile", Times: 2, Status: 400, Body: "Bad Request: wrong file_id or the file is temporarily unavailable"},
		"empty success":  {Method: "getFile", Times: 2, Status: 200, NotJSON: true},
		"nothing behind": {Method: "getFile", Times: 20, RetryAfter: 30},
	} {
		t.Run(name, func(t *testing.T) {
			s := &shelf{}
			play(t, options{set: s.set}, func(t *testing.T, w *world) {
				p, chat := w.person()
				data := sample(100_000)
				in := w.document(p, data)
				w.srv.Fail(fault)
				w.send(fetchOut(in, "1-1"), show(chat, "One"), post("", "", "for staff"))
				w.sees(p, "One") // nobody waits for the file
				pass(30 * time.Minute)
				if got := w.one(box.Fetched); got.Kept.Why != "" || !bytes.Equal(s.kept["1-1"], data) {
					t.Errorf("%+v\n%s", got.Kept, w.logs)
				}
			})
		})
	}
}

func TestFetchGivesUp(t *testing.T) {
	for name, test := range map[string]struct {
		fault demo.Fault
		why   string
	}{
		"for ever cut":  {demo.Fault{Method: "file", Reset: true}, box.WhyFailed},
		"gone":          {demo.Fault{Method: "file", Status: 404}, box.WhyFailed},
		"refused":       {demo.Fault{Method: "getFile", Status: 400, Body: "Bad Request: wrong file_id or the file is temporarily unavailable"}, box.WhyFailed},
		"too big":       {demo.Fault{Method: "getFile", Status: 400, Body: "Bad Request: file is too big"}, box.WhyLarge},
		"grows too big": {demo.Fault{Method: "file", Grow: 30 << 20}, box.WhyLarge},
	} {
		t.Run(name, func(t *testing.T) {
			s := &shelf{}
			play(t, options{set: s.set}, func(t *testing.T, w *world) {
				p, _ := w.person()
				in := w.document(p, sample(1000))
				w.srv.Fail(test.fault)
				w.send(fetchOut(in, "1-1"))
				pass(24 * time.Hour)
				if got := w.one(box.Fetched); got.Kept.Why != test.why || len(s.kept) != 0 {
					t.Errorf("%+v, kept %d; log:\n%s", got.Kept, len(s.kept), w.logs)
				}
				if n := w.outbox(); n != 0 {
					t.Errorf("%d left in the outbox", n)
				}
				w.srv.ClearFaults()
				p.Send("still there?")
				w.one(box.Text) // a 404 of a file is no word against the token
			})
		})
	}
}

// A file of just the limit is kept; Telegram gives no larger one.
func TestTheLimit(t *testing.T) {
	s := &shelf{}
	play(t, options{set: s.set}, func(t *testing.T, w *world) {
		p, _ := w.person()
		w.send(fetchOut(w.document(p, sample(box.FileLimit)), "1-1"))
		if got := w.one(box.Fetched); got.Kept.Size != box.FileLimit {
			t.Errorf("%+v", got.Kept)
		}
		w.send(fetchOut(w.document(p, sample(box.FileLimit+1)), "1-2"))
		if got := w.one(box.Fetched); got.Kept.Why != box.WhyLarge {
			t.Errorf("%+v", got.Kept)
		}
	})
}

func TestFetchOfWhatNobodyWants(t *testing.T) {
	for name, o := range map[string]options{
		"withdrawn": {set: (&shelf{why: "withdrawn"}).set},
		"off":       {},
	} {
		play(t, o, func(t *testing.T, w *world) {
			p, _ := w.person()
			w.send(fetchOut(w.document(p, sample(1000)), "1-1"))
			if got := w.one(box.Fetched); got.Kept.Why != name {
				t.Errorf("%+v, want %s", got.Kept, name)
			}
			for _, m := range w.methods() {
				if m == "getFile" || m == "file" {
					t.Errorf("%s: it was fetched", name)
				}
			}
		})
	}
}

// A full disk passes. What cannot be kept for hours is said to staff.
func TestNoRoom(t *testing.T) {
	s := &shelf{fails: 2}
	play(t, options{set: s.set}, func(t *testing.T, w *world) {
		p, chat := w.person()
		in := w.document(p, sample(1000))
		w.send(fetchOut(in, "1-1"), show(chat, "One"))
		w.sees(p, "One")
		pass(time.Hour)
		if got := w.one(box.Fetched); got.Kept.Why != "" {
			t.Errorf("%+v", got.Kept)
		}
		s.fails = 1000
		w.send(fetchOut(in, "1-2"))
		pass(24 * time.Hour)
		if got := w.one(box.Fetched); got.Kept.Why != box.WhyStore {
			t.Errorf("%+v", got.Kept)
		}
	})
}

// The attempts are counted on the disk, before they begin. A file that ends the process is at last not looked into, and
// then not fetched any more.
func TestAttemptsAreCountedOverRestarts(t *testing.T) {
	s := &shelf{}
	o := options{set: s.set}
	play(t, o, func(t *testing.T, w *world) {
		p, _ := w.person()
		in := w.document(p, sample(1000))
		w.srv.Fail(demo.Fault{Method: "file", Delay: 3 * time.Minute})
		w.send(fetchOut(in, "1-1"))
		for range carefulTries {
			w.restart(o) // in the middle of the download
		}
		w.srv.ClearFaults()
		pass(time.Hour)
		if got := w.one(box.Fetched); got.Kept.Why != "" || !s.careful {
			t.Errorf("%+v, careful %v", got.Kept, s.careful)
		}
		out := fetchOut(in, "1-2")
		out.Tries = moveTries
		w.send(out)
		if got := w.one(box.Fetched); got.Kept.Why != box.WhyFailed {
			t.Errorf("%+v", got.Kept)
		}
	})
}

// Ten files that hang hold up nobody: neither a person nor the group's budget, and hide drops none of them.
func TestFilesHoldUpNobody(t *testing.T) {
	s := &shelf{}
	play(t, options{budgets: true, set: s.set}, func(t *testing.T, w *world) {
		p, chat := w.person()
		var files [][]byte
		for i := range 10 {
			files = append(files, append(sample(1000), byte(i)))
		}
		p.SendDocuments("WITHHELD.jpg", files...)
		ins := w.ins()
		w.srv.Fail(demo.Fault{Method: "file", Delay: time.Minute})
		for i, in := range ins {
			if in.Album == "" || in.Album != ins[0].Album {
				t.Errorf("part %d is of album %q", i, in.Album)
			}
			w.put(fetchOut(in, fmt.Sprintf("1-%d", i+1)))
		}
		w.send(show(chat, "One"), topicOut("case-1-1", "P0"), post("case-1-1", "card-1-1", "card"))
		w.sees(p, "One")
		w.same("the topic holds", w.topicTexts("P0"), []string{"card"})
		w.send(box.Out{Chat: chat, Urgency: box.Hide, Verb: box.Clear, Ref: "screen", Text: "Hello"})
		w.sees(p, "Hello")
		pass(10 * time.Minute)
		if n := len(w.ins()); n != 10 || len(s.kept) != 10 {
			t.Errorf("%d came back, %d kept", n, len(s.kept))
		}
	})
}

func TestPictureIsOurOwnBytes(t *testing.T) {
	s := &shelf{small: []byte("a small clean picture")}
	play(t, options{set: s.set}, func(t *testing.T, w *world) {
		picture := box.Out{Chat: Staff, Urgency: box.Digest, Verb: box.Picture, Thread: "case-1-1", Ref: "said-1-file", Piece: "1-1",
			Text: "File 1", Buttons: [][]box.Button{{{Label: "Original", Data: "?original.1.1"}}}}
		w.send(topicOut("case-1-1", "P0"), picture)
		m := w.group.Topics()[0].Messages[1] // the first tells of the topic
		if m.File == nil || m.File.Kind != "photo" || string(w.srv.Bytes(m.File)) != "a small clean picture" || m.Text != "File 1" || len(m.Buttons) != 1 {
			t.Fatalf("%+v", m)
		}
		sam := w.group.Member("WITHHELD")
		if _, err := sam.Reply(m.ID, "/r hello"); err != nil {
			t.Fatal(err)
		}
		if in := w.one(box.Text); in.Reply != "said-1-file" {
			t.Errorf("the answer is to %q", in.Reply)
		}
		s.small = nil
		picture.Ref = "said-2-file"
		w.send(picture)
		w.same("without a picture the topic holds", w.topicTexts("P0"), []string{"File 1", "File 1"})
		s.small = []byte("refused")
		w.srv.Fail(demo.Fault{Method: "sendPhoto", Status: 400, Body: "Bad Request: IMAGE_PROCESS_FAILED"})
		picture.Ref = "said-3-file"
		w.send(picture)
		w.same("of a refused picture the topic holds", w.topicTexts("P0"), []string{"File 1", "File 1", "File 1"})
	})
}

func TestOriginalAndPaper(t *testing.T) {
	data := sample(2 << 20)
	s := &shelf{kept: map[string][]byte{"1-1": data}}
	play(t, options{budgets: true, set: s.set}, func(t *testing.T, w *world) {
		original := box.Out{Chat: Staff, Urgency: box.Reply, Verb: box.Original, Thread: "case-1-1", Piece: "1-1", Name: "rose-1.pdf", Text: "The original"}
		paper := box.Out{Chat: Staff, Urgency: box.Reply, Verb: box.Sheet, Thread: "case-1-1", Name: "rose-files.txt", Text: "The list", Quote: "File 1\n"}
		w.send(topicOut("case-1-1", "P0"))
		w.srv.Fail(demo.Fault{Method: "sendDocument", Times: 1, Status: 502, NotJSON: true})
		w.send(original)
		pass(time.Minute)
		w.send(paper)
		list := w.group.Topics()[0].Messages[1:] // the first tells of the topic
		if len(list) != 2 {
			t.Fatalf("%d messages; log:\n%s", len(list), w.logs)
		}
		if m := list[0]; m.Text != "The original" || m.File.Name != "rose-1.pdf" || !bytes.Equal(w.srv.Bytes(m.File), data) {
			t.Errorf("%+v", m)
		}
		if m := list[1]; m.Text != "The list" || m.File.Name != "rose-files.txt" || string(w.srv.Bytes(m.File)) != "File 1\n" {
			t.Errorf("%+v", m)
		}
		original.Piece = "1-2"
		w.send(original)
		if in := w.one(box.Refused); in.Undelivered == nil || in.Undelivered.Piece != "1-2" {
			t.Errorf("%+v", in)
		}
	})
}

// Only who pressed may see the answer, and the channel must not take it away by an answer of its own.
func TestAlert(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		sam, noor := w.group.Member("WITHHELD"), w.group.Member("WITHHELD too")
		o := post("", "said-1-file", "File 1")
		o.Buttons = [][]box.Button{{{Label: "Place", Data: "?place.1.1"}, {Label: "Take", Data: "claim.1."}}}
		w.send(o)
		m := w.group.Messages(0)[0]
		if err := sam.Press(m.ID, "Place"); err != nil {
			t.Fatal(err)
		}
		in := w.one(box.Press)
		if in.Query == "" || len(sam.Answers()) != 0 {
			t.Fatalf("query %q, answers %v", in.Query, sam.Answers())
		}
		long := strings.Repeat("á", 300)
		alert := box.Out{Chat: Staff, Urgency: box.HandOff, Verb: box.Alert, Query: in.Query, Text: long}
		w.send(alert)
		w.send(alert) // once more: too late, and no harm
		if list := sam.Answers(); len(list) != 1 || list[0].Text != long[:len("á")*alertMax] || !list[0].Alert || len(noor.Answers()) != 0 {
			t.Errorf("%v, the other sees %v", list, noor.Answers())
		}
		if err := noor.Press(m.ID, "Take"); err != nil {
			t.Fatal(err)
		}
		if in := w.one(box.Press); in.Query != "" || len(noor.Answers()) != 1 || noor.Answers()[0].Text != "" {
			t.Errorf("another press waits for an answer: %+v %v", in, noor.Answers())
		}
		if n := w.outbox(); n != 0 {
			t.Errorf("%d left in the outbox", n)
		}
	})
}
