package bolt_test

import (
	"testing"

	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

func TestPromises(t *testing.T) {
	for name, part := range map[string]int{"without a journal": 0, "with a journal": smallPart} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T, dir string) store.Store {
				return storetest.OpenWith(t, dir, bolt.Options{Ahead: true, Journal: part})
			})
		})
	}
}
