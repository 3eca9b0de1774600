package answer

import (
	"strings"

	"github.com/btcsuite/btcd/btcutil/bech32"
)

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32Chain is the chain by the part before the separator.
var bech32Chain = map[string]string{"bc": "btc", "ltc": "ltc"}

// readBech32 reads segwit addresses of Bitcoin and Litecoin: bech32 (BIP 173), bech32m from version 1 on (BIP 350).
func readBech32(w string) (found, *fault) {
	lower := strings.ToLower(w)
	if w != lower && w != strings.ToUpper(w) {
		return found{}, &fault{WalletChecksum, firstOfOtherCase(w)}
	}
	prefix, data, _ := strings.Cut(lower, "1")
	for i := range len(data) {
		if strings.IndexByte(bech32Alphabet, data[i]) < 0 {
			return found{}, &fault{WalletCharacter, len(prefix) + 1 + i + 1}
		}
	}
	if ok := segwit(lower); ok {
		return found{address, bech32Chain[prefix], lower}, nil
	}
	// 42 and 62 characters for Bitcoin, one more for Litecoin: other lengths miss or double a character.
	if n := len(data); n != 39 && n != 59 {
		return found{}, &fault{WalletLength, 0}
	}
	return found{}, &fault{WalletChecksum, locateBech32(lower, len(prefix)+1)}
}

// segwit tells whether a lower-case address is right.
func segwit(addr string) bool {
	prefix, data, version, err := bech32.DecodeGeneric(addr)
	if err != nil || bech32Chain[prefix] == "" || len(data) == 0 || data[0] > 16 {
		return false
	}
	program, err := bech32.ConvertBits(data[1:], 5, 8, false)
	if err != nil || len(program) < 2 || len(program) > 40 {
		return false
	}
	if data[0] == 0 {
		return version == bech32.Version0 && (len(program) == 20 || len(program) == 32)
	}
	return version == bech32.VersionM
}

// firstOfOtherCase gives the place of the first letter whose case differs from the first letter's, counted from 1.
func firstOfOtherCase(w string) int {
	upper := w[0] >= 'A' && w[0] <= 'Z'
	for i := range len(w) {
		c := w[i]
		if upper && c >= 'a' && c <= 'z' || !upper && c >= 'A' && c <= 'Z' {
			return i + 1
		}
	}
	return 0
}

// locateBech32 finds which single character is wrong, counted from 1: two right addresses differ in at least four
// characters, so that only one change can mend it. 0 when more than one character is wrong.
func locateBech32(addr string, start int) int {
	letters := []byte(addr)
	for i := start; i < len(letters); i++ {
		was := letters[i]
		for j := range len(bech32Alphabet) {
			letters[i] = bech32Alphabet[j]
			if letters[i] != was && segwit(string(letters)) {
				return i + 1
			}
		}
		letters[i] = was
	}
	return 0
}
