package demo

import (
	"errors"
	"slices"
	"testing"
)

func (b *bot) topic(chat int64, name string) int {
	b.t.Helper()
	var out struct {
		ID int `json:"message_thread_id"`
	}
	b.must("createForumTopic", dict{"chat_id": chat, "name": name}, &out)
	return out.ID
}

func TestLifeOfATopic(t *testing.T) {
	s, b := start(t, Options{})
	g := s.Group("Staff", true)
	ann, boss := g.Member("Ann"), g.Admin("Boss")
	id := b.topic(g.ID(), "Case 1")
	list := b.updates(nil)
	if made, _ := list[0].Message["forum_topic_created"].(map[string]any); len(list) != 1 || made["name"] != "Case 1" {
		t.Fatalf("the bot must hear of its own topic: %+v", list)
	}
	card := b.send(g.ID(), "card", dict{"message_thread_id": id}, keys("take"))
	note, err := ann.Say(id, "a note")
	if err != nil {
		t.Fatal(err)
	}
	reply, err := ann.Reply(card, "a reply")
	if err != nil {
		t.Fatal(err)
	}
	list = b.updates(dict{"offset": list[0].ID + 1})
	for i, want := range []struct{ id, to int }{{note, id}, {reply, card}} {
		m := list[i].Message
		to, _ := m["reply_to_message"].(map[string]any)
		if m["message_id"] != float64(want.id) || m["message_thread_id"] != float64(id) || m["is_topic_message"] != true || to["message_id"] != float64(want.to) {
			t.Errorf("update %d: %+v", i, m)
		}
	}
	if got := g.Messages(id); len(got) != 4 || got[1].Text != "card" || got[2].ReplyTo != 0 || got[3].ReplyTo != card {
		t.Errorf("visible: %v", got)
	}
	b.must("pinChatMessage", dict{"chat_id": g.ID(), "message_id": card}, nil)
	b.must("editForumTopic", dict{"chat_id": g.ID(), "message_thread_id": id, "name": "Case 1, urgent"}, nil)
	b.refuses("editForumTopic", dict{"chat_id": g.ID(), "message_thread_id": id, "name": "Case 1, urgent"}, "Bad Request: TOPIC_NOT_MODIFIED")
	b.must("closeForumTopic", dict{"chat_id": g.ID(), "message_thread_id": id}, nil)
	b.refuses("closeForumTopic", dict{"chat_id": g.ID(), "message_thread_id": id}, "Bad Request: TOPIC_NOT_MODIFIED")
	if got := g.Topics(); len(got) != 1 || !got[0].Closed || got[0].Name != "Case 1, urgent" || !got[0].Messages[1].Pinned {
		t.Errorf("topics: %+v", got)
	}
	b.send(g.ID(), "an administrator may write", dict{"message_thread_id": id})
	if _, err := ann.Say(id, "may not"); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a member wrote in a closed topic: %v", err)
	}
	if _, err := boss.Say(id, "may"); err != nil {
		t.Error(err)
	}
	b.must("reopenForumTopic", dict{"chat_id": g.ID(), "message_thread_id": id}, nil)
	if err := g.DeleteTopic(id); err != nil {
		t.Fatal(err)
	}
	b.refuses("sendMessage", dict{"chat_id": g.ID(), "message_thread_id": id, "text": "x"}, "Bad Request: message thread not found")
	b.refuses("reopenForumTopic", dict{"chat_id": g.ID(), "message_thread_id": id}, "Bad Request: TOPIC_ID_INVALID")
	b.refuses("editMessageText", dict{"chat_id": g.ID(), "message_id": card, "text": "x"}, "Bad Request: message to edit not found")
	if _, err := ann.Say(id, "x"); !errors.Is(err, ErrNoTopic) {
		t.Errorf("a member wrote in a deleted topic: %v", err)
	}
	if got := g.All(); len(got) != 0 {
		t.Errorf("a deleted topic left %v", got)
	}
}

