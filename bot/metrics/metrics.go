// Package metrics has the numbers of a running bot for Prometheus: [Meters], which others write while they work, and what is
// asked of a [Source] when somebody looks. Alert rules and a dashboard that ask for them are in monitoring/.
//
// Nothing in any metric comes from a person, not even as a label: each label has a fixed list of values ([Meters.Labels]).
package metrics

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

const namespace = "safeharbour"

// Source is whom the numbers are asked of. All fields are needed; everything is asked concurrently, and as often as somebody looks.
type Source struct {
	Lanes interface {
		Turns() uint64
		Failures() uint64
		DeadLetters() uint64
		Slowed() uint64
	}
	Box interface {
		Inbox() []box.Queue
		Outbox() []box.Queue
		Overdue(ctx context.Context) (count int, late time.Duration, err error)
		DeadLetters() int
	}
	Wire interface {
		Polls() uint64
		Conflicts() uint64
		Gaps() uint64
		Denied() bool
		Skew() (ahead time.Duration, known bool)
	}
	Store store.Store

	Unanswered        func() uint64          // contacts that three people in seven days got no answer from
	PollAge, HeardAge func() time.Duration   // since a poll last worked, and since the Bot API server last answered
	Limping, Holding  func() bool            // beside the database; without new messages
	ClockSure         func() bool            // the clock is trusted
	Free              func() (uint64, error) // bytes on the disk of the data folder
	Database          string                 // path of its file
	Waste             func() int64           // bytes of it that hold nothing; 0 while limping
}

// Registry holds the meters and what is asked of s.
func (m *Meters) Registry(s Source) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.turns, m.commits, m.calls, m.waits, newTallies(s))
	s.gauges(r)
	counter := func(name, help string, value func() uint64) {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help},
			func() float64 { return float64(value()) }))
	}
	counter("turns_total", "Inputs that had their turn.", s.Lanes.Turns)
	counter("turn_failures_total", "Turns that failed and were tried again.", s.Lanes.Failures)
	counter("unanswered_contacts_total", "Times that three people in seven days got no answer from one contact.", s.Unanswered)
	counter("dead_letters_total", "Inputs that failed three times, since the start.", s.Lanes.DeadLetters)
	counter("inputs_slowed_total", "Inputs that waited since their chat sent too many.", s.Lanes.Slowed)
	counter("polls_total", "Polls that worked.", s.Wire.Polls)
	counter("poll_conflicts_total", "Polls that failed since another program takes the updates.", s.Wire.Conflicts)
	counter("gaps_total", "Times that Telegram was out of reach for so long that messages may be lost.", s.Wire.Gaps)
	return r
}

// Handler shows the metrics to who asks by HTTP.
func Handler(r *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

// gauges are numbers that somebody knows at any time.
func (s Source) gauges(r *prometheus.Registry) {
	gauge := func(name, help string, value func() float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, value))
	}
	gauge("poll_age_seconds", "Seconds since a poll last worked. Means nothing with a webhook.", func() float64 { return s.PollAge().Seconds() })
	gauge("heard_age_seconds", "Seconds since the Bot API server last answered anything.", func() float64 { return s.HeardAge().Seconds() })
	flag := func(name, help string, value func() bool) {
		gauge(name, help, func() float64 {
			if value() {
				return 1
			}
			return 0
		})
	}
	flag("token_refused", "1 while the Bot API server does not accept the bot's token.", s.Wire.Denied)
	flag("limping", "1 while the bot runs beside a database that it cannot use.", s.Limping)
	flag("holding", "1 while no messages are taken since the disk is full.", s.Holding)
	flag("clock_unsure", "1 while the clock is not trusted, so that nothing is purged.", func() bool { return !s.ClockSure() })
	gauge("clock_ahead_seconds", "How far the clock is ahead of the Bot API server's, where that is known. Beyond five minutes nothing is purged.", func() float64 {
		ahead, _ := s.Wire.Skew()
		return ahead.Seconds()
	})
	gauge("dead_letters", "Inputs that failed three times and are kept.", func() float64 { return float64(s.Box.DeadLetters()) })
	gauge("disk_free_bytes", "Bytes free on the disk of the data folder, or -1.", func() float64 {
		n, err := s.Free()
		if err != nil {
			return -1
		}
		return float64(n)
	})
	gauge("database_bytes", "Size of the database file, or -1.", func() float64 {
		info, err := os.Stat(s.Database)
		if err != nil {
			return -1
		}
		return float64(info.Size())
	})
	gauge("database_free_bytes", "Bytes of the database file that hold nothing, until the next compaction.", func() float64 {
		return float64(s.Waste())
	})
}
