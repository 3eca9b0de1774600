package demo

// The shapes of Telegram's objects. A value that was made once is never changed, only replaced, so that it may be
// written as JSON without a lock.

type user struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	Username  string `json:"username,omitempty"`
	Lang      string `json:"language_code,omitempty"`
}

type chatInfo struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	IsForum   bool   `json:"is_forum,omitempty"`
}

type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"` // in UTF-16 units
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
	User   *user  `json:"user,omitempty"`
	Lang   string `json:"language,omitempty"`
	Emoji  string `json:"custom_emoji_id,omitempty"`
}

type keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// media is one file of a message, in any of the shapes that Telegram has; a shape uses some of the fields.
type media struct {
	ID       string `json:"file_id"`
	Unique   string `json:"file_unique_id"`
	Name     string `json:"file_name,omitempty"`
	Mime     string `json:"mime_type,omitempty"`
	Size     int    `json:"file_size,omitempty"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Length   int    `json:"length,omitempty"` // video notes
	Duration *int   `json:"duration,omitempty"`
	Kind     string `json:"type,omitempty"` // stickers
	Emoji    string `json:"emoji,omitempty"`
}

type location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

type contact struct {
	Phone  string `json:"phone_number"`
	Name   string `json:"first_name"`
	UserID int64  `json:"user_id,omitempty"`
}

type origin struct {
	Type   string `json:"type"`
	Date   int64  `json:"date"`
	Sender *user  `json:"sender_user,omitempty"`
	Hidden string `json:"sender_user_name,omitempty"`
}

type topicInfo struct {
	Name  string `json:"name,omitempty"`
	Color int    `json:"icon_color,omitempty"`
}

type empty struct{}

// message is a message in a chat. Its unexported fields are not part of the JSON.
type message struct {
	ID         int       `json:"message_id"`
	Thread     int       `json:"message_thread_id,omitempty"` // set by Server.add
	From       *user     `json:"from,omitempty"`
	SenderChat *chatInfo `json:"sender_chat,omitempty"`
	Chat       *chatInfo `json:"chat"`
	Date       int64     `json:"date"`
	EditDate   int64     `json:"edit_date,omitempty"`
	InTopic    bool      `json:"is_topic_message,omitempty"`
	Origin     *origin   `json:"forward_origin,omitempty"`
	ReplyTo    *message  `json:"reply_to_message,omitempty"`
	Protected  bool      `json:"has_protected_content,omitempty"`
	Album      string    `json:"media_group_id,omitempty"`

	content
	service

	Markup *keyboard `json:"reply_markup,omitempty"`

	topic  int  // where it stands; Thread may name more than topics
	mine   bool // the bot's own
	silent bool
	copied bool
	react  string
}

// content is what a message says.
type content struct {
	Text            string    `json:"text,omitempty"`
	Entities        []entity  `json:"entities,omitempty"`
	Caption         string    `json:"caption,omitempty"`
	CaptionEntities []entity  `json:"caption_entities,omitempty"`
	Photo           []media   `json:"photo,omitempty"`
	Document        *media    `json:"document,omitempty"`
	Animation       *media    `json:"animation,omitempty"`
	Audio           *media    `json:"audio,omitempty"`
	Sticker         *media    `json:"sticker,omitempty"`
	Video           *media    `json:"video,omitempty"`
	VideoNote       *media    `json:"video_note,omitempty"`
	Voice           *media    `json:"voice,omitempty"`
	Location        *location `json:"location,omitempty"`
	Contact         *contact  `json:"contact,omitempty"`
}

// service is what a service message tells.
type service struct {
	TopicCreated  *topicInfo `json:"forum_topic_created,omitempty"`
	TopicEdited   *topicInfo `json:"forum_topic_edited,omitempty"`
	TopicClosed   *empty     `json:"forum_topic_closed,omitempty"`
	TopicReopened *empty     `json:"forum_topic_reopened,omitempty"`
	Pinned        *message   `json:"pinned_message,omitempty"`
	Joined        []*user    `json:"new_chat_members,omitempty"`
	Left          *user      `json:"left_chat_member,omitempty"`
	MigrateTo     int64      `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom   int64      `json:"migrate_from_chat_id,omitempty"`
}

// word names the service; empty for a message that somebody wrote.
func (v service) word() string {
	switch {
	case v.TopicCreated != nil:
		return "topic created"
	case v.TopicEdited != nil:
		return "topic edited"
	case v.TopicClosed != nil:
		return "topic closed"
	case v.TopicReopened != nil:
		return "topic reopened"
	case v.Pinned != nil:
		return "message pinned"
	case len(v.Joined) > 0:
		return "member joined"
	case v.Left != nil:
		return "member left"
	case v.MigrateTo != 0, v.MigrateFrom != 0:
		return "group migrated"
	}
	return ""
}

// file finds the file of a message and its kind, as the methods name it.
func (c *content) file() (string, *media) {
	switch {
	case len(c.Photo) > 0:
		return "photo", &c.Photo[len(c.Photo)-1]
	case c.Animation != nil:
		return "animation", c.Animation
	case c.Document != nil:
		return "document", c.Document
	case c.Audio != nil:
		return "audio", c.Audio
	case c.Sticker != nil:
		return "sticker", c.Sticker
	case c.Video != nil:
		return "video", c.Video
	case c.VideoNote != nil:
		return "video_note", c.VideoNote
	case c.Voice != nil:
		return "voice", c.Voice
	}
	return "", nil
}

// quoted is a message as it stands in an answer to it: without what it answers itself.
func (m *message) quoted() *message {
	if m.ReplyTo == nil {
		return m
	}
	short := *m
	short.ReplyTo = nil
	return &short
}

// memberState is a member as updates and getChatMember show it.
type memberState struct {
	Status      string `json:"status"`
	User        *user  `json:"user"`
	Topics      *bool  `json:"can_manage_topics,omitempty"`
	Delete      *bool  `json:"can_delete_messages,omitempty"`
	Pin         *bool  `json:"can_pin_messages,omitempty"`
	Anonymous   *bool  `json:"is_anonymous,omitempty"`
	Edited      *bool  `json:"can_be_edited,omitempty"`
	UntilDate   *int64 `json:"until_date,omitempty"`
	ManageChat  *bool  `json:"can_manage_chat,omitempty"`
	InviteUsers *bool  `json:"can_invite_users,omitempty"`
}

type memberUpdate struct {
	Chat *chatInfo   `json:"chat"`
	From *user       `json:"from"`
	Date int64       `json:"date"`
	Old  memberState `json:"old_chat_member"`
	New  memberState `json:"new_chat_member"`
}

type callbackUpdate struct {
	ID       string `json:"id"`
	From     *user  `json:"from"`
	Message  any    `json:"message,omitempty"` // a message, or an inaccessible one
	Instance string `json:"chat_instance"`
	Data     string `json:"data"`
}

// inaccessible stands for a message that is gone.
type inaccessible struct {
	Chat *chatInfo `json:"chat"`
	ID   int       `json:"message_id"`
	Date int64     `json:"date"` // always 0
}
