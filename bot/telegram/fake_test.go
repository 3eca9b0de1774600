package telegram

import (
	"context"
	"errors"
	"net/http"

	"safeharbour/bot/store"
)

// nobody is a store that must not be used.
type nobody struct{}

func (nobody) View(context.Context, func(store.Tx) error) error   { return store.ErrClosed }
func (nobody) Update(context.Context, func(store.Tx) error) error { return store.ErrClosed }
func (nobody) Close() error                                       { return nil }

// nowhere is a network that leads nowhere, for the local server's webhook calls.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nobody there")
}
