package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store/storetest"
)

func TestUpdatesAreTakenOnce(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p := w.srv.Person("WITHHELD", "")
		w.srv.DuplicateUpdates(true)
		p.Send("one")
		p.Send("two")
		list := w.ins()
		if len(list) != 2 || list[0].Text != "one" || list[1].Text != "two" {
			t.Fatalf("came in: %+v", list)
		}
		w.srv.JumpUpdateID(1000) // as after a quiet week
		p.Send("three")
		if in := w.one(box.Text); in.Text != "three" {
			t.Errorf("after the jump: %+v", in)
		}
		w.restart(options{})
		p.Send("four")
		if in := w.one(box.Text); in.Text != "four" {
			t.Errorf("after the restart: %+v", in)
		}
	})
}

func TestWhatCannotBeReadIsKeptAndHoldsNothingUp(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		w.srv.Push("message", `{"message_id":"x","chat":{"id":`+fmt.Sprint(p.ID())+`},"text":5}`)
		w.srv.Push("message", `7`)
		p.SendUnknown()
		p.Send("fine")
		list := w.ins()
		if len(list) != 4 {
			t.Fatalf("came in: %+v", list)
		}
		for i, in := range list[:3] {
			if in.Kind != box.Strange || len(in.Raw) == 0 || in.Update == "" || (in.Chat == chat) != (i != 1) {
				t.Errorf("%d: %+v", i, in)
			}
		}
		if list[3].Text != "fine" {
			t.Errorf("last: %+v", list[3])
		}
	})
}

func TestPollingGoesOnAfterFailures(t *testing.T) {
	for name, f := range map[string]demo.Fault{
		"page of a proxy": {NotJSON: true},
		"server error":    {Status: 500},
		"too many":        {RetryAfter: 3},
		"too many, bare":  {Status: 429},
		"reset":           {Reset: true},
		"lost answer":     {After: true, Reset: true},
		"empty":           {NotJSON: true, Status: 200},
		"no result":       {Status: 200, Body: `{"ok":true}`},
		"not a list":      {Status: 200, Body: `{"ok":true,"result":{}}`},
		"unauthorized":    {Status: 401},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, options{}, func(t *testing.T, w *world) {
				p := w.srv.Person("WITHHELD", "")
				f.Method = "getUpdates"
				w.srv.Fail(f)
				pass(time.Minute)
				before := strings.Count(w.logs.String(), "poll failed")
				p.Send("hello")
				pass(5 * time.Minute)
				if n := strings.Count(w.logs.String(), "poll failed") - before; n < 9 || n > 60 {
					t.Errorf("%d polls in five minutes of failures", n)
				}
				w.srv.ClearFaults()
				pass(2 * longestPause)
				if in := w.one(box.Text); in.Text != "hello" {
					t.Errorf("came in: %+v", in)
				}
			})
		})
	}
}

func TestAWebhookInTheWayIsRemoved(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		c, err := w.tr.client(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.call("setWebhook", map[string]any{"url": "https://thief.example/hook"}, nil); err != nil {
			t.Fatal(err)
		}
		p := w.srv.Person("WITHHELD", "")
		p.Send("hello")
		pass(time.Minute)
		if ins := w.ins(); len(ins) != 2 || ins[0].Text != noticeTurned || ins[1].Text != "hello" {
			t.Errorf("came in: %+v", ins)
		}
		if !strings.Contains(w.logs.String(), "a webhook takes the updates") {
			t.Errorf("log: %s", w.logs)
		}
	})
}

func TestAFullInboxLeavesTheRestWithTelegram(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p := w.srv.Person("WITHHELD", "")
		for i := range fullInbox + 500 {
			p.Send(fmt.Sprint(i))
		}
		pass(time.Minute)
		if n, _ := w.box.Waiting(); n <= fullInbox-batch || n > fullInbox+batch {
			t.Errorf("%d wait", n)
		}
		for n := 0; n < fullInbox+500; {
			n += len(w.ins())
			pass(time.Second)
		}
		if n := w.srv.Pending(); n != 0 {
			t.Errorf("%d still at the server", n)
		}
	})
}

