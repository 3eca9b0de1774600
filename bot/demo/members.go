package demo

func chatMethods() []method {
	return []method{
		{name: "getMe", run: (*Server).getMe},
		{name: "getChat", run: inChat((*Server).known, (*Server).getChat)},
		{name: "getChatMember", run: inChat((*Server).known, (*Server).getChatMember)},
		{name: "getChatAdministrators", run: inChat((*Server).known, (*Server).getAdministrators)},
		{name: "getChatMemberCount", run: inChat((*Server).known, (*Server).memberCount)},
		{name: "leaveChat", run: inChat((*Server).known, (*Server).leaveChat)},
	}
}

func (s *Server) getMe(*call) (any, error) {
	return struct {
		*user
		Join     bool `json:"can_join_groups"`
		Read     bool `json:"can_read_all_group_messages"`
		Inline   bool `json:"supports_inline_queries"`
		Business bool `json:"can_connect_to_business"`
		WebApp   bool `json:"has_main_web_app"`
	}{user: s.me(), Join: true}, nil
}

func (s *Server) me() *user {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.self
}

func (s *Server) getChat(_ *call, in *chat) (any, error) {
	full := struct {
		*chatInfo
		Color     int             `json:"accent_color_id"`
		Reactions int             `json:"max_reaction_count"`
		Gifts     map[string]bool `json:"accepted_gift_types"`
		Rights    map[string]bool `json:"permissions,omitempty"`
		Pinned    *message        `json:"pinned_message,omitempty"`
	}{chatInfo: in.info, Reactions: 11, Gifts: map[string]bool{"unlimited_gifts": false, "limited_gifts": false,
		"unique_gifts": false, "premium_subscription": false}}
	if in.with == nil {
		full.Rights = map[string]bool{"can_send_messages": true, "can_manage_topics": false, "can_pin_messages": false}
	}
	if n := len(in.pinned); n > 0 {
		full.Pinned = in.find(in.pinned[n-1])
	}
	return full, nil
}

// state is how an account stands to a group.
func (s *Server) state(in *chat, id int64) (memberState, error) {
	yes, no := true, false
	switch m := in.members[id]; {
	case id == s.self.ID:
		return memberState{Status: "administrator", User: s.self, Topics: &yes, Delete: &yes, Pin: &yes, ManageChat: &yes,
			InviteUsers: &yes, Anonymous: &no, Edited: &no}, nil
	case m == nil && s.accounts[id] == nil:
		return memberState{}, bad("user not found")
	case m == nil || m.left:
		return memberState{Status: "left", User: s.accounts[id].user}, nil
	case m.admin:
		return memberState{Status: "administrator", User: m.account.user, Topics: &yes, Delete: &yes, Pin: &yes,
			ManageChat: &yes, InviteUsers: &yes, Anonymous: &no, Edited: &no}, nil
	default:
		return memberState{Status: "member", User: m.account.user}, nil
	}
}

func (s *Server) getChatMember(c *call, in *chat) (any, error) {
	id := c.p.num("user_id")
	if id <= 0 {
		return nil, bad("invalid user_id specified")
	}
	if in.with == nil {
		return s.state(in, id)
	}
	if id != s.self.ID && id != in.info.ID {
		return nil, bad("user not found")
	}
	who := s.self
	if id == in.info.ID {
		who = in.with.user
	}
	return memberState{Status: "member", User: who}, nil
}

func (s *Server) getAdministrators(_ *call, in *chat) (any, error) {
	if in.with != nil {
		return nil, bad("there are no administrators in the private chat")
	}
	bot, err := s.state(in, s.self.ID)
	if err != nil {
		return nil, err
	}
	out := []memberState{bot}
	for _, m := range in.sortedMembers() {
		state, err := s.state(in, m.account.user.ID)
		if err == nil && state.Status == "administrator" {
			out = append(out, state)
		}
	}
	return out, nil
}

func (s *Server) memberCount(_ *call, in *chat) (any, error) {
	if in.with != nil {
		return 2, nil
	}
	return len(in.sortedMembers()) + 1, nil
}

func (s *Server) leaveChat(_ *call, in *chat) (any, error) {
	if in.with != nil {
		return nil, bad("chat member status can't be changed in private chats")
	}
	in.out = "bot is not a member of the supergroup chat"
	s.changed(in)
	return true, nil
}
