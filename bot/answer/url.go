package answer

import (
	"strings"
	"unicode"

	"safeharbour/bot/pattern"
)

// parseURL takes web addresses and names of apps, in one text: people send both. What can be opened is defanged.
func parseURL(text string, h Hints) (Value, *Problem) {
	if tooLong(text, limit(h, maxURL)) {
		return Value{}, &Problem{Code: TextLong}
	}
	if Secret(text) {
		return Value{}, &Problem{Code: TextSecret}
	}
	return Value{Type: URL, Text: Defang(text)}, nil
}

// Defang rewrites a text so that no messenger makes links of it and no touch opens one: https://evil.example/x becomes
// hxxps://evil[.]example/x, and names with @ become [@]name. Defanging twice changes nothing more. User names and
// passwords inside a web address are left out.
func Defang(text string) string {
	text = refang(text)
	text = userInfo().ReplaceAllString(text, "$1")
	text = scheme().ReplaceAllStringFunc(text, func(s string) string {
		s = strings.ToLower(strings.TrimSuffix(s, "://"))
		switch s {
		case "http", "https":
			return "hxxp" + strings.TrimPrefix(s, "http") + "://"
		}
		return s + "[:]//"
	})
	return breakJoints(text)
}

var (
	scheme   = pattern.New(`[A-Za-z][A-Za-z0-9+.\-]*://`)
	userInfo = pattern.New(`(://)[^/?#\s]*@`)
	fangs    = pattern.New(`(?i)\bhxxp(s?)://`)
	joints   = strings.NewReplacer("[.]", ".", "(.)", ".", "{.}", ".", "[dot]", ".", "(dot)", ".", "[DOT]", ".", "(DOT)", ".",
		"[@]", "@", "[at]", "@", "(at)", "@", "[:]//", "://", "[://]", "://")
)

// refang undoes what the person, or a report that the text was copied from, did to the same end. Every round makes the
// text shorter, so it ends.
func refang(text string) string {
	for plain := joints.Replace(text); plain != text; plain = joints.Replace(text) {
		text = plain
	}
	return fangs().ReplaceAllString(text, "http$1://")
}

// breakJoints puts brackets around every dot between two such characters, and around every @ before one. The list of
// top-level domains grows, so that no dot is safe to leave.
func breakJoints(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		before := i > 0 && joint(runes[i-1])
		after := i+1 < len(runes) && joint(runes[i+1])
		switch {
		case dot(r) && before && after && !sentenceEnd(runes, i):
			b.WriteString("[.]")
		case (r == '@' || r == '＠') && after:
			b.WriteString("[@]")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// dot tells whether browsers take r for the dot of a domain.
func dot(r rune) bool { return r == '.' || r == '。' || r == '．' || r == '｡' }

// sentenceEnd tells whether the dot at i is the full stop of a Chinese or Japanese sentence: it stands beside a letter of theirs,
// and what follows does not begin like the end of a domain, as in 例子。com.
func sentenceEnd(runes []rune, i int) bool {
	if runes[i] != '。' && runes[i] != '｡' {
		return false
	}
	before, after := runes[i-1], runes[i+1]
	return han(after) || han(before) && (after < 'a' || after > 'z')
}

func han(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// joint tells whether r can be part of a domain's label, which may be an emoji.
func joint(r rune) bool {
	return !unicode.IsSpace(r) && !strings.ContainsRune(".,;:!?()[]{}<>\"'/", r)
}
