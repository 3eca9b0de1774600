package health

import (
	"context"
	"log/slog"
	"runtime"
	"time"
)

// stopTime is how long an orderly end may take. It is more than its parts need, and less than the ten seconds after which
// containers are killed.
const stopTime = 9 * time.Second

// EndInTime ends the process with exit when the end that begins with ctx's takes too long: something hangs then, and whatever is
// not done lies in the store. Call done when all is over.
func EndInTime(ctx context.Context, log *slog.Logger, exit func()) (done func()) {
	over := make(chan struct{})
	unhook := context.AfterFunc(ctx, func() {
		select {
		case <-over:
		case <-time.After(stopTime):
			log.Error("the end takes too long: something hangs. Ending by force; nothing is lost", "goroutines", runtime.NumGoroutine())
			exit()
		}
	})
	return func() {
		unhook()
		close(over)
	}
}
