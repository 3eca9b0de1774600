package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/disk"
	"safeharbour/bot/store"
)

// compactStep is how many bytes one commit of a compaction writes.
const compactStep = 16 << 20

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// Compact writes the store at path anew, without what was deleted, and puts the new file in the place of the old one when it
// is whole, on the disk, and holds the same. It tells the sizes before and after, in bytes. Nobody may have the store open.
// After an error the old file is there, unchanged.
func Compact(ctx context.Context, path string, opts Options) (before, after int64, err error) {
	b, err := attach(path, opts.Timeout, false, false)
	if err != nil {
		return 0, 0, fmt.Errorf("compact store %s: %w", path, err)
	}
	defer b.Close() // not before the new file has its name
	if err := readHead(b, opts.Sealer); err != nil {
		return 0, 0, fmt.Errorf("compact store %s: %w", path, err)
	}
	disk.RemoveHalves(path)
	temp, err := newTemp(path)
	if err != nil {
		return 0, 0, fmt.Errorf("compact store: %w", err)
	}
	defer os.Remove(temp) // harmless after a rename
	if err := rewrite(ctx, b, temp, opts.Sealer, 1); err != nil {
		return 0, 0, fmt.Errorf("compact store %s: %w", path, err)
	}
	before, after = fileSize(path), fileSize(temp)
	if err := os.Rename(temp, path); err != nil {
		return 0, 0, fmt.Errorf("compact store: %w", err)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return 0, 0, err
	}
	return before, after, remark(path, b, opts)
}

// remark has the mark tell of the new file. Until then the mark is that of the old one, which is behind, and so makes nothing
// worse than a longer look at the next start.
func remark(path string, old *bbolt.DB, opts Options) error {
	if !opts.Mark {
		return nil
	}
	var h head
	var seq uint64
	err := old.View(func(t *bbolt.Tx) error { h = loadHead(t); seq = h.seq(t) + 1; return nil })
	if err != nil {
		return err
	}
	sum, err := headSum(path)
	if err != nil {
		return err
	}
	return writeMark(path, mark{id: h.id, seq: seq, state: markClean, sum: sum, at: opts.now()()})
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// rewrite copies what an open file holds into the empty file at to, and compares the two. The copy's last commit gets the
// number of the original's plus further.
func rewrite(ctx context.Context, from *bbolt.DB, to string, sealer store.Sealer, further uint64) error {
	var seq uint64
	err := from.View(func(t *bbolt.Tx) error { seq = loadHead(t).seq(t); return nil })
	if err != nil {
		return err
	}
	err = guard(func() error {
		b, err := bbolt.Open(to, 0o600, &bbolt.Options{Timeout: 1, FreelistType: freeList, NoSync: true})
		if err != nil {
			return err
		}
		err = bbolt.Compact(b, from, compactStep)
		if err == nil {
			err = b.Update(func(t *bbolt.Tx) error {
				base := seq + further - uint64(t.ID())
				return t.Bucket([]byte(headBucket)).Put([]byte(baseKey), store.Key(base))
			})
		}
		if err == nil {
			err = b.Sync()
		}
		return errors.Join(err, b.Close())
	})
	if err != nil {
		return err
	}
	return compare(ctx, from, to, sealer)
}

// compare makes sure that a copy holds what the original does.
func compare(ctx context.Context, from *bbolt.DB, to string, sealer store.Sealer) error {
	had := Report{Records: map[store.Bucket]int{}, Bad: map[store.Bucket]int{}, Whole: true}
	err := guard(func() error {
		return from.View(func(t *bbolt.Tx) error {
			for _, b := range store.Buckets {
				if in := t.Bucket([]byte(b)); in != nil {
					if err := had.readBucket(ctx, in, b, sealer); err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	has, err := Inspect(ctx, to, Options{Sealer: sealer}, Whole)
	if err != nil {
		return fmt.Errorf("the copy: %w", err)
	}
	for _, b := range store.Buckets {
		if had.Records[b] != has.Records[b] || had.Bad[b] != has.Bad[b] {
			return fmt.Errorf("the copy has %d records in %s instead of %d", has.Records[b], b, had.Records[b])
		}
	}
	return nil
}

// Copy writes a compacted copy of the store as it is now into the empty file at to, and tells what is in it. Others go on
// reading and writing meanwhile: a quick raw copy is made first, beside to, and removed again, so that no long reading holds
// old pages back. Together they need room for two copies.
func (d *DB) Copy(ctx context.Context, to string) (Report, error) {
	raw := to + ".raw"
	defer os.Remove(raw)
	f, err := os.OpenFile(raw, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Report{}, fmt.Errorf("copy store: %w", err)
	}
	err = d.copyRaw(ctx, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return Report{}, fmt.Errorf("copy store: %w", err)
	}
	return copyFrom(ctx, raw, to, d.sealer)
}

// copyRaw writes the pages of the store as it is now. With the list of free pages: whoever opens a file without one walks it all, and
// over a spoilt page bbolt then ends the process.
func (d *DB) copyRaw(ctx context.Context, to io.Writer) error {
	v, err := d.listed(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	return guard(func() error { _, err := v.view.WriteTo(to); return err })
}

// CopyFile is [DB.Copy] of a store that nobody has open for writing.
func CopyFile(ctx context.Context, path, to string, opts Options) (Report, error) {
	return copyFrom(ctx, path, to, opts.Sealer)
}

func copyFrom(ctx context.Context, path, to string, sealer store.Sealer) (Report, error) {
	b, err := attach(path, 0, true, false)
	if err != nil {
		return Report{}, fmt.Errorf("copy store: %w", err)
	}
	defer b.Close()
	if err := readHead(b, sealer); err != nil {
		return Report{}, fmt.Errorf("copy store: %w", err)
	}
	if err := rewrite(ctx, b, to, sealer, 0); err != nil {
		return Report{}, fmt.Errorf("copy store: %w", err)
	}
	return Inspect(ctx, to, Options{Sealer: sealer}, Whole)
}

// MarkRestored says beside the file at path, before it is put there, that it comes from a backup of the time at. [Open] then
// refuses it until it is told to accept it.
func MarkRestored(path string, at time.Time) error {
	return writeMark(path, mark{id: "-", state: markRestored, at: at})
}
