package box

import (
	"runtime"
	"testing"

	"safeharbour/bot/clock"
)

// While Telegram does not answer, messages pile up in the queue. A commit that puts one more there does no more work for the many
// that wait already, or all people would wait for it; and they come out in their order.
func TestLongQueueCostsACommitNothing(t *testing.T) {
	const batches, batch = 1000, 100
	most := uint64(batch * 1024) // bytes; a slice with so many takes megabytes when it grows
	q := newQueue[Out]()
	var before, after runtime.MemStats
	for n := range batches {
		runtime.ReadMemStats(&before)
		for i := range batch {
			q.push(Out{ID: uint64(n*batch + i)})
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > most {
			t.Fatalf("behind %d others, %d messages took %d bytes", n*batch, batch, took)
		}
	}
	for want := range uint64(batches * batch) {
		first, _ := q.first()
		if got, err := q.pop(t.Context(), clock.Real{}); err != nil || got.ID != want || first.ID != want {
			t.Fatalf("message %d comes as %d, %v", want, got.ID, err)
		}
	}
	if _, ok := q.first(); ok || q.len() != 0 {
		t.Error("something is left")
	}
}
