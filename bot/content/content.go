// Package content holds everything that volunteers write, loaded and checked as one: flows, words, contacts, places,
// triage rules and the menu. It also puts typed things into words: an answer, a contact, a country.
//
// A [Content] is immutable. All methods may be called concurrently.
package content

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"safeharbour/bot/cond"
	"safeharbour/bot/flow"
	"safeharbour/bot/hotline"
	"safeharbour/bot/indicator"
	"safeharbour/bot/locale"
	"safeharbour/bot/place"
	"safeharbour/bot/report"
	"safeharbour/bot/source"
	"safeharbour/bot/triage"
)

// Content is what the bot says and asks.
type Content struct {
	Flows    *flow.Set
	Words    *locale.Catalog
	Contacts *hotline.Directory
	Places   *place.Book
	Triage   *triage.Rules
	Trends   *indicator.Rules // what is counted without the case, and which cases may belong together
	Menu     Menu
	Papers   *report.Book

	// VerifiedOnly shows people only contacts that a named human has verified (--contacts verified).
	VerifiedOnly bool
}

// Menu says which flows the menus offer.
type Menu struct {
	Flows   []source.Text `yaml:"menu"`    // buttons of the first menu, in order; the words are ui.menu.<flow>
	Neutral []Neutral     `yaml:"neutral"` // buttons of the dull menu, in order
	Help    source.Text   `yaml:"help"`    // the flow of a help signal that came from a menu
}

// Neutral is one button of the dull menu: the words are ui.neutral_menu.<topic>. It leads to its flow, and a person who was
// last in one of Back leads back to that one.
type Neutral struct {
	Topic source.Text   `yaml:"topic"`
	Flow  source.Text   `yaml:"flow"`
	Back  []source.Text `yaml:"back"`
}

// For is the flow to which the topic leads a person who was last in this flow; empty: in none.
func (n Neutral) For(last string) string {
	for _, b := range n.Back {
		if b.Value == last {
			return last
		}
	}
	return n.Flow.Value
}

// dataFiles are the files beside the flows that are no flows.
var dataFiles = []string{"hotlines.yaml", "denied.yaml", "verified.yaml", "places.yaml", "triage.yaml", "menu.yaml", "papers.yaml", "indicators.yaml"}

// Load reads flows/ and locales/. With faults, the Content is nil.
func Load(flows, locales fs.FS) (*Content, source.Faults) {
	c, faults := read(flows, locales, time.Time{})
	if len(faults) > 0 {
		faults.Sort()
		return nil, faults
	}
	return c, nil
}

// read reads all it can. A part with faults of its own is nil.
func read(flows, locales fs.FS, today time.Time) (*Content, source.Faults) {
	var faults source.Faults
	files := map[string][]byte{}
	for _, f := range glob(flows, "*.yaml", &faults) {
		data, err := fs.ReadFile(flows, f)
		if err != nil {
			faults = append(faults, source.Fault{File: "flows/" + f, Problem: err.Error()})
			continue
		}
		files[f] = data
	}
	c := &Content{}
	var more source.Faults
	var reading sync.WaitGroup // beside the flows: somebody waits for the program to start
	reading.Go(func() { c.Words, more = locale.Load(locales) })
	c.parse(files, today, &faults)
	reading.Wait()
	return c, append(faults, more...)
}

func (c *Content) parse(files map[string][]byte, today time.Time, faults *source.Faults) {
	scripts := map[string][]byte{}
	for name, data := range files {
		if !slices.Contains(dataFiles, name) {
			scripts["flows/"+name] = data
		}
	}
	var more source.Faults
	c.Flows, more = flow.Parse(scripts)
	*faults = append(*faults, more...)
	c.Contacts, more = hotline.Parse(hotline.Files{Contacts: contactFile(files, "hotlines.yaml"),
		Denied: contactFile(files, "denied.yaml"), Verified: contactFile(files, "verified.yaml"), Today: today})
	*faults = append(*faults, more...)
	c.Places, more = place.Parse("flows/places.yaml", files["places.yaml"])
	*faults = append(*faults, more...)
	if c.Flows == nil {
		return
	}
	c.Triage, more = triage.Parse("flows/triage.yaml", files["triage.yaml"], func(id string) (cond.Vars, bool) { return c.Flows.Vars(id) })
	*faults = append(*faults, more...)
	c.Papers, more = report.Parse("flows/papers.yaml", files["papers.yaml"], c.Flows)
	*faults = append(*faults, more...)
	c.Trends, more = indicator.Parse("flows/indicators.yaml", files["indicators.yaml"], c.asked())
	*faults = append(*faults, more...)
	source.Decode("flows/menu.yaml", files["menu.yaml"], &c.Menu, faults)
	c.checkMenu(faults)
}

func contactFile(files map[string][]byte, name string) hotline.File {
	return hotline.File{Name: "flows/" + name, Data: files[name]}
}

// checkMenu finds menu entries that lead nowhere.
func (c *Content) checkMenu(faults *source.Faults) {
	known := func(t source.Text) {
		if _, ok := c.Flows.Flow(t.Value); !ok {
			*faults = append(*faults, source.Fault{File: t.File, Line: t.Line, Column: t.Column,
				Problem: "no flow is called " + t.Value, Fix: "write one of: " + strings.Join(c.Flows.IDs(), ", ")})
		}
	}
	for _, t := range c.Menu.Flows {
		known(t)
	}
	for _, n := range c.Menu.Neutral {
		known(n.Flow)
		for _, b := range n.Back {
			known(b)
		}
	}
	known(c.Menu.Help)
}

func glob(fsys fs.FS, pattern string, faults *source.Faults) []string {
	names, err := fs.Glob(fsys, pattern)
	if err != nil || len(names) == 0 {
		*faults = append(*faults, source.Fault{File: path.Join("flows", pattern), Problem: "no such files", Fix: "check the folder"})
	}
	return names
}

// Discreet tells whether nothing may be sent first in a flow, and nothing may stay on the screen: its file says so, or
// nobody knows who holds the phone, since no flow was chosen or a help signal came from a menu.
func (c *Content) Discreet(id string, signal bool) bool {
	f, ok := c.Flows.Flow(id)
	return !ok || f.Discreet || (signal && id == c.Menu.Help.Value)
}

// Tags are the tags of all languages, in the order in which they are offered.
func (c *Content) Tags() []string {
	var tags []string
	for _, l := range c.Words.Languages() {
		tags = append(tags, l.Tag)
	}
	return tags
}
