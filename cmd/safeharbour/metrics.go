package main

import (
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/disk"
	"safeharbour/bot/metrics"
	"safeharbour/bot/telegram"
)

// newMeters makes what parts of the program count with.
func newMeters() *metrics.Meters {
	return metrics.New(telegram.Deeds(), telegram.Classes())
}

// tookTurn and called fulfil bot.Lanes.Took and telegram.Transport.Called.
func (a *app) tookTurn(in box.In, took time.Duration) {
	a.meters.Turn(in.Chat == telegram.Staff, took)
}

func (a *app) called(deed string, class telegram.Class, took time.Duration) {
	a.meters.Call(deed, class.String(), took)
}

// numbers says of whom the metrics are asked.
func (a *app) numbers() metrics.Source {
	ready := a.ready()
	return metrics.Source{Lanes: a.lanes, Box: a.box, Wire: a.wire, Store: a.store,
		Unanswered: a.alerts.Load,
		PollAge:    func() time.Duration { return ready.PollAge(time.Now()) },
		HeardAge:   func() time.Duration { return ready.HeardAge(time.Now()) },
		Limping:    ready.Limping,
		Holding:    a.room.Full,
		ClockSure:  a.clockSure,
		Free:       func() (uint64, error) { return disk.Free(a.cfg.Data) },
		Database:   database(a.cfg.Data),
		Waste:      func() int64 { free, _ := a.waste(); return free },
	}
}
