package demo

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// linkSigns are the characters of which every link has one.
const linkSigns = "/@#."

// detect adds what Telegram makes of plain text by itself: commands, mentions, hashtags and addresses become links. Code
// and links that the sender marked stay as they are, so marking a text as code is how one shows it untouched.
func detect(text string, list []entity) []entity {
	if !strings.ContainsAny(text, linkSigns) {
		return list
	}
	var found []entity
	at := 0 // UTF-16 offset of the word
	for rest := text; rest != ""; {
		end := strings.IndexFunc(rest, unicode.IsSpace)
		if end < 0 {
			end = len(rest)
		}
		if e, ok := linkIn(rest[:end]); ok {
			e.Offset += at
			if !covered(e, list) {
				found = append(found, e)
			}
		}
		_, size := utf8.DecodeRuneInString(rest[end:])
		at += width(rest[:end+size])
		rest = rest[end+size:]
	}
	if len(found) == 0 {
		return list
	}
	out := append(slices.Clone(list), found...)
	slices.SortStableFunc(out, func(a, b entity) int { return a.Offset - b.Offset })
	return out
}

// linkIn finds what a word without white space is a link to. Its offset counts from the beginning of the word.
func linkIn(word string) (entity, bool) {
	if !strings.ContainsAny(word, linkSigns) {
		return entity{}, false
	}
	bare := strings.TrimLeft(word, `("'<[{«“‘`)
	e := entity{Offset: width(word[:len(word)-len(bare)])}
	bare = strings.TrimRight(bare, `.,;:!?)"'>]}»”’…`)
	if !strings.ContainsAny(bare, linkSigns) { // the dot was the end of a sentence
		return e, false
	}
	switch name := bare[1:]; {
	case bare[0] == '/':
		command, bot, _ := strings.Cut(name, "@")
		e.Type = "bot_command"
		e.Length = width(bare)
		return e, latin(command) && (bot == "" || latin(bot))
	case bare[0] == '@':
		e.Type, e.Length = "mention", width(bare)
		return e, latin(name) && len(name) >= 4
	case bare[0] == '#':
		e.Type, e.Length = "hashtag", width(bare)
		return e, name != "" && !strings.ContainsFunc(name, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_'
		})
	}
	e.Type, e.Length = addressType(bare), width(bare)
	return e, e.Type != ""
}

// latin says whether a name has only the letters that commands and user names may have.
func latin(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// addressType tells web addresses and e-mail addresses from words; empty for a word. Telegram knows every top-level
// domain; the few here are enough to see that something was not marked as code.
func addressType(word string) string {
	lower := strings.ToLower(word)
	if strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") {
		return "url"
	}
	user, host, mail := strings.Cut(lower, "@")
	if !mail {
		host, _, _ = strings.Cut(lower, "/")
	}
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 || mail && user == "" {
		return ""
	}
	switch host[dot+1:] {
	case "com", "org", "net", "info", "io", "me", "app", "xyz", "top", "gov", "edu", "cn", "kh", "la", "mm", "my", "ph", "ru",
		"sg", "th", "uk", "us", "vn", "in":
	default:
		return ""
	}
	if mail {
		return "email"
	}
	return "url"
}

// covered says whether a link would lie within or across something where Telegram makes none.
func covered(e entity, list []entity) bool {
	return slices.ContainsFunc(list, func(o entity) bool {
		switch o.Type {
		case "code", "pre", "text_link", "text_mention", "url", "mention", "bot_command", "hashtag", "email":
			return e.Offset < o.Offset+o.Length && o.Offset < e.Offset+e.Length
		}
		return false
	})
}
