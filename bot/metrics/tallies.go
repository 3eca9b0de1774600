package metrics

import (
	"context"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// levels are the priorities that a label may name; every other one is the last.
var levels = []string{"P0", "P1", "P2", "P3", "other"}

// Values of the label state.
const (
	unclaimed = "unclaimed"
	claimed   = "claimed"
)

// storeTime is how long the store may take to answer.
const storeTime = 2 * time.Second

// tallies are counted when somebody asks: queues from memory, cases from the list of open ones.
type tallies struct {
	s                                     Source
	in, inAge, out, outAge                *prometheus.Desc
	cases, claimAge, overdue, overdueTime *prometheus.Desc
}

func newTallies(s Source) *tallies {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
	}
	return &tallies{
		s:           s,
		in:          desc("inbox_waiting", "Inputs that wait for a turn, by where they are from: outside or inside.", "lane"),
		inAge:       desc("inbox_oldest_seconds", "Age of the oldest of them, since it was sent.", "lane"),
		out:         desc("outbox_waiting", "Things that wait to be sent, by urgency.", "lane"),
		outAge:      desc("outbox_oldest_seconds", "Age of the oldest of them.", "lane"),
		cases:       desc("cases_open", "Cases that are not closed, by priority and whether somebody has claimed them.", "priority", "state"),
		claimAge:    desc("cases_unclaimed_oldest_seconds", "How long the oldest case has waited for somebody to claim it, by priority.", "priority"),
		overdue:     desc("due_overdue", "Due items that should have come by now, a thousand at most."),
		overdueTime: desc("due_overdue_seconds", "How late the first of them is."),
	}
}

// Describe fulfils prometheus.Collector.
func (t *tallies) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{t.in, t.inAge, t.out, t.outAge, t.cases, t.claimAge, t.overdue, t.overdueTime} {
		ch <- d
	}
}

// Collect fulfils prometheus.Collector. A number that cannot be read is left out: that is better than a wrong one.
func (t *tallies) Collect(ch chan<- prometheus.Metric) {
	send := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	now := time.Now()
	queues := func(list []box.Queue, count, age *prometheus.Desc) {
		for _, q := range list {
			old := 0.0
			if !q.Oldest.IsZero() {
				old = max(0, now.Sub(q.Oldest).Seconds())
			}
			send(count, float64(q.Count), q.Lane)
			send(age, old, q.Lane)
		}
	}
	queues(t.s.Box.Inbox(), t.in, t.inAge)
	queues(t.s.Box.Outbox(), t.out, t.outAge)
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	if n, late, err := t.s.Box.Overdue(ctx); err == nil {
		send(t.overdue, float64(n))
		send(t.overdueTime, late.Seconds())
	}
	if c, err := countCases(ctx, t.s.Store, now); err == nil {
		for _, level := range levels {
			send(t.cases, float64(c.open[level]), level, unclaimed)
			send(t.cases, float64(c.claimed[level]), level, claimed)
			send(t.claimAge, c.oldest[level].Seconds(), level)
		}
	}
}

// caseCount counts cases by priority.
type caseCount struct {
	open, claimed map[string]int
	oldest        map[string]time.Duration
}

// countCases counts from the list of open cases: closed ones, however many, cost nothing.
func countCases(ctx context.Context, st store.Store, now time.Time) (c caseCount, err error) {
	err = st.View(ctx, func(tx store.Tx) error {
		c = caseCount{map[string]int{}, map[string]int{}, map[string]time.Duration{}}
		return record.ScanOpen(tx, func(l record.Listed) error {
			if l.Withdrawn {
				return nil // nobody is to work on it
			}
			level := l.Level
			if !slices.Contains(levels, level) {
				level = levels[len(levels)-1]
			}
			if l.Status == record.Claimed {
				c.claimed[level]++
				return nil
			}
			c.open[level]++
			c.oldest[level] = max(c.oldest[level], now.Sub(l.Since))
			return nil
		})
	})
	return c, err
}
