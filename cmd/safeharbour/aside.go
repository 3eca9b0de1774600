package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// Records that do not open are set aside by the store (bot/store/bolt says how), so that one spoilt byte stops nobody else. Here
// staff and the operator hear of it.

// asideKey remembers how many of them staff were told of.
const asideKey = "aside/told"

// asidePause gathers what is met at about the same time into one word to staff.
const asidePause = 2 * time.Second

// noteAside notes that something was set aside. It is called by the store and must be short.
func (a *app) noteAside() {
	select {
	case a.asides <- struct{}{}:
	default:
	}
}

// watchAside tells staff of what was set aside, also in the run before.
func (a *app) watchAside(ctx context.Context) error {
	for {
		if err := a.tellAside(ctx); err != nil && ctx.Err() == nil {
			if broken(err) {
				return err
			}
			a.log.Warn("staff could not be told of records that were set aside", "err", err)
		}
		select {
		case <-a.asides:
		case <-ctx.Done():
			return nil
		}
		select {
		case <-time.After(asidePause):
		case <-ctx.Done():
			return nil
		}
	}
}

func (a *app) tellAside(ctx context.Context) error {
	news := 0
	err := a.store.Update(ctx, func(tx store.Tx) error {
		all, told := 0, 0
		err := tx.Scan(store.Aside, nil, nil, func(_, _ []byte) error { all++; return nil })
		if err != nil {
			return err
		}
		v, err := tx.Get(store.Meta, []byte(asideKey))
		if err == nil {
			err = json.Unmarshal(v, &told)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if news = all - told; news <= 0 {
			return nil
		}
		if v, err = json.Marshal(all); err != nil {
			return err
		}
		if err := tx.Put(store.Meta, []byte(asideKey), v); err != nil {
			return err
		}
		return a.box.Put(tx, box.In{Chat: telegram.Staff, At: tx.Now(), Kind: box.Notice, Text: "aside", Count: news})
	})
	if err == nil && news > 0 {
		a.log.Error("records do not open any more: they were set aside, and the bot goes on without them; run safeharbour verify when it is stopped", "count", news)
	}
	return err
}

// broken tells whether the store is beyond use.
func broken(err error) bool {
	return errors.Is(err, store.ErrBroken) || errors.Is(err, store.ErrClosed)
}
