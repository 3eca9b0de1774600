package telegram

import (
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"safeharbour/bot/box"
)

// pack is marks that stand together, in the order in which they came.
type pack struct {
	highest int64 // no mark that was filed before has a higher number; 0 in a pack that is filed
	marks   []mark
}

// find returns the place of a number, or less than 0.
func (p pack) find(id int64) int {
	return slices.IndexFunc(p.marks, func(k mark) bool { return k.ID == id })
}

// add adds a mark, and tells whether that changed anything. Of one that is there already only the ref changes: a repeated update
// tells nothing new.
func (p *pack) add(k mark) (changed bool) {
	i := p.find(k.ID)
	switch {
	case i < 0:
		p.marks = append(p.marks, k)
	case k.Ref == "" || k.Ref == p.marks[i].Ref:
		return false
	default:
		p.marks[i].Ref = k.Ref
	}
	return true
}

// bytes encodes a pack: the highest number that was filed; then of each mark its number and its time, as differences from those of the
// mark before, twice the length of its ref, plus one if it is the bot's, and the ref.
func (p pack) bytes() []byte {
	b := make([]byte, 0, 8*len(p.marks)+16)
	b = binary.AppendVarint(b, p.highest)
	var id, at int64
	for _, k := range p.marks {
		b = k.bytes(b, id, at)
		id, at = k.ID, k.At.Unix()
	}
	return b
}

// bytes appends a mark that stands behind one of this number and time.
func (k mark) bytes(b []byte, id, at int64) []byte {
	about := 2 * int64(len(k.Ref))
	if k.Own {
		about++
	}
	b = binary.AppendVarint(b, k.ID-id)
	b = binary.AppendVarint(b, k.At.Unix()-at)
	b = binary.AppendVarint(b, about)
	return append(b, k.Ref...)
}

// extend puts a mark behind those of a pack as it is encoded, which saves to unpack it. It is false where there is more to do than
// that: the mark is there already or is filed, or the pack is empty, full, or cannot be read.
func extend(pack []byte, k mark) (longer []byte, ok bool) {
	r := packReader{rest: pack}
	highest, id, at, n := r.number(), int64(0), int64(0), 0
	for ; len(r.rest) > 0; n++ {
		id += r.number()
		at += r.number()
		r.take(r.number() / 2)
		if id == k.ID {
			return nil, false
		}
	}
	if r.bad || n == 0 || n >= packSize || k.ID <= highest {
		return nil, false
	}
	return k.bytes(slices.Clip(pack), id, at), true
}

// unpack is the reverse. No bytes are an empty pack.
func unpack(b []byte) (p pack, err error) {
	if len(b) == 0 {
		return p, nil
	}
	r := packReader{rest: b}
	p = pack{highest: r.number(), marks: make([]mark, 0, packSize)}
	var id, at int64
	for len(r.rest) > 0 {
		id += r.number()
		at += r.number()
		about := r.number()
		p.marks = append(p.marks, mark{ID: id, At: time.Unix(at, 0).UTC(), Own: about&1 == 1, Ref: box.Ref(r.take(about / 2))})
	}
	if r.bad {
		return pack{}, errors.New("decode marks: they are not as they were written")
	}
	return p, nil
}

// readable is what a pack holds. One that cannot be read counts as empty.
func readable(b []byte) pack {
	p, err := unpack(b)
	if err != nil {
		return pack{}
	}
	return p
}

// packReader takes a pack apart. After a fault there is nothing left to read.
type packReader struct {
	rest []byte
	bad  bool
}

func (r *packReader) number() int64 {
	n, length := binary.Varint(r.rest)
	if length == 0 {
		length = -1 // it has no end
	}
	r.take(int64(length))
	return n
}

func (r *packReader) take(n int64) []byte {
	if n < 0 || n > int64(len(r.rest)) {
		r.rest, r.bad = nil, true
		return nil
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}
