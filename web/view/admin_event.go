package view

import (
	"context"
	"slices"

	"countermove/internal/tracker"
)

// A dateRow is a date of an event in its form, at its place in the document.
type dateRow struct {
	tracker.EntryDate
	Index int
	Usual bool // it is always shown; to be without it, leave it empty
}

// usualDates are what most acts have: the form asks for them.
var usualDates = []string{"announced", "published", "effective"}

// dateRowsOf are the dates of the document with those that are usual and not
// given yet, each of these before the first date of a later kind.
func dateRowsOf(e *tracker.Event) []dateRow {
	var rows []dateRow
	shown := map[string]bool{}
	for i, d := range e.Dates {
		usual := slices.Contains(usualDates, d.Kind) && !shown[d.Kind]
		rows = append(rows, dateRow{d, i, usual})
		shown[d.Kind] = true
	}
	next := len(e.Dates)
	for _, kind := range usualDates {
		if shown[kind] {
			continue
		}
		at := slices.IndexFunc(rows, func(r dateRow) bool { return r.Kind == "" || dateRank(r.Kind) > dateRank(kind) })
		if at < 0 {
			at = len(rows)
		}
		rows = slices.Insert(rows, at, dateRow{tracker.EntryDate{Kind: kind}, next, true})
		next++
	}
	return rows
}

func dateRank(kind string) int {
	return slices.IndexFunc(tracker.DateKinds, func(t tracker.Term) bool { return t.Code == kind })
}

// technologyOptions are all technologies, and those chosen that are no longer
// on file.
func (p DocumentForm) technologyOptions(chosen []string) []Option {
	options := make([]Option, 0, len(p.Technologies))
	known := map[string]bool{"": true}
	for _, t := range p.Technologies {
		options = append(options, Option{Value: t.Slug, Label: t.Name, Checked: slices.Contains(chosen, t.Slug)})
		known[t.Slug] = true
	}
	for _, slug := range chosen {
		if !known[slug] {
			options = append(options, Option{Value: slug, Label: slug, Checked: true})
			known[slug] = true
		}
	}
	return options
}

// quoteField is for the source's own words, in whatever language they are.
func (p DocumentForm) quoteField(ctx context.Context, name, value string) typed {
	f := p.field(ctx, name, value)
	f.Label, f.Rows, f.Plain = T(ctx, "Quote, word for word"), 2, true
	return f
}
