package hotline_test

import (
	"strings"
	"testing"

	"safeharbour/bot/hotline"
)

// A dead number must not come back, however it is written.
func TestDeniedNumberIsRefusedInEveryForm(t *testing.T) {
	const list = "- {number: '+84 4 62 844 844', why: dead}\n- {number: 98197-2284, why: dead}\n- {number: '2308', why: misprint}\n"
	for _, field := range []string{
		`phone="+84462844844"`, `short_code="0462844844"`, `short_code="462844844"`, `sms="+84462844844 (HELP)"`,
		`chat=["whatsapp:+84 4 62 844 844"]`, `chat=["whatsapp:0084-4-62-844-844"]`, `chat=["line:(04) 62.844.844"]`, `chat=["web:https://wa.me/84462844844"]`,
		`url=https://wa.me/84462844844`, `report_url="https://x.org/call/0462844844"`, `email=84462844844@x.org`,
		`name="Call 04 62 844 844"`, `local_name="โทร ๐๔๖๒๘๔๔๘๔๔"`, `hours="24/7; at night +84 4 62844844"`, `local_name="٠٤٦٢٨٤٤٨٤٤"`, `local_name="０４－６２８４４８４４ ０４６２８４４８４４"`,
		`phone="+5561981972284"`, `chat=["whatsapp:+55 (61) 98197–2284"]`, `short_code="061981972284"`, `short_code="2308"`, `short_code="#2308"`, `name="Line 2308"`,
	} {
		_, faults := hotline.Parse(files(entry(field), list, ""))
		if got := faults.Error(); !strings.Contains(got, "is a denied number") || !strings.Contains(got, "use the number that replaced it") {
			t.Errorf("%s is taken; got\n%s", field, got)
		}
	}
}

// What only looks like a denied number is good.
func TestNumbersThatAreNotDenied(t *testing.T) {
	const list = "- {number: '+84 4 62 844 844', why: dead}\n- {number: '2308', why: misprint}\n"
	for _, field := range []string{
		`phone="+84462844845"`, `phone="+6562844844"`, `short_code="12308"`, `short_code="844844"`, `url="https://x.org/2307/2309"`, `hours="23:08-8:44"`,
		`notes="old number +84 4 62 844 844"`,
	} {
		if _, faults := hotline.Parse(files(entry(field), list, "")); len(faults) > 0 {
			t.Errorf("%s is refused: %v", field, faults.Err())
		}
	}
}
