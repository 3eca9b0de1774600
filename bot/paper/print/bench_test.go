package print

import "testing"

// A paper of one page takes less than 50 ms.
func BenchmarkPage(b *testing.B) {
	f := &Fonts{}
	for _, w := range samples {
		d := sample(w.lang)
		if _, err := PDF(d, f); err != nil {
			b.Fatal(err)
		}
		b.Run(w.lang, func(b *testing.B) {
			for b.Loop() {
				if _, err := PDF(d, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
