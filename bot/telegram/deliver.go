package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

const (
	// keepAfter: before a longer pause than this, what became of the output is written down.
	keepAfter = 5 * time.Second
	// shutPause is how often a staff group that is closed to us is tried again.
	shutPause = 5 * time.Minute
	// verifyTries is how often membership is asked for before the answer is no.
	verifyTries = 7
	// oddTries is how often something is tried that fails for a reason of ours.
	oddTries = 3
	// topicPause is how long we wait to hear of a topic that may have been made.
	topicPause = 4 * time.Second
	// roomWait is how soon a commit is tried again for which the disk had no room.
	roomWait = time.Second
	// commitTries is how often a commit is tried before the store counts as broken.
	commitTries = 3
)

var (
	errThread = errors.New("no topic stands behind the thread")
	errWait   = errors.New("waiting to hear of a topic that may have been made")
	errStore  = errors.New("store")
	errPanic  = errors.New("panic while sending") // its value is withheld: it may hold words
)

// deliver sends one item and tells whether and when it is to be tried again.
func (s *sender) deliver(l *line, it *item) (again bool, pause time.Duration) {
	out := it.out // the item's own is looked at meanwhile
	j := &job{s: s, t: s.t, client: s.client, line: l, it: it, out: &out}
	defer func() {
		s.mu.Lock()
		it.out = out
		s.mu.Unlock()
	}()
	err := j.attempt()
	if err == nil {
		s.worked()
		return false, 0
	}
	if errors.Is(err, errStore) {
		return j.storeFailed(err)
	}
	again, pause, err = j.judge(err)
	if err != nil {
		return j.storeFailed(err)
	}
	if !again {
		return false, 0
	}
	it.tried()
	if pause > keepAfter {
		err = j.postpone()
	}
	if err != nil {
		return j.storeFailed(err)
	}
	return true, pause
}

// attempt does what the output's verb says. A panic becomes an error.
func (j *job) attempt() (err error) {
	defer func() {
		if recover() != nil {
			err = errPanic
		}
	}()
	return j.do()
}

// judge acts on an error. The error that it returns is the store's.
func (j *job) judge(cause error) (again bool, pause time.Duration, err error) {
	class := Classify(cause)
	if errors.Is(cause, errWait) {
		return true, topicPause, nil
	}
	j.t.log().Warn("sending failed", "verb", string(j.out.Verb), "class", class.String(), "reason", reason(cause), "tries", j.it.tries+1)
	if surely(class) && j.marked { // of what an earlier attempt may have made, this one tells nothing
		j.out.Marked = false
	}
	if class == Ambiguous {
		j.it.waited = false
		j.it.unsure = j.it.unsure || sends(j.out.Verb)
	}
	if again, pause, ok := j.patience(class, cause); ok {
		return again, pause, nil
	}
	switch {
	case j.out.Verb == box.Verify:
		return false, 0, j.outsider()
	case class == Migrated:
		return j.follow(migrated(cause))
	case class == ThreadLost && j.out.Chat == Staff:
		return false, 0, j.lost()
	case class == Gone && j.out.Chat != Staff:
		return false, 0, j.blocked()
	case class == Done || class == Missing:
		return false, 0, j.finish(nil)
	}
	return false, 0, j.refused(cause)
}

// surely tells whether an error means that nothing was done.
func surely(c Class) bool { return c != Ambiguous }

// patience tells how long to wait, for errors that pass.
func (j *job) patience(class Class, cause error) (again bool, pause time.Duration, ok bool) {
	s, tries := j.s, j.it.tries
	pause = j.t.backoff(tries)
	if j.out.Verb == box.Verify && (tries >= verifyTries || class == Refused) {
		return false, 0, false
	}
	if errors.Is(cause, errPanic) {
		return tries < oddTries, pause, tries < oddTries
	}
	switch class {
	case Wait:
		asked := retryAfter(cause) + j.t.backoff(0)/4
		pause = max(asked, pause)
		s.strike(j.line, j.out.Chat, pause, asked)
	case Retry:
		s.strike(j.line, j.out.Chat, pause, 0)
	case Unauthorized:
		j.t.log().Error("the bot token is not accepted any more: nothing comes in or goes out", "error", ErrToken)
		pause = longestPause
		s.mu.Lock()
		s.hold(pause, pause)
		s.mu.Unlock()
	case Gone, Barred:
		if j.out.Chat != Staff {
			return false, 0, false
		}
		j.t.log().Error("the staff group is closed to the bot: add it again, as an administrator who may manage topics")
		pause = min(shutPause, max(pause, time.Duration(tries)*longestPause))
		s.mu.Lock()
		j.line.shut = true
		s.mu.Unlock()
	case NotForum:
		j.t.forum.forget()
		return true, pause, tries < oddTries
	case Ambiguous, Conflict:
	default:
		return false, 0, false
	}
	return true, pause, true
}

