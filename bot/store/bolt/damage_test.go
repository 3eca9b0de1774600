package bolt_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// damageEnv tells the test binary to judge damaged files. Its value is the folder of the good one.
const damageEnv = "SAFEHARBOUR_TEST_DAMAGE"

// damages is how many damaged files there are: 600 with a flipped byte, 150 with a page of zeros, 100 that are cut, and 50 of
// other kinds.
const damages = 900

// hangs is how long one file may take before the other process counts as hanging. In the program it has a minute.
const hangs = 20 * time.Second

// verdicts of one damaged file.
const (
	detected = "detected" // Inspect said so
	partly   = "partly"   // single records do not open, and all others are as they were
	harmless = "harmless" // everything reads as it was written
	wrong    = "wrong"    // something reads otherwise, or a number is given a second time
	ended    = "ended"    // the process that looked at it died or hung, which the program takes for damage
)

// TestDamagedFiles damages a store in nine hundred ways. None may be read as something else than what was written.
func TestDamagedFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "store.db")
	fillVaried(t, path)
	counts := map[string]int{}
	for next := 0; next < damages; {
		next = judgeFrom(t, dir, next, counts)
	}
	t.Log(counts)
	if counts[wrong] > 0 {
		t.Errorf("%d damaged files were read wrong", counts[wrong])
	}
	if counts[detected] < 250 || counts[partly] == 0 || counts[harmless] == 0 {
		t.Errorf("%v: the damage does not reach what it should", counts)
	}
}

