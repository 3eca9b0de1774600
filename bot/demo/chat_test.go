package demo

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDeletingEndsAfterTwoDays(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s, b := start(t, Options{Now: func() time.Time { return now }})
	mary := s.Person("Mary", "en")
	old := mary.Send("old")
	g := s.Group("Staff", true)
	topic := b.topic(g.ID(), "x")
	card := b.send(g.ID(), "card", dict{"message_thread_id": topic})
	now = now.Add(48*time.Hour - time.Second)
	recent := b.send(mary.ID(), "recent")
	other := mary.Send("mine")
	b.must("deleteMessages", dict{"chat_id": mary.ID(), "message_ids": []any{other, "9999"}}, nil)
	now = now.Add(time.Second)
	b.refuses("deleteMessage", dict{"chat_id": mary.ID(), "message_id": old}, "Bad Request: message can't be deleted for everyone")
	b.refuses("deleteMessages", dict{"chat_id": mary.ID(), "message_ids": []int{recent, old}}, "Bad Request: message can't be deleted for everyone")
	if got := mary.Messages(); len(got) != 2 {
		t.Errorf("one message that must stay keeps all: %v", got)
	}
	b.must("deleteMessage", dict{"chat_id": mary.ID(), "message_id": recent}, nil)
	b.must("deleteMessage", dict{"chat_id": g.ID(), "message_id": card}, nil)
	b.refuses("deleteMessage", dict{"chat_id": g.ID(), "message_id": topic}, "Bad Request: message can't be deleted")
}

func TestFilesComeAndGo(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	mary.SendPhoto("my passport")
	doc := mary.SendDocument("list.pdf", []byte("%PDF-1.4 words"))
	album := mary.SendAlbum(3)
	mary.SendVoice()
	mary.SendVideo("")
	mary.SendSticker()
	mary.SendLocation(11.5, 104.9)
	mary.SendContact("+85512345678", true)
	list := b.updates(nil)
	photo, _ := list[0].Message["photo"].([]any)
	size, _ := photo[0].(map[string]any)
	if list[0].Message["caption"] != "my passport" || size["file_id"] == nil {
		t.Fatalf("photo: %+v", list[0].Message)
	}
	if len(album) != 3 || list[2].Message["media_group_id"] == nil || list[2].Message["media_group_id"] != list[4].Message["media_group_id"] {
		t.Errorf("album: %+v", list[2:5])
	}
	for i, field := range []string{"voice", "video", "sticker", "location", "contact"} {
		if list[5+i].Message[field] == nil {
			t.Errorf("no %s in %+v", field, list[5+i].Message)
		}
	}
	info, _ := list[1].Message["document"].(map[string]any)
	var file struct {
		Path string `json:"file_path"`
	}
	b.must("getFile", dict{"file_id": info["file_id"]}, &file)
	resp, err := b.c.Get("http://api.test/file/bot" + s.Token() + "/" + file.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if data, err := io.ReadAll(resp.Body); err != nil || string(data) != "%PDF-1.4 words" {
		t.Errorf("downloaded %q, %v", data, err)
	}
	b.must("sendDocument", dict{"chat_id": mary.ID(), "document": info["file_id"], "caption": "back"}, nil)
	if got := mary.Last(); got.File == nil || got.File.Name != "list.pdf" || got.Text != "back" {
		t.Errorf("sent back: %+v", got)
	}
	b.refuses("sendPhoto", dict{"chat_id": mary.ID(), "photo": info["file_id"]}, "Bad Request: can't use file of type Document as Photo")
	up := "--B\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n" + itoa(mary.ID()) +
		"\r\n--B\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.txt\"\r\n\r\nwords\r\n--B--\r\n"
	if got := b.post("sendDocument", "multipart/form-data; boundary=B", up); !got.OK || mary.Last().File.Name != "a.txt" {
		t.Errorf("upload: %+v", got)
	}
	big := mary.SendDocument("big.bin", make([]byte, maxDownload+1))
	for _, m := range mary.Messages() {
		if m.ID == big {
			b.refuses("getFile", dict{"file_id": m.File.ID}, "Bad Request: file is too big")
		}
	}
	g := s.Group("Staff", true)
	b.must("copyMessage", dict{"chat_id": g.ID(), "from_chat_id": mary.ID(), "message_id": doc}, nil)
	b.must("forwardMessage", dict{"chat_id": g.ID(), "from_chat_id": mary.ID(), "message_id": doc}, nil)
	if got := g.Messages(0); len(got) != 2 || !got[0].Copied || got[0].Forwarded || !got[1].Forwarded || got[0].File.Name != "list.pdf" {
		t.Errorf("copies: %+v", got)
	}
	secret := b.send(mary.ID(), "secret", dict{"protect_content": true})
	b.refuses("copyMessage", dict{"chat_id": g.ID(), "from_chat_id": mary.ID(), "message_id": secret}, "Bad Request: the message can't be copied")
}

func TestEditsOfAPerson(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	id := mary.Send("helo")
	if err := mary.Edit(id, "hello"); err != nil {
		t.Fatal(err)
	}
	own := b.send(mary.ID(), "hi")
	if err := mary.Edit(own, "x"); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a person edited the bot's message: %v", err)
	}
	if list := b.updates(nil); len(list) != 2 || list[1].Edited["text"] != "hello" || list[0].Message["text"] != "helo" {
		t.Errorf("updates: %+v", list)
	}
	mary.Block()
	if err := mary.Edit(id, "x"); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a person edited while the bot was blocked: %v", err)
	}
	mary.Unblock()
	if n := mary.Send(strings.Repeat("x", 5000)); n == 0 || len(mary.Messages()) != 4 {
		t.Errorf("a long text becomes two messages: %d", len(mary.Messages()))
	}
	if n := mary.Send("  \n"); n != 0 {
		t.Error("nothing was sent")
	}
	mary.DeleteChat()
	if got := mary.Messages(); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	if got := mary.Last(); got.ID != 0 {
		t.Errorf("last: %v", got)
	}
}

