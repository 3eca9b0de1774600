package health

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What answers may be another program: nothing of it reaches a terminal but a short word.
func TestAsk(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == AlivePath {
			Alive(w, r)
			return
		}
		http.Error(w, "disk\x1b[2J"+strings.Repeat("x", 1000), http.StatusServiceUnavailable)
	}))
	address := strings.TrimPrefix(s.URL, "http://")
	if status, word, err := Ask(t.Context(), address, AlivePath); status != http.StatusOK || word != "ok" || err != nil {
		t.Errorf("%d, %q, %v", status, word, err)
	}
	status, word, err := Ask(t.Context(), address, ReadyPath)
	if status != http.StatusServiceUnavailable || !strings.HasPrefix(word, "disk[2Jx") || len(word) > mostWord || err != nil {
		t.Errorf("%d, %q, %v", status, word, err)
	}
	s.Close()
	if _, _, err := Ask(t.Context(), address, AlivePath); err == nil || errors.Is(err, ErrAddress) {
		t.Errorf("nobody listens, but: %v", err)
	}
	if _, _, err := Ask(t.Context(), "127.0.0.1:99%zz", AlivePath); !errors.Is(err, ErrAddress) {
		t.Errorf("no address, but: %v", err)
	}
}
