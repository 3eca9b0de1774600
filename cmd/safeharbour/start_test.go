package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"safeharbour/bot/content"
	"safeharbour/bot/demo"
)

// waking is the program between its start and its first answer: it reads its contents for as long as the test wants.
type waking struct {
	t     *testing.T
	api   *demo.Server
	app   *app
	reads chan error // what the reading comes to; nil is contents that are good
	ended chan error
	stop  context.CancelFunc
	once  sync.Once
	why   error // why it ended
}

// wake starts the program beside a server and on a folder that may have been used before. It ends with the test at the latest.
func wake(t *testing.T, api *demo.Server, cfg config, begin func(context.Context, config, *slog.Logger) (*app, error)) *waking {
	t.Helper()
	w := &waking{t: t, api: api, reads: make(chan error, 1), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	w.stop = cancel
	a, err := begin(ctx, cfg, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	w.app = a
	a.read = func(cfg config) (*content.Content, error) {
		if err := <-w.reads; err != nil {
			return nil, err
		}
		return readContents(cfg)
	}
	go func() { w.ended <- a.run(ctx) }()
	t.Cleanup(func() {
		w.stop()
		select {
		case w.reads <- errors.New("the test is over"): // a reading that still waits
		default:
		}
		w.end()
	})
	return w
}

// end waits until the program has ended, closes it, and returns why it ended. Only contents at fault end it: else stop it before.
func (w *waking) end() error {
	w.t.Helper()
	w.once.Do(func() {
		w.why = <-w.ended
		w.stop()
		if err := w.app.close(); err != nil {
			w.t.Error("close:", err)
		}
	})
	return w.why
}

// takes waits until the server has nothing left, and tells how many inputs wait for their turns.
func (w *waking) takes() (waiting int) {
	w.t.Helper()
	for until := time.Now().Add(patience); w.api.Pending() > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			w.t.Fatalf("%d updates wait at the server", w.api.Pending())
		}
	}
	waiting, _ = w.app.box.Waiting()
	return waiting
}

// ready is what stands in the way of answers.
func (w *waking) ready() string { return w.app.ready().Why(w.t.Context(), time.Now()) }

// beside makes a local server, a person who has written to it, and a configuration.
func beside(t *testing.T) (*demo.Server, *demo.Person, config) {
	t.Helper()
	api := demo.New(demo.Options{})
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	t.Cleanup(api.Close)
	ana := api.Person("Ana", "en")
	ana.Send("/start")
	return api, ana, configFor(api, api.Group("Staff", true), server.URL, t.TempDir())
}

// What people sent is in the store before the contents are read: Telegram forgets a press after 150 seconds. Nobody is told that the
// bot is ready before it can answer.
func TestUpdatesAreTakenBeforeTheContentsAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		begin func(context.Context, config, *slog.Logger) (*app, error)
		early string // in the way while the contents are read
		late  string
		words string
	}{
		"serving": {newApp, "content", "", "language"},
		"limping": {func(ctx context.Context, cfg config, log *slog.Logger) (*app, error) {
			return newLimp(ctx, cfg, log, folderKey)
		}, "limp", "limp", "technical fault"},
	} {
		t.Run(name, func(t *testing.T) {
			api, ana, cfg := beside(t)
			w := wake(t, api, cfg, c.begin)
			if n := w.takes(); n == 0 {
				t.Error("nothing waits for its turn")
			}
			if n := len(ana.Messages()); n != 1 {
				t.Errorf("%d messages are on the screen before anything can be answered", n)
			}
			if got := w.ready(); got != c.early {
				t.Errorf("%q is in the way, want %q", got, c.early)
			}
			w.reads <- nil
			sees(t, ana, c.words)
			if got := w.ready(); got != c.late {
				t.Errorf("%q is in the way when it answers, want %q", got, c.late)
			}
			w.stop()
			if err := w.end(); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
}

// Whoever stops the program in its first moment does not wait for contents that nobody needs any more.
func TestNoContentsAreReadAfterTheEnd(t *testing.T) {
	_, _, cfg := beside(t)
	ctx, cancel := context.WithCancel(t.Context())
	a, err := newApp(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	a.read = func(config) (*content.Content, error) {
		t.Error("the contents are read")
		return nil, errors.New("read too late")
	}
	cancel()
	if err := a.run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The same by webhook: it listens before the contents are read.
func TestTheWebhookListensBeforeTheContentsAreRead(t *testing.T) {
	api, _, cfg := beside(t)
	cfg.Webhook, cfg.secret, cfg.HTTP = "https://bot.example.org/hook", strings.Repeat("s", 40), freeAddress(t)
	w := wake(t, api, cfg, func(ctx context.Context, cfg config, log *slog.Logger) (*app, error) {
		a, err := newApp(ctx, cfg, log)
		if err != nil {
			return nil, err
		}
		stop, err := a.listen()
		t.Cleanup(stop)
		return a, err
	})
	req, err := http.NewRequest(http.MethodPost, "http://"+cfg.HTTP+"/hook",
		strings.NewReader(`{"update_id":7,"message":{"message_id":1,"date":1780000000,"chat":{"id":77,"type":"private"},"from":{"id":77,"is_bot":false,"first_name":"A"},"text":"help"}}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", cfg.secret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if n, _ := w.app.box.Waiting(); resp.StatusCode != http.StatusOK || n != 1 {
		t.Errorf("status %d, and %d inputs wait", resp.StatusCode, n)
	}
	if status, body := get(t, "http://"+cfg.HTTP+"/readyz"); status != http.StatusServiceUnavailable || body != "content\n" {
		t.Errorf("readyz: %d %q", status, body)
	}
	w.reads <- nil
	w.stop()
	if err := w.end(); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// With contents at fault the program ends and says so. What came until then is not lost: the next start answers it.
func TestAContentFaultLosesNothing(t *testing.T) {
	api, ana, cfg := beside(t)
	w := wake(t, api, cfg, newApp)
	w.takes()
	w.reads <- contentError{errors.New("flows/trapped.yaml:3:1: no step is called x")}
	err := w.end()
	if code := exitCode(err); code != exitContent || !strings.Contains(err.Error(), "no step is called x") {
		t.Errorf("it ends with %d: %v", code, err)
	}
	if n := len(ana.Messages()); n != 1 {
		t.Errorf("%d messages are on the screen", n)
	}
	w = wake(t, api, cfg, newApp)
	w.reads <- nil
	sees(t, ana, "language")
	w.stop()
	if err := w.end(); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
