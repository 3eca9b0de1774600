package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

const (
	// rivalSigns: one conflict may be a poll of ours that broke off and that the server still held; two in a row are not.
	rivalSigns = 2
	// rivalQuiet without a sign ends an incident.
	rivalQuiet = 10 * time.Minute
	// rivalAgain is how long after a word to staff the next one comes, while it lasts.
	rivalAgain = time.Hour
	// rivalLook and rivalGuard are how often the webhook is looked at: during an incident, and otherwise where we have one.
	rivalLook  = 30 * time.Second
	rivalGuard = 5 * time.Minute
)

// What the desk is told of the whole bot.
const (
	noticeTaken  = "taken"  // another program takes the updates
	noticeTurned = "turned" // somebody had them sent to another address
	noticeOver   = "over"   // neither was seen for a while
	noticeLate   = "late"   // Telegram was out of reach since In.Time, and messages may be lost
)

const (
	rivalsKey  = "telegram/rivals" // the incident that goes on
	ownHookKey = "telegram/hook"   // the address that we last announced ourselves
)

// rivals follows whether somebody else takes our updates: a second copy of the bot, or somebody who has its token. Staff hear
// of it once an incident, and again each hour; it is remembered over a restart. One goroutine uses it: the poller, or the one
// that guards the webhook.
type rivals struct {
	t *Transport
	incident
	looked time.Time // when the webhook was last looked at
}

// incident is a row of signs without a long pause. The zero value is none.
type incident struct {
	Last  time.Time `json:"last"`  // the last sign
	Signs int       `json:"signs"` // how many there were
	Told  time.Time `json:"told"`  // when staff were last told; zero: not yet
}

// recall reads what an earlier run knew.
func (r *rivals) recall(ctx context.Context, t *Transport) error {
	r.t = t
	return t.Store.View(ctx, func(tx store.Tx) error {
		v, err := tx.Get(store.Meta, []byte(rivalsKey))
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read rivals: %w", err)
		}
		if json.Unmarshal(v, &r.incident) != nil {
			r.incident = incident{}
		}
		return nil
	})
}

// conflict takes the server's word that somebody else takes the updates. It removes a webhook if that is how.
func (r *rivals) conflict(ctx context.Context, c client) error {
	if !r.looked.IsZero() && r.t.now().Sub(r.looked) < rivalLook {
		return r.sign(ctx, noticeTaken)
	}
	address, err := r.address(c)
	if err != nil || address == "" {
		r.t.log().Error("another program polls with this token: stop it, or, if it is not yours, get a new token")
		return r.sign(ctx, noticeTaken)
	}
	own := address == r.t.remembered(ctx, ownHookKey)
	if own {
		r.t.log().Info("removing the webhook of an earlier run: updates are polled now")
	} else {
		r.t.log().Error("a webhook takes the updates; removing it. If you did not set it, get a new token from @BotFather")
	}
	if err := c.call("deleteWebhook", map[string]bool{"drop_pending_updates": false}, nil); err != nil {
		r.t.log().Warn("call failed", "method", "deleteWebhook", "reason", reason(err))
	}
	if own {
		return nil
	}
	return r.sign(ctx, noticeTurned)
}

// address asks where the webhook is; empty means that there is none.
func (r *rivals) address(c client) (string, error) {
	var info struct {
		URL string `json:"url"`
	}
	if err := c.call("getWebhookInfo", struct{}{}, &info); err != nil {
		return "", err
	}
	r.looked = r.t.now()
	return info.URL, nil
}

// look looks before our own webhook is set: somebody else's is a sign.
func (r *rivals) look(ctx context.Context, c client) error {
	address, err := r.address(c)
	if err != nil || address == "" || address == r.t.Webhook || address == r.t.remembered(ctx, ownHookKey) {
		return err
	}
	r.t.log().Error("a webhook that is not ours takes the updates. If you did not set it, get a new token from @BotFather")
	return r.sign(ctx, noticeTurned)
}

// guard looks again and again whether our webhook still stands, and sets it anew where it does not, until ctx ends.
func (r *rivals) guard(ctx context.Context, c client) {
	for ctx.Err() == nil {
		pause := rivalGuard
		if r.Signs > 0 {
			pause = rivalLook
		}
		r.t.sleep(ctx, pause)
		address, err := r.address(c)
		if err != nil || ctx.Err() != nil {
			continue
		}
		if address == r.t.Webhook {
			err = r.calm(ctx)
		} else {
			r.t.log().Error("our webhook is gone; setting it again. If it was not you, get a new token from @BotFather")
			err = errors.Join(r.sign(ctx, noticeTurned), r.t.announce(ctx, c))
		}
		if err != nil && ctx.Err() == nil {
			r.t.log().Warn("looking after the webhook failed", "reason", reason(err))
		}
	}
}

// sign notes one sign. A webhook leaves no doubt; of a poll, there must be two.
func (r *rivals) sign(ctx context.Context, what string) error {
	now, next := r.t.now(), r.incident
	if next.Told.IsZero() && now.Sub(next.Last) > rivalQuiet {
		next = incident{}
	}
	next.Last = now
	next.Signs++
	tell := ""
	if (what == noticeTurned || next.Signs >= rivalSigns) && now.Sub(next.Told) >= rivalAgain {
		next.Told, tell = now, what
	}
	return r.save(ctx, next, tell)
}

// calm notes that all is well, and ends an incident that has had no sign for long enough.
func (r *rivals) calm(ctx context.Context) error {
	if r.Signs == 0 || r.t.now().Sub(r.Last) < rivalQuiet {
		return nil
	}
	tell := ""
	if !r.Told.IsZero() {
		tell = noticeOver
	}
	return r.save(ctx, incident{}, tell)
}

// save remembers the incident, and tells staff of it in the same commit.
func (r *rivals) save(ctx context.Context, next incident, tell string) error {
	v, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("encode rivals: %w", err)
	}
	err = r.t.Store.Update(ctx, func(tx store.Tx) error {
		if err := tx.Put(store.Meta, []byte(rivalsKey), v); err != nil {
			return err
		}
		return r.t.notify(tx, tell, time.Time{})
	})
	if err != nil {
		return fmt.Errorf("note rivals: %w", err)
	}
	r.incident = next
	return nil
}

// notify tells the desk of something about the whole bot. An empty text is nothing.
func (t *Transport) notify(tx store.Tx, what string, since time.Time) error {
	if what == "" || t.staff.Load() == 0 {
		return nil
	}
	return t.Box.Put(tx, box.In{Chat: Staff, At: tx.Now(), Kind: box.Notice, Text: what, Time: since})
}
