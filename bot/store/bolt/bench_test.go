package bolt_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// BenchmarkUpdate measures durable updates of one sealed record of 300 bytes, and how many times more they are than
// with bbolt's own Update.
func BenchmarkUpdate(b *testing.B) {
	for _, callers := range []int{1, 16, 128} {
		var plain float64
		b.Run(fmt.Sprintf("bbolt/%d", callers), func(b *testing.B) {
			plain = measure(b, callers, plainUpdate(b))
		})
		b.Run(fmt.Sprintf("group/%d", callers), func(b *testing.B) {
			d := mustOpen(b, filepath.Join(b.TempDir(), "store.db"))
			value := make([]byte, 300)
			rate := measure(b, callers, func(n uint64) error {
				return d.Update(context.Background(), func(tx store.Tx) error {
					return tx.Put(store.Log, store.Key(n), value)
				})
			})
			b.ReportMetric(rate/plain, "times-bbolt")
		})
	}
}

func plainUpdate(b *testing.B) func(n uint64) error {
	d, err := bbolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	err = d.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("log")); return err })
	if err != nil {
		b.Fatal(err)
	}
	value := make([]byte, 300)
	return func(n uint64) error {
		return d.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("log")).Put(store.Key(n), value) })
	}
}

// measure runs b.N updates from so many goroutines and returns updates per second.
func measure(b *testing.B, callers int, update func(n uint64) error) float64 {
	b.ReportAllocs()
	var next atomic.Uint64
	done := make(chan error)
	start := time.Now()
	for range callers {
		go func() {
			for {
				n := next.Add(1)
				if n > uint64(b.N) {
					done <- nil
					return
				}
				if err := update(n); err != nil {
					done <- err
					return
				}
			}
		}()
	}
	for range callers {
		if err := <-done; err != nil {
			b.Error(err)
		}
	}
	rate := float64(b.N) / time.Since(start).Seconds()
	b.ReportMetric(rate, "updates/s")
	return rate
}
