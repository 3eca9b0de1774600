// Package locales holds the words of the bot, one file a language: active.<language tag>.toml. It has no code of its own;
// translators edit the files and `safeharbour check` judges them. English is the source, the other files follow it.
package locales

import "embed"

// FS holds every language file as it was when the program was built.
//
//go:embed *.toml
var FS embed.FS
