package health

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode"
)

// askTime is how long a running bot may take to answer.
const askTime = 5 * time.Second

// mostWord bounds what is read of an answer, in bytes: it is one word.
const mostWord = 100

// ErrAddress: what stands for the bot's address is none.
var ErrAddress = errors.New("no address")

// Ask asks the bot that listens at address (host and port) by one of the paths here. It returns the status of HTTP with the
// answer's word, or [ErrAddress], or another error when nobody answers.
func Ask(ctx context.Context, address, path string) (status int, word string, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return 0, "", fmt.Errorf("%w: %w", ErrAddress, err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(io.LimitReader(resp.Body, mostWord)) // the status says enough
	return resp.StatusCode, strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, string(b)), nil
}