func TestWaitOther(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	mary.Send("hello")
	first := b.call("sendMessage", dict{"chat_id": mary.ID(), "text": "one"})
	old := mary.Last()
	if old.Text != "one" || !first.OK {
		t.Fatalf("the bot's message is %+v", old)
	}
	mary.Send("again") // her own message is none of the bot's
	other := make(chan Message)
	go func() {
		now, err := mary.WaitOther(soon(t), old)
		if err != nil {
			t.Error(err)
		}
		other <- now
	}()
	b.call("editMessageText", dict{"chat_id": mary.ID(), "message_id": old.ID, "text": "two"})
	if now := <-other; now.ID != old.ID || now.Text != "two" {
		t.Errorf("got %+v", now)
	}
	s.Close()
	if _, err := mary.WaitOther(t.Context(), mary.Last()); !errors.Is(err, ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

func TestWaitForTellsWhatWasThere(t *testing.T) {
	s, _ := start(t, Options{})
	mary := s.Person("Mary", "en")
	mary.Send("hello")
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := mary.WaitFor(ctx, func([]Message) bool { return false })
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "Mary: hello") {
		t.Errorf("error: %v", err)
	}
	s.Close()
	if _, err := mary.WaitFor(t.Context(), func([]Message) bool { return false }); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestHistoryIsCapped(t *testing.T) {
	s, b := start(t, Options{History: 3})
	mary := s.Person("Mary", "en")
	for range 500 {
		mary.Send("x")
	}
	b.send(mary.ID(), "y")
	got := mary.Messages()
	if len(got) != 3 || got[2].Text != "y" || len(mary.chat.messages) != 3 {
		t.Errorf("%d visible, %d kept", len(got), len(mary.chat.messages))
	}
	if n := len(mary.chat.threads[0].slots); n > 200 {
		t.Errorf("%d places for 3 messages", n)
	}
}

func TestTheBotsFace(t *testing.T) {
	s, b := start(t, Options{})
	b.must("setMyCommands", dict{"commands": []dict{{"command": "hide", "description": "Hide this"}}}, nil)
	b.must("setMyCommands", dict{"commands": []dict{{"command": "hide", "description": "Cacher"}}, "language_code": "fr"}, nil)
	b.must("setMyName", dict{"name": "Hafen", "language_code": "de"}, nil)
	var list []command
	b.must("getMyCommands", dict{"language_code": "fr"}, &list)
	if !slices.Equal(list, []command{{"hide", "Cacher"}}) {
		t.Errorf("commands: %v", list)
	}
	b.must("deleteMyCommands", dict{"language_code": "fr"}, nil)
	b.must("getMyCommands", dict{"language_code": "fr"}, &list)
	if len(list) != 0 {
		t.Errorf("deleted commands: %v", list)
	}
	for lang, want := range map[string]string{"de": "Hafen", "en": "Safe Harbour"} {
		var got struct{ Name string }
		b.must("getMyName", dict{"language_code": lang}, &got)
		if got.Name != want {
			t.Errorf("name in %s: %q", lang, got.Name)
		}
	}
	if got := s.forPage().Commands; len(got) != 1 || got[0].Text != "Hide this" {
		t.Errorf("on the page: %v", got)
	}
}
