package telegram

import (
	"sync"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// numbers remembers under which number a chat's records lie: to look it up costs as much as to write a record. A number never
// changes once it is on the disk, and only then it is remembered. The zero numbers is ready for use, by many at once.
type numbers struct {
	mu sync.Mutex
	of map[box.Chat]uint64
}

// numbersMost is how many are remembered: less than a megabyte. Beyond it all are looked up once more.
const numbersMost = 4096

// memorize opens the memory of a chat for writing.
func (n *numbers) memorize(tx store.Tx, c box.Chat) (memory, error) {
	number, err := n.find(tx, c)
	return memory{tx: tx, number: number}, err
}

// find returns the number of a chat, and gives it one where it has none.
func (n *numbers) find(tx store.Tx, c box.Chat) (uint64, error) {
	n.mu.Lock()
	number := n.of[c]
	n.mu.Unlock()
	if number != 0 {
		return number, nil
	}
	number, err := box.ChatNumber(tx, c)
	if err == nil {
		tx.OnCommit(func() { n.keep(c, number) })
	}
	return number, err
}

func (n *numbers) keep(c box.Chat, number uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.of == nil {
		n.of = make(map[box.Chat]uint64)
	}
	if len(n.of) == numbersMost {
		clear(n.of)
	}
	n.of[c] = number
}
