package answer

import (
	"cmp"
	"net/url"
	"strings"

	"safeharbour/bot/pattern"
)

// The kinds of a wallet answer's first code. The second is the chain: "btc", "evm", "tron", "sol", "ltc", "doge", "xrp",
// "ton", or empty where a transaction id does not tell.
const (
	address     = "address"
	transaction = "tx"
)

// fault is why a word is no address: a problem's code, and the place of the wrong character where it can be told.
type fault struct {
	code string
	at   int
}

// found is an address or transaction id.
type found struct {
	kind, chain, text string
}

// parseWallet takes an address or a transaction id, alone, in a link of a block explorer, or among words. It never mends
// one: a wrong address in a report accuses somebody else.
func parseWallet(text string, h Hints) (Value, *Problem) {
	if tooLong(text, maxChain) {
		return Value{}, &Problem{Code: TextLong}
	}
	if hasSeed(text) || hasLabelled(text) {
		return Value{}, &Problem{Code: TextSecret}
	}
	if hasKey(text) {
		return Value{}, &Problem{Code: WalletPrivate}
	}
	var all []found
	var worst *fault
	for _, word := range walletWords(text) {
		w, f := readWallet(word, cmp.Or(explorerChain(text), h.Chain))
		switch {
		case f != nil && (worst == nil || worst.code == WalletNone):
			worst = f
		case f == nil && (len(all) == 0 || all[0] != w):
			all = append(all, w)
		}
	}
	switch {
	case len(all) > 1:
		return Value{}, &Problem{Code: WalletMany}
	case len(all) == 1 && (worst == nil || worst.code == WalletNone):
		return Value{Type: Wallet, Codes: []string{all[0].kind, all[0].chain}, Text: all[0].text}, nil
	case worst != nil && worst.code != WalletNone:
		return Value{}, &Problem{Code: worst.code, At: worst.at}
	}
	if hasCard(text) {
		return Value{}, &Problem{Code: TextSecret}
	}
	return Value{}, &Problem{Code: WalletNone}
}

// walletWords gives the parts of a text that can be addresses or transaction ids.
func walletWords(text string) []string {
	if plain, err := url.PathUnescape(text); err == nil && strings.Contains(text, "://") {
		text = plain
	}
	var out []string
	for _, w := range walletWord().FindAllString(text, -1) {
		parts := []string{w}
		if len(w) != tonLen { // only TON's addresses have such signs inside
			parts = strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune("_-+", r) })
		}
		if strings.HasPrefix(w, "-1:") {
			parts = []string{w}
		}
		for _, p := range parts {
			if len(p) >= shortestWallet {
				out = append(out, p)
			}
		}
	}
	return out
}

const (
	shortestWallet = 20 // shorter words are words
	tonLen         = 48
)

// walletWord matches runs of the characters that addresses have; "0:" and "-1:" begin a raw TON address.
var walletWord = pattern.New(`(?:(?:\b0|-1):)?[0-9A-Za-z_\-+]+`)

// readWallet decides by the looks of a word which format it means to be, so that a fault is reported for that one.
func readWallet(w, chain string) (found, *fault) {
	lower := strings.ToLower(w)
	switch {
	case strings.HasPrefix(lower, "0x"):
		return readEVM(w)
	case strings.HasPrefix(lower, "bc1"), strings.HasPrefix(lower, "ltc1"):
		return readBech32(w)
	case strings.HasPrefix(w, "0:"), strings.HasPrefix(w, "-1:"):
		return readRawTON(w)
	case len(w) == 64 && isHex(w):
		return found{transaction, chain, lower}, nil
	case len(w) == tonLen && strings.Contains("EUkQ0", w[:1]) && (w[1] == 'Q' || w[1] == 'f'):
		return readTON(w)
	case w[0] == 'r' && len(w) >= 25 && len(w) <= 35:
		return readXRP(w)
	case len(w) >= 60 && len(w) <= 68 && nearlyHex(w):
		return found{}, hexFault(w, 0, 64)
	}
	return readBase58(w)
}

// explorers are sites whose links tell the chain of a transaction.
var explorers = []struct{ host, chain string }{
	{"tronscan.", "tron"}, {"etherscan.", "evm"}, {"bscscan.", "evm"}, {"polygonscan.", "evm"}, {"solscan.", "sol"},
	{"mempool.space", "btc"}, {"blockchain.com", "btc"}, {"blockstream.", "btc"}, {"blockchair.com/bitcoin", "btc"},
	{"blockchair.com/litecoin", "ltc"}, {"blockchair.com/dogecoin", "doge"}, {"dogechain.", "doge"}, {"xrpscan.", "xrp"},
	{"tonviewer.", "ton"}, {"tonscan.", "ton"},
}

func explorerChain(text string) string {
	text = strings.ToLower(text)
	for _, e := range explorers {
		if strings.Contains(text, e.host) {
			return e.chain
		}
	}
	return ""
}

func isHex(s string) bool { return badHex(s) < 0 }

// badHex gives the index of the first character that is no hexadecimal digit, -1 if all are.
func badHex(s string) int {
	for i := range len(s) {
		c := s[i] | 0x20
		if !(s[i] >= '0' && s[i] <= '9' || c >= 'a' && c <= 'f') {
			return i
		}
	}
	return -1
}

// nearlyHex tells whether all characters but one are hexadecimal digits.
func nearlyHex(s string) bool {
	i := badHex(s)
	return i < 0 || isHex(s[i+1:])
}

// hexFault says what is wrong with hexadecimal digits of which there should be length.
func hexFault(s string, offset, length int) *fault {
	if i := badHex(s); i >= 0 {
		return &fault{WalletCharacter, offset + i + 1}
	}
	if len(s) != length {
		return &fault{WalletLength, 0}
	}
	return nil
}
