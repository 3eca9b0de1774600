package locale

import "strings"

// forbiddenKey names the entry that is no text but a list: beginnings of words that may never stand in a paper, with |
// between them. It is the translators' affair: only they know how their language says "admits" or "claims".
const forbiddenKey = "paper.forbidden"

// Forbidden finds a word that no paper may hold, in this language or in English. A language without a list of its own has
// the English one, and the words that accuse people count in every language.
func (w *Words) Forbidden(text string) (word string, found bool) {
	return w.catalog.forbidden(w.file, text)
}

func (c *Catalog) forbidden(f *file, text string) (word string, found bool) {
	if word, found = accusing(f.Tag, text); found {
		return word, true
	}
	for _, from := range []*file{f, c.file(English)} {
		if m := from.text[forbiddenKey]; m != nil {
			if word, found = holds(text, beginnings(m.other())); found {
				return word, true
			}
		}
	}
	return "", false
}

// beginnings are the entries of a list.
func beginnings(list string) (out []string) {
	for part := range strings.SplitSeq(list, "|") {
		if part = strings.ToLower(strings.TrimSpace(part)); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// onPaper tells whether a text stands in a paper.
func onPaper(key string) bool { return strings.HasPrefix(key, "paper.") && key != forbiddenKey }
