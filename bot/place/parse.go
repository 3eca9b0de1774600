package place

import (
	"slices"
	"strings"
	"time"

	"safeharbour/bot/source"
)

// entry is a place as the file has it.
type entry struct {
	source.Pos
	ID        source.Text            `yaml:"id,required"`
	Country   source.Text            `yaml:"country,required"`
	Names     map[string]source.Text `yaml:"names,required"`
	Spellings []source.Text          `yaml:"spellings"`
	Moved     bool                   `yaml:"moved"`
	Near      source.Text            `yaml:"near"`
	Raided    source.Text            `yaml:"raided"`
}

// Parse reads places.yaml. It collects all faults; the Book holds what could be understood and is never nil.
func Parse(file string, data []byte) (*Book, source.Faults) {
	var entries []entry
	var faults source.Faults
	source.Decode(file, data, &entries, &faults)
	b := &Book{}
	for _, e := range entries {
		e.check(&faults)
		b.add(e, &faults)
	}
	for _, e := range entries {
		b.checkNear(e, &faults)
	}
	faults.Sort()
	return b, faults
}

func (b *Book) add(e entry, faults *source.Faults) {
	p := Place{ID: e.ID.Value, Country: e.Country.Value, Names: map[string]string{}, Moved: e.Moved, Near: e.Near.Value, Raided: e.raided(faults)}
	if _, ok := b.ByID(p.ID); ok {
		faults.Add(e.ID.Pos, "two places are called "+p.ID, "give each its own id")
	}
	var keys []string
	for lang, name := range e.Names {
		p.Names[lang] = name.Value
		keys = append(keys, fold(name.Value))
	}
	for _, s := range e.Spellings {
		p.Spellings = append(p.Spellings, s.Value)
		keys = append(keys, fold(s.Value))
	}
	slices.Sort(keys)
	b.places, b.keys = append(b.places, p), append(b.keys, slices.Compact(keys))
}

// raided reads the day of the last raid.
func (e entry) raided(faults *source.Faults) time.Time {
	if e.Raided.Value == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, e.Raided.Value)
	if err != nil {
		faults.Add(e.Raided.Pos, quote(e.Raided.Value)+" is no day", "write year, month and day, such as 2026-11-20")
	}
	return day
}

func (e entry) check(faults *source.Faults) {
	if c := e.Country; c.File != "" && !IsCountry(c.Value) {
		faults.Add(c.Pos, "no country has the code "+quote(c.Value), "write the ISO code in capitals, such as MM")
	}
	if id := e.ID; id.File != "" && !strings.HasPrefix(id.Value, strings.ToLower(e.Country.Value)+"-") {
		faults.Add(id.Pos, "the id "+quote(id.Value)+" does not begin with its country", "write "+strings.ToLower(e.Country.Value)+"-<name>")
	}
	if id := e.ID; strings.Trim(id.Value, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		faults.Add(id.Pos, "the id "+quote(id.Value)+" has other characters than a-z, 0-9 and -", "")
	}
	if _, ok := e.Names["en"]; !ok && e.Names != nil {
		faults.Add(e.Pos, "the place has no English name", "add en: … to its names")
	}
	for lang, name := range e.Names {
		if !isTag(lang) {
			faults.Add(name.Pos, quote(lang)+" is no language tag", "write one such as en, my or zh-Hans")
		}
		if fold(name.Value) == "" {
			faults.Add(name.Pos, "the name in "+lang+" has no letters", "")
		}
	}
	for _, s := range e.Spellings {
		if fold(s.Value) == "" {
			faults.Add(s.Pos, "the spelling "+quote(s.Value)+" has no letters", "")
		}
	}
}

func (b *Book) checkNear(e entry, faults *source.Faults) {
	if e.Near.File == "" {
		return
	}
	switch near, ok := b.ByID(e.Near.Value); {
	case !ok:
		faults.Add(e.Near.Pos, "no place is called "+quote(e.Near.Value), source.Meant(e.Near.Value, b.ids()))
	case near.ID == e.ID.Value:
		faults.Add(e.Near.Pos, "the place is near itself", "name the larger place, or leave the field out")
	}
}

func (b *Book) ids() []string {
	ids := make([]string, len(b.places))
	for i, p := range b.places {
		ids[i] = p.ID
	}
	return ids
}

// isTag tells whether a language tag has the form that we use: "en", "fil", "zh-Hans".
func isTag(tag string) bool {
	base, script, cut := strings.Cut(tag, "-")
	if strings.Trim(base, "abcdefghijklmnopqrstuvwxyz") != "" || len(base) < 2 || len(base) > 3 {
		return false
	}
	return !cut || len(script) == 4 && strings.ToUpper(script[:1])+strings.ToLower(script[1:]) == script
}

func quote(s string) string { return `"` + s + `"` }
