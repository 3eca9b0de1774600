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
