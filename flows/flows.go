// Package flows holds the content that decides what people are asked: the question flows, the rules of triage and the
// directory of contacts, one YAML file each. It has no code of its own; caseworkers edit the files and `safeharbour check`
// judges them.
package flows

import "embed"

// FS holds every *.yaml file of this folder as it was when the program was built.
//
//go:embed *.yaml
var FS embed.FS
