package main

import (
	"context"
	"io"

	"safeharbour/bot/flow"
	"safeharbour/bot/report"
)

// schema prints a JSON schema: of flow files, for editors, or with "card" of the hand-off card, for its receivers.
func schema(_ context.Context, args []string, stdout, _ io.Writer) error {
	text := flow.Schema()
	switch {
	case len(args) == 1 && args[0] == "card":
		text = report.CardSchema()
	case len(args) > 0:
		return usageError{"schema takes no argument for flow files, or: card"}
	}
	_, err := stdout.Write(text)
	return err
}
