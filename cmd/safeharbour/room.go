package main

import (
	"context"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// tellRoom has staff hear how much room the disk has (bot/disk). Its error is one of a store beyond use: where the notice finds no
// room itself, it comes later.
func (a *app) tellRoom(ctx context.Context, notice string) (told bool, err error) {
	err = a.store.Update(ctx, func(tx store.Tx) error {
		return a.box.Put(tx, box.In{Chat: telegram.Staff, At: tx.Now(), Kind: box.Notice, Text: notice})
	})
	if broken(err) {
		return false, err
	}
	return err == nil, nil
}