func TestEveryKindOfMessage(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, chat := w.person()
		for _, c := range []struct {
			name string
			send func() int
			want box.In
		}{
			{"text", func() int { return p.Send("a <b> &lt;") }, box.In{Kind: box.Text, Text: "a <b> &lt;"}},
			{"start", func() int { return p.Send("/start abc") }, box.In{Kind: box.Text, Text: "/start abc"}},
			{"photo", func() int { return p.SendPhoto("look") }, box.In{Kind: box.Attached, Text: "look", File: &box.File{Kind: "photo"}}},
			{"document", func() int { return p.SendDocument("a.pdf", []byte("%PDF")) }, box.In{Kind: box.Attached, File: &box.File{Kind: "document"}}},
			{"voice", p.SendVoice, box.In{Kind: box.Attached, File: &box.File{Kind: "voice"}}},
			{"video", func() int { return p.SendVideo("v") }, box.In{Kind: box.Attached, Text: "v", File: &box.File{Kind: "video"}}},
			{"sticker", p.SendSticker, box.In{Kind: box.Attached, File: &box.File{Kind: "sticker"}}},
			{"location", func() int { return p.SendLocation(11.5, 104.9) }, box.In{Kind: box.Pinned, Place: &box.Point{Lat: 11.5, Lon: 104.9}}},
			{"contact", func() int { return p.SendContact("+85512345678", false) }, box.In{Kind: box.Attached, File: &box.File{Kind: "contact"}}},
		} {
			id := c.send()
			in := w.one(c.want.Kind)
			if in.Chat != chat || in.Ref != messageRef(int64(id)) || in.Raw != nil || in.From != (box.Actor{}) || in.Update == "" || in.At.IsZero() {
				t.Errorf("%s: %+v", c.name, in)
			}
			if c.name == "contact" {
				if !strings.Contains(in.Text, "+85512345678") || in.File.ID != "" {
					t.Errorf("contact: %+v", in)
				}
				continue
			}
			if in.Text != c.want.Text || (in.File == nil) != (c.want.File == nil) || (in.Place == nil) != (c.want.Place == nil) {
				t.Errorf("%s: %+v", c.name, in)
			}
			if in.File != nil && (in.File.Kind != c.want.File.Kind || in.File.ID == "") || in.Place != nil && *in.Place != *c.want.Place {
				t.Errorf("%s: file %+v, place %+v", c.name, in.File, in.Place)
			}
		}
	})
}

func TestAlbumsEditsAndBlocks(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		p, _ := w.person()
		ids := p.SendAlbum(3)
		album := w.ins()
		if len(album) != 3 || album[0].Album == "" || album[0].Album != album[2].Album || album[2].Ref != messageRef(int64(ids[2])) {
			t.Errorf("album: %+v", album)
		}
		id := p.Send("first")
		w.ins()
		if err := p.Edit(id, "second"); err != nil {
			t.Fatal(err)
		}
		if in := w.one(box.Edited); in.Text != "second" || in.Ref != messageRef(int64(id)) {
			t.Errorf("edited: %+v", in)
		}
		p.Block()
		w.one(box.Blocked)
		p.Unblock()
		w.one(box.Unblocked)
	})
}

