package paper

import "strings"

// base is the first subtag of a language tag.
func base(lang string) string {
	first, _, _ := strings.Cut(strings.ReplaceAll(lang, "_", "-"), "-")
	return strings.ToLower(first)
}

// Text is the whole paper as text: the lines of every part, parts apart by a blank line.
func Text(d Doc) string { return "" }

// Lines are the lines of a part as a chat shows them, without empty ones: nothing is in the other forms of the paper that is
// not in these lines, but for the page numbers.
func Lines(p Part) []string { return nil }

// HTML is the paper as one file that needs nothing else: no script, no request, readable on a phone, printable on A4.
func HTML(d Doc) ([]byte, error) { return nil, nil }

// Clean makes the text that is printed.
func Clean(text string) string { return text }
