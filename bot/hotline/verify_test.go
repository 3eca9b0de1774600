package hotline_test

import (
	"strings"
	"testing"

	"safeharbour/bot/hotline"
)

func TestVerificationFaults(t *testing.T) {
	for _, c := range []struct{ name, contact, verified, want string }{
		{"no list", entry(), "a: b", "v.yaml:1:1: found a block of fields; write a list"},
		{"no file", entry(), " ", "v.yaml"},
		{"unknown contact", entry(), verified("id=ph-lime"), `v.yaml:1:7: no contact is called ph-lime; did you mean "ph-line"?`},
		{"twice", entry(), verified() + verified(), "v.yaml:6:7: ph-line stands here twice; first at v.yaml:1:7"},
		{"by nobody", entry(), verified("verified_by="), "v.yaml:1:3: verified_by is missing"},
		{"by a blank", entry(), verified(`verified_by=" "`), "write the name of who reached"},
		{"never", entry(), verified("verified_on="), "verified_on is missing"},
		{"on no day", entry(), verified("verified_on='1/12/2026'"), "is no date; write year-month-day"},
		{"somehow", entry(), verified("method=guess"), `method: "guess" is not allowed; use one of: call, site, visit, write`},
		{"unknown field", entry(), verified("verfied_on=x"), "unknown field"},
		{"evidence that is no page", entry(), verified("evidence_url=a letter"), "is no web address"},
		{"emergency test-called", entry("scope=[emergency]"), verified(), "never test-call"},
		{"low", entry("confidence=low"), verified(), "raise it to medium or high"},
		{"call to nobody knows what", entry(), verified("reached="), "add a line reached:"},
		{"the number changed since", entry(`phone="+63288344997"`), verified(), `reached: "+63288344996" is not in the contact (any more)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, faults := hotline.Parse(files(c.contact, denied, c.verified))
			if got := faults.Error(); !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if c.name != "twice" && !d.All()[0].Verified.On.IsZero() {
				t.Error("the contact counts as verified")
			}
		})
	}
}

func TestVerificationIsTaken(t *testing.T) {
	for _, v := range []string{
		verified(), verified("method=site", "reached="), verified("method=visit", "reached=", "evidence_url=http://x.org"),
		verified("method=write", "reached=whatsapp:+15551234567"),
	} {
		c := parse(t, entry("chat=['whatsapp:+15551234567']"), v).All()[0]
		if c.Verified.On.IsZero() || c.Verified.By != "Ana Reyes" || c.Verified.Method == "" || !c.Checked().Equal(c.Verified.On) {
			t.Errorf("%s\nbecame %+v", v, c.Verified)
		}
	}
}
