package demo

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// receiver takes deliveries as a bot would, and refuses those that refuse says.
type receiver struct {
	took   chan string // "<secret> <text or data>"
	at     []time.Time
	refuse func(text string, attempt int) (int, string)
	tried  map[string]int
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	var u struct {
		Message  struct{ Text string }
		Callback struct{ Data string } `json:"callback_query"`
	}
	if err := json.NewDecoder(req.Body).Decode(&u); err != nil {
		return nil, err
	}
	text := u.Message.Text + u.Callback.Data
	r.tried[text]++
	r.at = append(r.at, time.Now())
	status, after := http.StatusOK, ""
	if r.refuse != nil {
		status, after = r.refuse(text, r.tried[text])
	}
	if status == http.StatusOK {
		r.took <- req.Header.Get("X-Telegram-Bot-Api-Secret-Token") + " " + text
	}
	head := http.Header{}
	if after != "" {
		head.Set("Retry-After", after)
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: head, Body: io.NopCloser(strings.NewReader(""))}, nil
}

func TestTheWebhookInsistsAndKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{took: make(chan string, 100), tried: map[string]int{}}
		r.refuse = func(text string, attempt int) (int, string) {
			if text == "b" && attempt <= 3 {
				return http.StatusServiceUnavailable, ""
			}
			return http.StatusOK, ""
		}
		s, b := start(t, Options{Deliver: r})
		defer s.Close()
		mary := s.Person("Mary", "en")
		mary.Send("a") // waits from before
		if got := b.call("setWebhook", dict{"url": "https://example.org/", "secret_token": "S-1"}); got.Description != "Webhook was set" {
			t.Fatalf("setWebhook: %+v", got)
		}
		synctest.Wait()
		mary.Send("b")
		mary.Send("c")
		synctest.Wait()
		for _, want := range []string{"S-1 a", "S-1 b", "S-1 c"} {
			if got := <-r.took; got != want {
				t.Errorf("delivered %q, want %q", got, want)
			}
		}
		// The first retry comes at once, then after two and four seconds.
		var gaps []time.Duration
		for i := 2; i < len(r.at); i++ {
			gaps = append(gaps, r.at[i].Sub(r.at[i-1]))
		}
		if want := []time.Duration{0, 2 * time.Second, 4 * time.Second, 0}; !slices.Equal(gaps, want) {
			t.Errorf("pauses %v, want %v", gaps, want)
		}
		synctest.Wait()
		var info struct {
			URL     string
			Pending int    `json:"pending_update_count"`
			Err     string `json:"last_error_message"`
		}
		b.must("getWebhookInfo", nil, &info)
		if info.URL != "https://example.org/" || info.Pending != 0 || info.Err != "Wrong response from the webhook: Service Unavailable" {
			t.Errorf("info: %+v", info)
		}
	})
}

func TestOneChatDoesNotHoldUpAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{took: make(chan string, 100), tried: map[string]int{}}
		r.refuse = func(text string, attempt int) (int, string) {
			if text == "stuck" && attempt == 1 {
				return http.StatusTooManyRequests, "600"
			}
			return http.StatusOK, ""
		}
		s, b := start(t, Options{Deliver: r})
		defer s.Close()
		b.must("setWebhook", dict{"url": "https://example.org/"}, nil)
		mary, john := s.Person("Mary", "en"), s.Person("John", "en")
		mary.Send("stuck")
		synctest.Wait()
		john.Send("free")
		if got := <-r.took; got != " free" {
			t.Errorf("first: %q", got)
		}
		begun := time.Now()
		if got := <-r.took; got != " stuck" || time.Since(begun) != 10*time.Minute {
			t.Errorf("then: %q after %v", got, time.Since(begun))
		}
	})
}

func TestWhatTheWebhookDidNotDeliverCanBeFetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{took: make(chan string, 100), tried: map[string]int{}}
		r.refuse = func(string, int) (int, string) { return http.StatusInternalServerError, "" }
		s, b := start(t, Options{Deliver: r})
		defer s.Close()
		b.must("setWebhook", dict{"url": "https://example.org/"}, nil)
		mary := s.Person("Mary", "en")
		mary.Send("a")
		mary.Send("b")
		synctest.Wait()
		b.must("deleteWebhook", nil, nil)
		if got := texts(b.updates(nil)); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("left: %v", got)
		}
	})
}
