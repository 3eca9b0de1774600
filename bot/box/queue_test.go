package box

import (
	"math/rand/v2"
	"testing"

	"safeharbour/bot/clock"
)

// What was pushed comes out once, in its order, whatever the queue does with its memory; and a queue that was long keeps nothing of
// what went through it: words of people would stay in memory.
func TestQueueIsAList(t *testing.T) {
	q := newQueue[*int]()
	dice := rand.New(rand.NewPCG(1, 2))
	pushed, popped := 0, 0
	for range 50_000 {
		if dice.IntN(2000) < 1040+popped-pushed { // it is about forty long
			n := pushed
			q.push(&n)
			pushed++
		} else if first, ok := q.first(); ok {
			got, err := q.pop(t.Context(), clock.Real{})
			if err != nil || got != first || *got != popped {
				t.Fatalf("item %d comes as %v, %v", popped, *got, err)
			}
			popped++
		}
		if q.len() != pushed-popped {
			t.Fatalf("%d items are told of, there are %d", q.len(), pushed-popped)
		}
		kept := 0
		for _, p := range q.items[:cap(q.items)] {
			if p != nil {
				kept++
			}
		}
		if kept != q.len() {
			t.Fatalf("of %d items, %d are kept", q.len(), kept)
		}
	}
	if c := cap(q.items); c > 4096 {
		t.Errorf("room for %d items", c)
	}
	if popped < 10_000 {
		t.Errorf("only %d items went through", popped)
	}
}
