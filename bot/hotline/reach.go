package hotline

import (
	"slices"
	"time"
)

// Reach is one contact as somebody in a country sees it, when its id is known. False when there is none with this id, it
// may not be shown, or nothing of it works from there. An empty country is an unknown one.
func (d *Directory) Reach(id, country string, now time.Time, verifiedOnly bool) (Found, bool) {
	c, ok := d.ByID(id)
	if !ok {
		return Found{}, false
	}
	gate := c.Shown(now, verifiedOnly)
	ways := c.ways(country)
	return Found{Contact: c, Expired: gate == Expired, Checked: c.Checked(), Ways: ways}, gate != Hidden && len(ways) > 0
}

// Len is how many contacts the directory has, shown or not.
func (d *Directory) Len() int { return len(d.contacts) }

// Scoped tells whether any contact has the scope.
func (d *Directory) Scoped(scope string) bool {
	return slices.ContainsFunc(d.contacts, func(c Contact) bool { return slices.Contains(c.Scope, scope) })
}
