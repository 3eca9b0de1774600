package telegram

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// instant answers every call at once, as Telegram answers: with the whole message that was sent.
type instant struct{ last atomic.Int64 }

func (n *instant) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	if strings.HasSuffix(r.URL.Path, "/getUpdates") {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	body := fmt.Sprintf(`{"ok":true,"result":{"message_id":%d,"from":{"id":4242,"is_bot":true,"first_name":"Harbour","username":"harbour_bot"},`+
		`"chat":{"id":1,"first_name":"M","type":"private"},"date":1790000000,"text":"Text","reply_markup":{"inline_keyboard":`+
		`[[{"text":"Yes","callback_data":"y"}],[{"text":"No","callback_data":"n"}]]}}}`, n.last.Add(1))
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func bench(b *testing.B, web http.RoundTripper) (*Transport, store.Store) {
	st := storetest.Open(b)
	tr := &Transport{Token: demo.DefaultToken, Box: box.New(st), Store: st, Web: web, Log: slog.New(slog.DiscardHandler)}
	return tr, st
}

// BenchmarkSend sends a new screen to each of a thousand chats in turn.
func BenchmarkSend(b *testing.B) { benchmarkSend(b, true) }

// BenchmarkRedraw changes the screen of each of a thousand chats in turn.
func BenchmarkRedraw(b *testing.B) { benchmarkSend(b, false) }

func benchmarkSend(b *testing.B, fresh bool) {
	tr, st := bench(b, new(instant))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- tr.Run(ctx) }()
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; {
		err := st.Update(ctx, func(tx store.Tx) error {
			for range min(64, b.N-i) {
				out := box.Out{Chat: box.Chat(fmt.Sprint("tg/", 1+i%1000)), Urgency: box.Reply, Verb: box.Show, Ref: "screen", Fresh: fresh, Text: fmt.Sprint("Text ", i),
					Buttons: [][]box.Button{{{Label: "Yes", Data: "y"}}, {{Label: "No", Data: "n"}}}}
				if err := tr.Box.Send(tx, out); err != nil {
					return err
				}
				i++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for left := 1; left > 0; {
		err := st.View(ctx, func(tx store.Tx) error {
			left = 0
			return tx.Scan(store.Outbox, nil, nil, func(_, _ []byte) error { left++; return store.ErrStop })
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
}

// BenchmarkTake takes full batches of messages from a thousand chats.
func BenchmarkTake(b *testing.B) {
	tr, _ := bench(b, new(instant))
	b.ReportAllocs()
	for i := 0; i < b.N; {
		var arrivals []arrival
		for range min(batch, b.N-i) {
			i++
			arrivals = append(arrivals, tr.decode(fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"date":1790000000,`+
				`"from":{"id":%d,"is_bot":false,"first_name":"M","language_code":"en"},"chat":{"id":%d,"first_name":"M","type":"private"},"text":"hello"}}`,
				i, i, 1+i%1000, 1+i%1000)))
		}
		if err := tr.take(b.Context(), arrivals, int64(i)+1); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStartInASurge has a person wait for a screen at a start, while what 500 new cases have to tell staff waits for a group that
// takes 20 messages a minute: beside a start at which nothing else waits.
func BenchmarkStartInASurge(b *testing.B) {
	for b.Loop() {
		one, all := startBehind(b, 0), startBehind(b, 500)
		b.ReportMetric(float64(all.Microseconds())/1000, "surge-ms")
		b.ReportMetric(float64(all)/float64(one), "ratio")
	}
}

// startBehind is how long it takes from the start until a person has a screen, while so many cases wait.
func startBehind(b *testing.B, cases int) time.Duration {
	b.Helper()
	web := &watched{RoundTripper: new(instant), came: make(chan struct{}, 1)}
	tr, st := bench(b, web)
	tr.StaffChat = -1001
	send := func(outs ...box.Out) {
		err := st.Update(b.Context(), func(tx store.Tx) error {
			for _, o := range outs {
				if err := tr.Box.Send(tx, o); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	words := strings.Repeat("What the person has answered so far. ", 40)
	for i := range cases {
		thread := box.Ref(fmt.Sprint("case/", i))
		send(topicOut(thread, "Case"), post(thread, "card/"+thread, words), box.Out{Chat: Staff, Verb: box.Pin, Thread: thread, Ref: "card/" + thread, Urgency: box.Digest},
			post(thread, "news/"+thread, words))
		for range 10 {
			for _, what := range []box.Ref{"card/", "news/"} {
				o := post(thread, what+thread, words)
				o.Verb, o.Urgency = box.Edit, box.Digest
				send(o)
			}
		}
	}
	send(show("tg/1", "Screen"))
	tr.Box = box.New(st)
	begin := time.Now()
	if err := tr.Box.Load(b.Context()); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- tr.Run(ctx) }()
	<-web.came
	took := time.Since(begin)
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	return took
}

// watched tells of the first call that makes a message for the person with the number 1.
type watched struct {
	http.RoundTripper
	came chan struct{}
}

func (c *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/sendMessage") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(body, []byte(`"chat_id":1,`)) {
			select {
			case c.came <- struct{}{}:
			default:
			}
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return c.RoundTripper.RoundTrip(r)
}
