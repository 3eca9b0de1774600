package telegram

import (
	"context"
	"errors"
	"fmt"
	"time"

	"safeharbour/bot/store"
)

const (
	// pollTime is the longest that Telegram holds a poll.
	pollTime = 50 * time.Second
	// pollSlack is what an answer may take beyond that.
	pollSlack = 15 * time.Second
	// batch is the most updates of one poll.
	batch = 100
	// fullInbox is how many inputs may wait for their turns before we leave the rest with Telegram.
	fullInbox = 10_000
	// fullPause is how soon we look again.
	fullPause = 50 * time.Millisecond
	// holdPause is how soon we look again whether updates may be fetched.
	holdPause = time.Second
	// storePause: within three seconds, the same offset again makes Telegram answer slower.
	storePause = 3 * time.Second
)

// wanted are the kinds of updates that we ask for. Telegram remembers the list, so it is sent every time.
func wanted() []string {
	return []string{"message", "edited_message", "callback_query", "my_chat_member", "chat_member"}
}

// poll fetches updates until ctx ends. It asks for the next ones only after the last were committed.
func (t *Transport) poll(ctx context.Context, fail func(error)) {
	c, err := t.client(ctx, pollTime+pollSlack)
	if err != nil {
		fail(err)
		return
	}
	offset, err := t.Box.Offset(ctx, channel)
	if err != nil {
		fail(fmt.Errorf("read offset: %w", err))
		return
	}
	for failures := 0; ctx.Err() == nil; {
		t.holdBack(ctx)
		t.beats.Add(1)
		next, err := t.fetch(ctx, c, offset)
		if err == nil {
			offset, failures = next, 0
			err = t.worked(ctx)
		}
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return
		}
		if broken(err) {
			fail(err)
			return
		}
		if err := t.mend(ctx, c, err, failures); err != nil {
			fail(err)
			return
		}
		failures++
	}
}

// fetch makes one poll and takes what came.
func (t *Transport) fetch(ctx context.Context, c client, offset int64) (int64, error) {
	params := map[string]any{"limit": batch, "timeout": int(pollTime / time.Second), "allowed_updates": wanted()}
	if offset > 0 { // a negative one would throw the queue away
		params["offset"] = offset
	}
	data, err := c.ask("getUpdates", params)
	if err != nil {
		return offset, err
	}
	arrivals, err := t.arrivals(data)
	if err != nil {
		return offset, &lostError{method: "getUpdates", wrote: true, cause: err}
	}
	if len(arrivals) == 0 {
		return offset, nil
	}
	next, ok := nextOffset(arrivals)
	if !ok {
		next = offset
	}
	if err := t.take(ctx, arrivals, next); err != nil {
		return offset, &takeError{err}
	}
	if !ok {
		return offset, errors.New("getUpdates: no update has an id")
	}
	return next, nil
}

// takeError says that updates came but could not be stored.
type takeError struct{ cause error }

func (e *takeError) Error() string { return "take updates: " + e.cause.Error() }
func (e *takeError) Unwrap() error { return e.cause }

// worked notes that a poll worked.
func (t *Transport) worked(ctx context.Context) error {
	t.polls.Add(1)
	t.polled.Store(t.now().UnixNano())
	err := t.gaps.close(ctx)
	if err == nil {
		err = t.rivals.calm(ctx)
	}
	if err != nil {
		return &takeError{err}
	}
	return nil
}

// mend waits after a failed poll, and removes a webhook that stands in the way. Its error is the store's.
func (t *Transport) mend(ctx context.Context, c client, err error, failures int) error {
	var take *takeError
	class, pause := Classify(err), t.backoff(failures)
	if errors.As(err, &take) {
		t.log().Error("updates could not be stored; they stay with Telegram", "error", take.cause)
		t.rest(ctx, max(pause, storePause))
		return nil
	}
	t.log().Warn("poll failed", "class", class.String(), "reason", reason(err))
	switch class {
	case Wait:
		pause = max(pause, retryAfter(err))
	case Unauthorized:
		t.log().Error("the bot token is not accepted any more: nothing comes in or goes out", "error", ErrToken)
		pause = longestPause
	case Conflict:
		t.conflicts.Add(1)
		if err := t.rivals.conflict(ctx, c); err != nil {
			if broken(err) {
				return err
			}
			t.log().Error("staff could not be told that another program takes the updates", "error", err)
		}
	}
	t.rest(ctx, pause)
	return nil
}

// rest waits for d or the end of ctx, and shows that the poller lives.
func (t *Transport) rest(ctx context.Context, d time.Duration) {
	for ; d > 0 && ctx.Err() == nil; d -= longestPause {
		t.beats.Add(1)
		t.sleep(ctx, min(d, longestPause))
	}
}

// Beats counts signs of life of the poller. It stays the same for little more than a minute, whatever the server does; when it
// stays for longer, the poller hangs. It may be called at any time.
func (t *Transport) Beats() uint64 { return t.beats.Load() }

// holdBack waits while the inbox is full, or somebody asks for it: Telegram keeps what we do not fetch for a day.
func (t *Transport) holdBack(ctx context.Context) {
	for ctx.Err() == nil {
		if t.Hold != nil && t.Hold() {
			t.sleep(ctx, holdPause)
			t.beats.Add(1)
			continue
		}
		if ins, _ := t.Box.Waiting(); ins <= fullInbox {
			return
		}
		t.beats.Add(1)
		t.sleep(ctx, fullPause)
	}
}

// broken tells whether the store is beyond use, so that the process must end.
func broken(err error) bool {
	return errors.Is(err, store.ErrBroken) || errors.Is(err, store.ErrClosed)
}
