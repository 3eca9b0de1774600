package simulate

import (
	"sync"
	"testing"
	"time"

	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// The simulated disk keeps every promise that the real one keeps: otherwise what the simulation finds, or does not find,
// would say nothing.
func TestDiskIsAStore(t *testing.T) {
	var mu sync.Mutex
	disks := map[string]*Data{}
	storetest.Run(t, func(_ *testing.T, dir string) store.Store {
		mu.Lock()
		defer mu.Unlock()
		if disks[dir] == nil {
			disks[dir] = new(Data)
		}
		return NewDisk(disks[dir], time.Now)
	})
}
