package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// params are a call's parameters. Every value is a string, as in a form; objects and lists are JSON in a string.
type params map[string]string

// upload is a file that came with a call.
type upload struct {
	name string
	data []byte
}

// num reads a number; 0 when there is none or it is no number, as Telegram does.
func (p params) num(name string) int64 {
	text := strings.TrimSpace(p[name])
	if text == "" {
		return 0 // most are not given, and ParseInt makes an error of it
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// id reads a message id or a topic's id; 0 when it cannot be one.
func (p params) id(name string) int {
	n := p.num(name)
	if n < 0 || n > 1<<31-1 {
		return 0
	}
	return int(n)
}

// flag reads a truth value, as Telegram does.
func (p params) flag(name string) bool {
	switch strings.ToLower(strings.TrimSpace(p[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// chat reads the chat that a call is about.
func (p params) chat(name string) (int64, error) {
	text := strings.TrimSpace(p[name])
	if text == "" {
		return 0, bad("%s is empty", name)
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id == 0 {
		return 0, bad("chat not found")
	}
	return id, nil
}

// ids reads a list of message ids; they may come as numbers or as strings.
func (p params) ids(name string) ([]int, error) {
	var list []json.RawMessage
	if p[name] == "" {
		return nil, bad("message identifiers are not specified")
	}
	if err := json.Unmarshal([]byte(p[name]), &list); err != nil {
		if json.Valid([]byte(p[name])) {
			return nil, bad("expected an Array of message identifiers")
		}
		return nil, bad("can't parse %s JSON object", name)
	}
	out := make([]int, 0, len(list))
	for _, raw := range list {
		n, err := strconv.Atoi(strings.Trim(string(raw), `"`))
		switch {
		case err != nil:
			return nil, bad("can't parse message identifier as a Number")
		case n <= 0:
			return nil, bad("invalid message identifier specified")
		}
		out = append(out, n)
	}
	return out, nil
}

// add takes a parameter of a form; what came first goes before.
func (p params) add(name, value string) {
	if _, given := p[name]; !given {
		p[name] = value
	}
}

// errBody says that a request could not be read. Its text is never shown: the answer is Telegram's.
var errBody = errors.New("request body cannot be read")

// readParams reads query, form, multipart and JSON parameters of one call. The query goes before the body.
func readParams(r *http.Request) (params, map[string]upload, error) {
	p := params{}
	files, err := readBody(r, p)
	if r.URL.RawQuery != "" {
		for name, values := range r.URL.Query() {
			p[name] = values[0]
		}
	}
	return p, files, err
}

func readBody(r *http.Request, p params) (map[string]upload, error) {
	if r.Method == http.MethodGet || r.Body == nil {
		return nil, nil
	}
	kind, attrs, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, nil // a POST without a type has no parameters in its body
	}
	body := io.LimitReader(r.Body, maxBody)
	switch kind {
	case "application/json":
		return nil, readJSON(body, r.ContentLength, p)
	case "application/x-www-form-urlencoded":
		return nil, readForm(r, p)
	case "multipart/form-data":
		files := map[string]upload{}
		return files, readParts(multipart.NewReader(body, attrs["boundary"]), p, files)
	}
	return nil, nil
}

// readJSON reads an object; what is not a string is kept as the JSON it is.
func readJSON(body io.Reader, length int64, p params) error {
	var b bytes.Buffer
	b.Grow(int(min(max(length, 0), maxBody)) + bytes.MinRead)
	if _, err := b.ReadFrom(body); err != nil {
		return fmt.Errorf("%w: %w", errBody, err)
	}
	if len(bytes.TrimSpace(b.Bytes())) == 0 {
		return nil
	}
	root, ok := parseJSON(b.String())
	switch {
	case ok && root.Type == gjson.Null:
		return nil
	case !ok || !root.IsObject():
		return errBody
	}
	for name, value := range root.ForEach {
		if value.Type == gjson.String {
			p[name.Str] = value.Str
		} else {
			p[name.Str] = value.Raw
		}
	}
	return nil
}

// parseJSON reads a JSON text as [json.Unmarshal] would: what is no UTF-8 in it is replaced, and it has a bound for depth.
func parseJSON(text string) (root gjson.Result, ok bool) {
	if !utf8.ValidString(text) {
		text = string([]rune(text))
	}
	const maxDepth = 10_000 // of encoding/json; gjson has none, and a text that is deep enough would overflow its stack
	if strings.Count(text, "[")+strings.Count(text, "{") > maxDepth {
		ok = json.Valid([]byte(text))
	} else {
		ok = gjson.Valid(text)
	}
	if !ok {
		return gjson.Result{}, false
	}
	return gjson.Parse(text), true
}

func readForm(r *http.Request, p params) error {
	r.Body = io.NopCloser(io.LimitReader(r.Body, maxBody))
	if err := r.ParseForm(); err != nil {
		return fmt.Errorf("%w: %w", errBody, err)
	}
	for name, values := range r.PostForm {
		p.add(name, values[0])
	}
	return nil
}

func readParts(m *multipart.Reader, p params, files map[string]upload) error {
	for {
		part, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errBody, err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return fmt.Errorf("%w: %w", errBody, err)
		}
		if isFile(part) {
			files[part.FormName()] = upload{name: part.FileName(), data: data}
		} else {
			p.add(part.FormName(), string(data))
		}
	}
}

// isFile says whether a part is a file: it has a file name, which may be empty.
func isFile(part *multipart.Part) bool {
	_, attrs, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := attrs["filename"]
	return err == nil && named
}
