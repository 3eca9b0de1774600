// Package field writes JSON objects field by field, several times faster than encoding/json does by reflection: conversations, and
// what comes in and goes out, are written with every message. What it writes is the same, byte for byte, and encoding/json reads it.
//
// [Begin] begins an object, each function appends one field to it, and [Object.End] ends it. Package fieldtest proves that no field was
// forgotten.
//
// Pure. All functions may be called concurrently, on different objects.
package field

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Object is an object that is being written. After its first error nothing more is.
type Object struct {
	bytes []byte
	err   error
}

// lent are buffers that nobody writes to just now.
var lent = sync.Pool{New: func() any { return new([]byte) }}

// mostLent is how many bytes a buffer may have that is lent again.
const mostLent = 64 << 10

// Lend calls fn with an empty buffer, for what is copied as soon as it is written, as by [safeharbour/bot/store.Tx.Put]. fn returns the
// buffer as it is then, and keeps nothing of it. The error is fn's.
func Lend(fn func(b []byte) ([]byte, error)) error {
	p := lent.Get().(*[]byte)
	b, err := fn((*p)[:0])
	if cap(b) <= mostLent {
		*p = b
	}
	lent.Put(p)
	return err
}

// Begin begins an object behind b.
func Begin(b []byte) *Object { return &Object{bytes: append(b, '{')} }

// End ends the object, and returns all the bytes. The error is that of a time or number which JSON does not have.
func (o *Object) End() ([]byte, error) { return append(o.bytes, '}'), o.err }

// name appends the name of a field, whose value is to follow. Names hold no character that JSON escapes.
func (o *Object) name(name string) {
	if o.bytes[len(o.bytes)-1] != '{' {
		o.bytes = append(o.bytes, ',')
	}
	o.bytes = append(o.bytes, '"')
	o.bytes = append(o.bytes, name...)
	o.bytes = append(o.bytes, '"', ':')
}

// Word appends words, also where there are none.
func Word[S ~string](o *Object, name string, value S) {
	o.name(name)
	o.bytes = String(o.bytes, string(value))
}

// Text appends words, if there are any.
func Text[S ~string](o *Object, name string, value S) {
	if value != "" {
		Word(o, name, value)
	}
}

// Texts appends a list of words, if there are any.
func Texts[S ~string](o *Object, name string, list []S) {
	Each(o, name, list, func(b []byte, s S) ([]byte, error) { return String(b, string(s)), nil })
}

// Truth appends what is true or false.
func Truth(o *Object, name string, value bool) {
	o.name(name)
	o.bytes = strconv.AppendBool(o.bytes, value)
}

// Flag appends what is true, and nothing where it is false.
func Flag(o *Object, name string, value bool) {
	if value {
		Truth(o, name, value)
	}
}

// Count appends a number, also where it is 0.
func Count[N ~int | ~int64 | ~uint8 | ~uint32 | ~uint64](o *Object, name string, value N) {
	o.name(name)
	if value < 0 {
		o.bytes = strconv.AppendInt(o.bytes, int64(value), 10)
		return
	}
	o.bytes = strconv.AppendUint(o.bytes, uint64(value), 10)
}

// Number appends a number that is not 0.
func Number[N ~int | ~int64 | ~uint8 | ~uint32 | ~uint64](o *Object, name string, value N) {
	if value != 0 {
		Count(o, name, value)
	}
}

// Counts appends a list of numbers, also where there are none.
func Counts(o *Object, name string, list []int64) {
	if len(list) == 0 {
		Other(o, name, list) // null is not []
		return
	}
	Each(o, name, list, func(b []byte, n int64) ([]byte, error) { return strconv.AppendInt(b, n, 10), nil })
}

// Moment appends a time, also the zero one.
func Moment(o *Object, name string, value time.Time) {
	Value(o, name, func(b []byte) ([]byte, error) {
		b, err := value.AppendText(append(b, '"'))
		return append(b, '"'), err
	})
}

// Time appends a time that is not zero.
func Time(o *Object, name string, value time.Time) {
	if !value.IsZero() {
		Moment(o, name, value)
	}
}

// Each appends a list that is not empty, each of which value appends.
func Each[T any](o *Object, name string, list []T, value func([]byte, T) ([]byte, error)) {
	if len(list) == 0 {
		return
	}
	Value(o, name, func(b []byte) (_ []byte, err error) {
		next := byte('[')
		for _, one := range list {
			if b, err = value(append(b, next), one); err != nil {
				return b, err
			}
			next = ','
		}
		return append(b, ']'), nil
	})
}

// List appends a list that is not empty, as encoding/json writes it.
func List[T any](o *Object, name string, list []T) {
	if len(list) > 0 {
		Other(o, name, list)
	}
}

// Map appends a map that is not empty, as encoding/json writes it.
func Map[V any](o *Object, name string, m map[string]V) {
	if len(m) > 0 {
		Other(o, name, m)
	}
}

// Keyed appends a map that is not empty, sorted by its keys, each value of which value appends.
func Keyed[V any](o *Object, name string, m map[string]V, value func([]byte, V) ([]byte, error)) {
	if len(m) == 0 {
		return
	}
	Value(o, name, func(b []byte) (_ []byte, err error) {
		next := byte('{')
		var few [8]string // most have no more, and need no memory for the list
		keys := slices.AppendSeq(few[:0], maps.Keys(m))
		slices.Sort(keys)
		for _, key := range keys {
			b = append(String(append(b, next), key), ':')
			if b, err = value(b, m[key]); err != nil {
				return b, err
			}
			next = ','
		}
		return append(b, '}'), nil
	})
}

// Pointer appends what a pointer leads to, as encoding/json writes it, and nothing for a nil one.
func Pointer[T any](o *Object, name string, p *T) {
	if p != nil {
		Other(o, name, p)
	}
}

// Other appends anything, as encoding/json writes it.
func Other(o *Object, name string, value any) {
	Value(o, name, func(b []byte) ([]byte, error) {
		v, err := json.Marshal(value)
		return append(b, v...), err
	})
}

// Value appends a field whose value is appended by a function.
func Value(o *Object, name string, value func([]byte) ([]byte, error)) {
	if o.err != nil {
		return
	}
	o.name(name)
	if o.bytes, o.err = value(o.bytes); o.err != nil {
		o.err = fmt.Errorf("%s: %w", name, o.err)
	}
}

// asIs are the bytes that stand in JSON as they are.
var asIs = func() (is [256]bool) {
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		is[c] = !strings.ContainsRune(`"\<>&`, rune(c))
	}
	return is
}()

// String appends a value that is words.
func String(b []byte, s string) []byte {
	begin, done := len(b), 0
	b = append(b, '"')
	for i := 0; i < len(s); {
		if asIs[s[i]] {
			i++
			continue
		}
		if c := escape(s[i]); c != 0 {
			b = append(append(b, s[done:i]...), '\\', c)
			i++
			done = i
			continue
		}
		size := letter(s[i:])
		if size == 0 {
			v, _ := json.Marshal(s) // never fails for words
			return append(b[:begin], v...)
		}
		i += size
	}
	b = append(b, s[done:]...)
	return append(b, '"')
}

// escape is what stands behind the backslash for a byte that words often have, and 0 for another.
func escape(c byte) byte {
	switch c {
	case '\n':
		return 'n'
	case '"', '\\':
		return c
	}
	return 0
}

// letter is how many bytes the letter at the beginning has, if it is one beyond ASCII that stands in JSON as it is, and 0 otherwise.
func letter(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	if size == 1 || r == '\u2028' || r == '\u2029' { // these two end lines
		return 0
	}
	return size
}
