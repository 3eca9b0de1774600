package answer

import "testing"

// What people say of days in Vietnamese, with the marks of letters and without, and in Indonesian. Some words are two: năm is
// "five" and "year", "thang sau" without marks is June and next month.
func TestSpokenDates(t *testing.T) {
	for _, tt := range []struct{ lang, text, want string }{
		// Vietnamese, with marks and without
		{"vi", "hôm nay", "2026-03-15"},
		{"vi", "Hôm kia", "2026-03-13"},
		{"vi", "tối qua", "2026-03-14"},
		{"vi", "tối hôm qua", "2026-03-14"},
		{"vi", "sang nay", "2026-03-15"},
		{"vi", "hôm kìa", "2026-03-12"},
		{"vi", "hai ngày trước", "2026-03-13"},
		{"vi", "cach day 2 thang", "2026-01"},
		{"vi", "2 tháng trước", "2026-01"},
		{"vi", "tuần trước", "2026-03-08"},
		{"vi", "tuan roi", "2026-03-08"},
		{"vi", "tháng trước", "2026-02"},
		{"vi", "thang roi", "2026-02"},
		{"vi", "năm ngoái", "2025"},
		{"vi", "nam 2025", "2025"},
		{"vi", "3 thang 2 nam 2026", "2026-02-03"},
		{"vi", "ngay 3 thang 2", "2026-02-03"},
		{"vi", "ngày mùng 3 tháng 2", "2026-02-03"},
		{"vi", "mồng 3 tháng 2 năm 2026", "2026-02-03"},
		{"vi", "3 tháng hai", "2026-02-03"},
		{"vi", "tháng giêng năm 2026", "2026-01"},
		{"vi", "thang chap", "2025-12"},
		{"vi", "tháng Mười Hai năm 2025", "2025-12"},
		{"vi", "ngày 5 tháng mười một năm 2025", "2025-11-05"},
		{"vi", "5 tháng tư năm ngoái", "2025-04-05"},
		{"vi", "khoảng tháng 2", "2026-02"},
		{"vi", "vào ngày 03/02/2026", "2026-02-03"},
		{"vi", "3-2-2026", "2026-02-03"},
		{"vi", "3.2.2026", "2026-02-03"},
		{"vi", "3/2", "2026-02-03"},
		{"vi", "thứ hai, 9/3/2026", "2026-03-09"},
		{"vi", "thứ hai tuần trước", "2026-03-02"},
		{"vi", "thứ hai tuần này", "2026-03-09"},
		{"vi", "thu 2", "2026-03-09"},
		{"vi", "thứ tư vừa rồi", "2026-03-11"},
		{"vi", "thu bay", "2026-03-14"},
		{"vi", "chủ nhật", "2026-03-08"},
		{"vi", "đầu tháng 2", "2026-02"},
		{"vi", "ngày 5 tháng trước", "2026-02-05"},
		{"vi", "hôm qua lúc 3 giờ chiều", "2026-03-14"},
		{"vi", "chiều hôm qua", "2026-03-14"},
		{"vi", "tháng 3 năm 26", "2026-03"},
		{"vi", "may ngay truoc", DateUnclear}, // some days ago
		{"vi", "hôm trước", DateUnclear},      // the other day
		{"vi", "năm ngày trước", "2026-03-10"},
		{"vi", "sáu ngày trước", "2026-03-09"},
		{"vi", "tháng sáu", "2025-06"},
		{"vi", "thang sau", "2025-06"}, // June, since the next month has not come
		{"vi", "tháng sau", DateFuture},
		{"vi", "3 tháng năm năm 2025", "2025-05-03"},
		{"vi", "15h30 ngày 3/2/2026", "2026-02-03"},
		{"vi", "mai", DateFuture},
		{"vi", "hôm nào đó", DateUnclear},
		// Indonesian
		{"id", "hari ini", "2026-03-15"},
		{"id", "tadi pagi", "2026-03-15"},
		{"id", "kmrn", "2026-03-14"},
		{"id", "kemarin malam", "2026-03-14"},
		{"id", "tadi malam", "2026-03-14"},
		{"id", "kemarin lusa", "2026-03-13"},
		{"id", "dua hari lalu", "2026-03-13"},
		{"id", "3 hari yg lalu", "2026-03-12"},
		{"id", "seminggu lalu", "2026-03-08"},
		{"id", "seminggu yang lalu", "2026-03-08"},
		{"id", "sebulan lalu", "2026-02"},
		{"id", "setahun yang lalu", "2025"},
		{"id", "minggu lalu", "2026-03-08"},
		{"id", "minggu kemarin", "2026-03-08"},
		{"id", "bulan lalu", "2026-02"},
		{"id", "bulan kemarin", "2026-02"},
		{"id", "tahun lalu", "2025"},
		{"id", "tahun kemarin", "2025"},
		{"id", "3 Mei 2025", "2025-05-03"},
		{"id", "tgl 3 mei", "2025-05-03"},
		{"id", "3 peb 2026", "2026-02-03"},
		{"id", "17 Agustus 2025", "2025-08-17"},
		{"id", "17 agts 2025", "2025-08-17"},
		{"id", "bulan Mei 2025", "2025-05"},
		{"id", "sekitar bulan mei tahun lalu", "2025-05"},
		{"id", "hari Senin, 9 Maret 2026", "2026-03-09"},
		{"id", "Jumat lalu", "2026-03-13"},
		{"id", "jum'at kemarin", "2026-03-13"},
		{"id", "3/2/2026", "2026-02-03"},
		{"id", "03-02-2026", "2026-02-03"},
		{"id", "tanggal 5 bulan lalu", "2026-02-05"},
		{"id", "kemarin jam 3 sore", "2026-03-14"},
		{"id", "awal Februari 2026", "2026-02"},
		{"id", "akhir tahun 2025", "2025"},
		{"id", "beberapa hari lalu", DateUnclear},
		{"id", "senin minggu lalu", "2026-03-02"},
		{"id", "hari Rabu kemarin", "2026-03-11"},
		{"id", "pukul 15.30, 3 Februari 2026", "2026-02-03"},
		{"id", "besok", DateFuture},
		{"id", "lusa", DateFuture},
	} {
		expectDay(t, tt.text, Hints{Lang: tt.lang, Today: today}, tt.want)
	}
}

