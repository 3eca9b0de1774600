package bot_test

import (
	"encoding/json"
	"testing"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/memory"
	"safeharbour/flows"
	"safeharbour/locales"
)

// BenchmarkEngineTurn is one turn of the engine in the middle of a case: the state is opened, read, stepped, written and
// sealed.
func BenchmarkEngineTurn(b *testing.B) {
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	st := flow.State{Flow: "trapped"}
	for _, in := range []flow.Input{{Kind: flow.Choose, Text: "yes"}, {Kind: flow.Choose, Text: "yes"}, {Kind: flow.Choose, Text: "hurt"},
		{Kind: flow.Done}, {Kind: flow.Choose, Text: "KH"}, {Kind: flow.Skip}, {Kind: flow.Choose, Text: "only_me"},
		{Kind: flow.Choose, Text: "never"}, {Kind: flow.Skip}, {Kind: flow.Skip}, {Kind: flow.Choose, Text: "few"}} {
		st, _ = flow.Step(c.Flows, st, in, now)
	}
	if got := flow.Current(c.Flows, st, now).Step; got != "health" {
		b.Fatalf("the person is at %q, want health", got)
	}
	keys, at := seal.New([32]byte{1}), store.Key(7)
	plain, err := json.Marshal(st)
	if err != nil {
		b.Fatal(err)
	}
	sealed := keys.Seal(store.Conversations, at, plain)
	ticks := []string{"ill", "disability"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		plain, err := keys.Open(store.Conversations, at, sealed)
		if err != nil {
			b.Fatal(err)
		}
		var st flow.State
		if err := json.Unmarshal(plain, &st); err != nil {
			b.Fatal(err)
		}
		st, _ = flow.Step(c.Flows, st, flow.Input{Kind: flow.Choose, Step: "health", Text: ticks[i%2]}, now)
		if flow.Current(c.Flows, st, now).Step != "health" {
			b.Fatal("lost the way")
		}
		if plain, err = json.Marshal(st); err != nil {
			b.Fatal(err)
		}
		sealed = keys.Seal(store.Conversations, at, plain)
	}
}

// BenchmarkTickTurn is one whole turn in the middle of a case: a typed number ticks a choice and the next one takes the tick
// away, which changes no answer.
func BenchmarkTickTurn(b *testing.B) { benchmarkTurns(b, "1") }

// BenchmarkAnswerTurn is one whole turn in the middle of a case on average, where every second one changes the answer to a
// question, and the others go back to it.
func BenchmarkAnswerTurn(b *testing.B) { benchmarkTurns(b, "Back", "2", "Back", "3") }

// benchmarkTurns brings a person of the flow "lost money" to a question with ticks, and measures turns of these texts by turns.
func benchmarkTurns(b *testing.B, texts ...string) {
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		b.Fatal(err)
	}
	st := memory.Open(new(memory.Data), memory.Options{Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }})
	people := &bot.Bot{Content: c, Box: box.New(st), Desk: "staff", DeskID: "main", Live: new(record.Live)}
	turn := func(text string) {
		update := func(fn func(store.Tx) error) {
			if err := st.Update(b.Context(), fn); err != nil {
				b.Fatal(err)
			}
		}
		update(func(tx store.Tx) error {
			return people.Turn(tx, box.In{ID: 1, Update: "1", Chat: "p", At: tx.Now(), Kind: box.Text, Text: text, Ref: "m/1", Lang: "en"})
		})
		ins, outs := people.Box.Waiting()
		for range ins {
			in, err := people.Box.NextIn(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			update(func(tx store.Tx) error { return people.Box.Done(tx, in) })
		}
		for range outs {
			out, err := people.Box.NextOut(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			update(func(tx store.Tx) error { return people.Box.Sent(tx, out.ID) })
		}
	}
	for _, text := range []string{"/start", "English", "2", "1", "1", "Singapore", "Done", "3", "1", "Skip", "Skip", "Skip", "Skip",
		"Skip", "2", "Skip", "Skip", "Skip", "Skip", "Skip"} {
		turn(text)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		turn(texts[i%len(texts)])
	}
}
