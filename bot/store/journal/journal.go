// Package journal keeps records on the disk until whoever wrote them has them safe elsewhere. It is one small file of fixed size,
// so that a record costs one write in a row and one sync, and no more: a file that grows, or is written here and there, costs the
// disk several times that.
//
// The file has two parts, used in turn. A part begins with its base, bytes that say what its records build on. While the next part
// takes new records, whoever wrote the older ones makes them safe, and drops that part. After a crash, [Read] gives the base
// of the oldest part that was not dropped, and all records since.
//
// Promises: a record that was appended before a Sync that returned nil is found by Read, or Read says that the journal is damaged; one
// that was cut off by a crash is not found, and is no damage. The libraries that were looked at for this keep no sums
// (github.com/tidwall/wal), or keep a second database beside (github.com/hashicorp/raft-wal), and none overwrites in place.
//
// The package must not know what the bytes mean.
package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"

	"safeharbour/bot/disk"
)

// Ending is what the name of a journal has behind that of the file that it belongs to.
const Ending = ".journal"

// ErrDamaged says that a journal was changed after it was written, so that nobody knows which records are missing.
var ErrDamaged = errors.New("the journal is damaged")

// ErrLarge says that a record has no room in what is left of a part.
var ErrLarge = errors.New("no room in the journal")

// sector is what a disk writes as a whole. A record begins at one, so that a record behind a spoilt one can be found.
const sector = 512

// kinds of blocks.
const (
	baseBlock   = "SHJbase1" // the head of a part; its number is that of the last record before
	recordBlock = "SHJrecd1" // a record; its number counts records
	overBlock   = "SHJover1" // the head of a part that was dropped
	endBlock    = "SHJend_1" // at the start: nothing in the whole journal counts
)

// blockHead is kind, part, number, length, sum.
const blockHead = 8 + 8 + 8 + 4 + 4

var (
	order = binary.LittleEndian
	table = crc32.MakeTable(crc32.Castagnoli)
)

// block is what lies in the file: a head, bytes, and zeros up to the next sector.
type block struct {
	kind         string
	part, number uint64
	data         []byte
}

// blockSize is how much room so many bytes take.
func blockSize(data int) int { return (blockHead + data + sector - 1) / sector * sector }

// encode appends the block to p.
func (b block) encode(p []byte) []byte {
	from := len(p)
	p = append(p, b.kind...)
	p = order.AppendUint64(p, b.part)
	p = order.AppendUint64(p, b.number)
	p = order.AppendUint32(p, uint32(len(b.data)))
	sum := crc32.Update(crc32.Checksum(p[from:], table), table, b.data)
	p = order.AppendUint32(p, sum)
	p = append(p, b.data...)
	return append(p, make([]byte, blockSize(len(b.data))-(len(p)-from))...)
}

// decode reads the block that p begins with. ok is false where there is none, or a spoilt one.
func decode(p []byte) (b block, ok bool) {
	if len(p) < blockHead {
		return b, false
	}
	n := int64(order.Uint32(p[24:]))
	if blockHead+n > int64(len(p)) {
		return b, false
	}
	data := p[blockHead : blockHead+n]
	if crc32.Update(crc32.Checksum(p[:blockHead-4], table), table, data) != order.Uint32(p[blockHead-4:]) {
		return b, false
	}
	return block{string(p[:8]), order.Uint64(p[8:]), order.Uint64(p[16:]), data}, true
}

// Journal is an open journal. Its methods are called by one goroutine, but for Drop, which may be called beside the others, and Sync,
// beside which nothing may be appended.
type Journal struct {
	file   *os.File
	heads  *os.File // the same, for Drop: what the disk says of a record is not for it
	half   int64    // bytes of a part
	part   uint64   // that is written to; the first is 1
	number uint64   // of the last record
	used   int64    // bytes of the part
	buffer []byte   // the last record, for its memory
}

