package flow

// shared finds messages to pass on that cannot be.
func (p *parser) shared(q *questionFile) {
	if len(q.Share) > 0 && p.file.Discreet {
		p.fault(q.Share[0].Pos, "remove share, or discreet: true", "share: a discreet flow has one screen and leaves no message beside it")
	}
	for _, l := range q.Share {
		if l.With.Value != "" {
			p.fault(l.With.Pos, "remove with", "share: a message to pass on must not hold anything of a case")
		}
	}
	for _, l := range q.Show {
		if l.Flags.Value != "" {
			p.fault(l.Flags.Pos, "list the flags in lines of the next step", "flags goes with lines and share only, not with show")
		}
	}
}
