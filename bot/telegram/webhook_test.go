package telegram

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

const testSecret = "0123456789abcdefghijklmnopqrstuv_-"

// untouched is a body that must not be read.
type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func hook(t *testing.T) (*Transport, http.Handler) {
	t.Helper()
	st := storetest.Open(t)
	tr := &Transport{Token: testToken, Store: st, Box: box.New(st), StaffChat: -100, Webhook: "https://bot.example/hook"}
	h, err := tr.Handler(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	return tr, h
}

func hookRequest(method, secret, kind string, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, "/hook", body)
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

func TestWebhookRefusesWeakSecrets(t *testing.T) {
	st := storetest.Open(t)
	for _, secret := range []string{"", "short", strings.Repeat("x", 31), strings.Repeat("x", 257), strings.Repeat("é", 40), testSecret + " ", testSecret + "\n"} {
		tr := &Transport{Token: testToken, Store: st, Box: box.New(st)}
		if _, err := tr.Handler(secret); err == nil {
			t.Errorf("secret %q passed", secret)
		} else if secret != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("the error tells the secret: %v", err)
		}
	}
	tr := &Transport{Token: testToken, Store: st, Box: box.New(st), Webhook: "https://bot.example/hook"}
	if err := tr.Run(t.Context()); err == nil {
		t.Error("webhook mode ran without a secret")
	}
}

