package metrics

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/VictoriaMetrics/metricsql"
	"go.yaml.in/yaml/v3"
)

// expressions lists what the dashboard and the alert rules ask for, by what asks.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range alertRules(t) {
		all["alert "+r.Alert] = r.Expr
	}
	for _, p := range dashboard(t).Panels {
		for _, target := range p.Targets {
			all["panel "+p.Title+" "+target.RefID] = target.Expr
		}
	}
	return all
}

type alertRule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func alertRules(t *testing.T) (rules []alertRule) {
	t.Helper()
	f, err := os.Open("monitoring/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var file struct {
		Groups []struct {
			Name  string      `yaml:"name"`
			Rules []alertRule `yaml:"rules"`
		} `yaml:"groups"`
	}
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		rules = append(rules, g.Rules...)
	}
	if len(rules) < 10 {
		t.Fatalf("there are only %d rules", len(rules))
	}
	return rules
}

type board struct {
	Panels []struct {
		ID          int    `json:"id"`
		Type        string `json:"type"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Targets     []struct {
			RefID string `json:"refId"`
			Expr  string `json:"expr"`
		} `json:"targets"`
	} `json:"panels"`
}

func dashboard(t *testing.T) (b board) {
	t.Helper()
	data, err := os.ReadFile("monitoring/dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &b); err != nil {
		t.Fatal(err)
	}
	if len(b.Panels) < 10 {
		t.Fatalf("there are only %d panels", len(b.Panels))
	}
	return b
}

// Every metric that an alert or a panel names is there, under that name and with those labels. An alert on a metric that was
// renamed never rings.
func TestMonitoringNamesWhatThereIs(t *testing.T) {
	m, s := whole(t)
	families, err := m.Registry(s).Gather()
	if err != nil {
		t.Fatal(err)
	}
	there, asked := map[string]bool{}, map[string]bool{}
	for _, f := range families {
		name := f.GetName()
		there[name] = true
		if m := f.GetMetric(); len(m) > 0 && m[0].GetHistogram() != nil {
			there[name+"_bucket"] = true
		}
	}
	for who, expr := range expressions(t) {
		e, err := metricsql.Parse(expr)
		if err != nil {
			t.Errorf("%s: %s: %v", who, expr, err)
			continue
		}
		metricsql.VisitAll(e, func(e metricsql.Expr) {
			named, ok := e.(*metricsql.MetricExpr)
			if !ok {
				return
			}
			for _, filters := range named.LabelFilterss {
				for _, f := range filters {
					judgeFilter(t, who, f, m.Labels(), there, asked)
				}
			}
		})
	}
	for name := range there {
		base := strings.TrimSuffix(name, "_bucket")
		if strings.HasPrefix(name, namespace+"_") && !asked[base] && !asked[base+"_bucket"] {
			t.Errorf("nobody looks at %s", name)
		}
	}
}

// judgeFilter judges one filter of a metric: its name, or a label with its value.
func judgeFilter(t *testing.T, who string, f metricsql.LabelFilter, labels map[string][]string, there, asked map[string]bool) {
	t.Helper()
	if f.Label == "__name__" {
		asked[f.Value] = true
		if !there[f.Value] {
			t.Errorf("%s asks for %s, which is not there", who, f.Value)
		}
		return
	}
	if !slices.Contains(labels[f.Label], f.Value) || f.IsRegexp {
		t.Errorf("%s asks for the label %s=%q, which is not there", who, f.Label, f.Value)
	}
}

// Whoever is woken must read what is wrong and what to do, in words.
func TestAlertsSayWhatToDo(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range alertRules(t) {
		summary := r.Annotations["summary"]
		switch {
		case !regexp.MustCompile(`^SafeHarbour[A-Za-z]+$`).MatchString(r.Alert) || seen[r.Alert]:
			t.Errorf("%q is no name, or is there twice", r.Alert)
		case r.Labels["severity"] != "page" && r.Labels["severity"] != "ticket":
			t.Errorf("%s: how bad is it? page or ticket", r.Alert)
		case len(strings.SplitAfter(summary, ". ")) < 2 || !strings.HasSuffix(summary, ".") || len(summary) > 320:
			t.Errorf("%s: the summary must say in a few sentences what is wrong and what to do: %q", r.Alert, summary)
		case strings.Contains(summary, "safeharbour_") || strings.Contains(summary, "{{"):
			t.Errorf("%s: the summary must be in plain words: %q", r.Alert, summary)
		case r.For != "" && !regexp.MustCompile(`^[0-9]+[smh]$`).MatchString(r.For):
			t.Errorf("%s: for is %q", r.Alert, r.For)
		}
		seen[r.Alert] = true
	}
}

func TestPanelsSayWhatTheyShow(t *testing.T) {
	ids := map[int]bool{}
	for _, p := range dashboard(t).Panels {
		if ids[p.ID] || p.Title == "" || p.Type != "row" && (p.Description == "" || len(p.Targets) == 0) {
			t.Errorf("panel %d, %q: it needs a number of its own, a title, a description and something to show", p.ID, p.Title)
		}
		ids[p.ID] = true
	}
}