func TestSpokenDatesToCome(t *testing.T) {
	for _, tt := range []struct{ lang, text, want string }{
		{"vi", "ngày mai", "2026-03-16"},
		{"vi", "mai", "2026-03-16"},
		{"vi", "sáng mai", "2026-03-16"},
		{"vi", "ngày mốt", "2026-03-17"},
		{"vi", "ngay kia", "2026-03-17"},
		{"vi", "3 tháng 5", "2026-05-03"},
		{"vi", "sau 3 ngày", "2026-03-18"},
		{"vi", "tuần sau", "2026-03-22"},
		{"vi", "tuần tới", "2026-03-22"},
		{"vi", "tháng sau", "2026-04"},
		{"vi", "một tuần nữa", "2026-03-22"},
		{"vi", "thứ sáu", "2026-03-20"},
		{"vi", "thứ sáu tuần sau", "2026-03-20"},
		{"vi", "thứ sáu tới", "2026-03-20"},
		{"vi", "tháng sáu", "2026-06"},
		{"vi", "thang sau", DateUnclear}, // June or next month
		{"vi", "hôm nay", "2026-03-15"},
		{"id", "besok", "2026-03-16"},
		{"id", "besok pagi", "2026-03-16"},
		{"id", "lusa", "2026-03-17"},
		{"id", "besok lusa", "2026-03-17"},
		{"id", "3 Mei", "2026-05-03"},
		{"id", "seminggu lagi", "2026-03-22"},
		{"id", "minggu depan", "2026-03-22"},
		{"id", "bulan depan", "2026-04"},
		{"id", "Jumat depan", "2026-03-20"},
		{"id", "dua minggu lagi", "2026-03-29"},
	} {
		expectDay(t, tt.text, Hints{Lang: tt.lang, Today: today, Future: true}, tt.want)
	}
}

// Without today's date no word names a day, and nothing is made up.
func TestSpokenDatesNeedToday(t *testing.T) {
	for _, text := range []string{"hôm qua", "thứ hai tuần trước", "thang sau", "thứ hai"} {
		expectDay(t, text, Hints{Lang: "vi"}, DateUnclear)
	}
	for _, text := range []string{"kemarin", "senin minggu lalu", "seminggu lalu"} {
		expectDay(t, text, Hints{Lang: "id"}, DateUnclear)
	}
}

func expectDay(t *testing.T, text string, h Hints, want string) {
	t.Helper()
	v, p := Parse(Date, text, h)
	got := v.Day.String()
	if p != nil {
		got = p.Code
	}
	if got != want {
		t.Errorf("Parse(date, %q, %s, to come %v) = %s, want %s", text, h.Lang, h.Future, got, want)
	}
}
