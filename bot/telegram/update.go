package telegram

// The parts of the Bot API's types that we read. They are our own and small: an update is decoded for every message of
// every person, and a field of a new kind must not make an update unreadable.

type update struct {
	ID       *int64        `json:"update_id"`
	Message  *message      `json:"message"`
	Edited   *message      `json:"edited_message"`
	Callback *callback     `json:"callback_query"`
	Mine     *memberChange `json:"my_chat_member"`
	Member   *memberChange `json:"chat_member"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type user struct {
	ID    int64  `json:"id"`
	IsBot bool   `json:"is_bot"`
	First string `json:"first_name"`
	Lang  string `json:"language_code"`
}

type message struct {
	ID       int64    `json:"message_id"`
	Date     int64    `json:"date"`
	EditDate int64    `json:"edit_date"`
	Chat     chat     `json:"chat"`
	From     *user    `json:"from"`
	Sender   *chat    `json:"sender_chat"`
	Thread   int64    `json:"message_thread_id"`
	InTopic  bool     `json:"is_topic_message"`
	ReplyTo  *message `json:"reply_to_message"`
	Album    string   `json:"media_group_id"`

	Forwarded   given `json:"forward_origin"`
	ForwardDate int64 `json:"forward_date"` // older servers

	Text      string     `json:"text"`
	Caption   string     `json:"caption"`
	Photo     []media    `json:"photo"`
	Document  *media     `json:"document"`
	Voice     *media     `json:"voice"`
	Audio     *media     `json:"audio"`
	Video     *media     `json:"video"`
	VideoNote *media     `json:"video_note"`
	Sticker   *media     `json:"sticker"`
	Animation *media     `json:"animation"`
	Contact   *contact   `json:"contact"`
	Location  *location  `json:"location"`
	Venue     *venue     `json:"venue"`
	Dice      *diceThrow `json:"dice"`

	TopicMade   *topic `json:"forum_topic_created"`
	MigrateTo   int64  `json:"migrate_to_chat_id"`
	MigrateFrom int64  `json:"migrate_from_chat_id"`
	service
}

// given is true where something stands in the update, whatever it is.
type given bool

// UnmarshalJSON fulfils json.Unmarshaler.
func (g *given) UnmarshalJSON([]byte) error {
	*g = true
	return nil
}

// service holds what only tells of a change in a chat. Nobody acts on it.
type service struct {
	TopicEdited  given `json:"forum_topic_edited"`
	TopicClosed  given `json:"forum_topic_closed"`
	TopicOpened  given `json:"forum_topic_reopened"`
	GeneralShut  given `json:"general_forum_topic_hidden"`
	GeneralShown given `json:"general_forum_topic_unhidden"`
	Joined       given `json:"new_chat_members"`
	Left         given `json:"left_chat_member"`
	Title        given `json:"new_chat_title"`
	NewPhoto     given `json:"new_chat_photo"`
	NoPhoto      given `json:"delete_chat_photo"`
	GroupMade    given `json:"group_chat_created"`
	SuperMade    given `json:"supergroup_chat_created"`
	Timer        given `json:"message_auto_delete_timer_changed"`
	Pinned       given `json:"pinned_message"`
	WriteAccess  given `json:"write_access_allowed"`
	Theme        given `json:"chat_background_set"`
	VideoStarted given `json:"video_chat_started"`
	VideoEnded   given `json:"video_chat_ended"`
	VideoInvited given `json:"video_chat_participants_invited"`
	VideoPlanned given `json:"video_chat_scheduled"`
	Boost        given `json:"boost_added"`
}

// is tells whether the message is such a note.
func (s service) is() bool {
	for _, part := range [...]given{
		s.TopicEdited, s.TopicClosed, s.TopicOpened, s.GeneralShut, s.GeneralShown, s.Joined, s.Left, s.Title, s.NewPhoto,
		s.NoPhoto, s.GroupMade, s.SuperMade, s.Timer, s.Pinned, s.WriteAccess, s.Theme, s.VideoStarted, s.VideoEnded,
		s.VideoInvited, s.VideoPlanned, s.Boost,
	} {
		if part {
			return true
		}
	}
	return false
}

type media struct {
	FileID string `json:"file_id"`
	Same   string `json:"file_unique_id"`
	Name   string `json:"file_name"`
	Mime   string `json:"mime_type"`
	Size   int64  `json:"file_size"`
}

type contact struct {
	Phone string `json:"phone_number"`
	First string `json:"first_name"`
	Last  string `json:"last_name"`
}

type location struct {
	Lat float64 `json:"latitude"`
	Lon float64 `json:"longitude"`
}

type venue struct {
	Location location `json:"location"`
	Title    string   `json:"title"`
	Address  string   `json:"address"`
}

type diceThrow struct {
	Emoji string `json:"emoji"`
}

type topic struct {
	Name string `json:"name"`
}

type callback struct {
	ID      string   `json:"id"`
	From    user     `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

type memberChange struct {
	Chat chat   `json:"chat"`
	From user   `json:"from"`
	Date int64  `json:"date"`
	Now  member `json:"new_chat_member"`
	Was  member `json:"old_chat_member"`
}

type member struct {
	Status   string `json:"status"`
	User     user   `json:"user"`
	IsMember bool   `json:"is_member"` // of a restricted one
}

// in tells whether the status is that of somebody in the chat.
func (m member) in() bool {
	switch m.Status {
	case "creator", "administrator", "member":
		return true
	case "restricted":
		return m.IsMember
	}
	return false
}
