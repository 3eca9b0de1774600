package bot

import (
	"context"

	"safeharbour/bot/box"
)

// Take gives one input its turn as the lanes do, with its retries and its burial: for tests that want one after another.
func (l *Lanes) Take(ctx context.Context, in box.In) error { return l.take(ctx, in) }