// Create makes an empty journal in the file at path, of two parts of so many bytes. It replaces what lies there.
func Create(path string, part int) (*Journal, error) {
	part = blockSize(part)
	err := disk.WriteWhole(path, func(w io.Writer) error { // bytes, and no hole: the first write to a hole costs the disk more
		zeros := make([]byte, part)
		for range 2 {
			if _, err := w.Write(zeros); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("make journal: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	heads, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), f.Close())
	}
	return &Journal{file: f, heads: heads, half: int64(part)}, nil
}

// MaxBase is how many bytes a base has at most: its block is written as a whole or not at all.
const MaxBase = sector - blockHead

// Part begins a new part, whose records build on base, of [MaxBase] bytes at most. The part before the last must have been dropped.
// The disk has it before any record: else a head that was lost could not be told from one that was cut off.
func (j *Journal) Part(base []byte) error {
	p := block{baseBlock, j.part + 1, j.number, base}.encode(nil)
	if err := writeOut(j.file, p, j.start(j.part+1)); err != nil {
		return err
	}
	j.part++
	j.used = int64(len(p))
	return nil
}

// write writes, and flush waits until the disk has what was written.
func write(f *os.File, p []byte, at int64) error {
	if _, err := f.WriteAt(p, at); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

func flush(f *os.File) error {
	if err := disk.SyncData(f); err != nil {
		return fmt.Errorf("sync journal: %w", err)
	}
	return nil
}

// writeOut does both.
func writeOut(f *os.File, p []byte, at int64) error {
	if err := write(f, p, at); err != nil {
		return err
	}
	return flush(f)
}

// Append writes a record, which outlives the process from then on, and the machine from the next [Journal.Sync] on. The error is
// [ErrLarge], or one of the disk; then the record is not there.
func (j *Journal) Append(record []byte) error {
	size := int64(blockSize(len(record)))
	if j.used+size > j.half {
		return ErrLarge
	}
	j.buffer = block{recordBlock, j.part, j.number + 1, record}.encode(j.buffer[:0])
	if err := write(j.file, j.buffer, j.start(j.part)+j.used); err != nil {
		return err
	}
	j.number++
	j.used += size
	return nil
}

// Sync waits until the disk has all that was appended. After an error nobody knows what it has.
func (j *Journal) Sync() error { return flush(j.file) }

// Fits tells whether a record of so many bytes has room in a part that is empty.
func (j *Journal) Fits(record int) bool { return sector+int64(blockSize(record)) <= j.half }

// Used is how much of the part is written to, from 0 to 1.
func (j *Journal) Used() float64 { return float64(j.used) / float64(j.half) }

// Drop forgets a part, and returns when the disk has. Parts are dropped in their order. For a part that is no longer written to, it
// may be called beside Append.
func (j *Journal) Drop(part uint64) error {
	if part == j.part {
		j.used = j.half // nothing more goes there
	}
	return writeOut(j.heads, block{kind: overBlock, part: part}.encode(nil), j.start(part))
}

// Current is the number of the part that is written to; 0 before the first.
func (j *Journal) Current() uint64 { return j.part }

// Close closes the file and leaves it as it is.
func (j *Journal) Close() error { return errors.Join(j.file.Close(), j.heads.Close()) }

// start is where a part begins.
func (j *Journal) start(part uint64) int64 { return int64(part%2) * j.half }

// Remove removes the journal at path, which nobody may have open for writing, with all that it holds: should a power cut bring the file
// back, there is nothing in it. Cut off itself, it leaves the whole journal or nothing of it. One that is not there is no error.
func Remove(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remove journal: %w", err)
	}
	err = writeOut(f, block{kind: endBlock}.encode(nil), 0)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("remove journal: %w", err)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("remove journal: %w", err)
	}
	return nil
}

// Found is what a journal holds.
type Found struct {
	Base    []byte   // that the records build on; nil when no part is left
	Records [][]byte // in their order
}

// Read reads the journal at path, which nobody may be writing to. Where there is none, the error is [os.ErrNotExist].
func Read(path string) (Found, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Found{}, fmt.Errorf("read journal: %w", err)
	}
	if len(data) == 0 || len(data)%(2*sector) != 0 {
		return Found{}, fmt.Errorf("%w: it has %d bytes", ErrDamaged, len(data))
	}
	if first, ok := decode(data); ok && first.kind == endBlock {
		return Found{}, nil
	}
	var left []block // the heads of the parts that were not dropped
	rest := map[uint64][]byte{}
	for _, half := range [][]byte{data[:len(data)/2], data[len(data)/2:]} {
		head, ok := decode(half)
		switch {
		case ok && head.kind == baseBlock:
			left = append(left, head)
			rest[head.part] = half[blockSize(len(head.data)):]
		case ok && head.kind == overBlock:
		case ok, !blank(half):
			return Found{}, fmt.Errorf("%w: the head of a part", ErrDamaged)
		}
	}
	slices.SortFunc(left, func(a, b block) int { return int(int64(a.part - b.part)) })
	if len(left) == 2 && left[1].part != left[0].part+1 {
		return Found{}, fmt.Errorf("%w: parts %d and %d", ErrDamaged, left[0].part, left[1].part)
	}
	var f Found
	for i, head := range left {
		if i == 0 {
			f.Base = head.data
		} else if head.number != left[0].number+uint64(len(f.Records)) {
			return Found{}, fmt.Errorf("%w: records are missing at the end of part %d", ErrDamaged, left[0].part)
		}
		records, err := readRecords(rest[head.part], head)
		if err != nil {
			return Found{}, err
		}
		f.Records = append(f.Records, records...)
	}
	return f, nil
}

// blank tells of bytes that were never written to.
func blank(p []byte) bool { return !slices.ContainsFunc(p, func(b byte) bool { return b != 0 }) }

// readRecords reads the records behind the head of a part. Where they end, none may follow: else one between was spoilt.
func readRecords(p []byte, head block) (records [][]byte, err error) {
	mine := func(b block) bool { return b.kind == recordBlock && b.part == head.part }
	number := head.number
	for {
		b, ok := decode(p)
		if !ok || !mine(b) || b.number != number+1 {
			break
		}
		number++
		records = append(records, b.data)
		p = p[blockSize(len(b.data)):]
	}
	for ; len(p) >= sector; p = p[sector:] {
		if string(p[:len(recordBlock)]) != recordBlock {
			continue // the sum is made only where there may be one
		}
		if b, ok := decode(p); ok && mine(b) {
			return nil, fmt.Errorf("%w: record %d of part %d", ErrDamaged, number+1, head.part)
		}
	}
	return records, nil
}
