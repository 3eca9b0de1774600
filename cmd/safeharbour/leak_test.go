package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"safeharbour/bot/demo"
	"safeharbour/bot/store"
)

const (
	// marked stands in everything that a person says, sends and is called. Nobody else says it.
	marked = "Zxqvlantern"
	// markedToken is the bot's token.
	markedToken = "4242:Zxqvtoken_for_nobody"
)

// leaks is two stories and every fault, with marks in all that a person brings.
type leaks struct {
	t       *testing.T
	api     *demo.Server
	group   *demo.Group
	sam     *demo.Member
	persons []*demo.Person
}

// Nothing of a person, and no token, may stand in the log at its most talkative, in metrics or in health, whatever fails.
// The database holds it all, but not to be read without the key.
func TestNothingLeaksInside(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	var persons []*demo.Person
	t.Cleanup(func() { closedDatabase(t, data, persons) }) // when the program has ended
	out := &output{}
	log := slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	old := slog.Default()
	slog.SetDefault(log) // what the libraries print goes here too
	t.Cleanup(func() { slog.SetDefault(old) })
	api := demo.New(demo.Options{Token: markedToken})
	address := freeAddress(t)
	h := newHouseOn(t, api, log, func(c *config) { c.Data, c.HTTP = data, address })
	h.faulty = true
	stop, err := h.app.listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	l := &leaks{t: t, api: api, group: h.group, sam: h.sam}
	l.play()
	persons = l.persons
	l.settled(func() bool { return drained(t, h.app.store) })
	_, metrics := get(t, "http://"+address+"/metrics")
	_, health := get(t, "http://"+address+"/healthz")
	_, ready := get(t, "http://"+address+"/readyz")
	l.silent(map[string]string{"log": out.String(), "metrics": metrics, "health": health, "ready": ready})
	if n := strings.Count(out.String(), "\n"); n < 20 {
		t.Errorf("the log has only %d lines: the faults were not felt", n)
	}
}

// The same with the real program: all that it prints.
func TestNothingLeaksFromTheProcess(t *testing.T) {
	t.Parallel() // most of it is waiting
	api := demo.New(demo.Options{Token: markedToken})
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	t.Cleanup(api.Close)
	l := &leaks{t: t, api: api, group: api.Group("Staff", true)}
	l.sam = l.group.Member("Sam")
	data, address := t.TempDir(), freeAddress(t)
	env, flags := serving(markedToken, server.URL, data, l.group.ID())
	p := start(t, build(t), env, append(flags, "--http", address)...)
	l.play()
	l.settled(func() bool { return true })
	_, metrics := get(t, "http://"+address+"/metrics")
	_, health := get(t, "http://"+address+"/healthz")
	_, ready := get(t, "http://"+address+"/readyz")
	if code, _ := p.stop(); code != exitDone {
		t.Errorf("SIGTERM: exit code %d", code)
	}
	l.silent(map[string]string{"what it prints": p.out.String(), "metrics": metrics, "health": health, "ready": ready})
	closedDatabase(t, data, l.persons)
}

// fractions are numbers with a point. Their last digits can look like the id of a chat, which is a whole number: 0.43700000004.
var fractions = regexp.MustCompile(`[0-9]+\.[0-9]+`)

// silent fails the test for every mark in one of the texts.
func (l *leaks) silent(texts map[string]string) {
	l.t.Helper()
	forbidden := []string{marked, "Zxqv", "for_nobody"}
	for _, p := range l.persons {
		forbidden = append(forbidden, strconv.FormatInt(p.ID(), 10))
	}
	for name, text := range texts {
		for line := range strings.SplitSeq(fractions.ReplaceAllString(text, "?"), "\n") {
			for _, f := range forbidden {
				if strings.Contains(strings.ToLower(line), strings.ToLower(f)) {
					l.t.Errorf("%s holds %q: %s", name, f, line)
				}
			}
		}
	}
}

