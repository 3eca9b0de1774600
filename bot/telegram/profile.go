package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"safeharbour/bot/store"
)

// Profile is what the bot shows of itself in one language.
type Profile struct {
	// Lang is the language as two lower-case letters. Empty means everybody whose language has no profile. Telegram
	// takes no other languages; such a profile is skipped, and its readers see the one without a language.
	Lang string
	// Name is the bot's name, up to 64 characters. Empty leaves it as it is.
	Name string
	// Description stands in an empty chat, up to 512 characters. Empty leaves it as it is.
	Description string
	// ShortDescription stands on the bot's page, up to 120 characters. Empty leaves it as it is.
	ShortDescription string
	// Commands are the menu. Nil leaves it as it is.
	Commands []Command
}

// Command is an entry of the menu.
type Command struct {
	Name        string `json:"command"`     // 1 to 32 of a-z, 0-9 and _
	Description string `json:"description"` // 1 to 256 characters
}

// Dress sets the bot's name, descriptions and commands where they changed since they were last set: Telegram allows few changes a
// day. A call that fails is repeated until it works, is refused for good, or ctx ends; so it returns an error only when there is
// no server to ask.
func (t *Transport) Dress(ctx context.Context, profiles []Profile) error {
	c, err := t.client(ctx, callTime)
	if err != nil {
		return err
	}
	for _, p := range profiles {
		if !settable(p.Lang) {
			t.log().Info("Telegram shows no bot profile in this language; its readers see the default", "lang", p.Lang)
			continue
		}
		t.dressOne(ctx, c, p)
	}
	return nil
}

// settable tells whether Telegram takes a language for a bot's profile.
func settable(lang string) bool {
	if lang == "" {
		return true
	}
	return len(lang) == 2 && lang[0] >= 'a' && lang[0] <= 'z' && lang[1] >= 'a' && lang[1] <= 'z'
}

func (t *Transport) dressOne(ctx context.Context, c client, p Profile) {
	for _, part := range [...]struct {
		method, field string
		value         any
		skip          bool
	}{
		{"setMyCommands", "commands", p.Commands, p.Commands == nil},
		{"setMyName", "name", p.Name, p.Name == ""},
		{"setMyDescription", "description", p.Description, p.Description == ""},
		{"setMyShortDescription", "short_description", p.ShortDescription, p.ShortDescription == ""},
	} {
		v, err := json.Marshal(part.value)
		if part.skip || err != nil {
			continue
		}
		sum := sha256.Sum256(v)
		record := "telegram/" + part.method + "/" + p.Lang
		want := hex.EncodeToString(sum[:12])
		if t.remembered(ctx, record) == want {
			continue
		}
		params := map[string]any{part.field: part.value, "language_code": p.Lang}
		if t.insist(ctx, part.method, func() error { return c.call(part.method, params, nil) }) {
			if err := t.record(ctx, record, []byte(want)); err != nil {
				t.log().Warn("the profile will be set once more at the next start", "error", err)
			}
		}
	}
}

// remembered returns what was last recorded under a name, or nothing.
func (t *Transport) remembered(ctx context.Context, name string) (value string) {
	err := t.Store.View(ctx, func(tx store.Tx) error {
		v, err := tx.Get(store.Meta, []byte(name))
		value = string(v)
		return err
	})
	if err != nil {
		return ""
	}
	return value
}

// record remembers a small thing.
func (t *Transport) record(ctx context.Context, name string, value []byte) error {
	err := t.Store.Update(ctx, func(tx store.Tx) error { return tx.Put(store.Meta, []byte(name), value) })
	if err != nil {
		return fmt.Errorf("record %s: %w", name, err)
	}
	return nil
}
