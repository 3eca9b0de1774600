package answer

import (
	"regexp"
	"sync"
)

// form is a regular expression that is compiled when it is first asked for. A start of the program takes no part of that, and the
// program starts itself a second time to look at its data.
func form(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
