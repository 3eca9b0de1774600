package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/demo"
)

// Health and metrics of the running program, and the command that asks for health.
func TestHealthAndMetrics(t *testing.T) {
	s := newService(t)
	address := freeAddress(t)
	if code, _ := askHealth(t, address); code != exitContent {
		t.Errorf("health without a bot: exit code %d, want %d", code, exitContent)
	}
	p := s.start(t, "--http", address)
	s.bell.up(t, p)
	ana := s.api.Person("Ana", "en")
	ana.Send("/start")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := ana.WaitFor(ctx, func([]demo.Message) bool { return ana.Last().Text != "" }); err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, "http://"+address+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz: %d %s", status, body)
	}
	if status, body := get(t, "http://"+address+"/readyz"); status != http.StatusOK {
		t.Errorf("readyz: %d %s", status, body)
	}
	if code, out := askHealth(t, address); code != exitDone || out != "ok\n" {
		t.Errorf("health: exit code %d, %q", code, out)
	}
	_, body := get(t, "http://"+address+"/metrics")
	for _, want := range []string{"safeharbour_turns_total 1", "safeharbour_dead_letters_total 0", `safeharbour_inbox_waiting{lane="outside"} 0`, "safeharbour_poll_age_seconds"} {
		if !strings.Contains(body, want) {
			t.Errorf("metrics have no %q:\n%s", want, body)
		}
	}
	if status, _ := get(t, "http://"+address+"/"); status != http.StatusNotFound {
		t.Errorf("/ has status %d, want 404", status)
	}
}

// askHealth runs the health command.
func askHealth(t *testing.T, address string) (code int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), []string{"health", "--http", address}, &stdout, &stderr)
	return code, stdout.String()
}

// With a webhook, updates come as calls with the secret. A proxy with TLS stands in front, as in life.
func TestWebhook(t *testing.T) {
	inside := freeAddress(t)
	proxy := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: inside}))
	t.Cleanup(proxy.Close)
	// Telegram delivers to a public name: the server's deliveries to it are led to the proxy.
	deliver := &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the test's own certificate
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", proxy.Listener.Addr().String())
		},
	}
	api := demo.New(demo.Options{Deliver: deliver})
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	t.Cleanup(api.Close)
	secret := strings.Repeat("s3cret_-", 5)
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &service{api: api, url: server.URL, group: api.Group("Staff", true), binary: build(t), data: t.TempDir()}
	p := s.start(t, "--http", inside, "--webhook", "https://bot.example.org/telegram/hook", "--webhook-secret-file", file)
	ana := api.Person("Ana", "en")
	ana.Send("/start")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := ana.WaitFor(ctx, func([]demo.Message) bool { return strings.Contains(ana.Last().Text, "language") }); err != nil {
		t.Fatalf("nothing came by the webhook: %v\n%s", err, p.out)
	}
	if n := api.Calls("getUpdates"); n != 0 {
		t.Errorf("the program asked for updates %d times beside the webhook", n)
	}
	for name, c := range map[string]struct {
		path, secret, body string
		want               int
	}{
		"wrong secret":  {"/telegram/hook", strings.Repeat("x", 40), `{"update_id":1}`, http.StatusUnauthorized},
		"no secret":     {"/telegram/hook", "", `{"update_id":1}`, http.StatusUnauthorized},
		"no update":     {"/telegram/hook", secret, `[]`, http.StatusBadRequest},
		"odd update":    {"/telegram/hook", secret, `{"update_id":7,"hologram":{}}`, http.StatusOK},
		"another path":  {"/telegram", secret, `{"update_id":1}`, http.StatusNotFound},
		"health beside": {"/healthz", secret, ``, http.StatusMethodNotAllowed},
	} {
		if got := post(t, "http://"+inside+c.path, c.secret, c.body); got != c.want {
			t.Errorf("%s: status %d, want %d", name, got, c.want)
		}
	}
	if status, body := get(t, "http://"+inside+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz with a webhook: %d %s", status, body)
	}
	if code, took := p.stop(); code != exitDone || took > 8*time.Second {
		t.Errorf("SIGTERM: exit code %d after %v", code, took)
	}
	if strings.Contains(p.out.String(), secret) {
		t.Error("the secret is in the log")
	}
}

// post brings an update as Telegram does.
func post(t *testing.T, address, secret, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
