package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/demo"
	"safeharbour/bot/flow"
	"safeharbour/bot/store"
)

// handedOff judges that there is a case and its topic exactly when the flow says so.
func (w *walker) handedOff() error {
	_, c, err := kept(w.house.app.store, w.p, w.st.Flow)
	switch {
	case err != nil:
		return err
	case c == nil && w.handed:
		return errors.New("the flow hands off, but there is no case")
	case c == nil:
		return nil
	case !w.handed:
		return errors.New("there is a case before the flow hands off")
	case w.code != "":
		return nil
	}
	w.code = c.Code
	_, err = w.topic()
	return err
}

// topic waits for the topic of the case, with its card.
func (w *walker) topic() (topic demo.Topic, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err = w.house.group.WaitForTopics(ctx, func(list []demo.Topic) bool {
		for _, topic = range list {
			if strings.Contains(topic.Name, w.code) && slices.ContainsFunc(topic.Messages, func(m demo.Message) bool { return m.Pinned }) {
				return true
			}
		}
		return false
	})
	if err != nil {
		return topic, fmt.Errorf("no topic has the case's code: %w", err)
	}
	return topic, nil
}

// end judges what is left when the walk is over: the answers in the store, the person's chat, and the topic.
func (w *walker) end() error {
	if err := w.stored(w.house.app.store); err != nil {
		return err
	}
	if f, _ := w.c.Flows.Flow(w.st.Flow); f.Discreet {
		if err := w.erased(); err != nil {
			return err
		}
	}
	if !w.handed {
		return nil
	}
	return w.told()
}

// stored judges the answers in the store: none is missing, none is there twice.
func (w *walker) stored(st store.Store) error {
	conv, _, err := kept(st, w.p, w.st.Flow)
	if err != nil {
		return err
	}
	if st := conv.States[w.st.Flow]; w.forgotten() {
		if st != nil {
			return errors.New("the store holds answers of a flow that keeps nothing")
		}
		return nil
	}
	got, err := json.Marshal(conv.States[w.st.Flow])
	if err != nil {
		return err
	}
	if want, _ := json.Marshal(w.st); string(got) != string(want) {
		return fmt.Errorf("the store holds %s, not %s", got, want)
	}
	return nil
}

// erased waits until none of the person's own messages is left in the chat, and only one of the bot's.
func (w *walker) erased() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := w.p.WaitFor(ctx, func(list []demo.Message) bool { return len(list) == 1 && list[0].FromBot })
	return err
}

// lastWord is what the card says at the end of a walk: that all was asked, or that the person took the consent back.
func (w *walker) lastWord(staffLang string) string {
	key := "card.complete"
	if given, _ := flow.Consent(w.c.Flows, w.st, time.Now()); !given {
		key = "card.consent.withdrawn"
	}
	return w.c.Words.Words(staffLang).Text(key)
}

// told waits until staff have the whole case, and judges each message of its topic.
func (w *walker) told() error {
	topic, err := w.topic()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	last := w.lastWord(w.house.app.cfg.StaffLang)
	list, err := w.house.group.WaitFor(ctx, topic.ID, func(list []demo.Message) bool {
		var all strings.Builder
		for _, m := range list {
			all.WriteString(m.Text + "\n")
		}
		missing := slices.ContainsFunc(w.said, func(s string) bool { return !strings.Contains(all.String(), s) })
		return !missing && strings.Contains(all.String(), last)
	})
	if err != nil {
		return fmt.Errorf("the topic lacks words of the person, or its card is not complete: %w", err)
	}
	for _, m := range list {
		if err := w.judge.staff(m); err != nil {
			return err
		}
	}
	return nil
}
