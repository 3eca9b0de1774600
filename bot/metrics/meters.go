package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Meters are the metrics that others write while they work. All methods may be called concurrently.
type Meters struct {
	turns   *prometheus.HistogramVec
	commits prometheus.Histogram
	calls   *prometheus.CounterVec
	waits   *prometheus.HistogramVec
	labels  map[string][]string
}

// New makes meters. The deeds are what calls of the Bot API may do, and results how they may go, first the good one. There must
// be no others.
func New(deeds, results []string) *Meters {
	m := &Meters{
		turns: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "turn_seconds",
			Help: "How long turns took, by side: person or desk. The commit is included.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 16)}, []string{"side"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: namespace, Name: "commit_seconds",
			Help: "How long the disk took for a commit.", Buckets: prometheus.ExponentialBuckets(0.0001, 2, 18)}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "calls_total",
			Help: "Calls of the Bot API by what they do and how they went, but for polls."}, []string{"deed", "result"}),
		waits: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "call_seconds",
			Help: "How long calls of the Bot API took, by what they do.", Buckets: prometheus.ExponentialBuckets(0.01, 2, 13)}, []string{"deed"}),
		labels: map[string][]string{
			"side": {person, desk}, "lane": {"outside", "inside", "hide", "handoff", "reply", "digest"},
			"priority": levels, "state": {unclaimed, claimed}, "deed": deeds, "result": results,
		},
	}
	for _, deed := range deeds { // so that what never happened is 0, and not missing
		m.waits.WithLabelValues(deed)
		m.calls.WithLabelValues(deed, results[0])
	}
	m.turns.WithLabelValues(person)
	m.turns.WithLabelValues(desk)
	return m
}

// Values of the label side.
const (
	person = "person"
	desk   = "desk"
)

// Turn counts a turn of a person's input, or of one of the desk.
func (m *Meters) Turn(ofDesk bool, took time.Duration) {
	side := person
	if ofDesk {
		side = desk
	}
	m.turns.WithLabelValues(side).Observe(took.Seconds())
}

// Commit counts a commit of the store.
func (m *Meters) Commit(took time.Duration) { m.commits.Observe(took.Seconds()) }

// Call counts a call of the Bot API.
func (m *Meters) Call(deed, result string, took time.Duration) {
	m.calls.WithLabelValues(deed, result).Inc()
	m.waits.WithLabelValues(deed).Observe(took.Seconds())
}

// Labels are all the labels that metrics of ours may have, with all their values. A label that is not here, or another value, may
// come from a person, and without an end: tests judge by it whatever the program shows.
func (m *Meters) Labels() map[string][]string { return m.labels }
