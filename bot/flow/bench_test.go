package flow_test

import (
	"encoding/json"
	"testing"

	"safeharbour/bot/flow"
)

// midway is a conversation in the middle of a flow, with fifteen answers.
func midway(b *testing.B) *talk {
	k := start(b, load(b), "small")
	k.say("yes", "yes", "hurt", "sad", "+", "MM", "'a town near the river", "yes", "'2026-11-24", "'500 USD")
	k.say("'2026-11-01", "'a man in the office", "again yes", "'2026-11-02", "-", "again no")
	k.at("words")
	return k
}

// BenchmarkTurn is what one input costs: read the state, step, find the question, write the state.
func BenchmarkTurn(b *testing.B) {
	k := midway(b)
	data, err := json.Marshal(k.st)
	if err != nil {
		b.Fatal(err)
	}
	in := flow.Input{Kind: flow.Skip, Step: "words"} // what typed words cost is measured in bot/answer
	b.ReportAllocs()
	for b.Loop() {
		var st flow.State
		if err := json.Unmarshal(data, &st); err != nil {
			b.Fatal(err)
		}
		st, _ = flow.Step(k.set, st, in, today())
		flow.Current(k.set, st, today())
		if _, err := json.Marshal(st); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	k := midway(b)
	in := flow.Input{Kind: flow.Skip, Step: "words"}
	b.ReportAllocs()
	for b.Loop() {
		flow.Step(k.set, k.st, in, today())
	}
}

func BenchmarkCurrent(b *testing.B) {
	k := midway(b)
	b.ReportAllocs()
	for b.Loop() {
		flow.Current(k.set, k.st, today())
	}
}
