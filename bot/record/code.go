package record

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"

	"safeharbour/bot/store"
)

// codeWords are short, easy to say and to tell apart, and mean nothing in particular.
var codeWords = strings.Fields(`
acorn amber anchor apple apron arrow aspen atlas autumn badge baker balcony bamboo banjo barley basil basket beacon
bell bench berry birch bishop blanket blossom boat bonnet border bottle boulder bracelet branch bread breeze bridge
bronze brook brush bucket butter button cabin cactus camel candle canoe canvas canyon carbon carpet carrot castle
cedar cello chalk chapel cherry chess chimney cider circle clay cliff clock cloud clover coast cobalt cocoa comet
compass copper coral corner cotton cradle crane crayon creek cricket crystal cup curtain cushion daisy dawn denim
desert diamond dolphin domino door dove drum eagle easel echo ember engine fabric falcon feather fern ferry fiddle
field finch flag flame flannel flint flute forest fossil fountain fox frost garden garlic garnet gate ginger glacier
globe glove granite grape gravel grove guitar hammer harbor harp harvest hazel heather hedge helmet heron hill
honey horizon island ivory ivy jacket jade jasmine jigsaw juniper kettle kite kitten ladder lagoon lake lamp lantern
larch lark lava lemon lilac lily linen lion lizard lotus magnet mango maple marble market meadow melon meteor mint
mirror mitten monsoon moon moss mountain nectar needle nest nickel noodle nutmeg oak oasis oat ocean olive onion
opal orange orchard orchid otter oven owl paddle palm panda paper parrot pasture peach pear pebble pencil pepper
piano pigeon pillow pine planet plaza plum pocket pond poplar poppy prairie prism pumpkin puzzle quartz quilt rabbit
radish rain raven reef ribbon rice ridge river robin rocket rose ruby saddle saffron sail salmon sand sapphire
satin scarf seed shell silver sky sled snow socket sparrow spice spoon spring spruce squash star stone stork stove
straw summer sunset swan table tambourine teapot thimble thistle thunder tiger timber toast tomato torch tower
trumpet tulip tunnel turnip turtle valley vanilla velvet violet violin wagon walnut water wave wheat willow window
winter wood yarn yellow zebra`)

// codeTries bounds the search for a code that is free. With 27 million codes a second try is already rare.
const codeTries = 50

// GiveCode gives the case a code of three words that no other case has. random is crypto/rand.Reader if nil.
func (c *Case) GiveCode(tx store.Tx, random io.Reader) error {
	if random == nil {
		random = rand.Reader
	}
	for range codeTries {
		code, err := drawCode(random)
		if err != nil {
			return err
		}
		taken, err := tx.Has(store.Desk, codeKey(code))
		if err != nil {
			return err
		}
		if taken {
			continue
		}
		c.Code = code
		return tx.Put(store.Desk, codeKey(code), store.Key(c.ID))
	}
	return errors.New("no case code is free")
}

// HelperWord is the last word of the code. A helper who is real can say it to the person.
func (c *Case) HelperWord() string { return c.Code[strings.LastIndexByte(c.Code, '-')+1:] }

// CaseByCode finds a case by its code, or gives store.ErrNotFound.
func CaseByCode(tx store.Tx, code string) (*Case, error) {
	v, err := tx.Get(store.Desk, codeKey(strings.ToLower(strings.TrimSpace(code))))
	if err != nil {
		return nil, err
	}
	return OpenCase(tx, store.Number(v, 0))
}

func codeKey(code string) []byte { return []byte("code/" + code) }

func drawCode(random io.Reader) (string, error) {
	words := make([]string, 3)
	for i := range words {
		n, err := rand.Int(random, big.NewInt(int64(len(codeWords))))
		if err != nil {
			return "", fmt.Errorf("draw a case code: %w", err)
		}
		words[i] = codeWords[n.Int64()]
	}
	return strings.Join(words, "-"), nil
}
