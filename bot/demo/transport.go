package demo

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
)

// errReset is what a client sees when the connection breaks.
var errReset = errors.New("connection reset by peer")

// Transport carries requests to the server without a network, so that it can be used where time is simulated
// (testing/synctest). Whatever the address is, it leads here.
func (s *Server) Transport() http.RoundTripper { return inside{s} }

type inside struct{ s *Server }

// recorder collects an answer.
type recorder struct {
	head   http.Header
	status int
	body   bytes.Buffer
	broken bool
}

func (r *recorder) Header() http.Header { return r.head }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(data []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(data)
}

// RoundTrip carries out one request. When its context ends the client is gone, but what was begun is done.
func (t inside) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
	in := r.Clone(r.Context())
	in.Body, in.Host = io.NopCloser(bytes.NewReader(body)), r.URL.Host
	rec := &recorder{head: http.Header{"Date": {t.s.now().UTC().Format(http.TimeFormat)}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		rec.broken = t.serve(rec, in)
	}()
	select {
	case <-done:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if rec.broken {
		return nil, errReset
	}
	rec.WriteHeader(http.StatusOK)
	var whole io.Reader = &rec.body
	length := int64(rec.body.Len())
	if want, err := strconv.ParseInt(rec.head.Get("Content-Length"), 10, 64); err == nil && want > length {
		whole, length = io.MultiReader(whole, broken{}), want // as net/http answers one who reads a connection that broke
	}
	return &http.Response{
		Status: http.StatusText(rec.status), StatusCode: rec.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: rec.head, Body: io.NopCloser(whole), ContentLength: length, Request: r,
	}, nil
}

// broken is what a reader finds behind a body that was cut.
type broken struct{}

// Read fails.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// serve runs the handler, and says whether it broke the connection.
func (t inside) serve(w http.ResponseWriter, r *http.Request) (broken bool) {
	defer func() {
		if v := recover(); v != nil {
			broken = true
			if err, ok := v.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
		}
	}()
	t.s.ServeHTTP(w, r)
	return false
}
