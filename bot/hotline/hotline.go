// Package hotline is the directory of public contacts: which numbers a person is shown, in which order, and which not at
// all. It also says when a case that nobody claimed comes back to staff.
//
// The directory is content (flows/hotlines.yaml, denied.yaml, verified.yaml). [Parse] refuses what it does not understand,
// and [Directory.Find] chooses:
//
//	d, faults := hotline.Parse(hotline.Files{Contacts: contacts, Denied: denied, Verified: verified})
//	found := d.Find(hotline.Query{
//		Scope: []string{hotline.Consular, hotline.Trafficking}, Country: "MM", Nationality: []string{"PH"},
//		For: hotline.Trapped, Now: now, Limit: 3,
//	})
//
// A wrong number can cost a life, so three things are refused whatever is asked for: contacts without a good source,
// numbers that do not work where the person is, and a guess where nothing is known.
//
// Pure: time is an argument. A [Directory] is immutable; all methods may be called concurrently, and what they return
// must not be changed.
package hotline

import "time"

// Scopes: what a contact helps with.
const (
	Consular    = "consular"    // one's own state, abroad
	Trafficking = "trafficking" // people who are held, forced or sold
	Fraud       = "fraud"       // stopping and reporting lost money
	Crisis      = "crisis"      // thoughts of suicide
	Emergency   = "emergency"   // the country's emergency number
)

// Kinds of people that a contact is for.
const (
	Trapped    = "trapped"
	Defrauded  = "defrauded"
	Family     = "family"
	Escaped    = "escaped"
	CheckOffer = "check_offer"
)

// Worldwide is the country of contacts that belong to no country.
const Worldwide = "INT"

// Contact is one public service. Texts are as in the file; an empty one means that nothing is known.
type Contact struct {
	ID          string
	Name        string   // in English
	LocalName   string   // in the language of its country
	Country     string   // ISO 3166 code of where the service is, or Worldwide
	Nationality []string // whose citizens it serves, its own first; empty is everybody
	Covers      []string // other countries that an embassy answers for
	Scope       []string
	For         []string
	Operator    string // government, police, ngo, intergovernmental
	Police      bool   // police, or a body that can arrest: the person chooses it knowingly

	Phone     string // E.164
	ShortCode string // dialled as written, inside Country only
	SMS       string // a number, or a short number with the word to send: "233733 (HELP)"
	Chat      []Chat
	Email     string
	URL       string // its own site
	ReportURL string // its form
	Hours     string // in English; "24/7" when it never closes
	Languages []string
	Abroad    Abroad // whether Phone works from other countries

	Notes      string // for staff, in English
	Source     string // where the number stood
	SourceNote string
	Confidence Confidence
	CheckedOn  time.Time // the day on which somebody last read the source
	DutyMobile bool      // an embassy's duty mobile: changes with the staff
	First      bool      // before all other contacts for its nationality
	Verified   Verified
}

// Chat is an account in a messenger, or another written channel.
type Chat struct {
	Kind string // whatsapp, telegram, line, wechat, kakaotalk, facebook, web, app
	To   string // number, name or address; for an app, what to look for
}

// Abroad tells whether a phone number works from other countries.
type Abroad int

// What is known about calls from other countries.
const (
	Unknown Abroad = iota
	No
	Yes
)

// Confidence is how good a contact's source is.
type Confidence int

// From general knowledge only, up to an official page or several dated sources that agree. See the head of the file.
const (
	Unsourced Confidence = iota
	Low
	Medium
	High
)

// Verified says that a named human reached the service. The zero value is that nobody has.
type Verified struct {
	On       time.Time // the day
	By       string    // who
	Method   string    // call, write, site or visit
	Reached  string    // the number or address that answered; empty for site and visit
	Evidence string    // address of the proof; may be empty
}

// Directory is all contacts, in the order of the file.
type Directory struct {
	contacts []Contact
}

// All returns all contacts, also those that are never shown.
func (d *Directory) All() []Contact { return d.contacts }

// ByID finds a contact; false when there is none with this id. Whether it may be shown is for [Contact.Shown] to say.
func (d *Directory) ByID(id string) (Contact, bool) {
	for _, c := range d.contacts {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}
