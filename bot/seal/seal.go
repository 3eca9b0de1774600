// Package seal holds the server's key. It closes records before they are written and opens them when they are read,
// so that a copied store tells nothing without the key file that lies beside it.
//
// Promises: a record that was changed, was moved to another place, or was closed with another key does not open. A
// sealed record begins with a byte that names the scheme, so that a later scheme can live beside this one.
//
// The package must not know what the bytes mean, and must never print a key.
package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"hash"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"

	"safeharbour/bot/store"
)

// version names the scheme: XChaCha20-Poly1305 with one key for all records.
//
// Why not AES-256-GCM, which takes 0.2 µs less for a record of 300 bytes: its nonce has 96 bits, so one key may close
// only 2^32 records with random nonces before a repeat becomes likely enough to matter, and a busy server writes as
// many in months. A repeat would give away both texts. The 192-bit nonce here has no such limit.
const version = 1

// A sealed record is: version, nonce, ciphertext, tag.
const (
	header   = 1 + chacha20poly1305.NonceSizeX
	overhead = header + chacha20poly1305.Overhead
)

// indexSize is the length of an index. 128 bits: no two chats collide by chance.
const indexSize = 16

// Keys closes and opens records. It is a [store.Sealer].
type Keys struct {
	records cipher.AEAD
	macs    sync.Pool // of hash.Hash: setting up an HMAC costs more than the HMAC of a short secret
}

var _ store.Sealer = (*Keys)(nil)

// New derives the keys from the root secret. Programs use [Open].
func New(secret [32]byte) *Keys {
	records, err := chacha20poly1305.NewX(subkey(secret, "safeharbour records 1"))
	if err != nil {
		panic(fmt.Sprintf("seal: cipher: %v", err)) // only where the Go runtime was told to forbid this cipher
	}
	index := subkey(secret, "safeharbour index 1")
	return &Keys{
		records: records,
		macs:    sync.Pool{New: func() any { return hmac.New(sha256.New, index) }},
	}
}

// subkey derives a key for one purpose, so that no key serves two.
func subkey(secret [32]byte, purpose string) []byte {
	k, err := hkdf.Key(sha256.New, secret[:], nil, purpose, chacha20poly1305.KeySize)
	if err != nil {
		panic(fmt.Sprintf("seal: derive key: %v", err)) // only for lengths that we do not ask for
	}
	return k
}

// Seal returns plain closed for this place, in new memory.
func (k *Keys) Seal(b store.Bucket, key, plain []byte) []byte {
	// The associated data stands behind the result in the same memory: one allocation instead of two.
	n := overhead + len(plain)
	buf := make([]byte, n, n+placeSize(b, key))
	place := appendPlace(buf[n:], b, key)
	buf[0] = version
	nonce := buf[1:header]
	rand.Read(nonce) // never fails: see crypto/rand
	k.records.Seal(buf[:header:n], nonce, plain, place)
	return buf[:n:n]
}

// Open returns what Seal was given, in new memory, or [store.ErrSealed].
func (k *Keys) Open(b store.Bucket, key, sealed []byte) ([]byte, error) {
	if len(sealed) < overhead || sealed[0] != version {
		return nil, store.ErrSealed
	}
	n := len(sealed) - overhead
	buf := make([]byte, n, n+placeSize(b, key))
	place := appendPlace(buf[n:], b, key)
	if _, err := k.records.Open(buf[:0:n], sealed[1:header], sealed[header:], place); err != nil {
		return nil, store.ErrSealed
	}
	return buf[:n:n], nil
}

// Index returns 16 bytes: the start of the HMAC-SHA-256 of secret.
func (k *Keys) Index(secret string) []byte {
	mac := k.macs.Get().(hash.Hash)
	defer k.macs.Put(mac)
	mac.Reset()
	mac.Write([]byte(secret))
	return mac.Sum(nil)[:indexSize:indexSize]
}

// String keeps the keys out of logs.
func (k *Keys) String() string { return "[withheld]" }

// GoString keeps the keys out of logs.
func (k *Keys) GoString() string { return "[withheld]" }

// appendPlace appends what a sealed record is bound to: the scheme, the bucket and the key. No bucket's name holds a
// zero byte, so two places never look the same.
func appendPlace(to []byte, b store.Bucket, key []byte) []byte {
	to = append(to, version)
	to = append(to, b...)
	to = append(to, 0)
	return append(to, key...)
}

func placeSize(b store.Bucket, key []byte) int { return len(b) + len(key) + 2 }
