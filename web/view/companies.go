package view

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"countermove/internal/tracker"
)

// A letterGroup is the companies whose names begin with one letter.
type letterGroup struct {
	ID, Name string
	Lines    []tracker.CompanyLine
}

// byLetter divides lines, in the order given, by first letter. Digits and what
// is no Latin letter go under one heading each.
func byLetter(lines []tracker.CompanyLine) []letterGroup {
	var groups []letterGroup
	at := map[string]int{}
	for _, line := range lines {
		id, name := initial(line.Name)
		i, ok := at[id]
		if !ok {
			i = len(groups)
			at[id] = i
			groups = append(groups, letterGroup{ID: id, Name: name})
		}
		groups[i].Lines = append(groups[i].Lines, line)
	}
	return groups
}

func initial(name string) (id, heading string) {
	for _, r := range norm.NFD.String(name) { // É is E and a mark
		r = unicode.ToUpper(r)
		switch {
		case r >= 'A' && r <= 'Z':
			return string(r), string(r)
		case unicode.IsDigit(r):
			return "0", "0–9"
		case unicode.IsLetter(r):
			return "other", "…"
		}
	}
	return "other", "…"
}

// joined puts a separator between the texts that are not empty.
func joined(separator string, texts ...string) string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, separator)
}

// next is the page of the index after this one.
func (p CompaniesPage) next() string {
	last := p.Lines[len(p.Lines)-1]
	return CompaniesURL(p.Country, p.Name, last.Slug)
}
