package bolt

import (
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"safeharbour/bot/store"
)

// guard runs fn and makes an error of its panic. The error tells where it happened and withholds the panic's value,
// which may hold a person's words. A page that the disk cannot read is such a panic too, and not the end of the process.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			err = panicked(site())
		}
	}()
	return fn()
}

// panicked is the error of a panic. One inside bbolt comes from a damaged page: whatever the function was, the file must not be
// used any more.
func panicked(where string) error {
	if strings.HasPrefix(where, "go.etcd.io/bbolt") {
		return fmt.Errorf("%w: %w in %s", store.ErrBroken, store.ErrPanic, where)
	}
	return fmt.Errorf("%w in %s", store.ErrPanic, where)
}

// site names the function that panicked. It is called while the panic is being recovered, when the frames of the
// function still lie below those of the runtime.
func site() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	panicking := false
	for {
		f, more := frames.Next()
		inRuntime := strings.HasPrefix(f.Function, "runtime.")
		if panicking && !inRuntime {
			return fmt.Sprintf("%s (%s:%d)", f.Function, filepath.Base(f.File), f.Line)
		}
		panicking = panicking || f.Function == "runtime.gopanic"
		if !more {
			return "an unknown function"
		}
	}
}
