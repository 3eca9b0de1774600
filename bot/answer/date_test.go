package answer

import (
	"testing"
	"time"
)

var today = Day{2026, 3, 15} // a Sunday

func TestDates(t *testing.T) {
	tests := []struct {
		lang, text string
		want       string // ISO, or the code of the problem
	}{
		// numbers
		{"en", "2026-03-04", "2026-03-04"},
		{"en", "2026/3/4", "2026-03-04"},
		{"en", "2026-03-04T15:30:00Z", "2026-03-04"},
		{"en", "2026-03-04 15:30:05 UTC", "2026-03-04"},
		{"en", "04.03.2026 3:30 pm", "2026-03-04"},
		{"en", "3/4/2025", "2025-04-03"},
		{"en-GB", "3/4/2025", "2025-04-03"},
		{"en-US", "3/4/2025", "2025-03-04"},
		{"fil", "3/4/2025", "2025-03-04"},
		{"en", "3/25/2025", "2025-03-25"},
		{"en-US", "25/3/2025", "2025-03-25"},
		{"en", "3/4/25", "2025-04-03"},
		{"zh", "26/3/4", "2026-03-04"},
		{"zh", "3/4", "2026-03-04"},
		{"en", "3/4", "2025-04-03"},
		{"en", "4-3", "2026-03-04"},
		{"en", "20260304", "2026-03-04"},
		{"en", "04032026", "2026-03-04"},
		{"en", "202603", "2026-03"},
		{"en", "03/2026", "2026-03"},
		{"en", "2026-03", "2026-03"},
		{"en", "2024", "2024"},
		// names
		{"en", "3 Mar 2026", "2026-03-03"},
		{"en", "March 3, 2026", "2026-03-03"},
		{"en", "Mar 3rd 2026", "2026-03-03"},
		{"en", "the 3rd of March 2026", "2026-03-03"},
		{"en", "March 2026", "2026-03"},
		{"en", "march", "2026-03"},
		{"en", "April", "2025-04"},
		{"en", "15 march", "2026-03-15"},
		{"en", "16 march", "2025-03-16"},
		{"en", "around March 2026?", "2026-03"},
		{"en", "Tuesday, 3 March 2026", "2026-03-03"},
		{"en", "i think it was 3 march 2026", "2026-03-03"},
		{"en", "3-Mar-26", "2026-03-03"},
		{"en", "Sept 2025", "2025-09"},
		{"en", "febuary 2026", "2026-02"},
		{"en", "29 Feb", "2024-02-29"},
		{"fr", "1er août 2025", "2025-08-01"},
		{"fr", "le 3 février 2026", "2026-02-03"},
		{"es", "3 de marzo de 2026", "2026-03-03"},
		{"pt", "março de 2025", "2025-03"},
		{"ru", "3 марта 2026 г.", "2026-03-03"},
		{"ru", "в марте 2026", "2026-03"},
		{"ru", "май 2025", "2025-05"},
		{"id", "3 Maret 2026", "2026-03-03"},
		{"id", "tanggal 3 agustus 2025", "2025-08-03"},
		{"ms", "3hb Mac 2026", "2026-03-03"},
		{"vi", "ngày 3 tháng 2 năm 2026", "2026-02-03"},
		{"vi", "3 tháng 2", "2026-02-03"},
		{"vi", "tháng 2", "2026-02"},
		{"vi", "thang 2 nam 2026", "2026-02"},
		{"vi", "3/2/2026", "2026-02-03"},
		{"fil", "Marso 3, 2026", "2026-03-03"},
		{"fil", "ika-3 ng Marso 2026", "2026-03-03"},
		{"sw", "3 Machi 2026", "2026-03-03"},
		{"hi", "3 मार्च 2026", "2026-03-03"},
		{"hi", "३ फरवरी २०२६", "2026-02-03"},
		{"hi", "03/02/2026", "2026-02-03"},
		{"bn", "৩ মার্চ ২০২৬", "2026-03-03"},
		{"bn", "৩ মার্চে", "2026-03-03"},
		{"ta", "3 மார்ச் 2026", "2026-03-03"},
		{"te", "మార్చి 3, 2026", "2026-03-03"},
		{"si", "2026 මාර්තු 3", "2026-03-03"},
		{"ne", "2026 मार्च 3", "2026-03-03"},
		{"am", "3 ማርች 2026", "2026-03-03"},
		{"ur", "3 مارچ 2026", "2026-03-03"},
		{"ur", "۳ فروری ۲۰۲۶", "2026-02-03"},
		// Chinese, Japanese, Korean
		{"zh", "2026年3月4日", "2026-03-04"},
		{"zh", "3月", "2026-03"},
		{"zh", "三月", "2026-03"},
		{"zh", "三月四号", "2026-03-04"},
		{"zh", "二〇二六年三月四日", "2026-03-04"},
		{"zh", "2025年十二月二十三日", "2025-12-23"},
		{"zh", "２０２６年３月４日（星期三）", "2026-03-04"},
		{"zh", "大概2025年底", "2025"},
		{"zh", "2025年", "2025"},
		{"zh-Hant", "民國115年3月4日", "2026-03-04"},
		{"zh-TW", "115/3/4", "2026-03-04"},
		{"ja", "2026年3月4日", "2026-03-04"},
		{"ko", "2026년 3월 4일", "2026-03-04"},
		{"ko", "3월", "2026-03"},
		// Arabic
		{"ar", "٣ مارس ٢٠٢٦", "2026-03-03"},
		{"ar", "٤/٣/٢٠٢٦", "2026-03-04"},
		{"ar", "3 آذار 2026", "2026-03-03"},
		{"ar", "شباط 2026", "2026-02"},
		{"ar", "كانون الثاني 2026", "2026-01"},
		{"ar", "15 تشرين الأول", "2025-10-15"},
		{"ar", "في شهر يناير ٢٠٢٦", "2026-01"},
		{"ar", "يوم 3 فيفري 2026م", "2026-02-03"},
		{"ar", "شهر 2", "2026-02"},
		// Thai, Lao, Khmer, Burmese
		{"th", "4 มีนาคม 2569", "2026-03-04"},
		{"th", "๔ มีนาคม ๒๕๖๙", "2026-03-04"},
		{"th", "4 มี.ค. 69", "2026-03-04"},
		{"th", "4/3/69", "2026-03-04"},
		{"th", "4/3/2026", "2026-03-04"},
		{"th", "วันที่ 4 เดือนมีนาคม พ.ศ. 2569", "2026-03-04"},
		{"th", "4มีนา69", "2026-03-04"},
		{"th", "ปี 2568", "2025"},
		{"lo", "4 ມີນາ 2026", "2026-03-04"},
		{"lo", "໔/໓/໒໐໒໖", "2026-03-04"},
		{"km", "៤ មីនា ២០២៦", "2026-03-04"},
		{"km", "ថ្ងៃទី៤ ខែមីនា ឆ្នាំ២០២៦", "2026-03-04"},
		{"my", "၄ မတ် ၂၀၂၆", "2026-03-04"},
		{"my", "၂၀၂၆ ခုနှစ် မတ်လ ၄ ရက်", "2026-03-04"},
		{"my", "၄-၃-၂၀၂၆", "2026-03-04"},
		// from today
		{"en", "today", "2026-03-15"},
		{"en", "Yesterday!", "2026-03-14"},
		{"en", "5 days ago", "2026-03-10"},
		{"en", "two weeks ago", "2026-03-01"},
		{"en", "about 3 months ago", "2025-12"},
		{"en", "a year ago", "2025"},
		{"en", "3 hours ago", "2026-03-15"},
		{"en", "last month", "2026-02"},
		{"en", "last year", "2025"},
		{"zh", "昨天", "2026-03-14"},
		{"zh", "前天", "2026-03-13"},
		{"zh", "5天前", "2026-03-10"},
		{"zh", "三天前", "2026-03-12"},
		{"zh", "两个月前", "2026-01"},
		{"zh", "上个月", "2026-02"},
		{"zh", "去年", "2025"},
		{"ar", "أمس", "2026-03-14"},
		{"ar", "امبارح", "2026-03-14"},
		{"ar", "اليوم", "2026-03-15"},
		{"ar", "قبل ٥ أيام", "2026-03-10"},
		{"ar", "منذ أسبوعين", "2026-03-01"},
		{"ar", "الشهر الماضي", "2026-02"},
		{"vi", "hôm qua", "2026-03-14"},
		{"vi", "hom qua", "2026-03-14"},
		{"vi", "cách đây 5 ngày", "2026-03-10"},
		{"vi", "5 ngày trước", "2026-03-10"},
		{"id", "kemarin", "2026-03-14"},
		{"id", "5 hari yang lalu", "2026-03-10"},
		{"id", "dua minggu lalu", "2026-03-01"},
		{"th", "เมื่อวาน", "2026-03-14"},
		{"th", "5 วันก่อน", "2026-03-10"},
		{"th", "๒ เดือนที่แล้ว", "2026-01"},
		{"my", "မနေ့က", "2026-03-14"},
		{"my", "၅ ရက်က", "2026-03-10"},
		{"km", "ម្សិលមិញ", "2026-03-14"},
		{"hi", "कल", "2026-03-14"},
		{"hi", "5 दिन पहले", "2026-03-10"},
		{"fr", "il y a 5 jours", "2026-03-10"},
		{"es", "hace 5 días", "2026-03-10"},
		{"ru", "5 дней назад", "2026-03-10"},
		{"ko", "5일 전", "2026-03-10"},
		{"en", "3 March last year", "2025-03-03"},
		{"en", "the 5th of last month", "2026-02-05"},
		{"en", "yesterday afternoon", "2026-03-14"},
		{"en", "last night", "2026-03-14"},
		{"en", "i think it was yesterday", "2026-03-14"},
		{"en", "yesterday at 3:30 pm", "2026-03-14"},
		{"zh", "去年三月", "2025-03"},
		{"zh", "去年3月4号下午3点半", "2025-03-04"},
		{"zh", "上个月5号", "2026-02-05"},
		{"zh", "昨天下午三点", "2026-03-14"},
		{"vi", "tháng 3 năm ngoái", "2025-03"},
		{"th", "มีนาคมปีที่แล้ว", "2025-03"},
		{"en", "on monday", "2026-03-09"},
		{"en", "last Sunday", "2026-03-08"},
		{"en", "Saturday", "2026-03-14"},
		{"ar", "الاثنين الماضي", "2026-03-09"},
		{"id", "senin lalu", "2026-03-09"},
		{"en", "Jan 5th, 2026 at 3pm", "2026-01-05"},
		{"en", "March 4 2026, 14:30 GMT+7", "2026-03-04"},
		{"th", "1/2/2569 14:30 น.", "2026-02-01"},
		{"my", "၃ လပိုင်း ၂၀၂၆", "2026-03"},
		{"ta", "5 நாட்களுக்கு முன்பு", "2026-03-10"},
		// problems
		{"en", "3 March three years back", DateUnclear},
		{"en", "16 March 2026", DateFuture},
		{"en", "2027", DateFuture},
		{"en", "tomorrow", DateFuture},
		{"en", "1989-12-31", DateOld},
		{"ar", "15/8/1447", DateUnclear},
		{"ne", "2082/11/20", DateUnclear},
		{"en", "2569", DateUnclear},
		{"zh", "3月前", DateUnclear},
		{"zh", "十几天前", DateUnclear},
		{"en", "twenty days ago", DateUnclear},
		{"en", "30 Feb 2026", DateUnclear},
		{"en", "2026-13-40", DateUnclear},
		{"en", "3 people in 2026", DateUnclear},
		{"en", "March to May", DateUnclear},
		{"en", "soon", DateUnclear},
		{"en", "15", DateUnclear},
		{"en", "12345678901234567890", DateUnclear},
		{"en", "0/0/0", DateUnclear},
		{"zh", "4号", DateUnclear},
	}
	for _, tt := range tests {
		v, p := Parse(Date, tt.text, Hints{Lang: tt.lang, Today: today})
		got := v.Day.String()
		if p != nil {
			got = p.Code
		}
		if got != tt.want {
			t.Errorf("Parse(date, %q, %s) = %s, want %s", tt.text, tt.lang, got, tt.want)
		}
	}
}

