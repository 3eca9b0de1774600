package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"safeharbour/bot/box"
	"safeharbour/bot/telegram"
	"safeharbour/bot/vault"
)

const namespace = "safeharbour"

// meters are the metrics that others write while they work. Nothing in any metric comes from a person, not even as a label:
// each label has a fixed list of values.
type meters struct {
	turns   *prometheus.HistogramVec
	commits prometheus.Histogram
	calls   *prometheus.CounterVec
	waits   *prometheus.HistogramVec
}

func newMeters() *meters {
	m := &meters{
		turns: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "turn_seconds",
			Help: "How long turns took, by side: person or desk. The commit is included.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 16)}, []string{"side"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: namespace, Name: "commit_seconds",
			Help: "How long the disk took for a commit.", Buckets: prometheus.ExponentialBuckets(0.0001, 2, 18)}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "calls_total",
			Help: "Calls of the Bot API by what they do and how they went, but for polls."}, []string{"deed", "result"}),
		waits: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "call_seconds",
			Help: "How long calls of the Bot API took, by what they do.", Buckets: prometheus.ExponentialBuckets(0.01, 2, 13)}, []string{"deed"}),
	}
	for _, deed := range telegram.Deeds() { // so that what never happened is 0, and not missing
		m.waits.WithLabelValues(deed)
		m.calls.WithLabelValues(deed, telegram.Fine.String())
	}
	m.turns.WithLabelValues("person")
	m.turns.WithLabelValues("desk")
	return m
}

func (m *meters) turn(in box.In, took time.Duration) {
	side := "person"
	if in.Chat == telegram.Staff {
		side = "desk"
	}
	m.turns.WithLabelValues(side).Observe(took.Seconds())
}

func (m *meters) commit(took time.Duration) { m.commits.Observe(took.Seconds()) }

func (m *meters) call(deed string, class telegram.Class, took time.Duration) {
	m.calls.WithLabelValues(deed, class.String()).Inc()
	m.waits.WithLabelValues(deed).Observe(took.Seconds())
}

// metrics are numbers of the whole bot.
func (a *app) metrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		a.meters.turns, a.meters.commits, a.meters.calls, a.meters.waits, newTallies(a))
	a.gauges(r)
	counter := func(name, help string, value func() uint64) {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help},
			func() float64 { return float64(value()) }))
	}
	counter("turns_total", "Inputs that had their turn.", a.lanes.Turns)
	counter("turn_failures_total", "Turns that failed and were tried again.", a.lanes.Failures)
	counter("unanswered_contacts_total", "Times that three people in seven days got no answer from one contact.", a.alerts.Load)
	counter("dead_letters_total", "Inputs that failed three times, since the start.", a.lanes.DeadLetters)
	counter("inputs_slowed_total", "Inputs that waited since their chat sent too many.", a.lanes.Slowed)
	counter("polls_total", "Polls that worked.", a.wire.Polls)
	counter("poll_conflicts_total", "Polls that failed since another program takes the updates.", a.wire.Conflicts)
	counter("gaps_total", "Times that Telegram was out of reach for so long that messages may be lost.", a.wire.Gaps)
	return r
}

// gauges are numbers that somebody knows at any time.
func (a *app) gauges(r *prometheus.Registry) {
	gauge := func(name, help string, value func() float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, value))
	}
	gauge("poll_age_seconds", "Seconds since a poll last worked. Means nothing with a webhook.", func() float64 { return a.pollAge(time.Now()).Seconds() })
	gauge("heard_age_seconds", "Seconds since the Bot API server last answered anything.", func() float64 {
		return time.Since(latest(a.began, a.wire.Heard())).Seconds()
	})
	flag := func(name, help string, value func() bool) {
		gauge(name, help, func() float64 {
			if value() {
				return 1
			}
			return 0
		})
	}
	flag("token_refused", "1 while the Bot API server does not accept the bot's token.", a.wire.Denied)
	flag("limping", "1 while the bot runs beside a database that it cannot use.", func() bool { return a.limping() != "" })
	flag("holding", "1 while no messages are taken since the disk is full.", a.hold)
	flag("clock_unsure", "1 while the clock is not trusted, so that nothing is purged.", func() bool { return !a.clockSure() })
	gauge("clock_ahead_seconds", "How far the clock is ahead of the Bot API server's, where that is known. Beyond five minutes nothing is purged.", func() float64 {
		ahead, _ := a.wire.Skew()
		return ahead.Seconds()
	})
	gauge("dead_letters", "Inputs that failed three times and are kept.", func() float64 { return float64(a.box.DeadLetters()) })
	gauge("disk_free_bytes", "Bytes free on the disk of the data folder, or -1.", func() float64 {
		n, err := vault.Free(a.cfg.Data)
		if err != nil {
			return -1
		}
		return float64(n)
	})
	gauge("database_bytes", "Size of the database file, or -1.", func() float64 {
		info, err := os.Stat(filepath.Join(a.cfg.Data, "safeharbour.db"))
		if err != nil {
			return -1
		}
		return float64(info.Size())
	})
	gauge("database_free_bytes", "Bytes of the database file that hold nothing, until the next compaction.", func() float64 {
		free, _ := a.waste()
		return float64(free)
	})
}
