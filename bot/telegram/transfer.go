package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/clock"
	"safeharbour/bot/store"
)

const (
	// movers is how many files are under way at once. Each may be in memory twice: 80 MB in all.
	movers = 2
	// transferTime is how long one call with a file may take: 20 MB over a slow line.
	transferTime = 4 * time.Minute
	// moveTries is how often a file is tried. With the pauses between that is more than an hour.
	moveTries = 12
	// refusedTries is how often a file is tried that the server refuses: it may be "temporarily unavailable".
	refusedTries = 4
	// carefulTries: a file that was begun so often may have ended the process, so nobody looks into it.
	carefulTries = 3
	// firstMove and longestMove are the first and the longest pause after a failure, roomPause the one when the disk is full.
	firstMove   = 2 * time.Second
	longestMove = time.Hour
	roomPause   = 10 * time.Minute
)

// errKeep says that the bytes could not be kept.
var errKeep = errors.New("file could not be kept")

// transfer tells of a verb whether it takes long.
func transfer(v box.Verb) bool { return v == box.Fetch || v == box.Original }

// transfers moves files, in a way of its own: a large file holds up neither a person's answer nor a card, and a file that
// fails holds up no other. What is under way lies in the outbox; the sender's lock guards the fields.
type transfers struct {
	s       *sender
	client  client // patient
	waiting []box.Out
	running int
	done    clock.Group
}

// add takes an output, now or when its time comes. The caller holds the lock.
func (m *transfers) add(out box.Out) {
	if wait := m.s.t.waits(&out); wait > 0 {
		m.s.t.clock().After(wait, func() {
			m.s.mu.Lock()
			defer m.s.mu.Unlock()
			m.begin(out)
		})
		return
	}
	m.begin(out)
}

func (m *transfers) begin(out box.Out) {
	if m.s.stopped {
		return
	}
	m.waiting = append(m.waiting, out)
	if m.running < movers {
		m.running++
		m.done.Go(m.s.t.clock(), m.work)
	}
}

// work moves one file after another until there are none.
func (m *transfers) work() {
	for {
		m.s.mu.Lock()
		if m.s.stopped || len(m.waiting) == 0 {
			m.running--
			m.s.mu.Unlock()
			return
		}
		out := m.waiting[0]
		m.waiting = m.waiting[1:]
		m.s.mu.Unlock()
		m.move(out)
	}
}

// stop waits for what is under way. The sender was stopped before, so nothing new begins.
func (m *transfers) stop() { m.done.Wait(m.s.t.clock()) }

// move moves one file.
func (m *transfers) move(out box.Out) {
	j := &job{s: m.s, t: m.s.t, client: m.client, it: newItem(out), out: &out}
	err := j.move()
	if err == nil || m.s.ctx.Err() != nil && !broken(err) {
		return // at the end of a run it is in the outbox still
	}
	var pause time.Duration
	if !errors.Is(err, errStore) {
		pause, err = j.moveLater(err)
	}
	if err != nil {
		if broken(err) {
			m.s.fail(err)
			return
		}
		j.t.log().Error("moving a file failed", "verb", string(out.Verb), "error", err)
		pause = firstMove
	}
	if pause == 0 {
		return
	}
	m.s.t.postpone(&out, pause)
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	m.add(out)
}

// move does what the verb says, up to the commit that removes the output. A panic becomes an error.
func (j *job) move() (err error) {
	defer func() {
		if recover() != nil {
			err = errPanic
		}
	}()
	if j.out.Verb == box.Fetch {
		return j.fetch()
	}
	return j.original()
}

// count counts an attempt in a commit of its own, before it begins: so one that ends the process counts too.
func (j *job) count() error {
	j.out.Tries++
	return j.save()
}

// moveLater tells after which pause a file is tried again. 0 means that it was given up, or that it is done.
func (j *job) moveLater(cause error) (pause time.Duration, err error) {
	class := Classify(cause)
	var answer *APIError
	outage := class == Retry || class == Wait || errors.As(cause, &answer) && answer.Code == http.StatusUnauthorized
	j.t.log().Warn("moving a file failed", "verb", string(j.out.Verb), "class", class.String(), "reason", moveReason(cause), "tries", j.out.Tries)
	if class == ThreadLost && j.out.Verb == box.Original {
		return 0, j.lost()
	}
	tries := moveTries
	if class == Refused || errors.As(cause, &answer) && answer.Code == http.StatusNotFound {
		tries = refusedTries
	}
	if !outage && j.out.Tries >= tries {
		return 0, j.giveUp(cause)
	}
	pause = min(firstMove<<min(max(j.out.Tries-1, 0), 12), longestMove)
	pause = pause/2 + j.t.clock().Chance(pause/2)
	if outage { // says nothing of the file
		j.out.Tries = max(j.out.Tries-1, 0)
		pause = max(pause, retryAfter(cause))
	}
	if errors.Is(cause, errKeep) {
		pause = roomPause
	}
	j.t.postpone(j.out, pause)
	return pause, j.save()
}

