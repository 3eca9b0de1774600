package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// Before the bot opens its database, another process of the same program looks at it: reading a damaged file may end a process
// in a way that nothing in it can catch, or may never come to an end. What it finds decides between serving and limp mode.
//
// Nobody must wait for that in front of a healthy database, however large. So what the other process reads depends: a database
// that was left cleanly is looked at only where a look costs nothing, in its header, the root, the list of free pages and the
// ends of each bucket, and those are compared with sums from when it was closed. All of it is read when it is small, or, up to a
// gigabyte, when the bot did not close it: after a crash, a power cut, a kill. What the quick look cannot see, a page that the
// disk spoilt while nothing ran, is looked for beside polling (checkBeside in app.go); found then, or met in a turn, it ends the
// process, and the next start, which was no clean one, finds it and goes limp.

// inspectTime is how long the other process may take. With a gigabyte it takes some ten seconds.
const inspectTime = 60 * time.Second

// inspectVerb is the command by which the program calls itself.
const inspectVerb = "_inspect"

// State is what is the matter with a data folder.
type folderState string

const (
	folderGood    folderState = "good"
	folderNew     folderState = "new"     // nothing is there yet
	folderMissing folderState = "missing" // there was a database, and it is gone
	folderDamaged folderState = "damaged" // it is cut, spoilt, or no database of ours
	folderBehind  folderState = "behind"  // it is an older copy
	folderKey     folderState = "key"     // the key is missing, spoilt, or another
	folderInUse   folderState = "in use"  // another bot has it
	folderFailed  folderState = "failed"  // the disk or the system refuses
)

// usable tells whether the bot can serve on it, or says best itself why not.
func (s folderState) usable() bool {
	return s == folderGood || s == folderNew || s == folderInUse || s == folderFailed
}

// finding is what a look at a data folder found.
type finding struct {
	State   folderState    `json:"state"`
	Text    string         `json:"text,omitempty"` // what is wrong, for the operator
	Records map[string]int `json:"records,omitempty"`
	Bad     map[string]int `json:"bad,omitempty"`
	Whole   bool           `json:"whole,omitempty"`
	Clean   bool           `json:"clean,omitempty"`
	Time    time.Time      `json:"time,omitzero"`
}

// examine looks at a data folder, in this process.
func examine(ctx context.Context, dir string, depth bolt.Depth) finding {
	_, dberr := os.Stat(database(dir))
	_, keyerr := os.Stat(filepath.Join(dir, seal.Name))
	gone := errors.Is(dberr, os.ErrNotExist)
	switch {
	case gone && errors.Is(keyerr, os.ErrNotExist) && !used(dir):
		return finding{State: folderNew}
	case errors.Is(keyerr, os.ErrNotExist):
		return finding{State: folderKey, Text: "the key file is gone, and nothing that is there opens without it"}
	}
	keys, err := seal.Open(dir, dir)
	if err != nil {
		return finding{State: folderKey, Text: err.Error()}
	}
	r, err := bolt.Inspect(ctx, database(dir), bolt.Options{Sealer: keys, Mark: true}, depth)
	f := finding{State: folderGood, Records: counts(r.Records), Bad: counts(r.Bad), Whole: r.Whole, Clean: r.Clean, Time: r.Time}
	if err == nil {
		return f
	}
	f.State, f.Text = stateOf(err), err.Error()
	if gone && f.State == folderFailed {
		f.State = folderNew // the key alone: a first start was cut off
		if used(dir) {
			f.State, f.Text = folderMissing, "the database is gone, but files of its time are there"
		}
	}
	return f
}

func stateOf(err error) folderState {
	switch {
	case errors.Is(err, store.ErrMissing):
		return folderMissing
	case errors.Is(err, store.ErrBehind):
		return folderBehind
	case errors.Is(err, store.ErrForeign):
		return folderDamaged
	case errors.Is(err, store.ErrSealed):
		return folderKey
	case errors.Is(err, store.ErrInUse):
		return folderInUse
	}
	return folderFailed
}

// inspect is the other process's side: it prints its finding.
func inspect(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, data := folderFlags(inspectVerb, stderr, "For the program itself.")
	depth := f.Int("depth", int(bolt.AsNeeded), "")
	if err := parse(f, args, 0); err != nil {
		return unlessHelp(err)
	}
	return json.NewEncoder(stdout).Encode(examine(ctx, *data, bolt.Depth(*depth)))
}

// look has another process look at a data folder. Whatever becomes of that process, there is a finding: one that dies or
// does not come to an end has found damage.
func look(ctx context.Context, dir string, depth bolt.Depth, within time.Duration) finding {
	own, err := os.Executable()
	if err != nil {
		return examine(ctx, dir, depth)
	}
	timed := ctx
	if within > 0 {
		var cancel context.CancelFunc
		timed, cancel = context.WithTimeout(ctx, within)
		defer cancel()
	}
	cmd := exec.CommandContext(timed, own, inspectVerb, "--data", dir, "--depth", fmt.Sprint(int(depth)))
	cmd.Env = append(withoutSecrets(os.Environ()), "GOMEMLIMIT=1GiB", "GOTRACEBACK=none")
	var out bytes.Buffer
	cmd.Stdout = &out
	err = cmd.Run()
	var f finding
	switch {
	case ctx.Err() != nil:
		return finding{State: folderFailed, Text: "interrupted"}
	case timed.Err() != nil:
		return finding{State: folderDamaged, Text: fmt.Sprintf("reading it does not come to an end in %v", within)}
	case err == nil && json.Unmarshal(out.Bytes(), &f) == nil && f.State != "":
		return f
	case cmd.ProcessState == nil: // it never ran: a system without processes to spare is no reason to go limp
		return examine(ctx, dir, depth)
	}
	return finding{State: folderDamaged, Text: "reading it ends the program that reads"}
}

// withoutSecrets is the environment without the bot's own settings: the other process needs none of them.
func withoutSecrets(env []string) (kept []string) {
	for _, v := range env {
		if len(v) < len(envPrefix) || v[:len(envPrefix)] != envPrefix {
			kept = append(kept, v)
		}
	}
	return kept
}

const envPrefix = "SAFEHARBOUR_"
