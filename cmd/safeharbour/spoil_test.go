package main

import (
	"bytes"
	"testing"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// spoil changes a byte in each of the first n records of a bucket, as a bad disk does.
func spoil(t *testing.T, file string, b store.Bucket, n int) {
	t.Helper()
	spoilAfter(t, file, b, 0, n)
}

// spoilAfter is spoil, but leaves the first records as they are.
func spoilAfter(t *testing.T, file string, b store.Bucket, first, n int) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{Timeout: 1})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		in, left := tx.Bucket([]byte(b)), n
		spoilt := map[string][]byte{}
		c := in.Cursor()
		for k, v := c.First(); k != nil && left > 0; k, v = c.Next() {
			if first--; first >= 0 {
				continue
			}
			bad := bytes.Clone(v)
			bad[len(bad)/2] ^= 1
			spoilt[string(k)] = bad
			left--
		}
		if left > 0 {
			t.Errorf("%s has too few records to spoil", b)
		}
		for k, v := range spoilt {
			if err := in.Put([]byte(k), v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
