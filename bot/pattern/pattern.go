// Package pattern keeps regular expressions that are compiled when they are first asked for. A start of the program takes no part of
// that, and the program starts itself a second time to look at its data.
package pattern

import (
	"regexp"
	"sync"
)

// New makes a function that returns the compiled expression, always the same. It panics at the first call when the expression is
// none. The function may be called concurrently.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
