package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
)

// errFile says that a file could not be made. It is not tried again: the same words would fail again.
var errFile = errors.New("the file could not be made")

// upload is a document that goes with a call. telebot would write it through a pipe, and hide the type of our errors.
type upload struct {
	fields map[string]any // the other parameters
	name   string
	data   []byte
}

// attach makes a paper into a file and sends it. The file is in memory only, and gone when the call is over.
func (j *job) attach() error {
	if j.out.Paper == nil || j.t.Attach == nil {
		return errFile
	}
	name, data, err := j.t.Attach(j.s.ctx, *j.out)
	if err != nil {
		j.t.log().Error("a file could not be made", "form", j.out.Paper.Form, "error", err)
		return errFile
	}
	p, err := j.place()
	if err != nil {
		return err
	}
	u := upload{fields: j.parcel(p), name: path.Base(name), data: data}
	if len(j.it.sent) == 0 {
		id, err := j.deliverOne("sendDocument", u)
		if err != nil {
			return err
		}
		j.it.sent = append(j.it.sent, id)
	}
	if j.out.Then != nil {
		then := *j.out.Then
		then.Text = strings.TrimPrefix(path.Ext(name), ".")
		j.out.Then = &then
	}
	return j.finish(func(m memory) error {
		if j.out.Ref == "" {
			return nil
		}
		return m.keep(j.out.Ref, note{IDs: j.it.sent, At: j.t.now(), Thread: j.out.Thread})
	})
}

// place is where the output goes: a person's chat, or a thread of staff.
func (j *job) place() (*page, error) {
	if j.private() {
		return j.page("")
	}
	return j.staffPage()
}

// upload sends a document as a form of several parts.
func (c client) upload(method string, u upload, result any) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range u.fields {
		text, ok := value.(string)
		if !ok {
			v, err := json.Marshal(value)
			if err != nil {
				return fmt.Errorf("%s: write the form: %w", method, err)
			}
			text = string(v)
		}
		if err := form.WriteField(name, text); err != nil {
			return fmt.Errorf("%s: write the form: %w", method, err)
		}
	}
	part, err := form.CreateFormFile("document", u.name)
	if err == nil {
		_, err = part.Write(u.data)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return fmt.Errorf("%s: write the form: %w", method, err)
	}
	req, err := http.NewRequest(http.MethodPost, c.api+"/bot"+placeholder+"/"+method, &body)
	if err != nil {
		return &lostError{method: method, cause: err}
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := c.web.Do(req)
	if err != nil {
		return err
	}
	answer := struct{ Result any }{result}
	err = json.NewDecoder(resp.Body).Decode(&answer)
	if closed := resp.Body.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return &lostError{method: method, wrote: true, cause: err}
	}
	return nil
}
