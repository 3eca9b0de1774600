// Package fieldtest proves that an object which is written field by field is what encoding/json would have written.
package fieldtest

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// rounds is how many values are tried: each field of each type is set in half of them.
const rounds = 3000

// Same tries many values of a type, with every field set and not set, and odd words in them. A field that is forgotten, stands at
// another place, or is written in another way, fails the test.
func Same[T any](t *testing.T, write func(*T) ([]byte, error)) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		v := new(T)
		fill(random, reflect.ValueOf(v).Elem(), 0)
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := write(v); err != nil || string(got) != string(want) {
			t.Fatalf("got  %s\nwant %s\n%v", got, want, err)
		}
	}
}

// odd are words that JSON writes in another way, and some that it does not.
var odd = []string{"yes", "payments/1/pay_date", `say "no" \`, "<b>&", "tháng", "\x00\x1f\n", "\xff\xfe", "\u2028", "~", "\x7f", "",
	"⬅️ 1\n\n\"2\" \\", "\"\n\u2029", "…\n\xff", "tháng\n<", "\xe2\x80", "\uFFFD\n"}

// deepest is where pointers and lists end: some types hold themselves.
const deepest = 5

// fill sets about half of what there is to set.
func fill(random *rand.Rand, v reflect.Value, depth int) {
	if random.IntN(2) == 0 || !v.CanSet() {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(random.Int64N(4e9), random.Int64N(3)*random.Int64N(1e9)).UTC()))
			return
		}
		for i := range v.NumField() {
			fill(random, v.Field(i), depth+1)
		}
	case reflect.Pointer:
		if depth < deepest {
			v.Set(reflect.New(v.Type().Elem()))
			fill(random, v.Elem(), depth+1)
		}
	case reflect.Slice:
		if depth < deepest {
			v.Set(reflect.MakeSlice(v.Type(), random.IntN(4), 4))
		}
		for i := range v.Len() {
			fill(random, v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range random.IntN(4) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(random, key, depth+1)
			fill(random, value, depth+1)
			v.SetMapIndex(key, value)
		}
	case reflect.String:
		v.SetString(odd[random.IntN(len(odd))])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(random.Int64() - random.Int64())
	case reflect.Uint8:
		v.SetUint(random.Uint64N(256))
	case reflect.Uint32:
		v.SetUint(uint64(random.Uint32()))
	case reflect.Uint64:
		v.SetUint(random.Uint64())
	case reflect.Float64:
		v.SetFloat(random.NormFloat64())
	case reflect.Interface: // nobody writes one
	default:
		panic("fieldtest: fill does not know " + v.Type().String())
	}
}