func TestDatesToCome(t *testing.T) {
	tests := []struct{ lang, text, want string }{
		{"en", "tomorrow", "2026-03-16"},
		{"en", "in 3 days", "2026-03-18"},
		{"en", "16 march", "2026-03-16"},
		{"en", "14 march", "2027-03-14"},
		{"en", "15 march", "2026-03-15"},
		{"en", "30 june 2027", "2027-06-30"},
		{"zh", "3天后", "2026-03-18"},
		{"en", "next Sunday", "2026-03-22"},
		{"en", "monday", "2026-03-16"},
		{"ar", "بعد 3 أيام", "2026-03-18"},
		{"vi", "3 ngày nữa", "2026-03-18"},
		{"id", "3 hari lagi", "2026-03-18"},
		{"hi", "कल", DateUnclear}, // yesterday or tomorrow
	}
	for _, tt := range tests {
		v, p := Parse(Date, tt.text, Hints{Lang: tt.lang, Today: today, Future: true})
		got := v.Day.String()
		if p != nil {
			got = p.Code
		}
		if got != tt.want {
			t.Errorf("Parse(date, %q, %s, to come) = %s, want %s", tt.text, tt.lang, got, tt.want)
		}
	}
}

func TestExampleOfADateHasThePersonsDigits(t *testing.T) {
	_, p := Parse(Date, "၃၂ မတ်", Hints{Lang: "my", Today: today})
	if p == nil || p.Example != "၁၅ မတ် ၂၀၂၆" {
		t.Fatalf("problem %+v, want the example ၁၅ မတ် ၂၀၂၆", p)
	}
}

