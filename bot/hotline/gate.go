package hotline

import (
	"slices"
	"time"
)

// Gate is whether and where a contact is shown.
type Gate int

// The gates.
const (
	Hidden  Gate = iota // never shown
	Expired             // past its age limit: after all others, with the month of the last check and its own site
	Shown
)

// Age limits in days. Numbers that trapped people use go bad soonest, because those services move, lose funding, and are
// imitated; the mobile of an embassy's duty officer changes with the officer.
const (
	limitDuty      = 30
	limitTrapped   = 90 // trafficking and consular contacts, and all others that trapped people are sent to
	limitOther     = 180
	limitEmergency = 365 // national codes such as 112: they do not change, whoever dials them
)

// grace is how far ahead a date may lie, because it is written in the checker's time zone.
const grace = 24 * time.Hour

// Shown tells whether the contact may be shown now. Unsourced and low-confidence contacts never are. With verifiedOnly,
// only what a named human has verified is.
func (c *Contact) Shown(now time.Time, verifiedOnly bool) Gate {
	switch {
	case c.Confidence < Medium, verifiedOnly && c.Verified.On.IsZero():
		return Hidden
	case c.fresh(now):
		return Shown
	case c.DutyMobile:
		return Hidden
	}
	return Expired
}

// Checked is the day that the contact's age counts from: when it was verified, else when its source was read.
func (c *Contact) Checked() time.Time {
	if !c.Verified.On.IsZero() {
		return c.Verified.On
	}
	return c.CheckedOn
}

// Limit is the number of days after which a contact must be checked again. The shortest limit of its scopes counts.
func (c *Contact) Limit() int {
	days := limitEmergency
	if c.DutyMobile {
		days = limitDuty
	}
	for _, s := range c.Scope {
		switch s {
		case Trafficking, Consular:
			days = min(days, limitTrapped)
		case Fraud, Crisis:
			days = min(days, limitOther)
		}
	}
	if slices.Contains(c.For, Trapped) && !slices.Equal(c.Scope, []string{Emergency}) {
		days = min(days, limitTrapped)
	}
	return days
}

// fresh tells whether the contact is within its limit. A day in the future is a slip of the pen that would keep a contact
// fresh for years, so it counts as too old.
func (c *Contact) fresh(now time.Time) bool {
	age := now.Sub(c.Checked())
	return age >= -grace && age < time.Duration(c.Limit()+1)*24*time.Hour
}

// Expired returns the contacts that would be shown if somebody checked them again, in the order of the file. The operator
// is told of them.
func (d *Directory) Expired(now time.Time) []Contact {
	var old []Contact
	for i := range d.contacts {
		if c := &d.contacts[i]; c.Confidence >= Medium && !c.fresh(now) {
			old = append(old, *c)
		}
	}
	return old
}