func TestWebhookAttacks(t *testing.T) {
	_, h := hook(t)
	const good = `{"update_id":1,"message":{"message_id":5,"date":1,"chat":{"id":7,"type":"private"},"text":"x"}}`
	json := "application/json"
	for _, c := range []struct {
		name                 string
		method, secret, kind string
		body                 func() io.Reader
		want                 int
	}{
		{"no secret", "POST", "", json, func() io.Reader { return untouched{t} }, 401},
		{"wrong secret, same length", "POST", strings.Repeat("x", len(testSecret)), json, func() io.Reader { return untouched{t} }, 401},
		{"beginning of the secret", "POST", testSecret[:32], json, func() io.Reader { return untouched{t} }, 401},
		{"secret and more", "POST", testSecret + "x", json, func() io.Reader { return untouched{t} }, 401},
		{"no secret, get", "GET", "", "", func() io.Reader { return untouched{t} }, 401},
		{"get", "GET", testSecret, json, func() io.Reader { return untouched{t} }, 405},
		{"put", "PUT", testSecret, json, func() io.Reader { return strings.NewReader(good) }, 405},
		{"form", "POST", testSecret, "application/x-www-form-urlencoded", func() io.Reader { return strings.NewReader(good) }, 415},
		{"no type", "POST", testSecret, "", func() io.Reader { return strings.NewReader(good) }, 415},
		{"2 MB", "POST", testSecret, json, func() io.Reader { return strings.NewReader(`{"x":"` + strings.Repeat("x", 2<<20) + `"}`) }, 413},
		{"2 MB, length not told", "POST", testSecret, json, func() io.Reader {
			return io.MultiReader(strings.NewReader(`{"x":"`), strings.NewReader(strings.Repeat("x", 2<<20)))
		}, 413},
		{"no JSON", "POST", testSecret, json, func() io.Reader { return strings.NewReader("<html>") }, 400},
		{"empty", "POST", testSecret, json, func() io.Reader { return strings.NewReader("") }, 400},
		{"trailing JSON", "POST", testSecret, json, func() io.Reader { return strings.NewReader(good + good) }, 400},
		{"a list", "POST", testSecret, json, func() io.Reader { return strings.NewReader("[" + good + "]") }, 400},
		{"depth", "POST", testSecret, json, func() io.Reader {
			return strings.NewReader(`{"update_id":2,"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}")
		}, 400},
		{"duplicate keys", "POST", testSecret, json, func() io.Reader { return strings.NewReader(`{"update_id":2,"update_id":3,"message":{}}`) }, 200},
		{"ids as strings", "POST", testSecret, json, func() io.Reader { return strings.NewReader(`{"update_id":"4","message":{"message_id":"5"}}`) }, 200},
		{"large and negative ids", "POST", testSecret, json, func() io.Reader {
			return strings.NewReader(`{"update_id":-9007199254740993,"message":{"message_id":-1,"date":-1,"chat":{"id":9007199254740993,"type":"private"},"text":"x"}}`)
		}, 200},
		{"message id 0", "POST", testSecret, json, func() io.Reader {
			return strings.NewReader(`{"update_id":6,"message":{"message_id":0,"date":1,"chat":{"id":7,"type":"private"},"text":"x"}}`)
		}, 200},
		{"good", "POST", testSecret, json + "; charset=utf-8", func() io.Reader { return strings.NewReader(good) }, 200},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, hookRequest(c.method, c.secret, c.kind, c.body()))
		if w.Code != c.want || w.Code == http.StatusGone {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.want)
		}
		if w.Body.Len() != 0 {
			t.Errorf("%s: answered with %q", c.name, w.Body)
		}
	}
}

func TestWebhookTakesAnUpdateOnce(t *testing.T) {
	tr, h := hook(t)
	const good = `{"update_id":1,"message":{"message_id":5,"date":1,"chat":{"id":7,"type":"private"},"text":"x"}}`
	for range 5 {
		h.ServeHTTP(httptest.NewRecorder(), hookRequest("POST", testSecret, "application/json", strings.NewReader(good)))
	}
	if n, _ := tr.Box.Waiting(); n != 1 {
		t.Errorf("it came in %d times", n)
	}
	packed := hookRequest("POST", testSecret, "application/json", untouched{t})
	packed.Header.Set("Content-Encoding", "gzip")
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, packed); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("packed: %d", w.Code)
	}
}

// deaf is a store that is out of order for a while.
type deaf struct {
	store.Store
	err error
}

func (d *deaf) Update(ctx context.Context, fn func(store.Tx) error) error {
	if d.err != nil {
		return d.err
	}
	return d.Store.Update(ctx, fn)
}

func TestWebhookSaysSoWhenItCannotStore(t *testing.T) {
	d := &deaf{Store: storetest.Open(t)}
	tr := &Transport{Token: testToken, Store: d, Box: box.New(d), Log: slog.New(slog.DiscardHandler)}
	h, err := tr.Handler(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	call := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, hookRequest("POST", testSecret, "application/json",
			strings.NewReader(`{"update_id":1,"message":{"message_id":5,"date":1,"chat":{"id":7,"type":"private"},"text":"x"}}`)))
		return w
	}
	d.err = errors.New("disk full")
	if w := call(); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	d.err = nil
	if w := call(); w.Code != 200 {
		t.Errorf("%d", w.Code)
	}
	if ins, _ := tr.Box.Waiting(); ins != 1 {
		t.Errorf("%d came in", ins)
	}
}

func TestWebhookAndPollerFeedTheSameInbox(t *testing.T) {
	set := func(w *world) func(*Transport) {
		return func(tr *Transport) {
			tr.Webhook = "https://bot.example/hook"
			if _, err := tr.Handler(testSecret); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	play(t, options{}, func(t *testing.T, w *world) {
		p := w.srv.Person("WITHHELD", "")
		p.Send("polled")
		w.one(box.Text)
		w.restart(options{set: set(w)})
		var url string
		for _, c := range w.srv.CallLog() {
			if c.Method == "setWebhook" {
				url = c.Params["url"]
				if c.Params["secret_token"] != testSecret || c.Params["drop_pending_updates"] == "true" {
					t.Errorf("set with %v", c.Params)
				}
			}
		}
		if url != "https://bot.example/hook" {
			t.Errorf("webhook %q\n%s", url, w.logs)
		}
		polls := w.srv.Calls("getUpdates")
		w.send(say(w.tr.name(p.ID()), "sent"))
		w.sees(p, "sent")
		pass(10 * time.Minute)
		if n := w.srv.Calls("getUpdates"); n != polls {
			t.Error("polled beside the webhook")
		}
		w.restart(options{})
		p.Send("polled again")
		pass(time.Minute)
		if list := w.ins(); len(list) != 1 || list[0].Text != "polled again" {
			t.Errorf("came in: %+v", list)
		}
	})
}
