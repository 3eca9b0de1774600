package main

import (
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"safeharbour/bot/demo"
)

// small is where TestOnASmallDisk works. `make smalldisk` makes such a disk, which takes the rights of root.
var small = flag.String("disk", "", "a folder on a disk of 300 to 500 MB, which TestOnASmallDisk fills to the last byte; empty: it has nothing to do")

// The real program works on a small disk that is filled to the last byte again and again while people talk to it. It must go on by
// itself each time, and what it had no room for must come later: nothing is lost, nothing done twice. Only a disk of its own can be
// filled, so without one this is no test at all; what the store does then is in TestFullDisk.
func TestOnASmallDisk(t *testing.T) {
	if *small == "" {
		return
	}
	s := newSiege(t)
	s.cramped = true // files are tried again after ten minutes
	s.data = filepath.Join(*small, "data")
	filler := filepath.Join(*small, "filler")
	p := s.start()
	s.bell.up(t, p)
	end := make(chan struct{})
	var talking sync.WaitGroup
	for i := range 50 {
		talking.Go(func() { s.talk(i, end) })
	}
	dice := rand.New(rand.NewPCG(5, 6))
	pause := func(least, most int) {
		select {
		case err := <-p.ended:
			t.Fatalf("the program ended by itself: %v\n%s", err, p.out)
		case <-time.After(time.Duration(least+dice.IntN(most-least)) * time.Millisecond):
		}
	}
	pause(5000, 5001)
	for range 8 {
		fill(t, filler) // perhaps long before the program looks again
		pause(100, 9000)
		fill(t, filler) // what the program gave up meanwhile
		pause(1000, 4000)
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		pause(6000, 9000)
	}
	close(end)
	talking.Wait()
	refused := strings.Count(p.out.String(), "no room on the disk")
	st := s.settle(p)
	defer st.Close()
	f := s.count(st)
	t.Logf("%v; the log tells %d times that there is no room", f, refused)
	if f.wrong() {
		t.Error("something was lost, or done twice")
	}
	if refused == 0 {
		t.Error("no commit found the disk full")
	}
	staff := s.c.Words.Words("en")
	for _, notice := range []string{"staff.notice.disk_full", "staff.notice.disk_room"} {
		heard := slices.ContainsFunc(s.group.All(), func(m demo.Message) bool { return strings.Contains(m.Text, staff.Text(notice)) })
		if !heard {
			t.Errorf("staff did not hear %s", notice)
		}
	}
}

// fill makes a file larger until the disk takes nothing more.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 4 << 20; size > 0; {
		if _, err = f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
		if err = errors.Join(err, f.Sync()); err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}
