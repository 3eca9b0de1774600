// Package deps pins what the other packages will import.
package deps

import (
	_ "github.com/agnivade/levenshtein"
	_ "github.com/btcsuite/btcd/btcutil/base58"
	_ "github.com/btcsuite/btcd/btcutil/bech32"
	_ "github.com/chromedp/chromedp"
	_ "github.com/expr-lang/expr"
	_ "github.com/go-playground/locales"
	_ "github.com/nicksnyder/go-i18n/v2/i18n"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "github.com/BurntSushi/toml"
	_ "github.com/rivo/uniseg"
	_ "github.com/santhosh-tekuri/jsonschema/v6"
	_ "go.etcd.io/bbolt"
	_ "go.yaml.in/yaml/v3"
	_ "golang.org/x/crypto/chacha20poly1305"
	_ "golang.org/x/crypto/sha3"
	_ "golang.org/x/text/language/display"
	_ "golang.org/x/text/unicode/norm"
	_ "golang.org/x/text/width"
	_ "golang.org/x/time/rate"
	_ "golang.org/x/tools/txtar"
	_ "gopkg.in/telebot.v3"
	_ "mvdan.cc/xurls/v2"
	_ "pgregory.net/rapid"
)
