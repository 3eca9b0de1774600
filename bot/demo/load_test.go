package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestManyAtOnce(t *testing.T) {
	s, b := start(t, Options{History: 20})
	g := s.Group("Staff", true)
	topic := b.topic(g.ID(), "Case")
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			p := s.Person(fmt.Sprint("Person ", i), "en")
			for n := range 20 {
				p.Send("hello")
				id := b.send(p.ID(), "answer", keys("x"))
				if err := p.Press("x"); err != nil {
					t.Error(err)
				}
				b.must("editMessageText", dict{"chat_id": p.ID(), "message_id": id, "text": fmt.Sprint("edit ", n)}, nil)
				b.send(g.ID(), "card", dict{"message_thread_id": topic})
				p.Messages()
				g.Topics()
				s.forPage()
			}
		})
	}
	done := make(chan int)
	go func() {
		offset, n := int64(0), 0
		for n < 20*20*2+1 {
			list := b.updates(dict{"offset": offset, "timeout": 50})
			for _, u := range list {
				offset = u.ID + 1
			}
			n += len(list)
		}
		done <- n
	}()
	all.Wait()
	if n := <-done; n != 801 {
		t.Errorf("%d updates, want 801", n)
	}
	if got := s.Refusals(); len(got) != 0 {
		t.Errorf("refusals: %+v", got[0])
	}
}

// BenchmarkSend is one message of a person, fetched, and one answer of the bot, over the loopback network.
func BenchmarkSend(b *testing.B) {
	s := New(Options{History: 20})
	defer s.Close()
	api := httptest.NewServer(s)
	defer api.Close()
	base := api.URL + "/bot" + s.Token() + "/"
	people := make([]*Person, 200)
	for i := range people {
		people[i] = s.Person("Person", "en")
	}
	call := func(method, body string) []byte {
		resp, err := http.Post(base+method, "application/json", strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body) // to the end, so that the connection is used again
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	offset := int64(0)
	for i := 0; b.Loop(); i++ {
		p := people[i%len(people)]
		p.Send("hello")
		call("sendMessage", fmt.Sprintf(`{"chat_id":%d,"text":"answer"}`, p.ID()))
		if i%100 != 99 {
			continue
		}
		var out struct {
			Result []struct {
				ID int64 `json:"update_id"`
			} `json:"result"`
		}
		if err := json.Unmarshal(call("getUpdates", fmt.Sprintf(`{"offset":%d}`, offset)), &out); err != nil {
			b.Fatal(err)
		}
		offset = out.Result[len(out.Result)-1].ID + 1
	}
}

// serve has the server answer one call, without a network.
func serve(b *testing.B, s *Server, method, body string) []byte {
	b.Helper()
	r := httptest.NewRequest(http.MethodPost, "/bot"+s.Token()+"/"+method, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatal(w.Body)
	}
	return w.Body.Bytes()
}

// BenchmarkServe is what one call costs the server; the test's own request and recorder are counted with it.
func BenchmarkServe(b *testing.B) {
	b.Run("sendMessage", func(b *testing.B) {
		s := New(Options{History: 3, Log: 100})
		defer s.Close()
		mary := s.Person("Mary", "en")
		mary.Send("hello")
		var rows []string
		for i := range 12 {
			rows = append(rows, fmt.Sprintf(`[{"text":"%d  Choice number %[1]d","callback_data":"s:17:choice_%[1]d"}]`, i))
		}
		body := fmt.Sprintf(`{"chat_id":"%d","text":"<b>Where are you?</b>\n\nYou can also type a number. Hide: /hide",`+
			`"parse_mode":"HTML","link_preview_options":{"is_disabled":true},"reply_markup":{"inline_keyboard":[%s]}}`,
			mary.ID(), strings.Join(rows, ","))
		b.ReportAllocs()
		for b.Loop() {
			serve(b, s, "sendMessage", body)
		}
	})
	b.Run("getUpdates", func(b *testing.B) {
		s := New(Options{History: 3, Log: 100})
		defer s.Close()
		mary := s.Person("Mary", "en")
		b.ReportAllocs()
		for offset := 100_000_001; b.Loop(); offset++ {
			mary.Send("1")
			serve(b, s, "getUpdates", fmt.Sprintf(`{"offset":%d,"timeout":10,"allowed_updates":["message","callback_query"]}`, offset))
		}
	})
}