func TestFormattedDaysAreReadBack(t *testing.T) {
	for _, lang := range append(nameLanguages[:], "en-US", "zh-TW", "zh-HK", "de") {
		for m := 1; m <= 12; m++ {
			for _, d := range []Day{{2025, m, 4}, {2025, m, 25}, {Year: 2025, Month: m}, {Year: 2025}} {
				text := FormatDay(d, lang)
				v, p := Parse(Date, text, Hints{Lang: lang, Today: today})
				if p != nil || v.Day != d {
					t.Errorf("%s: %v is written %q and read as %v, problem %+v", lang, d, text, v.Day, p)
				}
			}
		}
	}
}

func TestDayNumber(t *testing.T) {
	tests := []struct {
		day  Day
		want int
	}{
		{Day{}, 0}, {Day{1970, 1, 1}, 0}, {Day{1970, 1, 2}, 1}, {Day{Year: 1971}, 365},
		{Day{2026, 3, 15}, 20527}, {Day{Year: 2026, Month: 3}, 20513}, {Day{1969, 12, 31}, -1},
	}
	for _, tt := range tests {
		if got := tt.day.Number(); got != tt.want {
			t.Errorf("%v.Number() = %d, want %d", tt.day, got, tt.want)
		}
	}
	zone := time.FixedZone("", 7*60*60)
	if got := DayOf(time.Date(2026, 3, 14, 20, 0, 0, 0, time.UTC).In(zone)); got != today {
		t.Errorf("DayOf in another zone = %v, want %v", got, today)
	}
}
