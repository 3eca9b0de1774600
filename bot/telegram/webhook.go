package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"
)

const (
	// hookBody bounds the body of a webhook call. Telegram drops updates beyond 512 KiB itself.
	hookBody = 1 << 20
	// hookTime bounds how long a body may take to arrive.
	hookTime = 10 * time.Second
	// hookConnections is how many updates Telegram may bring at once: they share commits.
	hookConnections = 40
	// secretLength is the shortest secret: 32 letters are beyond guessing.
	secretLength, secretLimit = 32, 256
)

// Handler returns the handler of the webhook. It takes an update only with the secret, which must be 32 to 256 letters of
// A-Z a-z 0-9 _ and -, and says 200 only after the update is in the inbox. When it cannot be stored, or the inbox is full,
// it says 503, and Telegram comes again. Call it before [Transport.Run].
func (t *Transport) Handler(secret string) (http.Handler, error) {
	if err := t.valid(); err != nil {
		return nil, err
	}
	if len(secret) < secretLength || len(secret) > secretLimit || !regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(secret) {
		return nil, fmt.Errorf("webhook: the secret must be %d to %d letters of A-Z a-z 0-9 _ -", secretLength, secretLimit)
	}
	if err := t.recall(context.Background()); err != nil {
		return nil, fmt.Errorf("start webhook: %w", err)
	}
	// The offset of the poller stays as it is: webhook calls come side by side, so the last of them proves nothing of
	// those before it, and a poll with a higher offset would make Telegram forget them.
	offset, err := t.Box.Offset(context.Background(), channel)
	if err != nil {
		return nil, fmt.Errorf("start webhook: %w", err)
	}
	t.secret.Store(&secret)
	want := sha256.Sum256([]byte(secret))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got := sha256.Sum256([]byte(r.Header.Get("X-Telegram-Bot-Api-Secret-Token")))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			refuse(w, http.StatusUnauthorized)
			return
		}
		t.hook(w, r, offset)
	}), nil
}

// hook takes one update.
func (t *Transport) hook(w http.ResponseWriter, r *http.Request, offset int64) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed)
		return
	case kind != "application/json":
		refuse(w, http.StatusUnsupportedMediaType)
		return
	case r.Header.Get("Content-Encoding") != "": // Telegram packs nothing; what is packed may be a bomb
		refuse(w, http.StatusUnsupportedMediaType)
		return
	}
	raw, status := readHook(w, r)
	if status != http.StatusOK {
		refuse(w, status)
		return
	}
	if ins, _ := t.Box.Waiting(); ins > fullInbox || t.Hold != nil && t.Hold() {
		retry(w)
		return
	}
	if err := t.take(r.Context(), []arrival{t.decode(raw)}, offset); err != nil {
		t.log().Error("an update could not be stored; Telegram will bring it again", "error", err)
		retry(w)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// readHook reads the body, which must be one JSON object.
func readHook(w http.ResponseWriter, r *http.Request) (json.RawMessage, int) {
	if r.ContentLength > hookBody {
		return nil, http.StatusRequestEntityTooLarge
	}
	// Not every ResponseWriter has deadlines; the server's own timeouts hold then.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(hookTime))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, hookBody))
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return nil, http.StatusRequestEntityTooLarge
	case err != nil:
		return nil, http.StatusBadRequest
	case !json.Valid(body) || !strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), 64)])), "{"):
		return nil, http.StatusBadRequest
	}
	return body, http.StatusOK
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
}

// retry asks Telegram to bring the update again soon. A press lives for 150 seconds only.
func retry(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "2")
	refuse(w, http.StatusServiceUnavailable)
}

// announce tells Telegram where the webhook is. Updates that wait there are kept.
func (t *Transport) announce(ctx context.Context, c client) error {
	if err := t.record(ctx, ownHookKey, []byte(t.Webhook)); err != nil {
		return err
	}
	return c.call("setWebhook", map[string]any{
		"url": t.Webhook, "secret_token": *t.secret.Load(), "allowed_updates": wanted(),
		"max_connections": hookConnections, "drop_pending_updates": false,
	}, nil)
}
