package answer

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"strings"

	"github.com/btcsuite/btcd/btcutil/base58"
)

const (
	base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	xrpAlphabet    = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
)

func base58Letter(c byte) bool { return strings.IndexByte(base58Alphabet, c) >= 0 }

// badBase58 gives the index of the first character that base58 does not have (0, O, I, l), -1 if all are good.
func badBase58(s string) int {
	for i := range len(s) {
		if !base58Letter(s[i]) {
			return i
		}
	}
	return -1
}

// chainOfVersion is the chain by the first byte of a decoded address. Litecoin's old script addresses look like Bitcoin's.
var chainOfVersion = map[byte]string{0x00: "btc", 0x05: "btc", 0x30: "ltc", 0x32: "ltc", 0x1e: "doge", 0x16: "doge", 0x41: "tron"}

// payload sizes of what base58 is used for.
const (
	checkedLen = 25 // version, 20 bytes of hash, 4 of checksum
	solanaKey  = 32
	solanaSign = 64
)

// readBase58 reads addresses of Bitcoin, Litecoin, Dogecoin and TRON, which have a checksum, and of Solana, which have none.
func readBase58(w string) (found, *fault) {
	if i := badBase58(w); i >= 0 {
		if looksBase58(w) {
			return found{}, &fault{WalletCharacter, i + 1}
		}
		return found{}, &fault{WalletNone, 0}
	}
	if len(w) > 100 {
		return found{}, &fault{WalletNone, 0}
	}
	raw := base58.Decode(w)
	switch {
	case len(raw) == checkedLen && checksumRight(raw):
		chain := chainOfVersion[raw[0]]
		if chain == "" { // a test network's, or a coin that we do not know
			return found{}, &fault{WalletNone, 0}
		}
		return found{address, chain, w}, nil
	case len(raw) == solanaKey && mixedCase(w):
		return found{address, "sol", w}, nil
	case len(raw) == solanaSign && mixedCase(w):
		return found{transaction, "sol", w}, nil
	case strings.Contains("TD", w[:1]) && len(w) >= 26 && len(w) <= 42 && len(w) != 34:
		return found{}, &fault{WalletLength, 0} // TRON and Dogecoin have 34 characters always
	case len(raw) == checkedLen && looksChecked(w):
		return found{}, &fault{WalletChecksum, locateBase58(w)}
	case looksChecked(w) && len(w) >= 26 && len(w) <= 36:
		return found{}, &fault{WalletLength, 0}
	}
	return found{}, &fault{WalletNone, 0}
}

// looksChecked tells whether a word begins like an address with a checksum.
func looksChecked(w string) bool { return strings.Contains("13TDLMA9", w[:1]) }

// looksBase58 tells whether a word with a wrong character was meant as an address: of the right length, with digits and
// letters of both cases.
func looksBase58(w string) bool {
	return len(w) >= 26 && len(w) <= 90 && mixedCase(w) && strings.ContainsAny(w, "0123456789") &&
		!strings.ContainsAny(w, "_-+") && badBase58Count(w) <= 3
}

func badBase58Count(w string) (n int) {
	for i := range len(w) {
		if !base58Letter(w[i]) {
			n++
		}
	}
	return n
}

func mixedCase(w string) bool { return strings.ToLower(w) != w && strings.ToUpper(w) != w }

// checksumRight tells whether the last four bytes are the checksum of the others.
func checksumRight(raw []byte) bool {
	if len(raw) < 5 {
		return false
	}
	body, sum := raw[:len(raw)-4], raw[len(raw)-4:]
	once := sha256.Sum256(body)
	twice := sha256.Sum256(once[:])
	return bytes.Equal(twice[:4], sum)
}

// locateBase58 finds which single character is wrong, counted from 1, by trying all others: the checksum of 32 bits fits
// by chance once in two million words. 0 when more than one character is wrong.
func locateBase58(w string) int {
	letters := []byte(w)
	for i, was := range letters {
		for j := range len(base58Alphabet) {
			letters[i] = base58Alphabet[j]
			raw := base58.Decode(string(letters))
			if len(raw) == checkedLen && checksumRight(raw) && chainOfVersion[raw[0]] != "" {
				return i + 1
			}
		}
		letters[i] = was
	}
	return 0
}

// readXRP reads an XRP address: base58 with an alphabet of its own.
func readXRP(w string) (found, *fault) {
	raw, bad := decodeXRP(w)
	switch {
	case bad > 0 && mixedCase(w):
		return found{}, &fault{WalletCharacter, bad}
	case bad > 0:
		return found{}, &fault{WalletNone, 0}
	case len(raw) == checkedLen && raw[0] == 0 && checksumRight(raw):
		return found{address, "xrp", w}, nil
	case len(raw) == checkedLen:
		return found{}, &fault{WalletChecksum, 0}
	}
	return found{}, &fault{WalletNone, 0}
}

// decodeXRP decodes XRP's base58, or gives the place of a wrong character, counted from 1.
func decodeXRP(w string) (raw []byte, bad int) {
	letters := []byte(w)
	for i, c := range letters {
		at := strings.IndexByte(xrpAlphabet, c)
		if at < 0 {
			return nil, i + 1
		}
		letters[i] = base58Alphabet[at]
	}
	return base58.Decode(string(letters)), 0
}

// privateKey tells whether a word is a private key that can be known for one: Bitcoin's WIF (with Litecoin's and
// Dogecoin's), an extended private key, an XRP seed, a Solana key pair.
func privateKey(w string) bool {
	switch {
	case len(w) == 111 && w[1:4] == "prv" && strings.Contains("xyzuvtL", w[:1]):
		return true
	case len(w) == 51 || len(w) == 52:
		raw := base58.Decode(w)
		return (len(raw) == 37 || len(raw) == 38) && strings.Contains("\x80\xb0\x9e\xef", string(raw[:1])) && checksumRight(raw)
	case w[0] == 's' && (len(w) == 29 || len(w) == 31):
		raw, bad := decodeXRP(w)
		return bad == 0 && len(raw) >= 21 && len(raw) <= 23 && checksumRight(raw)
	case len(w) >= 86 && len(w) <= 88:
		raw := base58.Decode(w)
		if len(raw) != ed25519.PrivateKeySize {
			return false
		}
		// A key pair is a seed and its public key; a signature of the same length is not.
		pair := ed25519.NewKeyFromSeed(raw[:ed25519.SeedSize])
		return bytes.Equal(pair[ed25519.SeedSize:], raw[ed25519.SeedSize:])
	}
	return false
}
