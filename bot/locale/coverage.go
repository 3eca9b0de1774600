package locale

// Share is how much of the English words a language has.
type Share struct {
	Language
	Have    int      // texts that are there and not empty
	All     int      // texts that English has
	Missing []string // keys of the rest, in the order of the English file
}

// Percent is the share in whole percent; 100 only when nothing is missing.
func (s Share) Percent() int {
	if s.All == 0 {
		return 0
	}
	return s.Have * 100 / s.All
}

// Coverage tells how much of the English words each language has, in the order in which languages are offered.
func Coverage(c *Catalog) []Share {
	en := c.file(English)
	list := make([]Share, 0, len(c.files))
	for _, f := range c.files {
		s := Share{Language: f.Language, All: len(en.keys)}
		for _, key := range en.keys {
			if m := f.text[key]; m != nil && m.other() != "" {
				s.Have++
				continue
			}
			s.Missing = append(s.Missing, key)
		}
		list = append(list, s)
	}
	return list
}
