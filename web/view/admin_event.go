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

// A technologyBox is a technology to be ticked, with its name in the form.
type technologyBox struct {
	Option
	Field string
}

// technologyBoxesOf are all technologies, and those chosen that are no longer on
// file. Those chosen keep their place in the document, so that saving a form
// changes nothing that nobody touched.
func (p DocumentForm) technologyBoxesOf(chosen []string) []technologyBox {
	next := free(chosen, 0)
	var boxes []technologyBox
	add := func(slug, name string) {
		i := slices.Index(chosen, slug)
		checked := i >= 0
		if !checked {
			i = next
			next = free(chosen, next+1)
		}
		boxes = append(boxes, technologyBox{Option{Value: slug, Label: name, Checked: checked}, at("technologies", i, "")})
	}
	known := map[string]bool{"": true}
	for _, t := range p.Technologies {
		add(t.Slug, t.Name)
		known[t.Slug] = true
	}
	for _, slug := range chosen {
		if !known[slug] {
			add(slug, slug)
			known[slug] = true
		}
	}
	return boxes
}

// free is the first place of a list, from one on, that holds nothing. Drafts
// keep the gaps that boxes without a tick leave.
func free(list []string, from int) int {
	for from < len(list) && list[from] != "" {
		from++
	}
	return from
}

// quoteField is for the source's own words, in whatever language they are.
func (p DocumentForm) quoteField(ctx context.Context, name, value string) typed {
	f := p.field(ctx, name, value)
	f.Label, f.Rows, f.Plain = T(ctx, "Quote, word for word"), 1, true
	return f
}
