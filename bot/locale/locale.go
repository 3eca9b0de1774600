// Package locale finds words: a message key, a language and some values make a text. It also judges the language files
// for those who write them ([Check], [Coverage]).
//
//	catalog, faults := locale.Load(locales.FS)
//	w := catalog.Words("ar")
//	w.Text("ui.contact.old", "Month", "May 2026")
//	w.Plural("card.files", 3)
//
// A person is never left without words: what a language lacks comes in English, and what cannot be filled in comes with
// the gaps left out. Both are counted ([Catalog.Misses]), because [Check] should have found them before.
//
// A [Catalog] is immutable once loaded. All methods may be called concurrently. To read changed files, load another
// Catalog and swap it in.
package locale

import (
	"sync/atomic"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"safeharbour/bot/source"
)

// English is the language that all others are translated from and fall back to.
const English = "en"

// Language is one language that the bot speaks.
type Language struct {
	Tag    string // as in the file's name: "zh-Hans"
	Native string // its name in itself
	RTL    bool   // written from right to left
	Draft  bool   // nobody who grew up with it has read the file yet; people are told so
}

// Catalog holds the words of all languages.
type Catalog struct {
	bundle *i18n.Bundle
	files  []*file // in the order of [languages]
	words  map[string]*Words

	english, nothing atomic.Int64
}

// file is one language file.
type file struct {
	Language
	path string
	text map[string]*message
	keys []string // in the order of the file
}

// message is one entry of a language file.
type message struct {
	key    string
	at     source.Pos // of the key
	value  source.Pos // of the text
	plural bool       // written as a table of plural forms
	forms  map[string]string
	params []string // placeholders of all forms, sorted
}

// other is the text of a message without a number.
func (m *message) other() string { return m.forms["other"] }

// Languages lists what the bot speaks, in the order in which languages are offered.
func (c *Catalog) Languages() []Language {
	list := make([]Language, len(c.files))
	for i, f := range c.files {
		list[i] = f.Language
	}
	return list
}

// Known tells whether the bot speaks the language with exactly this tag.
func (c *Catalog) Known(tag string) bool { return c.words[tag] != nil }

// Words gives the words of a language by its exact tag. A tag that is not known gives English.
func (c *Catalog) Words(tag string) *Words {
	if w := c.words[tag]; w != nil {
		return w
	}
	return c.words[English]
}

// Misses counts texts that had to come in English because their language lacked them, and texts that nobody had or that
// could not be filled in. Both stay 0 when [Check] finds nothing.
func (c *Catalog) Misses() (english, nothing int64) { return c.english.Load(), c.nothing.Load() }

func (c *Catalog) file(tag string) *file {
	for _, f := range c.files {
		if f.Tag == tag {
			return f
		}
	}
	return nil
}

// message finds the entry that a text of this language comes from: its own, or the English one.
func (c *Catalog) message(f *file, key string) *message {
	if m := f.text[key]; m != nil && m.other() != "" {
		return m
	}
	if en := c.file(English); en != nil {
		return en.text[key]
	}
	return nil
}

// Name is what a language calls itself; the tag itself when the bot does not speak it.
func (c *Catalog) Name(tag string) string {
	for _, l := range languages() {
		if l.Tag == tag {
			return l.Native
		}
	}
	return tag
}
