package source

import (
	"fmt"
	"slices"
	"strings"
)

// maxListed is how many allowed words a fix names before it becomes a wall of text.
const maxListed = 24

// Near is the word among known that was probably meant by word, or "" when none is close. Of two that are equally close
// it takes the one that sorts first.
func Near(word string, known []string) string {
	if len(word) > 64 { // far longer than any name in a content file; and the distance costs len*len
		return ""
	}
	best, found := len([]rune(word))/3+2, ""
	for _, k := range slices.Sorted(slices.Values(known)) {
		if len(k) > 64 {
			continue
		}
		if d := Distance(strings.ToLower(word), strings.ToLower(k)); d < best {
			best, found = d, k
		}
	}
	return found
}

// Meant is the fix for an unknown word: the word that was probably meant, or else the known ones.
func Meant(word string, known []string) string {
	if n := Near(word, known); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	if len(known) == 0 || len(known) > maxListed {
		return ""
	}
	return "use one of: " + strings.Join(slices.Sorted(slices.Values(known)), ", ")
}

// Distance is the number of characters to change, add, drop or swap with their neighbour to get from a to b.
func Distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			change := last[j-1]
			if s[i-1] != t[j-1] {
				change++
			}
			row[j] = min(last[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
