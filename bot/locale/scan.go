package locale

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"safeharbour/bot/source"
)

// place is where an entry stands in its file.
type place struct{ key, value source.Pos }

// entry begins an entry or, in files that are about to be refused, a table.
var entry = regexp.MustCompile(`^(\s*\[{0,2}\s*)(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))(\s*=\s*"{0,3})?`)

// scan finds where entries stand: the TOML reader does not tell. It looks at beginnings of lines, outside of texts that
// run over several lines. An entry that it does not find is still read, only its faults name no line.
func scan(path string, data []byte) map[string]place {
	places := map[string]place{}
	inside := false // a text over several lines
	for i, line := range strings.Split(string(data), "\n") {
		if inside {
			inside = strings.Count(line, `"""`)%2 == 0
			continue
		}
		inside = strings.Count(line, `"""`)%2 == 1
		m := entry.FindStringSubmatchIndex(line)
		if m == nil {
			continue
		}
		key := group(line, m, 2) + group(line, m, 3) + group(line, m, 4)
		if _, ok := places[key]; ok {
			continue
		}
		at := func(offset int) source.Pos {
			return source.Pos{File: path, Line: i + 1, Column: utf8.RuneCountInString(line[:offset]) + 1}
		}
		places[key] = place{key: at(m[3]), value: at(m[1])}
	}
	return places
}

func group(line string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return line[m[2*n]:m[2*n+1]]
}

// isDraft tells whether a comment at the head of the file begins with "draft".
func isDraft(data []byte) bool {
	for line := range strings.SplitSeq(string(data), "\n") {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), "#")
		if !ok {
			return false
		}
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(comment)), "draft") {
			return true
		}
	}
	return false
}
