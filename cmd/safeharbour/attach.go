package main

import (
	"context"
	"fmt"
	"log/slog"

	"safeharbour/bot/box"
	"safeharbour/bot/paper"
	"safeharbour/bot/paper/print"
	"safeharbour/bot/report"
)

// attacher makes the file of a paper when it is sent. It keeps nothing of it.
type attacher struct {
	fonts *print.Fonts
	log   *slog.Logger
}

// file fulfils telegram.Transport.Attach. Where the PDF cannot be made, since this machine has no font for a script, the
// HTML says the same; whoever asked is told. An error holds no words of the paper.
func (a attacher) file(_ context.Context, out box.Out) (name string, data []byte, err error) {
	p := out.Paper
	if p.Form == "json" {
		return p.Name + ".json", p.Data, nil
	}
	doc, err := report.Decode(p.Data)
	if err != nil {
		return "", nil, err
	}
	if p.Form == "pdf" {
		data, err := print.PDF(doc, a.fonts)
		if err == nil {
			return p.Name + ".pdf", data, nil
		}
		a.log.Error("a PDF could not be made; the paper goes as HTML", "error", err)
	}
	data, err = paper.HTML(doc)
	if err != nil {
		return "", nil, fmt.Errorf("make HTML: %w", err)
	}
	return p.Name + ".html", data, nil
}