// fillVaried makes a store with records of many sizes in many buckets, some deleted again, so that all kinds of pages occur.
func fillVaried(t *testing.T, path string) {
	t.Helper()
	d := mustOpenMarked(t, path, marked())
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		err := d.Update(context.Background(), func(tx store.Tx) error {
			for range 10 {
				for _, b := range []store.Bucket{store.Inbox, store.Outbox, store.Cases, store.Chats, store.Log} {
					n, err := tx.Next(b)
					if err != nil {
						return err
					}
					key := store.Key(n)
					into := b
					switch b {
					case store.Chats:
						into = store.Conversations
					case store.Log:
						key = store.Key(n/7, n)
					}
					size := rnd.IntN(600)
					if rnd.IntN(60) == 0 {
						size = 9000
					}
					if err := tx.Put(into, key, bytes.Repeat([]byte{byte(n)}, size)); err != nil {
						return err
					}
					if b == store.Outbox && n%3 == 0 {
						if err := tx.Delete(b, store.Key(n-2)); err != nil {
							return err
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, d)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(bolt.UsedPages(data)*os.Getpagesize())); err != nil { // what lies behind is not in use yet
		t.Fatal(err)
	}
}

// judgeFrom has another process judge damaged files from a number on, and tells with which to go on when it has died or hangs.
func judgeFrom(t *testing.T, dir string, next int, counts map[string]int) int {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), damageEnv+"="+dir, fmt.Sprintf("SAFEHARBOUR_TEST_FROM=%d", next), "GOTRACEBACK=none")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	watch := time.AfterFunc(hangs, cancel)
	for lines := json.NewDecoder(out); ; watch.Reset(hangs) {
		var v verdict
		if lines.Decode(&v) != nil {
			break
		}
		next = v.Number + 1
		counts[v.Verdict]++
		if v.Verdict == wrong {
			t.Errorf("damage %d (%s): %s", v.Number, v.What, v.Text)
		}
	}
	watch.Stop()
	_ = cmd.Wait()
	if next < damages {
		counts[ended]++
		next++
	}
	return next
}

type verdict struct {
	Number        int
	What, Verdict string
	Text          string
}

// judgeDamages is the other process: it prints a line for each damaged file.
func judgeDamages(dir string, from int) error {
	good, err := os.ReadFile(filepath.Join(dir, "store.db"))
	if err != nil {
		return err
	}
	old, err := os.ReadFile(filepath.Join(dir, "store.db.hw"))
	if err != nil {
		return err
	}
	want, err := contents(filepath.Join(dir, "store.db"))
	if err != nil {
		return err
	}
	lines := json.NewEncoder(os.Stdout)
	for n := from; n < damages; n++ {
		work, err := os.MkdirTemp(dir, "work-")
		if err != nil {
			return err
		}
		path := filepath.Join(work, "store.db")
		what, bad := damage(n, good)
		if err := errors.Join(os.WriteFile(path, bad, 0o600), os.WriteFile(path+".hw", markFor(n, old), 0o600)); err != nil {
			return err
		}
		v := judgeOne(path, want)
		v.Number, v.What = n, what
		if err := errors.Join(lines.Encode(v), os.RemoveAll(work)); err != nil {
			return err
		}
	}
	return nil
}

// markFor is the mark beside a damaged file: as it was left cleanly, as after a kill, or lost. A header of which the newer half
// is spoilt can be told from one that was cut off by a kill only with a mark.
func markFor(n int, clean []byte) []byte {
	switch {
	case n%2 == 0:
		return clean
	case n%4 == 1 || n >= 880:
		return bolt.OpenMark(clean)
	}
	return nil
}

// damage makes the damaged file of this number.
func damage(n int, good []byte) (what string, bad []byte) {
	rnd := rand.New(rand.NewPCG(uint64(n), 77))
	page := os.Getpagesize()
	used := len(good) / page
	bad = bytes.Clone(good)
	switch {
	case n < 600:
		at := rnd.IntN(used * page)
		bad[at] ^= byte(1 << rnd.IntN(8))
		return fmt.Sprintf("byte %d flipped", at), bad
	case n < 750:
		p := rnd.IntN(used)
		clear(bad[p*page : (p+1)*page])
		return fmt.Sprintf("page %d of zeros", p), bad
	case n < 850:
		at := rnd.IntN(len(good))
		return fmt.Sprintf("cut at %d", at), bad[:at]
	case n < 860:
		return "empty", nil
	case n < 880:
		for i := range bad {
			bad[i] = byte(rnd.Uint32())
		}
		return "garbage", bad
	}
	// The newer header is spoilt, so that bbolt goes on from the older one.
	newer := bolt.NewerMeta(good) * page
	bad[newer+16+rnd.IntN(64)] ^= 0xff
	return "older header", bad
}

// judgeOne looks at a damaged file as the program does, and where that is content, reads everything.
func judgeOne(path string, want map[string]string) verdict {
	opts := marked()
	report, err := bolt.Inspect(context.Background(), path, opts, bolt.AsNeeded)
	if err != nil {
		return verdict{Verdict: detected, Text: err.Error()}
	}
	got, err := contents(path)
	if err != nil {
		return verdict{Verdict: wrong, Text: "Inspect was content, but: " + err.Error()}
	}
	missing := 0
	for key, value := range want {
		if now, ok := got[key]; !ok {
			missing++
		} else if now != value {
			return verdict{Verdict: wrong, Text: "another value is read"}
		}
	}
	switch {
	case len(got) > len(want)-missing:
		return verdict{Verdict: wrong, Text: "a record is read that nobody wrote"}
	case missing > report.Broken():
		return verdict{Verdict: wrong, Text: fmt.Sprintf("%d records are gone without a word", missing-report.Broken())}
	case missing > 0:
		return verdict{Verdict: partly}
	}
	return verdict{Verdict: harmless}
}

// contents reads all that opens in a store, and what number each bucket gives next, by bucket and key.
func contents(path string) (map[string]string, error) {
	opts := options()
	opts.OnAside = func() {}
	d, err := bolt.Open(path, opts)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	all := map[string]string{}
	for _, b := range store.Buckets {
		if b == store.Aside {
			continue
		}
		some := map[string]string{}
		err := d.View(context.Background(), func(tx store.Tx) error {
			clear(some)
			return tx.Scan(b, nil, nil, func(k, v []byte) error { some[string(b)+"/"+string(k)] = string(v); return nil })
		})
		if err != nil {
			return nil, err
		}
		maps.Copy(all, some)
	}
	err = d.Update(context.Background(), func(tx store.Tx) error {
		for _, b := range []store.Bucket{store.Inbox, store.Outbox, store.Cases, store.Chats} {
			n, err := tx.Next(b)
			if err != nil {
				return err
			}
			if n <= 300 {
				all["next "+string(b)] = "a number is given a second time"
			}
		}
		return errors.New("only asked")
	})
	if err == nil || !strings.Contains(err.Error(), "only asked") {
		return nil, err
	}
	return all, nil
}
