package hotline

import (
	"slices"
	"strings"
	"time"

	"safeharbour/bot/place"
	"safeharbour/bot/source"
)

// checker looks at one entry.
type checker struct {
	entry
	today  time.Time
	faults *source.Faults
}

func check(e entry, deny denied, today time.Time, faults *source.Faults) {
	c := checker{e, today, faults}
	c.words()
	c.countries()
	c.numbers()
	c.addresses()
	c.trust()
	for _, t := range append(e.dialled(), e.Name, e.LocalName, e.Hours, e.Email, e.URL, e.ReportURL) { // all that people see
		deny.check(t, faults)
	}
}

// words checks the fields that have a fixed set of values.
func (c checker) words() {
	c.among("scope", c.Scope, Scopes()...)
	c.among("for", c.For, Kinds()...)
	c.oneOf("operator", c.Operator, "government", "police", "ngo", "intergovernmental")
	c.oneOf("confidence", c.Confidence, "high", "medium", "low", "unsourced")
	c.oneOf("callable_from_abroad", c.Abroad, "true", "false", "unknown")
	if c.ID.Value != "" && strings.Trim(c.ID.Value, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		c.fault(c.ID, "id", "has other characters than a-z, 0-9 and -", "")
	}
	if c.Name.File != "" && strings.TrimSpace(c.Name.Value) == "" {
		c.fault(c.Name, "name", "is empty", "write the name in English")
	}
	for _, l := range c.Languages {
		if len(l.Value) < 2 || len(l.Value) > 3 || strings.Trim(l.Value, "abcdefghijklmnopqrstuvwxyz") != "" {
			c.fault(l, "languages", "is no language code", "write codes such as en or fil")
		}
	}
	if c.Operator.Value == "police" && !c.Police {
		c.fault(c.Operator, "is_police", "is false though police run it", "write is_police: true")
	}
}

// countries checks whom the contact serves, and where.
func (c checker) countries() {
	if t := c.Country; t.File != "" && t.Value != Worldwide && !place.IsCountry(t.Value) {
		c.fault(t, "country", "is no country", "write the ISO code in capitals, such as MM, or INT")
	}
	for _, t := range append(slices.Clone(c.Nationality), c.Covers...) {
		if !place.IsCountry(t.Value) {
			c.fault(t, "nationality, covers", "is no country", "write ISO codes in capitals, such as [PH]")
		}
	}
	alone := len(c.Nationality) == 0
	switch {
	case alone && slices.Contains(source.Values(c.Scope), Consular):
		c.add("a consular contact must say whose citizens it serves", "write nationality: [XX]")
	case alone && (c.First || len(c.Covers) > 0 || c.DutyMobile):
		c.add("first, covers and duty_mobile are for contacts of one nationality", "write nationality: [XX], or remove them")
	case c.DutyMobile && c.Phone.Value == "":
		c.add("duty_mobile without a phone", "write the phone, or remove duty_mobile")
	}
}

// numbers checks what is dialled.
func (c checker) numbers() {
	if t := c.Phone; t.Value != "" && !isE164(t.Value) {
		c.fault(t, "phone", "is not in international form", "write + and 7 to 15 digits, without spaces; a number for use inside the country only is a short_code")
	}
	if t := c.ShortCode; t.Value != "" && !isShort(t.Value) {
		c.fault(t, "short_code", "is not as it is dialled inside the country", "write 2 to 12 digits, without + or country code")
	}
	if t := c.SMS; t.Value != "" && !isSMS(t.Value) {
		c.fault(t, "sms", "is no number for messages", "write the digits, and the word to send in brackets: 233733 (HELP)")
	}
	for _, t := range c.Chat {
		kind, to, ok := strings.Cut(t.Value, ":")
		known := []string{"whatsapp", "telegram", "line", "wechat", "kakaotalk", "facebook", "web", "app"}
		switch {
		case !ok || strings.TrimSpace(to) == "":
			c.fault(t, "chat", "does not say where", "write kind:address, such as whatsapp:+15551234567")
		case !slices.Contains(known, kind):
			c.fault(t, "chat", "is of an unknown kind", source.Meant(kind, known))
		case strings.HasPrefix(to, "http://"):
			c.fault(t, "chat", "is not encrypted on its way", "write its https:// address")
		}
	}
	if c.Abroad.Value == "true" && c.Phone.Value+c.SMS.Value+c.Email.Value+c.URL.Value+c.ReportURL.Value == "" && len(c.Chat) == 0 {
		c.fault(c.Abroad, "callable_from_abroad", "with only a short code", "add the full number, or write false")
	}
}

// addresses checks what is written to or opened. People's links must be https, so that who watches the network does not
// see what they read; a source is only for those who check.
func (c checker) addresses() {
	for name, t := range map[string]source.Text{"url": c.URL, "report_url": c.ReportURL} {
		if t.Value != "" && !isLink(t.Value, "https://") {
			c.fault(t, name, "is no https:// address", "write the https:// address, or leave it empty")
		}
	}
	if t := c.Source; t.Value != "" && !isWeb(t.Value) {
		c.fault(t, "source", "is no web address", "write where it can be read, beginning with https://")
	}
	if t := c.Email; t.Value != "" && !isEmail(t.Value) {
		c.fault(t, "email", "is no e-mail address", "write name@site")
	}
	if c.Phone.Value+c.ShortCode.Value+c.SMS.Value+c.Email.Value+c.URL.Value+c.ReportURL.Value == "" && len(c.Chat) == 0 {
		c.add("there is no way to reach this contact", "add a number, an address or its site; or remove the contact")
	}
}

// trust checks the source and its date.
func (c checker) trust() {
	if c.Source.Value == "" && c.Confidence.Value != "unsourced" && c.Confidence.File != "" {
		c.fault(c.Confidence, "confidence", "has no source", "add the page where it stands, or write confidence: unsourced")
	}
	c.date("checked_on", c.CheckedOn)
}

func (c checker) date(name string, t source.Text) {
	if t.File != "" && day(t.Value).IsZero() {
		c.fault(t, name, "is no date", "write year-month-day, such as 2026-11-23")
	}
	if toCome(t.Value, c.today) {
		c.fault(t, name, "is still to come", "write the day on which the source was read")
	}
}

// among checks a list that must not be empty.
func (c checker) among(name string, list []source.Text, known ...string) {
	if list != nil && len(list) == 0 {
		c.add(name+" is empty", "write one or more of: "+strings.Join(known, ", "))
	}
	for _, t := range list {
		c.oneOf(name, t, known...)
	}
}

func (c checker) oneOf(name string, t source.Text, known ...string) {
	if t.File != "" && !slices.Contains(known, t.Value) {
		c.fault(t, name, "is not allowed", source.Meant(t.Value, known))
	}
}

// fault adds a fault of one value: `name: "value" problem`.
func (c checker) fault(t source.Text, name, problem, fix string) {
	at := t.Pos
	if at.File == "" {
		at = c.Pos
	}
	c.faults.Add(at, c.ID.Value+": "+name+`: "`+t.Value+`" `+problem, fix)
}

// add adds a fault of the whole entry.
func (c checker) add(problem, fix string) {
	c.faults.Add(c.Pos, c.ID.Value+": "+problem, fix)
}
