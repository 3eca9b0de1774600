package demo

import (
	"fmt"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// file is something that was sent. Only its description is in messages.
type file struct {
	kind string // as the methods name it: photo, document, ...
	info media
	path string
	data []byte
}

// keep gives a file its ids and its place for downloads.
func (s *Server) keep(kind, name, mime string, data []byte) *file {
	s.nextFile++
	n := s.nextFile
	if mime == "" {
		mime = http.DetectContentType(data)
	}
	f := &file{kind: kind, data: data}
	f.info = media{ID: fmt.Sprintf("DemoFileID%s%08d", strings.ToUpper(kind[:1]), n), Unique: fmt.Sprintf("DemoUnique%08d", n),
		Size: len(data)}
	ext := path.Ext(name)
	none := 0
	switch kind {
	case "photo":
		ext, f.info.Width, f.info.Height = ".jpg", 90, 90
	case "document":
		f.info.Name, f.info.Mime = name, mime
	case "audio", "voice":
		f.info.Mime, f.info.Duration = mime, &none
	case "video", "animation":
		f.info.Name, f.info.Mime, f.info.Duration, f.info.Width, f.info.Height = name, mime, &none, 90, 90
	case "video_note":
		f.info.Duration, f.info.Length = &none, 90
	case "sticker":
		f.info.Kind, f.info.Width, f.info.Height, ext = "regular", 512, 512, ".webp"
	}
	f.path = fmt.Sprintf("%ss/file_%d%s", kind, n, ext)
	s.files[f.info.ID] = f
	s.filePaths[f.path] = f
	return f
}

// put makes the file the content of a message.
func (c *content) put(kind string, info media) {
	switch kind {
	case "photo":
		c.Photo = []media{info}
	case "document":
		c.Document = &info
	case "animation":
		c.Animation, c.Document = &info, &info // Telegram fills both
	case "audio":
		c.Audio = &info
	case "voice":
		c.Voice = &info
	case "video":
		c.Video = &info
	case "video_note":
		c.VideoNote = &info
	case "sticker":
		c.Sticker = &info
	}
}

// getFile tells where a file can be downloaded.
func (s *Server) getFile(c *call) (any, error) {
	id := c.p["file_id"]
	if id == "" {
		return nil, bad("file_id not specified")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[id]
	switch {
	case f == nil:
		return nil, bad("wrong file_id or the file is temporarily unavailable")
	case f.info.Size > maxDownload:
		return nil, bad("file is too big")
	}
	return struct {
		ID     string `json:"file_id"`
		Unique string `json:"file_unique_id"`
		Size   int    `json:"file_size"`
		Path   string `json:"file_path"`
	}{f.info.ID, f.info.Unique, f.info.Size, f.path}, nil
}

// serveFile answers a download: place is "<token>/<file path>". Faults name it as the method "file".
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, place string) {
	token, place, _ := strings.Cut(place, "/")
	if err := s.checkToken(token); err != nil {
		s.answer(w, nil, nil, err)
		return
	}
	c := &call{name: "file", now: s.now(), p: params{"file_path": place}}
	fault := s.fault("file", 0)
	if fault != nil && !s.before(w, r, fault) {
		s.record(c, 0, fault.status(), "injected", true)
		return
	}
	s.mu.Lock()
	f := s.filePaths[place]
	s.mu.Unlock()
	if f == nil {
		err := &refused{status: http.StatusNotFound, text: "Not Found"}
		s.record(c, 0, err.status, err.text, false)
		s.answer(w, nil, nil, err)
		return
	}
	s.record(c, 0, http.StatusOK, "", false)
	w.Header().Set("Content-Type", "application/octet-stream")
	data := f.data
	if fault != nil && fault.Cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, _ = w.Write(data[:len(data)/2])
		return // net/http breaks the connection, since bytes are missing
	}
	if fault != nil && fault.Grow > 0 {
		data = append(slices.Clone(data), make([]byte, fault.Grow)...)
	}
	_, _ = w.Write(data)
}

// Bytes returns the bytes of a file that is in a message, or nil.
func (s *Server) Bytes(f *File) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f == nil || s.files[f.ID] == nil {
		return nil
	}
	return s.files[f.ID].data
}

// saveFile gives the page a document to save. The browser never opens it: what the bot sends may be a page of its own.
func (s *Server) saveFile(w http.ResponseWriter, id string) {
	s.mu.Lock()
	f := s.files[id]
	s.mu.Unlock()
	if f == nil || f.kind != "document" {
		http.Error(w, "there is no such file", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.info.Name}))
	h.Set("Content-Security-Policy", "sandbox")
	_, _ = w.Write(f.data)
}
