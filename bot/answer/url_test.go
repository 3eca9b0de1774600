package answer

import "testing"

func TestLinksAreDefanged(t *testing.T) {
	tests := []struct{ text, want string }{
		{"https://evil.example/x", "hxxps://evil[.]example/x"},
		{"HTTP://Evil.example", "hxxp://Evil[.]example"},
		{"evil.example", "evil[.]example"},
		{"hxxps://evil[.]example/x", "hxxps://evil[.]example/x"},
		{"evil(.)example and evil[dot]example", "evil[.]example and evil[.]example"},
		{"www.evil.example/a/b.php?x=1.2#f", "www[.]evil[.]example/a/b[.]php?x=1[.]2#f"},
		{"https://user:secret@evil.example/x", "hxxps://evil[.]example/x"},
		{"https://bank.example@evil.example/x", "hxxps://evil[.]example/x"},
		{"https://tiktok.example/@some.one", "hxxps://tiktok[.]example/[@]some[.]one"},
		{"xn--80ak6aa92e.example", "xn--80ak6aa92e[.]example"},
		{"аррӏе。example", "аррӏе[.]example"},
		{"i❤.example", "i❤[.]example"},
		{"1.2.3.4:8080", "1[.]2[.]3[.]4:8080"},
		{"tg://resolve?domain=x", "tg[:]//resolve?domain=x"},
		{"@some_handle", "[@]some_handle"},
		{"me@mail.example", "me[@]mail[.]example"},
		{"MetaTrader 5", "MetaTrader 5"},
		{"the app is called 币安。它很好", "the app is called 币安。它很好"},
		{"要先交20%的税。我交了1000。后来6月9日被拉黑。", "要先交20%的税。我交了1000。后来6月9日被拉黑。"},
		{"例子。com", "例子[.]com"},
		{"网址是evil.example。我有截图", "网址是evil[.]example。我有截图"},
		{"Wait... what. Then", "Wait... what. Then"},
	}
	for _, tt := range tests {
		v, p := Parse(URL, tt.text, Hints{})
		if p != nil || v.Text != tt.want || v.Type != URL {
			t.Errorf("Parse(url, %q) = %q, problem %+v, want %q", tt.text, v.Text, p, tt.want)
		}
		if twice := Defang(v.Text); twice != v.Text {
			t.Errorf("defanging %q again gives %q", v.Text, twice)
		}
	}
	if _, p := Parse(URL, "password: hunter2", Hints{}); p == nil || !p.Discard() {
		t.Errorf("a password was taken as an app's name: %+v", p)
	}
}
