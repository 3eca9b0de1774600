package demo

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Limits of the bot's public face.
const (
	maxCommands    = 100
	maxCommand     = 32
	maxCommandText = 256
	maxName        = 64
	maxDescription = 512
	maxShort       = 120
)

// command is an entry of the bot's menu.
type command struct {
	Name string `json:"command"`
	Text string `json:"description"`
}

// profile is the bot's public face, by language; "" is for all others.
type profile struct {
	commands map[string][]command // key: scope and language
	names    map[string]string
	about    map[string]string
	short    map[string]string
}

func newProfile(name string) profile {
	return profile{commands: map[string][]command{}, names: map[string]string{"": name}, about: map[string]string{},
		short: map[string]string{}}
}

func profileMethods() []method {
	return []method{
		{name: "setMyCommands", run: (*Server).setCommands},
		{name: "deleteMyCommands", run: (*Server).deleteCommands},
		{name: "getMyCommands", run: (*Server).getCommands},
		face("setMyName", "name", maxName, func(s *Server) map[string]string { return s.profile.names }),
		face("setMyDescription", "description", maxDescription, func(s *Server) map[string]string { return s.profile.about }),
		face("setMyShortDescription", "short_description", maxShort, func(s *Server) map[string]string { return s.profile.short }),
		shown("getMyName", "name", func(s *Server) map[string]string { return s.profile.names }),
		shown("getMyDescription", "description", func(s *Server) map[string]string { return s.profile.about }),
		shown("getMyShortDescription", "short_description", func(s *Server) map[string]string { return s.profile.short }),
	}
}

// language reads language_code: two lower-case letters or nothing.
func (p params) language() (string, error) {
	code := p["language_code"]
	if code == "" {
		return "", nil
	}
	if len(code) != 2 || code[0] < 'a' || code[0] > 'z' || code[1] < 'a' || code[1] > 'z' {
		return "", bad("invalid language code specified")
	}
	return code, nil
}

// scopeKey names whom commands are for.
func (s *Server) scopeKey(p params) (string, error) {
	lang, err := p.language()
	if err != nil {
		return "", err
	}
	raw := p["scope"]
	if raw == "" {
		return "default/" + lang, nil
	}
	var scope struct {
		Type string          `json:"type"`
		Chat json.RawMessage `json:"chat_id"`
		User json.RawMessage `json:"user_id"`
	}
	if err := json.Unmarshal([]byte(raw), &scope); err != nil {
		return "", bad("can't parse BotCommandScope JSON object")
	}
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return scope.Type + "/" + lang, nil
	case "chat", "chat_administrators", "chat_member":
		if scope.Chat == nil {
			return "", bad(`can't parse BotCommandScope: Can't find field "chat_id"`)
		}
		id := strings.Trim(string(scope.Chat), `"`)
		chat := params{"chat_id": id}
		n, err := chat.chat("chat_id")
		if err != nil {
			return "", err
		}
		if _, err := s.known(n); err != nil {
			return "", err
		}
		return scope.Type + ":" + id + ":" + strings.Trim(string(scope.User), `"`) + "/" + lang, nil
	}
	return "", bad("can't parse BotCommandScope: Unsupported type specified")
}

func checkCommands(raw string) ([]command, error) {
	var list []command
	if raw == "" || json.Unmarshal([]byte(raw), &list) != nil {
		return nil, bad("can't parse commands JSON object")
	}
	if len(list) > maxCommands {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	for i := range list {
		list[i].Name = strings.TrimPrefix(list[i].Name, "/")
		name, text := list[i].Name, strings.TrimSpace(list[i].Text)
		strange := strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_")
		switch {
		case name == "":
			return nil, bad("command must be non-empty")
		case len(name) > maxCommand:
			return nil, bad("command length must not exceed %d", maxCommand)
		case strange != "":
			return nil, bad("BOT_COMMAND_INVALID")
		case text == "":
			return nil, bad("command description must be non-empty")
		case utf8.RuneCountInString(text) > maxCommandText:
			return nil, bad("command description length must not exceed %d", maxCommandText)
		}
	}
	return list, nil
}

func (s *Server) setCommands(c *call) (any, error) {
	list, err := checkCommands(c.p["commands"])
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, err := s.scopeKey(c.p)
	if err != nil {
		return nil, err
	}
	s.profile.commands[key] = list
	s.touched()
	return true, nil
}

func (s *Server) deleteCommands(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, err := s.scopeKey(c.p)
	if err != nil {
		return nil, err
	}
	delete(s.profile.commands, key)
	s.touched()
	return true, nil
}

func (s *Server) getCommands(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, err := s.scopeKey(c.p)
	if err != nil {
		return nil, err
	}
	return append([]command{}, s.profile.commands[key]...), nil
}

// face makes a method that sets one text of the bot's profile.
func face(name, param string, longest int, where func(*Server) map[string]string) method {
	return method{name: name, run: func(s *Server, c *call) (any, error) {
		lang, err := c.p.language()
		if err != nil {
			return nil, err
		}
		if !utf8.ValidString(c.p[param]) {
			return nil, bad("strings must be encoded in UTF-8")
		}
		text := strings.TrimSpace(c.p[param])
		if utf8.RuneCountInString(text) > longest {
			return nil, bad("BOT_%s_TOO_LONG", strings.ToUpper(strings.ReplaceAll(param, "_description", "")))
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if text == "" && (param != "name" || lang != "") {
			delete(where(s), lang)
		} else if text != "" {
			where(s)[lang] = text
		}
		s.touched()
		return true, nil
	}}
}

// shown makes a method that reads one text of the bot's profile; without one in that language, the general one.
func shown(name, param string, where func(*Server) map[string]string) method {
	return method{name: name, run: func(s *Server, c *call) (any, error) {
		lang, err := c.p.language()
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		text, found := where(s)[lang]
		if !found {
			text = where(s)[""]
		}
		return map[string]string{param: text}, nil
	}}
}
