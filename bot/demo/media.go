package demo

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

func mediaMethods() []method {
	list := []method{
		{name: "getFile", run: (*Server).getFile},
		{name: "sendMediaGroup", cost: true, run: (*Server).sendGroup},
	}
	for name, kind := range map[string]string{
		"sendPhoto": "photo", "sendDocument": "document", "sendVoice": "voice", "sendVideo": "video", "sendAudio": "audio",
		"sendSticker": "sticker", "sendAnimation": "animation", "sendVideoNote": "video_note",
	} {
		list = append(list, method{name: name, cost: true, run: func(s *Server, c *call) (any, error) {
			return s.sendFile(c, kind)
		}})
	}
	return list
}

// sendFile sends a file of one kind: uploaded with the call, or by the id of one that is known.
func (s *Server) sendFile(c *call, kind string) (any, error) {
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	if kind != "sticker" && kind != "video_note" {
		if o.contents, err = c.p.caption(); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.attach(c, &o.contents, kind, kind, c.p[kind]); err != nil {
		return nil, err
	}
	return s.sendLocked(c, o)
}

// attach finds the file that a parameter names and makes it the content.
func (s *Server) attach(c *call, into *content, kind, field, value string) error {
	if at, ok := strings.CutPrefix(value, "attach://"); ok {
		field = at
	}
	if up, found := c.files[field]; found {
		switch {
		case len(up.data) == 0:
			return bad("file must be non-empty")
		case len(up.data) > maxUpload:
			return &refused{status: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}
		}
		into.put(kind, s.keep(kind, up.name, "", up.data).info)
		return nil
	}
	if value == "" {
		return bad("there is no %s in the request", strings.ReplaceAll(kind, "_", " "))
	}
	f := s.files[value]
	switch {
	case strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://"):
		return bad("failed to get HTTP URL content") // the demo fetches nothing
	case f == nil:
		return bad("wrong file identifier/HTTP URL specified")
	case f.kind != kind:
		return bad("can't use file of type %s as %s", title(f.kind), title(kind))
	}
	into.put(kind, f.info)
	return nil
}

// title is a kind of file as error texts name it.
func title(kind string) string {
	words := strings.Split(kind, "_")
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}

// sendGroup sends an album: two to ten files.
func (s *Server) sendGroup(c *call) (any, error) {
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	var list []struct {
		Type     string          `json:"type"`
		Media    string          `json:"media"`
		Caption  string          `json:"caption"`
		Entities json.RawMessage `json:"caption_entities"`
	}
	if err := json.Unmarshal([]byte(c.p["media"]), &list); err != nil {
		return nil, bad("can't parse media JSON object")
	}
	if len(list) < 2 || len(list) > 10 {
		return nil, bad("wrong number of messages to send as an album: must be from 2 to 10") // our words
	}
	contents := make([]content, len(list))
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, item := range list {
		switch item.Type {
		case "photo", "video", "document", "audio":
		default:
			return nil, bad("can't parse InputMedia: Unsupported type specified")
		}
		p := params{"caption": item.Caption, "caption_entities": string(item.Entities)}
		if contents[i], err = p.caption(); err != nil {
			return nil, err
		}
		if err := s.attach(c, &contents[i], item.Type, "", item.Media); err != nil {
			return nil, err
		}
	}
	s.nextAlbum++
	o.album, o.markup = strconv.Itoa(13_000_000_000_000+s.nextAlbum), nil
	var out []*message
	for i := range contents {
		o.contents = contents[i]
		m, err := s.sendLocked(c, o)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}
