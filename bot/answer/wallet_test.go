package answer

import (
	"strings"
	"testing"
)

func TestWallets(t *testing.T) {
	const hash = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
	tests := []struct {
		text string
		want string // kind, chain and text, or the code of the problem
	}{
		// Bitcoin wiki, genesis block, BIP 16
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "address btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
		{"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "address btc 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"},
		{"3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "address btc 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"},
		{"bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=0.1", "address btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
		// BIP 173
		{"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "address btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
		{"bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", "address btc bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"},
		{"tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", WalletNone},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", WalletChecksum},
		{"bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90", WalletLength},
		{"bc1rw5uspcuh", WalletNone}, // too short to be looked at
		{"bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx", WalletLength}, // right by BIP 173, no more by BIP 350
		{"bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj", WalletLength},
		{"tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", WalletNone},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4X", WalletChecksum}, // both cases
		// BIP 350
		{"bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "address btc bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y"},
		{"bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "address btc bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs"},
		{"tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf", WalletNone},
		{"bc1pw5dgrnzv", WalletNone}, // too short to be looked at
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav", WalletLength},
		{"BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", WalletLength}, // version 0, of a wrong length
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf", WalletLength},
		{"BC1SW50QGDZ25J", WalletNone},
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "address btc bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"},
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", WalletChecksum}, // bech32 instead of bech32m
		{"BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", WalletChecksum},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", WalletChecksum},
		{"bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", WalletCharacter},
		{"BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", WalletChecksum}, // version 17
		// EIP-55
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "address evm 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
		{"0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "address evm 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"},
		{"0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "address evm 0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"},
		{"0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "address evm 0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"},
		{"0x52908400098527886E0F7030069857D2E4169EE7", "address evm 0x52908400098527886E0F7030069857D2E4169EE7"},
		{"0xde709f2102306220921060314715629080e2fb77", "address evm 0xde709f2102306220921060314715629080e2fb77"},
		{"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "address evm 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", WalletChecksum},
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", WalletLength},
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", WalletCharacter},
		{"0x" + hash, "tx evm 0x" + hash},
		// TRON: the USDT contract
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "address tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", WalletChecksum},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6", WalletLength},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj60", WalletCharacter},
		{"地址：TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t（USDT）", "address tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
		{"USDT-TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "address tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
		{"https://tronscan.org/#/address/TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "address tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
		{"https://tronscan.org/#/transaction/" + hash, "tx tron " + hash},
		// Solana: the USDC mint, a signature
		{"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "address sol EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"},
		{"5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW", "tx sol 5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW"},
		// others
		{"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "address xrp rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"},
		{"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTj", WalletChecksum},
		{"EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N", "address ton EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N"},
		{"EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2M", WalletChecksum},
		{"0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8", "address ton 0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8"},
		{hash, "tx  " + hash},
		{strings.ToUpper(hash), "tx  " + hash},
		{"txid " + hash, "tx  " + hash},
		{hash[:63], WalletLength},
		{hash[:63] + "g", WalletCharacter},
		// never kept
		{"5Kb8kLf9zgWQnogidDA76MzPL6TsZZY36hWXMssSzNydYXYB9KF", WalletPrivate},
		{"KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn", WalletPrivate},
		{"snoPBrXtMeMyMHUVTgbuqAfg1SUTb", WalletPrivate},
		{"abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about", TextSecret},
		// nothing
		{"I don't have it", WalletNone},
		{"12345678901234567890123456", WalletNone},
		{"pneumonoultramicroscopicsilicovolcanoconiosis", WalletNone},
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa and TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", WalletMany},
	}
	for _, tt := range tests {
		v, p := Parse(Wallet, tt.text, Hints{})
		got := strings.Join(v.Codes, " ") + " " + v.Text
		if p != nil {
			got = p.Code
		}
		if got != tt.want {
			t.Errorf("Parse(wallet, %q) = %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestAHintNamesTheChainOfATransaction(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	v, p := Parse(Wallet, hash, Hints{Chain: "tron"})
	if p != nil || !v.Has("tron") || !v.Has("tx") {
		t.Fatalf("got %+v, problem %+v", v, p)
	}
}

// Every single wrong character must be refused, and found where the format has a checksum that can.
func TestOneWrongCharacterIsRefused(t *testing.T) {
	tests := []struct {
		address, letters string
		located          bool
	}{
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", base58Alphabet, true},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", base58Alphabet, true},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", bech32Alphabet, true},
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", bech32Alphabet, true},
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "abcdefABCDEF0123456789", false},
	}
	for _, tt := range tests {
		start := max(1, strings.Index(tt.address, "1q")+1, strings.Index(tt.address, "1p")+1, strings.Index(tt.address, "0x")+2)
		for i := start; i < len(tt.address); i++ {
			c := tt.letters[(i*7+3)%len(tt.letters)]
			if c == tt.address[i] || strings.EqualFold(string(c), tt.address[i:i+1]) && !tt.located {
				continue
			}
			wrong := tt.address[:i] + string(c) + tt.address[i+1:]
			v, p := Parse(Wallet, wrong, Hints{})
			if p == nil {
				t.Errorf("%s with a wrong character at %d was taken as %v", tt.address, i+1, v.Codes)
				continue
			}
			if tt.located && p.Code == WalletChecksum && p.At != i+1 {
				t.Errorf("%s with a wrong character at %d: fault found at %d", tt.address, i+1, p.At)
			}
		}
	}
}

func TestTheFirstStrangeCharacterIsShown(t *testing.T) {
	tests := []struct {
		text string
		at   int
	}{
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0", 34},
		{"bc1qw508d6qejxtdg4y5r3zarvaryboc5xw7kv8f3t4"[:42], 31 - 1},
		{"0xzaAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", 3},
		{"bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 5},
	}
	for _, tt := range tests {
		_, p := Parse(Wallet, tt.text, Hints{})
		if p == nil || p.At != tt.at {
			t.Errorf("Parse(wallet, %q) gives %+v, want a fault at %d", tt.text, p, tt.at)
		}
	}
}
