package main

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// How often the program is stopped, and while how many people talk to it.
const (
	stops   = 6
	talkers = 16
)

// An operator stops and starts the program while people talk to it, and answers of the server take their time. Every stop is
// clean, nothing is lost, and nothing is shown twice: what was under way was finished.
func TestStoppedUnderLoad(t *testing.T) {
	t.Parallel() // most of it is waiting
	s := newSiege(t)
	s.bell.lead(slow{s.api})
	end := make(chan struct{})
	var talking sync.WaitGroup
	for i := range talkers {
		talking.Go(func() { s.talk(i, end) })
	}
	p := s.start()
	for range stops {
		s.bell.up(t, p)
		time.Sleep(time.Second) // long enough that everybody is in the middle of something
		if code, _ := p.stop(); code != exitDone {
			t.Fatalf("SIGTERM: exit code %d, want %d\n%s", code, exitDone, p.out)
		}
		p = s.start() // ends at once, and so does the test, if the lock was left behind
	}
	close(end)
	talking.Wait()
	st := s.settle(p)
	defer st.Close()
	f := s.count(st)
	t.Log(f)
	if f.wrong() || f.topicsTwice+f.cardsTwice+f.staffTwice > 0 {
		t.Error("something was lost, or done twice")
	}
}

// slow obeys a call at once and answers late: a client that does not wait for that does not know what became of it.
type slow struct{ next http.Handler }

func (s slow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/getUpdates") {
		s.next.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	s.next.ServeHTTP(answer, r)
	time.Sleep(150 * time.Millisecond)
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// mute never answers a message that is sent, and tells when one is.
type mute struct {
	next http.Handler
	sent chan struct{}
}

func (m mute) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/sendMessage") {
		m.next.ServeHTTP(w, r)
		return
	}
	_, _ = io.Copy(io.Discard, r.Body) // else the server does not notice that the caller has gone
	m.sent <- struct{}{}
	<-r.Context().Done()
}

// A second signal ends the program at once, whatever it waits for.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	s := newService(t)
	m := mute{next: s.api, sent: make(chan struct{}, 100)}
	s.bell.lead(m)
	p := s.start(t)
	s.bell.up(t, p)
	s.api.Person("Ana", "en").Send("/start")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	select {
	case <-m.sent:
	case <-ctx.Done():
		t.Fatalf("no answer is sent\n%s", p.out)
	}
	for range 20 { // the second one counts only when the first was seen
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			break // it has ended
		}
		time.Sleep(200 * time.Millisecond)
	}
	p.wait(ctx)
	if how, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !how.Signaled() {
		t.Errorf("it ended as %v, and not by the second signal\n%s", p.cmd.ProcessState, p.out)
	}
}

// What hangs ends with a code of its own, at once.
func TestWhatHangsEndsWithACode(t *testing.T) {
	code := -1
	a := &app{exit: func(c int) { code = c }}
	if a.endHung(); code != exitInternal {
		t.Errorf("exit code %d, want %d", code, exitInternal)
	}
}