func TestTheGeneralTopic(t *testing.T) {
	s, b := start(t, Options{})
	g := s.Group("Staff", true)
	ann := g.Member("Ann")
	said := b.send(g.ID(), "digest")
	if _, err := ann.Reply(said, "thanks"); err != nil {
		t.Fatal(err)
	}
	m := b.updates(nil)[0].Message
	if m["message_thread_id"] != float64(said) || m["is_topic_message"] != nil {
		t.Errorf("a reply in the general topic has the thread of its root and is no topic message: %+v", m)
	}
	b.refuses("sendMessage", dict{"chat_id": g.ID(), "message_thread_id": said, "text": "x"}, "Bad Request: message thread not found")
	if got := g.Messages(0); len(got) != 2 {
		t.Errorf("visible: %v", got)
	}
}

func TestStaffWhoHideAndStrangers(t *testing.T) {
	s, b := start(t, Options{})
	g := s.Group("Staff", true)
	ann := g.Admin("Ann")
	stranger := s.Outsider(g, "Stranger")
	card := b.send(g.ID(), "card", keys("take"))
	if _, err := ann.SayAnonymous(0, "hidden"); err != nil {
		t.Fatal(err)
	}
	if err := ann.Press(card, "Label"); err != nil {
		t.Fatal(err)
	}
	if err := stranger.Press(card, "take"); err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Say(0, "x"); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a stranger wrote: %v", err)
	}
	list := b.updates(nil)
	from, _ := list[0].Message["from"].(map[string]any)
	chat, _ := list[0].Message["sender_chat"].(map[string]any)
	if from["username"] != "GroupAnonymousBot" || chat["id"] != float64(g.ID()) {
		t.Errorf("anonymous: %+v", list[0].Message)
	}
	if list[1].Press.Data != "take" || list[2].Press.From["id"] != float64(stranger.ID()) {
		t.Errorf("presses: %+v %+v", list[1].Press, list[2].Press)
	}
	ann.Leave()
	for id, want := range map[int64]string{ann.ID(): "left", stranger.ID(): "left", 4242: "administrator"} {
		var got struct{ Status string }
		b.must("getChatMember", dict{"chat_id": g.ID(), "user_id": id}, &got)
		if got.Status != want {
			t.Errorf("%d is %q, want %q", id, got.Status, want)
		}
	}
}

func TestAGroupThatMigrates(t *testing.T) {
	s, b := start(t, Options{})
	g := s.Group("Staff", false)
	ann := g.Member("Ann")
	old := g.ID()
	b.send(old, "before")
	now := g.Migrate()
	if got := b.call("sendMessage", dict{"chat_id": old, "text": "x"}); got.status != 400 || got.Parameters.MigrateTo != now ||
		got.Description != "Bad Request: group chat was upgraded to a supergroup chat" {
		t.Errorf("the old id: %+v", got)
	}
	list := b.updates(nil)
	if len(list) != 2 || list[0].Message["migrate_to_chat_id"] != float64(now) || list[1].Message["migrate_from_chat_id"] != float64(old) {
		t.Errorf("updates: %+v", list)
	}
	b.send(now, "after")
	if _, err := ann.Say(0, "still here"); err != nil {
		t.Error(err)
	}
	if got := g.Messages(0); g.ID() != now || len(got) != 3 || got[1].Text != "after" {
		t.Errorf("visible: %v", got)
	}
}

func TestABotThatIsRemoved(t *testing.T) {
	s, b := start(t, Options{})
	g := s.Group("Staff", true)
	g.Kick()
	b.refuses("sendMessage", dict{"chat_id": g.ID(), "text": "x"}, "Forbidden: bot was kicked from the supergroup chat")
	g.Return()
	b.send(g.ID(), "back")
	b.must("leaveChat", dict{"chat_id": g.ID()}, nil)
	b.refuses("getChat", dict{"chat_id": g.ID()}, "Forbidden: bot is not a member of the supergroup chat")
	mary := s.Person("Mary", "en")
	mary.Send("x")
	mary.Block()
	mary.Unblock()
	var states []any
	for _, u := range b.updates(nil) {
		if now, ok := u.Member["new_chat_member"].(map[string]any); ok {
			states = append(states, now["status"])
		}
	}
	if !slices.Equal(states, []any{"kicked", "administrator", "kicked", "member"}) {
		t.Errorf("told: %v", states)
	}
}
