package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/desk"
	"safeharbour/bot/locale"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
	"safeharbour/flows"
	"safeharbour/locales"
)

// desk1 is the id of the one desk there is.
const desk1 = "main"

// speaks makes sure that there are words in the language of the staff. It looks at the names of the files only, so that a wrong
// flag is known before anything starts.
func speaks(lang string) error {
	tags := locale.Tags(locales.FS)
	if !slices.Contains(tags, lang) {
		return usageError{fmt.Sprintf("--staff-lang is %q, but there are words only in: %s", lang, strings.Join(tags, ", "))}
	}
	return nil
}

// readContents reads what volunteers write.
func readContents(cfg config) (*content.Content, error) {
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		return nil, contentError{err}
	}
	c.VerifiedOnly = cfg.Contacts == "verified"
	return c, nil
}

// learn reads the contents, and gives the lanes the turns of persons and staff, or those of limp mode. Call it once, before turns.
func (a *app) learn() error {
	var building sync.WaitGroup
	building.Go(buildNames)
	c, err := a.read(a.cfg)
	building.Wait()
	if a.learned != nil {
		a.learned()
	}
	if err != nil {
		return err
	}
	a.content = c
	people := &bot.Bot{Content: c, Box: a.box, Desk: telegram.Staff, DeskID: desk1, Org: a.cfg.Org, Keep: a.cfg.Retain, Sure: a.clockSure, Live: new(record.Live),
		Cramped: func() bool { return a.room.State() != "" }}
	staff := &desk.Desk{Content: c, Box: a.box, Chat: telegram.Staff, Lang: a.cfg.StaffLang, Org: a.cfg.Org, Keep: a.cfg.Retain, Roomy: a.cfg.SendRate == 0}
	a.desk = staff
	if a.limping() != "" {
		a.limp(people, staff)
	} else {
		a.converse(people, staff)
	}
	return nil
}

// converse gives the lanes the turns of persons and of the desk, which meet only in the inbox and the outbox.
func (a *app) converse(people *bot.Bot, staff *desk.Desk) {
	a.lanes.First, a.lanes.Help = people.IsHide, people.IsHelp
	a.lanes.Turn = func(tx store.Tx, in box.In) error {
		switch in.Chat {
		case telegram.Staff:
			if in.Kind == box.Unanswered {
				a.noteUnanswered(tx, in.Text)
			}
			return staff.Turn(tx, in)
		case "":
			return staff.Stray(tx, in)
		}
		return people.Turn(tx, in)
	}
	a.lanes.Bury = func(tx store.Tx, in box.In) error {
		switch in.Chat {
		case telegram.Staff:
			return staff.Bury(tx, in)
		case "":
			return nil
		}
		return people.Bury(tx, in)
	}
}

// buildNames builds what reading words needs: the names of all countries in all languages take a fifth of a second, and within a
// turn everybody would wait for that.
func buildNames() {
	today := answer.DayOf(time.Now())
	for kind, words := range map[answer.Type]string{answer.Country: "France", answer.Date: "yesterday", answer.Money: "100 USD"} {
		_, _ = answer.Parse(kind, words, answer.Hints{Lang: "en", Today: today}) // only for what it builds
	}
}

// turns gives inputs their turns.
func (a *app) turns(ctx context.Context) error {
	a.answering.Store(true)
	a.log.Info("answering", "languages", a.content.Tags())
	return a.lanes.Run(ctx)
}

// dress has the channel show the bot's profiles. In limp mode they stay as they are.
func (a *app) dress(ctx context.Context) error {
	if a.limping() != "" {
		return nil
	}
	return a.wire.Dress(ctx, profiles(a.content))
}

// profiles are the bot's name, descriptions and commands in every language: as dull as any information service.
func profiles(c *content.Content) []telegram.Profile {
	var list []telegram.Profile
	for _, l := range c.Words.Languages() {
		w := c.Words.Words(l.Tag)
		p := telegram.Profile{Lang: profileLang(l.Tag), Name: w.Text("ui.bot_name"), Description: w.Text("ui.bot_description"),
			ShortDescription: w.Text("ui.bot_short")}
		for _, name := range []string{"start", "help", "hide", "language"} {
			p.Commands = append(p.Commands, telegram.Command{Name: name, Description: w.Text("ui.commands." + name)})
		}
		list = append(list, p)
	}
	return list
}

// profileLang is the language as Telegram names it for profiles: two letters. English is for everybody else too.
func profileLang(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	if base == "en" {
		return ""
	}
	return base
}
