package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// What stands in a record of the journal: what a commit wrote, or that it was undone, for want of room.
const (
	journalWrites = 'w'
	journalUndo   = 'u'
)

var errWrites = errors.New("a record of the journal cannot be read")

// appendWrites appends the journal's record of a commit to p. encodeUndo is that of its undoing.
func appendWrites(p []byte, seq uint64, wrote []record) []byte {
	p = binary.BigEndian.AppendUint64(append(p, journalWrites), seq)
	for _, r := range wrote {
		p = appendBytes(p, []byte(r.bucket))
		p = appendBytes(p, r.key)
		if r.sealed == nil {
			p = append(p, 0)
			continue
		}
		p = appendBytes(append(p, 1), r.sealed)
	}
	return p
}

func encodeUndo(seq uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{journalUndo}, seq)
}

func appendBytes(p, b []byte) []byte {
	return append(binary.AppendUvarint(p, uint64(len(b))), b...)
}

// commits are what a journal's records say: what each commit wrote that was not undone. seq is the number of the last, or the one given.
func commits(records [][]byte, seq uint64) (wrote [][]record, last uint64, err error) {
	type one struct {
		seq   uint64
		wrote []record
	}
	var all []one
	for _, p := range records {
		if len(p) < 9 {
			return nil, 0, errWrites
		}
		number := binary.BigEndian.Uint64(p[1:])
		switch {
		case p[0] == journalWrites:
			w, err := decodeWrites(p[9:])
			if err != nil {
				return nil, 0, err
			}
			all = append(all, one{number, w})
		case p[0] == journalUndo && len(all) > 0 && all[len(all)-1].seq == number:
			all = all[:len(all)-1]
		case p[0] == journalUndo && len(all) == 0 && number == seq+1: // what it undoes stood in the part before, and is not in the base
		default:
			return nil, 0, errWrites
		}
	}
	for _, o := range all {
		wrote, seq = append(wrote, o.wrote), o.seq
	}
	return wrote, seq, nil
}

func decodeWrites(p []byte) (wrote []record, err error) {
	for len(p) > 0 {
		var r record
		var name []byte
		if name, p, err = cutBytes(p); err != nil {
			return nil, err
		}
		r.bucket = store.Bucket(name)
		if r.key, p, err = cutBytes(p); err != nil {
			return nil, err
		}
		if len(p) == 0 {
			return nil, errWrites
		}
		there := p[0]
		if p = p[1:]; there == 1 {
			if r.sealed, p, err = cutBytes(p); err != nil {
				return nil, err
			}
		}
		wrote = append(wrote, r)
	}
	return wrote, nil
}

func cutBytes(p []byte) (b, rest []byte, err error) {
	n, size := binary.Uvarint(p)
	if size <= 0 || n > uint64(len(p)-size) {
		return nil, nil, errWrites
	}
	p = p[size:]
	return p[:n:n], p[n:], nil
}

// rewrite writes once more what a commit wrote.
func (r record) rewrite(t *bbolt.Tx) error {
	in := t.Bucket([]byte(r.bucket))
	if in == nil {
		return fmt.Errorf("%w: bucket %q", errWrites, r.bucket)
	}
	if f := fill(r.bucket); f > 0 {
		in.FillPercent = f
	}
	switch {
	case len(r.key) == 0:
		return raise(in, store.Number(r.sealed, 0))
	case r.sealed == nil:
		return in.Delete(r.key)
	}
	return in.Put(r.key, r.sealed)
}
