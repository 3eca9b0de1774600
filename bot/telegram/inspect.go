package telegram

import (
	"context"
	"errors"
	"time"
)

// Inspection is what the server says of the bot and of the staff group. Each part has the error of its own question: what
// could not be asked says nothing.
type Inspection struct {
	Me struct {
		Err       error
		Username  string // how people find the bot
		CanJoin   bool   // anybody may put it into groups
		ReadsAll  bool   // it gets every message of a group, without being an administrator
		ServerOff time.Duration
		Dated     bool // the server said what time it is; ServerOff is how far its clock is ahead of ours
	}
	Group struct {
		Err     error
		Class   Class
		Type    string // supergroup, or another kind of chat
		IsForum bool   // it has topics
	}
	Rights struct {
		Err                 error
		Status              string // administrator, member, left, kicked …
		Topics, Pin, Delete bool
	}
	Write struct { // whether it may write there; asked without a trace
		Err   error
		Class Class
	}
	Topic struct { // making and deleting a topic, if that was asked for
		Err   error
		Tried bool
	}
	Webhook struct {
		Err       error
		URL       string
		Pending   int       // updates that wait at the server
		Failed    time.Time // when a delivery last failed; zero: never
		LastError string    // in the server's own words
	}
}

// Inspect asks the server about the bot and the staff group. It disturbs nobody and leaves no trace, but for a topic that it
// makes and deletes at once if try is set. Of the fields, only Token, URL, StaffChat and Web are used.
func (t *Transport) Inspect(ctx context.Context, try bool) (i Inspection, err error) {
	c, err := t.client(ctx, callTime)
	if err != nil {
		return i, err
	}
	var me struct {
		Username string `json:"username"`
		CanJoin  bool   `json:"can_join_groups"`
		ReadsAll bool   `json:"can_read_all_group_messages"`
	}
	i.Me.Err = c.call("getMe", struct{}{}, &me)
	if Classify(i.Me.Err) == Unauthorized {
		i.Me.Err = ErrToken
	}
	i.Me.Username, i.Me.CanJoin, i.Me.ReadsAll = me.Username, me.CanJoin, me.ReadsAll
	if ahead, known := t.Skew(); known {
		i.Me.ServerOff, i.Me.Dated = -ahead.Round(time.Second), true
	}
	if i.Me.Err != nil {
		return i, nil // all other answers would be the same
	}
	t.inspectGroup(c, &i, try)
	var hook struct {
		URL       string `json:"url"`
		Pending   int    `json:"pending_update_count"`
		ErrorDate int64  `json:"last_error_date"`
		Error     string `json:"last_error_message"`
	}
	i.Webhook.Err = c.call("getWebhookInfo", struct{}{}, &hook)
	i.Webhook.URL, i.Webhook.Pending, i.Webhook.LastError = hook.URL, hook.Pending, plain(hook.Error)
	if hook.ErrorDate > 0 {
		i.Webhook.Failed = time.Unix(hook.ErrorDate, 0)
	}
	return i, nil
}

func (t *Transport) inspectGroup(c client, i *Inspection, try bool) {
	var group struct {
		Type    string `json:"type"`
		IsForum bool   `json:"is_forum"`
	}
	i.Group.Err = c.call("getChat", request{Chat: t.StaffChat}, &group)
	i.Group.Class, i.Group.Type, i.Group.IsForum = Classify(i.Group.Err), group.Type, group.IsForum
	if i.Group.Err != nil {
		i.Rights.Err, i.Write.Err = i.Group.Err, i.Group.Err
		return
	}
	var who struct {
		Status string `json:"status"`
		Topics bool   `json:"can_manage_topics"`
		Pin    bool   `json:"can_pin_messages"`
		Delete bool   `json:"can_delete_messages"`
	}
	i.Rights.Err = c.call("getChatMember", request{Chat: t.StaffChat, User: t.me().ID}, &who)
	i.Rights.Status, i.Rights.Topics, i.Rights.Pin, i.Rights.Delete = who.Status, who.Topics, who.Pin, who.Delete
	i.Write.Err = c.call("sendChatAction", map[string]any{"chat_id": t.StaffChat, "action": "typing"}, nil)
	i.Write.Class = Classify(i.Write.Err)
	if !try || !group.IsForum {
		return
	}
	i.Topic.Tried = true
	var made struct {
		Topic int64 `json:"message_thread_id"`
	}
	i.Topic.Err = c.call("createForumTopic", request{Chat: t.StaffChat, Name: "Safe Harbour: a test, gone at once"}, &made)
	if i.Topic.Err == nil {
		i.Topic.Err = c.call("deleteForumTopic", request{Chat: t.StaffChat, Topic: made.Topic}, nil)
	}
}

// Because says of an error what may be shown to an operator: the server's own words, or that no answer came.
func Because(err error) string {
	var lost *lostError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrToken):
		return "the token is not accepted"
	case errors.As(err, &lost):
		return lost.Error()
	}
	return reason(err)
}