// closedDatabase judges the bytes on the disk: neither words nor chats can be read in them.
func closedDatabase(t *testing.T, dir string, persons []*demo.Person) {
	t.Helper()
	list := read(t, dir)
	if len(list) == 0 {
		t.Fatal("the data folder is empty")
	}
	for name, data := range list {
		if bytes.Contains(data, []byte("Zxqv")) || bytes.Contains(data, []byte("for_nobody")) {
			t.Errorf("%s holds a mark", name)
		}
		for _, p := range persons {
			id := strconv.FormatInt(p.ID(), 10)
			if bytes.Contains(data, []byte(id)) || bytes.Contains(data, binary.BigEndian.AppendUint64(nil, uint64(p.ID()))) {
				t.Errorf("%s holds a chat id", name)
			}
		}
	}
}

// drained tells whether nothing waits in the store any more.
func drained(t *testing.T, st store.Store) bool {
	return records(t, st, store.Inbox, nil) == 0 && records(t, st, store.Outbox, nil) == 0
}

// settled waits until the program took everything and staff have the marks.
func (l *leaks) settled(done func() bool) {
	l.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		said := 0
		for _, m := range l.group.All() {
			said += strings.Count(m.Text, marked)
		}
		if l.api.Pending() == 0 && said > 3 && done() {
			return
		}
		if time.Now().After(deadline) {
			l.t.Fatalf("the program does not come to rest: %d updates wait, staff see %d marks", l.api.Pending(), said)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// play plays a story for every fault, side by side, and then what happens to the group.
func (l *leaks) play() {
	body := "Bad Request: cannot send \"" + marked + "\" with " + markedToken
	faults := map[string]demo.Fault{
		"none":            {},
		"429":             {RetryAfter: 1, Times: 1},
		"429 without":     {Status: http.StatusTooManyRequests, Body: body, Times: 1},
		"500":             {Status: http.StatusInternalServerError, Body: body, Times: 1},
		"HTML":            {NotJSON: true, Body: "<html>" + body + "</html>", Times: 1},
		"half JSON":       {NotJSON: true, Status: http.StatusOK, Body: `{"ok":true,"result":{"text":"` + marked, Times: 1},
		"reset before":    {Reset: true, Times: 1},
		"reset after":     {Reset: true, After: true, Times: 1},
		"slow":            {Delay: 500 * time.Millisecond, Times: 1},
		"403":             {Status: http.StatusForbidden, Body: "Forbidden: bot was blocked by the user", Times: 1},
		"400":             {Status: http.StatusBadRequest, Body: body, Times: 1},
		"400, other form": {Status: http.StatusBadRequest, Body: `{"ok":false,"error_code":400,"description":"` + marked + `"}`, Times: 1},
	}
	var all sync.WaitGroup
	n := 0
	for name, f := range faults {
		p := l.api.Person(marked+" "+strconv.Itoa(n), "en")
		l.persons = append(l.persons, p)
		story := l.trapped
		if n++; n%2 == 0 {
			story = l.other
		}
		all.Go(func() {
			if err := story(p, f, name != "none"); err != nil {
				l.t.Errorf("%s: %v", name, err)
			}
		})
	}
	all.Wait()
	l.oddUpdates(l.persons[0].ID())
	l.polls(body)
	l.groups(faults)
}

// oddUpdates are updates that nobody can read, or that hold more of a person than others do.
func (l *leaks) oddUpdates(id int64) {
	who := fmt.Sprintf(`{"id":%d,"is_bot":false,"first_name":%q,"last_name":%q,"username":%q}`, id, marked, marked, marked)
	chat := fmt.Sprintf(`{"id":%d,"type":"private","first_name":%q,"username":%q}`, id, marked, marked)
	for kind, body := range map[string]string{
		"message": fmt.Sprintf(`{"message_id":900001,"date":1,"chat":%s,"from":%s,"text":%q,"contact":{"phone_number":%q,"first_name":%q}}`,
			chat, who, marked, marked, marked),
		"edited_message":   `{"text":"` + marked + `"}`,
		"callback_query":   `{"id":5,"data":"` + marked + `"}`,
		"my_chat_member":   `["` + marked + `"]`,
		"hologram":         `{"text":"` + marked + `"}`,
		"message_reaction": `"` + marked + `"`,
	} {
		l.api.Push(kind, body)
	}
	l.api.Push("message", `"`+marked+`"`)
	l.api.Push("message", `{"message_id":"`+marked+`"}`)
}

// polls makes the calls for updates fail.
func (l *leaks) polls(body string) {
	for _, f := range []demo.Fault{{NotJSON: true, Body: body}, {Reset: true}, {Status: http.StatusConflict, Body: body}, {RetryAfter: 1}} {
		f.Method, f.Times = "getUpdates", 1
		l.api.Fail(f)
	}
	l.persons[0].Send(marked + " while polls fail")
}

// groups makes the group fail in each way, moves it, and deletes a topic.
func (l *leaks) groups(faults map[string]demo.Fault) {
	for name, f := range faults {
		if name == "none" || name == "403" {
			continue
		}
		f.Chat, f.Times = l.group.ID(), 1
		l.api.Fail(f)
		l.persons[0].Send(marked + " beside " + name)
	}
	l.group.Migrate()
	l.persons[0].Send(marked + " after the move")
	for _, t := range l.group.Topics() {
		if !t.Deleted {
			_ = l.group.DeleteTopic(t.ID) // it may be gone
			break
		}
	}
	l.persons[0].Send(marked + " after the topic")
}

// trapped is the story of somebody who cannot leave.
func (l *leaks) trapped(p *demo.Person, f demo.Fault, failing bool) error {
	p.Send("/start " + marked)
	steps := []string{"language|English", "chat program|leave my workplace", "safe to answer|Yes", "agree|Yes", "true right now|hurt", "☑|Done"}
	return l.story(p, f, failing, steps)
}

// other is the story of somebody else.
func (l *leaks) other(p *demo.Person, f demo.Fault, failing bool) error {
	p.Send("/start " + marked)
	return l.story(p, f, failing, []string{"language|English", "chat program|Something else", "helper|Yes", "country|Skip", "own words|"})
}

// story plays steps, each a word that must be on the screen and the button to press, and sends marks between them.
func (l *leaks) story(p *demo.Person, f demo.Fault, failing bool, steps []string) error {
	for i, step := range steps {
		words, button, _ := strings.Cut(step, "|")
		if err := l.sees(p, words); err != nil {
			return err
		}
		if failing && i > 0 { // with a language, so that there is something to lose
			again := f
			again.Chat = p.ID()
			l.api.Fail(again)
		}
		if i == 2 {
			p.SendPhoto(marked + " caption")
			p.SendDocument(marked+".pdf", []byte(marked))
			p.SendContact(marked, false)
			_ = p.Edit(p.Send(marked+" typed"), marked+" changed") // it may be erased already
		}
		if button == "" {
			p.Send(marked + " in my own words")
			continue
		}
		if err := press(p, button); err != nil {
			return err
		}
	}
	p.Send("/hide")
	p.Send(marked + " after hide")
	return nil
}

// sees waits for a screen. A screen that got lost on the way is asked for again, as a person would.
func (l *leaks) sees(p *demo.Person, words string) error {
	var err error
	for range 30 {
		ctx, cancel := context.WithTimeout(context.Background(), 1500*time.Millisecond)
		_, err = p.WaitFor(ctx, func([]demo.Message) bool {
			last := p.Last()
			return strings.Contains(last.Text+strings.Join(last.Labels(), " "), words)
		})
		cancel()
		if err == nil {
			return nil
		}
		p.Send("/start")
	}
	return fmt.Errorf("no screen with %q: %w", words, err)
}

// press presses a button of the newest screen.
func press(p *demo.Person, button string) error {
	if err := p.Press(button); err != nil {
		return fmt.Errorf("press %q on %v: %w", button, p.Last(), err)
	}
	return nil
}
