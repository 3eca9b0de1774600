package answer

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/sha3"
)

// readEVM reads addresses and transactions of Ethereum and the chains that share its format. Addresses come out with
// the checksum of EIP-55 in their case.
func readEVM(w string) (found, *fault) {
	digits := w[2:]
	if n := len(digits); n >= 60 && n <= 68 {
		if f := hexFault(digits, 2, 64); f != nil {
			return found{}, f
		}
		return found{transaction, "evm", "0x" + strings.ToLower(digits)}, nil
	}
	if f := hexFault(digits, 2, 40); f != nil {
		return found{}, f
	}
	right := eip55(strings.ToLower(digits))
	if mixedCase(digits) && digits != right {
		return found{}, &fault{WalletChecksum, 0}
	}
	return found{address, "evm", "0x" + right}, nil
}

// eip55 writes 40 lower-case hexadecimal digits with the checksum in their case.
func eip55(lower string) string {
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(lower)) // a hash never fails
	sum := hex.EncodeToString(h.Sum(nil))
	out := []byte(lower)
	for i, c := range out {
		if c >= 'a' && c <= 'f' && sum[i] >= '8' {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

// readTON reads TON's friendly address: 36 bytes in base64, the last two a checksum.
func readTON(w string) (found, *fault) {
	safe := strings.NewReplacer("+", "-", "/", "_").Replace(w)
	raw, err := base64.RawURLEncoding.DecodeString(safe)
	if err != nil || len(raw) != 36 {
		return found{}, &fault{WalletNone, 0}
	}
	if crc16(raw[:34]) != uint16(raw[34])<<8|uint16(raw[35]) {
		return found{}, &fault{WalletChecksum, 0}
	}
	if raw[0]&0x80 != 0 { // a test network's
		return found{}, &fault{WalletNone, 0}
	}
	return found{address, "ton", safe}, nil
}

// readRawTON reads TON's raw address: the chain's number and 64 hexadecimal digits.
func readRawTON(w string) (found, *fault) {
	chain, digits, _ := strings.Cut(w, ":")
	if f := hexFault(digits, len(chain)+1, 64); f != nil {
		return found{}, f
	}
	return found{address, "ton", chain + ":" + strings.ToLower(digits)}, nil
}

// crc16 is CRC-16/XMODEM.
func crc16(data []byte) uint16 {
	var crc uint16
	for _, b := range data {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}
