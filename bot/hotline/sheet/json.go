package sheet

import (
	"encoding/json"
	"io"
	"time"

	"safeharbour/bot/hotline"
)

// contactJSON is one contact in JSON.
type contactJSON struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Country     string           `json:"country"`
	Nationality []string         `json:"nationality"`
	Scope       []string         `json:"scope"`
	For         []string         `json:"for"`
	Police      bool             `json:"police"`
	Reach       string           `json:"reach"`
	Confidence  string           `json:"confidence"`
	Gate        string           `json:"gate"` // shown, last or hidden
	Why         []hotline.Reason `json:"why"`
	Checked     string           `json:"checked"`
	VerifyBy    string           `json:"verify_by"`
	VerifiedBy  string           `json:"verified_by,omitempty"`
	Source      string           `json:"source"`
}

// gapJSON is what is missing in one country.
type gapJSON struct {
	Country string   `json:"country"`
	None    []string `json:"none"`
	Hidden  []string `json:"only_hidden"`
	Old     []string `json:"only_old"`
}

// JSON prints the same for programs. Lists are never null.
func (l List) JSON(w io.Writer) error {
	out := struct {
		On       string        `json:"on"`
		Contacts []contactJSON `json:"contacts"`
		Missing  []gapJSON     `json:"missing"`
	}{On: l.On.Format(time.DateOnly), Contacts: []contactJSON{}, Missing: []gapJSON{}}
	for _, s := range l.Contacts {
		out.Contacts = append(out.Contacts, contactJSON{ID: s.ID, Name: s.Name, Country: s.Country, Nationality: full(s.Nationality), Scope: full(s.Scope),
			For: full(s.For), Police: s.Police, Reach: firstWay(&s), Confidence: confidenceWords[s.Confidence], Gate: gateWords[s.Gate],
			Why: append([]hotline.Reason{}, s.Why...), Checked: s.Checked().Format(time.DateOnly), VerifyBy: s.Due.Format(time.DateOnly),
			VerifiedBy: s.Verified.By, Source: s.Source})
	}
	for _, g := range l.Gaps {
		out.Missing = append(out.Missing, gapJSON{g.Country, full(g.None), full(g.Unseen), full(g.Aged)})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func full(list []string) []string { return append([]string{}, list...) }
