package bot

import (
	"fmt"
	"slices"
	"strconv"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
)

// mustSee keeps what must be seen with the conversation until the channel says that it was, and drops the rest. A hide, a
// block or a newer screen may come between a turn and the person's eyes. It returns what the channel has to say then.
func (t *turn) mustSee() *box.In {
	t.c.Tells = slices.DeleteFunc(t.c.Tells, func(tell record.Tell) bool { return !tell.Must })
	if len(t.c.Tells) == 0 {
		return nil
	}
	t.c.Draws++
	for i := range t.c.Tells {
		if t.c.Tells[i].Draw == 0 {
			t.c.Tells[i].Draw = t.c.Draws
		}
	}
	return &box.In{Chat: t.c.Chat, At: t.now, Kind: box.Drawn, Text: strconv.FormatUint(uint64(t.c.Draws), 10)}
}

// drawn notes that a screen is before the person. Staff are told of their words on it.
func (t *turn) drawn() error {
	n, err := strconv.ParseUint(t.in.Text, 10, 32)
	if err != nil {
		return fmt.Errorf("number of a screen: %w", err)
	}
	var left []record.Tell
	for _, tell := range t.c.Tells {
		if tell.Draw == 0 || tell.Draw > uint32(n) {
			left = append(left, tell)
			continue
		}
		if h := tell.Held; h != nil {
			if err := t.tell(box.In{Kind: box.Shown, Case: h.Case, Ref: h.Ref, Text: "shown"}); err != nil {
				return err
			}
		}
	}
	t.c.Tells = left
	return nil
}

// unseen holds again what staff sent and the person did not see, since the screen is cleared or out of reach.
func (t *turn) unseen() {
	var held []record.Held
	for _, tell := range t.c.Tells {
		if tell.Held != nil {
			held = append(held, *tell.Held)
		}
	}
	t.c.Held, t.c.Tells = append(held, t.c.Held...), nil
}
