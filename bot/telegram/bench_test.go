package telegram

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

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
