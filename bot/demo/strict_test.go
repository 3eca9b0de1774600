package demo

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func markup(buttons ...any) dict {
	return dict{"inline_keyboard": []any{buttons}}
}

func many(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i + 1
	}
	return out
}

func TestWhatTelegramRefuses(t *testing.T) {
	s, b := start(t, Options{})
	mary, quiet := s.Person("Mary", "en"), s.Person("Quiet", "en")
	blocker := s.Person("Blocker", "en")
	said := mary.Send("hello")
	blocker.Send("hello")
	blocker.Block()
	plain := s.Group("Plain", false)
	forum := s.Group("Forum", true)
	staff := forum.Member("Ann")
	gone := s.Group("Gone", true)
	gone.Kick()
	mine := b.send(mary.ID(), "mine")
	m, g := mary.ID(), forum.ID()
	text := func(more dict) dict {
		p := dict{"chat_id": m, "text": "hello"}
		for k, v := range more {
			p[k] = v
		}
		return p
	}
	bold := func(offset, length int) dict {
		return text(dict{"entities": []dict{{"type": "bold", "offset": offset, "length": length}}})
	}
	cases := []struct {
		method string
		p      dict
		want   string
	}{
		{"sendMessage", dict{"text": "x"}, "Bad Request: chat_id is empty"},
		{"sendMessage", dict{"chat_id": "somebody", "text": "x"}, "Bad Request: chat not found"},
		{"sendMessage", dict{"chat_id": 77, "text": "x"}, "Bad Request: chat not found"},
		{"sendMessage", dict{"chat_id": quiet.ID(), "text": "x"}, "Bad Request: chat not found"},
		{"sendMessage", dict{"chat_id": staff.ID(), "text": "x"}, "Forbidden: bot can't initiate conversation with a user"},
		{"sendMessage", dict{"chat_id": blocker.ID(), "text": "x"}, "Forbidden: bot was blocked by the user"},
		{"sendMessage", dict{"chat_id": gone.ID(), "text": "x"}, "Forbidden: bot was kicked from the supergroup chat"},
		{"sendMessage", dict{"chat_id": m}, "Bad Request: message text is empty"},
		{"sendMessage", dict{"chat_id": m, "text": " \n "}, "Bad Request: text must be non-empty"},
		{"sendMessage", dict{"chat_id": m, "text": strings.Repeat("ဝ", 4097)}, "Bad Request: message is too long"},
		{"sendMessage", text(dict{"parse_mode": "MarkdownV2"}), "Bad Request: unsupported parse_mode"},
		{"sendMessage", text(dict{"parse_mode": "HTML", "text": "<b>open"}), `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"sendMessage", text(dict{"parse_mode": "HTML", "text": "<script>x</script>"}), `Bad Request: can't parse entities: Unsupported start tag "script" at byte offset 0`},
		{"sendMessage", text(dict{"parse_mode": "HTML", "text": "<b><i>test</b></i>"}), `Bad Request: can't parse entities: Unmatched end tag at byte offset 10, expected "</i>", found "</b>"`},
		{"sendMessage", bold(-1, 1), "Bad Request: receive an entity with incorrect offset -1"},
		{"sendMessage", bold(100, 1), "Bad Request: entity begins after the end of the text at UTF-16 offset 100"},
		{"sendMessage", bold(0, 100), "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100"},
		{"sendMessage", text(dict{"text": "a😀b", "entities": []dict{{"type": "bold", "offset": 2, "length": 2}}}), "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 2"},
		{"sendMessage", text(dict{"entities": []dict{{"type": "loud", "offset": 0, "length": 1}}}), "Bad Request: can't parse MessageEntity: Unsupported type specified"},
		{"sendMessage", text(dict{"entities": []dict{{"type": "bold", "offset": 0, "length": 3}, {"type": "code", "offset": 2, "length": 3}}}), "Bad Request: entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 5"},
		{"sendMessage", text(dict{"reply_markup": 5}), "Bad Request: object expected as reply markup"},
		{"sendMessage", text(dict{"reply_markup": strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)}), "Bad Request: can't parse reply keyboard markup JSON object"},
		{"sendMessage", text(dict{"reply_markup": "{"}), "Bad Request: can't parse reply keyboard markup JSON object"},
		{"sendMessage", text(dict{"reply_markup": dict{"inline_keyboard": "x"}}), `Bad Request: field "inline_keyboard" must be of type Array`},
		{"sendMessage", text(dict{"reply_markup": markup(dict{"text": "ok", "callback_data": strings.Repeat("é", 33)})}), "Bad Request: BUTTON_DATA_INVALID"},
		{"sendMessage", text(dict{"reply_markup": markup(dict{"text": "ok"})}), "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"sendMessage", text(dict{"reply_markup": markup(dict{"text": " ", "callback_data": "x"})}), "Bad Request: inline keyboard button text must be non-empty"},
		{"sendMessage", text(dict{"reply_markup": markup(dict{"callback_data": "x"})}), `Bad Request: can't parse inline keyboard button: Can't find field "text"`},
		{"sendMessage", text(dict{"reply_markup": markup(dict{"text": "x", "callback_data": 5})}), `Bad Request: can't parse inline keyboard button: Field "callback_data" must be of type String`},
		{"sendMessage", text(dict{"reply_markup": markup(dict{"text": "x", "url": "not-a-url"})}), "Bad Request: inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL"},
		{"sendMessage", text(dict{"reply_markup": "null"}), "Bad Request: object expected as reply markup"},
		{"sendMessage", text(dict{"reply_markup": `{"inline_keyboard":[[{"text":"x"}],7]}`}), `Bad Request: field "inline_keyboard" must be of type Array`},
		{"sendMessage", text(dict{"reply_markup": `{"inline_keyboard":[[{"text":"x"}]],}`}), "Bad Request: can't parse reply keyboard markup JSON object"},
		{"sendMessage", text(dict{"reply_markup": `{"inline_keyboard":[null,[null]]}`}), `Bad Request: can't parse inline keyboard button: Can't find field "text"`},
		{"sendMessage", text(dict{"reply_markup": markup(dict{"text": nil, "url": 5})}), `Bad Request: can't parse inline keyboard button: Field "text" must be of type String`},
		{"sendMessage", text(dict{"reply_markup": markup(dict{"text": "x", "pay": true})}), "Bad Request: BUTTON_TYPE_INVALID"},
		{"sendMessage", text(dict{"reply_markup": markup(slices.Repeat([]any{dict{"text": "x", "callback_data": "y"}}, 101)...)}), "Bad Request: REPLY_MARKUP_TOO_LONG"},
		{"sendMessage", text(dict{"link_preview_options": "null"}), "Bad Request: object expected as link preview options"},
		{"sendMessage", text(dict{"link_preview_options": "{"}), "Bad Request: can't parse link preview options JSON object"},
		{"sendMessage", text(dict{"message_thread_id": 12}), "Bad Request: message thread not found"},
		{"sendMessage", dict{"chat_id": g, "text": "x", "message_thread_id": 1}, "Bad Request: message thread not found"},
		{"sendMessage", text(dict{"reply_parameters": dict{"message_id": 999}}), "Bad Request: message to be replied not found"},
		{"sendMessage", text(dict{"reply_to_message_id": 999}), "Bad Request: message to be replied not found"},
		{"sendMessage", text(dict{"reply_parameters": dict{}}), `Bad Request: can't find field "message_id"`},
		{"sendMessage", text(dict{"link_preview_options": dict{"is_disabled": "yes"}}), `Bad Request: field "is_disabled" must be of type Boolean`},
		{"editMessageText", dict{"chat_id": m, "text": "x"}, "Bad Request: message identifier is not specified"},
		{"editMessageText", dict{"chat_id": m, "message_id": 999, "text": "x"}, "Bad Request: message to edit not found"},
		{"editMessageText", dict{"chat_id": m, "message_id": said, "text": "x"}, "Bad Request: message can't be edited"},
		{"editMessageText", dict{"chat_id": m, "message_id": mine, "text": " mine "}, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"editMessageReplyMarkup", dict{"chat_id": m, "message_id": mine}, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"deleteMessage", dict{"chat_id": m, "message_id": 999}, "Bad Request: message to delete not found"},
		{"deleteMessages", dict{"chat_id": m}, "Bad Request: message identifiers are not specified"},
		{"deleteMessages", dict{"chat_id": m, "message_ids": []int{}}, "Bad Request: message identifiers are not specified"},
		{"deleteMessages", dict{"chat_id": m, "message_ids": many(101)}, "Bad Request: too many message identifiers specified"},
		{"deleteMessages", dict{"chat_id": m, "message_ids": []string{"x"}}, "Bad Request: can't parse message identifier as a Number"},
		{"answerCallbackQuery", dict{"callback_query_id": "1"}, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"sendPhoto", dict{"chat_id": m}, "Bad Request: there is no photo in the request"},
		{"sendDocument", dict{"chat_id": m, "document": "nonsense"}, "Bad Request: wrong file identifier/HTTP URL specified"},
		{"sendDocument", dict{"chat_id": m, "document": "x", "caption": strings.Repeat("x", 1025)}, "Bad Request: message caption is too long"},
		{"getFile", dict{"file_id": "nonsense"}, "Bad Request: wrong file_id or the file is temporarily unavailable"},
		{"copyMessage", dict{"chat_id": m, "from_chat_id": m, "message_id": 999}, "Bad Request: message to copy not found"},
		{"forwardMessage", dict{"chat_id": m, "from_chat_id": m, "message_id": 999}, "Bad Request: message to forward not found"},
		{"createForumTopic", dict{"chat_id": plain.ID(), "name": "x"}, "Bad Request: the chat is not a forum"},
		{"createForumTopic", dict{"chat_id": m, "name": "x"}, "Bad Request: the chat is not a supergroup"},
		{"createForumTopic", dict{"chat_id": g, "name": " "}, "Bad Request: title must be non-empty"},
		{"createForumTopic", dict{"chat_id": g, "name": "x", "icon_color": 5}, "Bad Request: invalid forum topic icon color specified"},
		{"closeForumTopic", dict{"chat_id": g, "message_thread_id": 99}, "Bad Request: TOPIC_ID_INVALID"},
		{"pinChatMessage", dict{"chat_id": g, "message_id": 99}, "Bad Request: message to pin not found"},
		{"setMessageReaction", dict{"chat_id": m, "message_id": 999}, "Bad Request: message to react not found"},
		{"sendChatAction", dict{"chat_id": m, "action": "dancing"}, "Bad Request: wrong parameter action in request"},
		{"setMyCommands", dict{"commands": []dict{}, "language_code": "fil"}, "Bad Request: invalid language code specified"},
		{"setMyCommands", dict{"commands": []dict{{"command": "Help", "description": "x"}}}, "Bad Request: BOT_COMMAND_INVALID"},
		{"setMyCommands", dict{"commands": []dict{{"command": "help", "description": " "}}}, "Bad Request: command description must be non-empty"},
		{"setMyName", dict{"name": "x", "language_code": "zh-hant"}, "Bad Request: invalid language code specified"},
		{"getChatMember", dict{"chat_id": g, "user_id": 5}, "Bad Request: user not found"},
		{"getChat", dict{"chat_id": 5}, "Bad Request: chat not found"},
		{"setWebhook", dict{"url": "http://example.org/"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
		{"noSuchMethod", nil, "Not Found: method not found"},
	}
	for _, c := range cases {
		b.refuses(c.method, c.p, c.want)
	}
	if got := len(s.Refusals()); got != len(cases) {
		t.Errorf("%d refusals counted, want %d", got, len(cases))
	}
	if last := s.Refusals()[0]; last.Method != "sendMessage" || last.Params != "text=x" {
		t.Errorf("first refusal: %+v", last)
	}
}

func TestWhatTelegramTakes(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "my")
	mary.Send("hello")
	b.send(mary.ID(), strings.Repeat("ဝ", 4096))
	b.send(mary.ID(), "  padded bold  ", dict{"entities": []dict{{"type": "bold", "offset": 9, "length": 6}}})
	if got := mary.Last(); got.Text != "padded bold" || len(got.Entities) != 1 || got.Entities[0].Offset != 7 || got.Entities[0].Length != 4 {
		t.Errorf("trimmed: %+v", got)
	}
	b.send(mary.ID(), `<b>a &lt; b</b> <a href="https://example.org/x">there</a>`, dict{"parse_mode": "HTML"})
	if got := mary.Last(); got.Text != "a < b there" || len(got.Entities) != 2 || got.Entities[1].URL != "https://example.org/x" || got.Entities[1].Offset != 6 {
		t.Errorf("HTML: %+v", got)
	}
	b.send(mary.ID(), "reply", dict{"reply_to_message_id": 999, "allow_sending_without_reply": true})
	b.send(mary.ID(), "the last field of a name counts", dict{"reply_markup": `{"inline_keyboard":5,"inline_keyboard":[null,[{"text":5,"text":"a","callback_data":"b"}],[]]}`})
	if got := mary.Last(); len(got.Buttons) != 1 || !slices.Equal(got.Buttons[0], []Button{{Label: "a", Data: "b"}}) {
		t.Errorf("keyboard: %+v", got)
	}
	if got := len(s.Refusals()); got != 0 {
		t.Errorf("refused: %+v", s.Refusals())
	}
	if got := s.Sent(); got != 5 {
		t.Errorf("sent %d, want 5", got)
	}
}

func TestAllWaysOfGivingParameters(t *testing.T) {
	s, b := start(t, Options{})
	mary := s.Person("Mary", "en")
	mary.Send("hello")
	id := url.QueryEscape(itoa(mary.ID()))
	multipart := "--B\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n" + id +
		"\r\n--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhi\r\n--B--\r\n"
	for name, got := range map[string]answered{
		"query, other case": b.post("SENDMESSAGE?chat_id="+id+"&text=hi", "", ""),
		"form":              b.post("sendMessage", "application/x-www-form-urlencoded", "text=hi&chat_id="+id),
		"multipart":         b.post("sendMessage", "multipart/form-data; boundary=B", multipart),
		"JSON of strings":   b.post("sendMessage", "application/json", `{"chat_id":"`+id+`","text":"hi","reply_markup":"{\"inline_keyboard\":[[{\"text\":\"a\",\"callback_data\":\"b\"}]]}"}`),
		"JSON":              b.post("sendMessage", "application/json; charset=utf-8", `{"chat_id":`+id+`,"text":"hi","reply_markup":{"inline_keyboard":[]}}`),
	} {
		if !got.OK {
			t.Errorf("%s: %s", name, got.Description)
		}
	}
	if got := s.Calls("sendmessage"); got != 5 {
		t.Errorf("counted %d calls, want 5", got)
	}
	if got := b.post("sendMessage", "application/json", "{"); got.status != http.StatusBadRequest {
		t.Errorf("broken JSON answered %+v", got)
	}
}

func TestTokens(t *testing.T) {
	_, b := start(t, Options{Token: "123:secret"})
	for token, want := range map[string]string{
		"123:other": "Unauthorized", "nonsense": "Unauthorized: invalid token specified", "": "Unauthorized: invalid token specified",
	} {
		for _, path := range []string{"/bot" + token + "/getMe", "/file/bot" + token + "/photos/file_1.jpg"} {
			resp, err := b.c.Get("http://api.test" + path)
			if err != nil {
				t.Fatal(err)
			}
			var out answered
			err = json.NewDecoder(resp.Body).Decode(&out)
			_ = resp.Body.Close()
			if err != nil || resp.StatusCode != http.StatusUnauthorized || out.Description != want {
				t.Errorf("%s: %d %q, want 401 %q", path, resp.StatusCode, out.Description, want)
			}
		}
	}
	var me struct {
		ID       int64  `json:"id"`
		IsBot    bool   `json:"is_bot"`
		Username string `json:"username"`
	}
	b.must("getMe", nil, &me)
	if me.ID != 123 || !me.IsBot || me.Username != "safe_harbour_bot" {
		t.Errorf("getMe: %+v", me)
	}
}
