package desk

import (
	"encoding/json"
	"errors"
	"fmt"

	"safeharbour/bot/store"
)

// recall reads what the desk remembers under a name. Where there is nothing, into stays as it is.
func (t *turn) recall(name []byte, into any) error {
	v, err := t.tx.Get(store.Desk, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(v, into); err != nil {
		return fmt.Errorf("decode what the desk remembers: %w", err)
	}
	return nil
}

// remember writes what recall reads.
func (t *turn) remember(name []byte, what any) error {
	v, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("encode what the desk remembers: %w", err)
	}
	return t.tx.Put(store.Desk, name, v)
}