// storeFailed ends the run when the store is broken. What was to be sent is in it still.
func (j *job) storeFailed(err error) (again bool, pause time.Duration) {
	if broken(err) || j.it.tries >= commitTries {
		j.s.fail(err)
		return false, 0
	}
	j.t.log().Error("sending failed", "verb", string(j.out.Verb), "error", err)
	j.it.tried()
	return true, j.t.backoff(j.it.tries)
}

// read looks into the memory of the output's chat.
func (j *job) read(c box.Chat, fn func(memory) error) error {
	err := j.t.Store.View(context.WithoutCancel(j.s.ctx), func(tx store.Tx) error {
		m, err := recall(tx, c)
		if err != nil {
			return err
		}
		return fn(m)
	})
	if err != nil {
		return fmt.Errorf("%w: read memory: %w", errStore, err)
	}
	return nil
}

// commit writes what came of a call. It is tried again by itself, so that the call need not be.
func (j *job) commit(fn func(store.Tx) error) error {
	var err error
	for tries := 0; tries < commitTries; {
		err = j.t.Store.Update(context.WithoutCancel(j.s.ctx), fn)
		if err == nil || broken(err) {
			break
		}
		if errors.Is(err, store.ErrFull) && j.s.ctx.Err() == nil {
			j.t.sleep(j.s.ctx, roomWait) // however long: a call that is made again may stand twice on a phone
			continue
		}
		tries++
		j.t.sleep(j.s.ctx, firstPause)
	}
	if err != nil {
		return fmt.Errorf("%w: write memory: %w", errStore, err)
	}
	return nil
}

// finish removes the output from the outbox, and remembers which messages are on the person's screen, what fn says, and which
// of them the output's page stands in.
func (j *job) finish(fn func(memory) error) error {
	err := j.commit(func(tx store.Tx) error {
		m, err := j.t.numbers.memorize(tx, j.out.Chat)
		if err != nil {
			return err
		}
		m.past = j.id() != j.t.id(j.out.Chat)
		if j.private() {
			for _, id := range slices.Concat(j.it.strays, j.it.sent) {
				if slices.Contains(j.stands.IDs, id) {
					continue // remembered with its ref below
				}
				if err := m.show(mark{ID: id, At: tx.Now(), Own: true}); err != nil {
					return err
				}
			}
			for _, g := range j.it.gaps {
				if err := m.leave(g); err != nil {
					return err
				}
			}
			if j.failed && j.it.unsure {
				if err := m.leaveOpen(); err != nil {
					return err
				}
			}
		}
		if fn != nil {
			if err := fn(m); err != nil {
				return err
			}
		}
		if len(j.stands.IDs) > 0 {
			if err := m.keep(j.out.Ref, j.stands); err != nil {
				return err
			}
		}
		if err := j.acknowledge(tx); err != nil {
			return err
		}
		return j.remove(tx)
	})
	if err == nil && j.private() && slices.ContainsFunc(j.it.sent, sweeps) {
		j.t.sweep(j.s.ctx, j.out.Chat)
	}
	return err
}

// acknowledge tells who sent something that it is before the person's eyes, where they want to know.
func (j *job) acknowledge(tx store.Tx) error {
	if j.out.Then == nil || j.out.Verb == box.Verify || j.out.Verb == box.Fetch || j.failed { // these bring it back themselves
		return nil
	}
	return j.t.Box.Put(tx, *j.out.Then)
}

