package memory

import (
	"fmt"
	"runtime"
	"strings"

	"safeharbour/bot/store"
)

// guard runs a function and makes an error of a panic. Its value is withheld, as in every store.
func guard(fn func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%w in %s", store.ErrPanic, where())
		}
	}()
	return fn()
}

// where names our functions that a panic came through.
func where() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var names []string
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if strings.HasPrefix(f.Function, "safeharbour/") {
			names = append(names, f.Function[strings.LastIndexByte(f.Function, '/')+1:])
		}
	}
	return strings.Join(names, " < ")
}
