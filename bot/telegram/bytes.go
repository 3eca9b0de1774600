package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
)

// upload is a call that brings a file along. telebot would write it through a pipe, and hide the type of our errors.
type upload struct {
	params map[string]any
	field  string // the parameter that the file is
	name   string
	data   []byte
}

// upload calls a method with a file.
func (c client) upload(method string, u upload) ([]byte, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range u.params {
		text, ok := value.(string)
		if !ok {
			v, err := json.Marshal(value)
			if err != nil {
				return nil, fmt.Errorf("encode %s: %w", name, err)
			}
			text = string(v)
		}
		if err := w.WriteField(name, text); err != nil {
			return nil, err
		}
	}
	part, err := w.CreateFormFile(u.field, u.name)
	if err == nil {
		_, err = part.Write(u.data)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("write %s: %w", method, err)
	}
	resp, err := c.web.Post(c.api+"/bot"+placeholder+"/"+method, w.FormDataContentType(), &body)
	if err != nil {
		return nil, err
	}
	return read(resp)
}

// download gets a file by the path that getFile told. More than box.FileLimit bytes are cut off one byte behind it.
func (c client) download(path string) ([]byte, error) {
	u, err := url.Parse(c.api)
	if err != nil {
		return nil, errors.New("address of the Bot API server")
	}
	resp, err := c.web.Get(u.JoinPath("file", "bot"+placeholder, path).String())
	if err != nil {
		return nil, err
	}
	return read(resp)
}

// read reads an answer. The guard has read it from the network already.
func read(resp *http.Response) ([]byte, error) {
	data, err := io.ReadAll(resp.Body)
	return data, errors.Join(err, resp.Body.Close())
}
