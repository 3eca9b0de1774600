package bolt

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"safeharbour/bot/store"
)

// changes are the places that commits wrote to, for a compaction that copies meanwhile. A place is noted after its commit can be
// seen: so whoever takes it, and looks only then, sees what that commit wrote, or something newer.
type changes struct {
	mu  sync.Mutex
	all map[string]struct{} // spots
}

// add notes where a commit wrote to. On nil it does nothing.
func (c *changes) add(writes []record) {
	if c == nil || len(writes) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil {
		c.all = make(map[string]struct{})
	}
	for _, r := range writes {
		if len(r.key) > 0 && r.bucket != headBucket { // numbers and the head are copied last
			c.all[spot(r.bucket, r.key)] = struct{}{}
		}
	}
}

// len is how many places there are.
func (c *changes) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.all)
}

// take returns the places, in order, and forgets them.
func (c *changes) take() []spotted {
	c.mu.Lock()
	all := c.all
	c.all = nil
	c.mu.Unlock()
	list := make([]spotted, 0, len(all))
	for _, s := range slices.Sorted(maps.Keys(all)) {
		b, key, _ := strings.Cut(s, "\x00")
		list = append(list, spotted{store.Bucket(b), []byte(key)})
	}
	return list
}