// remove takes the output and those that it replaced from the outbox.
func (j *job) remove(tx store.Tx) error {
	if err := j.removeOld(tx); err != nil {
		return err
	}
	return j.t.Box.Sent(tx, j.out.ID)
}

// removeOld takes those that the output replaced from the outbox.
func (j *job) removeOld(tx store.Tx) error {
	for _, old := range j.it.drop {
		if err := j.t.Box.Sent(tx, old); err != nil {
			return err
		}
	}
	return nil
}

// postpone writes down what became of the output, and how long Telegram asked us to wait with it. A pause of our own ends with
// the process: after a restart, Hide would wait for it.
func (j *job) postpone() error {
	j.s.mu.Lock()
	heir := j.line.heir(j.it) != nil
	asked := j.line.asked.Sub(j.t.now())
	j.s.mu.Unlock()
	if heir {
		return nil
	}
	j.out.NotBefore, j.out.Pause = time.Time{}, 0
	if asked > 0 {
		j.t.postpone(j.out, asked)
	}
	return j.save()
}

// save writes the output down as it is now. Those that it replaced leave the outbox: after a restart they would be sent
// beside it, since an edit that is posted as the message is no edit any more.
func (j *job) save() error {
	err := j.commit(func(tx store.Tx) error {
		if err := j.removeOld(tx); err != nil {
			return err
		}
		return box.SaveOut(tx, *j.out)
	})
	if err == nil {
		j.it.drop = nil
	}
	return err
}

// follow goes after the staff group to its new id.
func (j *job) follow(to int64) (again bool, pause time.Duration, err error) {
	if j.out.Chat != Staff || to == j.t.staff.Load() && j.it.tries > oddTries {
		return false, 0, j.refused(&APIError{Method: string(j.out.Verb), Code: 400, Description: "Bad Request: the group has moved"})
	}
	j.t.log().Info("the staff group became a supergroup; following it")
	return true, 0, j.commit(func(tx store.Tx) error { return j.t.moveStaff(tx, to) })
}

// lost tells the desk that the topic of a thread is no more, with what should have gone there.
func (j *job) lost() error {
	out := *j.out
	out.Marked, out.NotBefore, out.Pause = false, time.Time{}, 0
	return j.finish(func(m memory) error {
		if err := m.abandon(out.Thread); err != nil {
			return err
		}
		return j.t.Box.Put(m.tx, box.In{Chat: Staff, At: m.tx.Now(), Kind: box.Lost, Thread: out.Thread, Undelivered: &out})
	})
}

// blocked drops what waits for a person who blocked the bot, and tells that they did. Whether that is news the conversation knows: an
// update of an earlier block may have come late, or twice.
func (j *job) blocked() error {
	j.failed = true
	j.s.mu.Lock()
	all := j.line.rows.take(func(*item) bool { return true })
	j.s.mu.Unlock()
	for _, it := range all {
		j.it.absorb(it)
	}
	return j.finish(func(m memory) error {
		return j.t.Box.Put(m.tx, box.In{Chat: j.out.Chat, At: m.tx.Now(), Kind: box.Blocked})
	})
}

// refused gives up an output. Staff get back what was theirs; of a person's they are told that it happened, not what.
func (j *job) refused(cause error) error {
	j.t.log().Error("refused for good", "verb", string(j.out.Verb), "reason", reason(cause))
	j.failed = true
	return j.finish(func(m memory) error {
		if j.out.Marked && names(j.out.Ref) {
			n, err := m.note(j.out.Ref)
			if n.Unsure = true; err == nil {
				err = m.putNote(j.out.Ref, n)
			}
			if err != nil {
				return err
			}
		}
		in := box.In{Chat: Staff, At: m.tx.Now(), Kind: box.Refused, Text: reason(cause)}
		if j.out.Chat == Staff {
			out := *j.out
			out.Marked, out.NotBefore, out.Pause = false, time.Time{}, 0
			in.Thread, in.Undelivered = out.Thread, &out
		}
		if j.t.staff.Load() == 0 {
			return nil
		}
		return j.t.Box.Put(m.tx, in)
	})
}

// outsider answers Verify with no.
func (j *job) outsider() error {
	return j.verified(func(in *box.In) { in.From.Outsider = true })
}
