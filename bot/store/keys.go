package store

import "encoding/binary"

// Key joins numbers to a key that sorts as they do: each number is eight bytes, big-endian.
func Key(numbers ...uint64) []byte {
	k := make([]byte, 0, 8*len(numbers))
	for _, n := range numbers {
		k = binary.BigEndian.AppendUint64(k, n)
	}
	return k
}

// Number reads the i-th number of a key that [Key] made, or 0 when the key is shorter.
func Number(key []byte, i int) uint64 {
	if len(key) < 8*(i+1) {
		return 0
	}
	return binary.BigEndian.Uint64(key[8*i:])
}