// moveReason is what may be said of a failure.
func moveReason(err error) string {
	if errors.Is(err, errKeep) {
		return errKeep.Error()
	}
	return reason(err)
}

// giveUp tells that a file could not be moved.
func (j *job) giveUp(cause error) error {
	if j.out.Verb == box.Original {
		return j.refused(cause)
	}
	why := box.WhyFailed
	if errors.Is(cause, errKeep) {
		why = box.WhyStore
	}
	return j.fetched(box.Kept{Why: why})
}

// fetch downloads a file and has it kept.
func (j *job) fetch() error {
	files := j.t.Files
	switch {
	case j.out.Then == nil || j.out.File == nil:
		return j.finish(nil)
	case files == nil:
		return j.fetched(box.Kept{Why: box.WhyOff})
	}
	why, err := files.Wanted(j.s.ctx, j.out.Piece)
	if err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	if why != "" {
		return j.fetched(box.Kept{Why: why})
	}
	if j.out.Tries >= moveTries {
		return j.fetched(box.Kept{Why: box.WhyFailed})
	}
	if err := j.count(); err != nil {
		return err
	}
	data, err := j.bytes()
	if tooBig(err) || len(data) > box.FileLimit {
		return j.fetched(box.Kept{Why: box.WhyLarge})
	}
	if err != nil {
		return err
	}
	kept, err := files.Keep(j.s.ctx, j.out.Piece, data, j.out.Tries > carefulTries)
	if err != nil {
		return fmt.Errorf("%w: %w", errKeep, err)
	}
	return j.fetched(kept)
}

// bytes gets the bytes of the file. What the server says of the size is only a sign that a download was cut: on the last
// try, the bytes that came are what there is.
func (j *job) bytes() ([]byte, error) {
	var file struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	if err := j.client.call("getFile", map[string]string{"file_id": j.out.File.ID}, &file); err != nil {
		return nil, err
	}
	data, err := j.client.download(file.Path)
	if err == nil && int64(len(data)) < file.Size && file.Size <= box.FileLimit && j.out.Tries < moveTries {
		err = &lostError{method: "file", wrote: true, cause: errors.New("cut off")}
	}
	return data, err
}

// tooBig tells whether the server does not give a file for its size.
func tooBig(err error) bool {
	var answer *APIError
	return errors.As(err, &answer) && strings.Contains(strings.ToLower(answer.Description), "file is too big")
}

// fetched brings the desk what came of a file.
func (j *job) fetched(kept box.Kept) error {
	kept.At = j.t.now().UTC()
	return j.finish(func(m memory) error {
		in := *j.out.Then
		in.Kept = &kept
		return j.t.Box.Put(m.tx, in)
	})
}

// original posts a file as it came. It counts against the group's budget, and waits for it.
func (j *job) original() error {
	if j.t.Files == nil {
		return j.refused(store.ErrNotFound)
	}
	if err := j.count(); err != nil {
		return err
	}
	data, err := j.t.Files.Original(j.out.Piece)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrSealed) {
		return j.refused(err)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errKeep, err)
	}
	p, err := j.staffPage()
	if err != nil {
		return err
	}
	if !j.charged() {
		return nil
	}
	return j.bring(p, upload{j.parcel(p, j.out.Quote), "document", j.out.Name, data}, "sendDocument")
}

// charged waits for the budget of the output's chat, and takes its share. It is false when the run ended meanwhile.
func (j *job) charged() bool {
	for j.s.ctx.Err() == nil {
		now := j.t.now()
		j.s.mu.Lock()
		j.line = j.s.line(string(j.out.Chat), j.id(), true)
		wait := j.line.budget.delay(now, int(box.Digest))
		if wait <= 0 {
			j.s.charge(j.line, now)
		}
		j.s.mu.Unlock()
		if wait <= 0 {
			return true
		}
		j.t.sleep(j.s.ctx, wait)
	}
	return false
}