// TestDecode holds the kinds of update that the local server does not make.
func TestDecode(t *testing.T) {
	tr := &Transport{Token: testToken, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	tr.self.Store(&self{ID: 4242, Username: "HarbourBot"})
	tr.staff.Store(-100)
	const private, staff = `"chat":{"id":7,"type":"private"}`, `"chat":{"id":-100,"type":"supergroup"}`
	const mary = `"from":{"id":7,"first_name":"Mary","username":"mary","language_code":"en"}`
	for _, c := range []struct{ name, update, want string }{
		{"venue", `"message":{"message_id":1,"date":1,` + private + `,` + mary + `,"location":{"latitude":1,"longitude":2},"venue":{"location":{"latitude":1,"longitude":2},"title":"Hotel","address":"Road 1"}}`, "pinned Hotel\nRoad 1"},
		{"dice", `"message":{"message_id":1,"date":1,` + private + `,"dice":{"emoji":"🎲","value":3}}`, "text 🎲"},
		{"poll", `"message":{"message_id":1,"date":1,` + private + `,"poll":{"id":"1"}}`, "strange "},
		{"animation", `"message":{"message_id":1,"date":1,` + private + `,"animation":{"file_id":"a"},"document":{"file_id":"d"}}`, "attached  animation a"},
		{"video note", `"message":{"message_id":1,"date":1,` + private + `,"video_note":{"file_id":"n"}}`, "attached  note n"},
		{"timer", `"message":{"message_id":1,"date":1,` + private + `,"message_auto_delete_timer_changed":{}}`, ""},
		{"command to us", `"message":{"message_id":1,"date":1,` + staff + `,` + mary + `,"text":"/r@harbourbot go on"}`, "text /r go on from 7 Mary"},
		{"command to another", `"message":{"message_id":1,"date":1,` + staff + `,` + mary + `,"text":"/r@otherbot x"}`, "text /r@otherbot x from 7 Mary"},
		{"anonymous admin", `"message":{"message_id":1,"date":1,` + staff + `,"from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"sender_chat":{"id":-100},"text":"/close"}`, "text /close anonymous"},
		{"linked channel", `"message":{"message_id":1,"date":1,` + staff + `,"from":{"id":777000,"first_name":"Telegram"},"sender_chat":{"id":-200},"text":"x"}`, "text x anonymous"},
		{"forwarded", `"message":{"message_id":1,"date":1,` + staff + `,` + mary + `,"forward_origin":{"type":"user"},"text":"/close"}`, "text /close from  Mary"},
		{"bot", `"message":{"message_id":1,"date":1,` + staff + `,"from":{"id":9,"is_bot":true,"first_name":"B"},"text":"x"}`, "text x from  B"},
		{"joined", `"message":{"message_id":1,"date":1,` + staff + `,` + mary + `,"new_chat_members":[{"id":8}]}`, ""},
		{"foreign group", `"message":{"message_id":1,"date":1,"chat":{"id":-5,"type":"group"},"text":"x"}`, "leave"},
		{"foreign channel", `"my_chat_member":{"chat":{"id":-5,"type":"channel"},"from":{"id":7},"date":1,"new_chat_member":{"status":"administrator","user":{"id":4242}}}`, "leave"},
		{"left a group", `"my_chat_member":{"chat":{"id":-5,"type":"group"},"from":{"id":7},"date":1,"new_chat_member":{"status":"left","user":{"id":4242}}}`, ""},
		{"foreign press", `"callback_query":{"id":"1","from":{"id":7},"message":{"message_id":1,"chat":{"id":-5,"type":"group"}},"data":"x"}`, "leave"},
		{"old press", `"callback_query":{"id":"1","from":{"id":7},"message":{"message_id":1,"date":0,` + private + `},"data":"x"}`, "press x"},
		{"press without message", `"callback_query":{"id":"1","from":{"id":7},"data":"x"}`, "press x"},
		{"staff press", `"callback_query":{"id":"1",` + mary + `,"message":{"message_id":1,"date":1,` + staff + `},"data":"x"}`, "press x from 7 Mary"},
		{"reaction", `"message_reaction":{` + private + `,"message_id":1}`, "strange "},
		{"channel post", `"channel_post":{"message_id":1,"chat":{"id":-5,"type":"channel"},"text":"x"}`, ""},
		{"member left", `"chat_member":{` + staff + `,"from":{"id":7},"date":1,"new_chat_member":{"status":"left","user":{"id":8}}}`, ""},
		{"message id 0", `"message":{"message_id":0,"date":1,` + private + `,"text":"x"}`, "text x"},
		{"huge number", `"message":{"message_id":1e300,"date":1,` + private + `,"text":"x"}`, "strange "},
		{"nothing", `"x":1`, "strange "},
	} {
		raw := `{"update_id":5,` + c.update + `}`
		a := tr.decode(json.RawMessage(raw))
		if got := describe(a); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		beside := `{"update_id":6,"message":{"message_id":3,"date":1,` + private + `,"text":"beside"}}`
		all, err := tr.arrivals([]byte(`{"ok":true,"result":[` + raw + `,` + beside + `]}`))
		if err != nil || len(all) != 2 || describe(all[0]) != c.want || describe(all[1]) != "text beside" {
			t.Errorf("%s, in one poll with another: %d arrivals, %v", c.name, len(all), err)
		} else if all[0].in != nil && all[0].in.Kind == box.Strange && string(all[0].in.Raw) != raw {
			t.Errorf("%s, in one poll with another: it is kept as %s", c.name, all[0].in.Raw)
		}
		if a.id == nil || *a.id != 5 {
			t.Errorf("%s: the update's id is lost", c.name)
		}
		if a.message == 0 && strings.Contains(c.update, private) && a.in != nil && a.in.Kind != box.Strange && c.name != "message id 0" {
			t.Errorf("%s: cannot be erased", c.name)
		}
	}
}

func describe(a arrival) string {
	if a.leave {
		return "leave"
	}
	if a.in == nil {
		return ""
	}
	s := string(a.in.Kind) + " " + a.in.Text
	if f := a.in.File; f != nil {
		s += " " + f.Kind + " " + f.ID
	}
	if a.in.From.Anonymous {
		s += " anonymous"
	} else if a.in.From.Name != "" {
		s += " from " + a.in.From.ID + " " + a.in.From.Name
	}
	return s
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"update_id":1,"message":{"message_id":1,"chat":{"id":7},"text":"x"}}`))
	f.Add([]byte(`{"update_id":"1","message":[]}`))
	f.Add([]byte(strings.Repeat("[", 10_000)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tr := &Transport{Token: testToken}
		tr.staff.Store(-100)
		if a := tr.decode(raw); a.in != nil && a.in.Update == "" {
			t.Errorf("%q came in without an id", raw)
		}
	})
}

func TestStaffGroup(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		anna := w.group.Admin("Anna")
		w.send(
			box.Out{Chat: Staff, Verb: box.Topic, Thread: "case/1", Text: "Case 1"},
			box.Out{Chat: Staff, Verb: box.Post, Thread: "case/1", Ref: "card/1", Text: "Card"},
		)
		topic := w.group.Topics()[0]
		if list := w.ins(); len(list) != 0 {
			t.Fatalf("what the bot did came in: %+v", list)
		}
		say := func(in int, err error) int {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return in
		}
		say(anna.Say(topic.ID, "a note"))
		if in := w.one(box.Text); in.Chat != Staff || in.Thread != "case/1" || in.Reply != "" || in.From.ID != fmt.Sprint(anna.ID()) || in.From.Name != "Anna" || in.Lang != "" {
			t.Errorf("note: %+v", in)
		}
		card := topic.Messages[len(topic.Messages)-1]
		say(anna.Reply(card.ID, "to her"))
		if in := w.one(box.Text); in.Thread != "case/1" || in.Reply != "card/1" {
			t.Errorf("reply: %+v", in)
		}
		say(anna.Say(0, "general"))
		if in := w.one(box.Text); in.Thread != "" {
			t.Errorf("general: %+v", in)
		}
		say(anna.SayAnonymous(topic.ID, "/close"))
		if in := w.one(box.Text); in.From != (box.Actor{Anonymous: true}) {
			t.Errorf("anonymous: %+v", in.From)
		}
	})
}

func TestOurNameIsTakenOffCommandsAtOnce(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		anna := w.group.Member("Anna")
		w.halt()
		if _, err := anna.Say(0, "/help@"+w.tr.me().Username); err != nil {
			t.Fatal(err)
		}
		w.srv.Fail(demo.Fault{Method: "getMe", NotJSON: true})
		w.restart(options{})
		if in := w.one(box.Text); in.Text != "/help" {
			t.Errorf("came in: %+v", in)
		}
		if w.tr.Heard().IsZero() {
			t.Error("the server was never heard")
		}
	})
}

func TestUnknownGroupsAreLeft(t *testing.T) {
	play(t, options{}, func(t *testing.T, w *world) {
		other := w.srv.Group("Other", false)
		if _, err := other.Member("Eve").Say(0, "/start"); err != nil {
			t.Fatal(err)
		}
		if list := w.ins(); len(list) != 0 {
			t.Errorf("came in: %+v", list)
		}
		if n := w.srv.Calls("leaveChat"); n != 1 {
			t.Errorf("left %d times", n)
		}
	})
}

func TestCheck(t *testing.T) {
	srv := demo.New(demo.Options{Token: testToken, Deliver: nowhere{}})
	defer srv.Close()
	tr := func(token, url string) *Transport {
		return &Transport{Token: token, URL: url, Web: srv.Transport(), Box: new(box.Box), Store: nobody{}, Log: slog.New(slog.DiscardHandler)}
	}
	if err := tr(testToken, "http://api.test").Check(t.Context()); err != nil {
		t.Errorf("good token: %v", err)
	}
	for _, token := range []string{"4242:wrong", "nonsense", "1:2/../x", "", "a b"} {
		err := tr(token, "http://api.test").Check(t.Context())
		if err == nil {
			t.Errorf("token %q passed", token)
		} else if len(token) > 4 && strings.Contains(err.Error(), token) {
			t.Errorf("the error tells the token: %v", err)
		}
	}
	if err := tr("4242:wrong", "http://api.test").Check(t.Context()); !errors.Is(err, ErrToken) {
		t.Errorf("wrong token: %v", err)
	}
	if err := tr(testToken, "api.test").Check(t.Context()); err == nil {
		t.Error("an address without scheme passed")
	}
	srv.Fail(demo.Fault{NotJSON: true})
	if err := tr(testToken, "").Check(context.Background()); err == nil || errors.Is(err, ErrToken) || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("broken server: %v", err)
	}
}

func TestTheFirstPollWaitsForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, dir: t.TempDir(), logs: new(journal)}
		w.srv = demo.New(demo.Options{Token: testToken, Deliver: nowhere{}})
		w.group = w.srv.Group("Desk", true)
		for _, m := range []string{"getMe", "getChat"} {
			w.srv.Fail(demo.Fault{Method: m, Delay: 14 * time.Second})
		}
		w.open(options{})
		w.srv.Person("WITHHELD", "").Send("hello")
		w.run()
		w.one(box.Text)
		w.halt()
		w.srv.Close()
	})
}

// While there is no room for them, updates stay with Telegram.
func TestHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		st := storetest.Open(t)
		tr := &Transport{Token: testToken, Store: st, Box: box.New(st), Hold: func() bool { asked++; return asked < 5 }}
		begun := time.Now()
		tr.holdBack(t.Context())
		if asked != 5 || time.Since(begun) != 4*holdPause {
			t.Errorf("asked %d times in %v", asked, time.Since(begun))
		}
	})
}
