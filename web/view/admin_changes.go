package view

import (
	"context"
	"reflect"
	"slices"
	"unicode/utf8"

	"countermove/internal/tracker"
)

// mostBeside is how many characters of a text may have changed for them to be
// shown beside the form.
const mostBeside = 400

// nameOf is what a document is called that the form names, or the slug.
func (p DocumentForm) nameOf(kind tracker.Kind, slug string) string {
	choices := map[tracker.Kind][]tracker.NamedDocument{
		tracker.KindAuthority: p.Authorities, tracker.KindList: p.Lists, tracker.KindTechnology: p.Technologies,
	}[kind]
	for _, c := range choices {
		if c.Slug == slug {
			return c.Name
		}
	}
	return p.Names.Of(kind, slug).Name
}

// tooLong tells whether a text changed too much for it to stand beside the form.
func tooLong(c tracker.Change) bool {
	if c.List() || !slices.Contains(cellTexts, c.Field) {
		return false
	}
	n := 0
	for _, r := range c.Runs() {
		if r.Op != tracker.Equal {
			n += utf8.RuneCountInString(r.Text)
		}
	}
	return n > mostBeside
}

// lengths sums up a change of a text too long to be repeated.
func lengths(ctx context.Context, c tracker.Change) string {
	before, after := utf8.RuneCountInString(c.Before), utf8.RuneCountInString(c.After)
	switch {
	case before == 0:
		return T(ctx, "added, %d characters", after)
	case after == 0:
		return T(ctx, "emptied")
	}
	return T(ctx, "rewritten: %d characters, now %d", before, after)
}

// A conflictRow is a field that one editor or both have changed since the
// version they share.
type conflictRow struct {
	Field         string
	Theirs, Yours *tracker.Change
}

// same tells whether both have made the very same change.
func (r conflictRow) same() bool {
	return r.Theirs != nil && r.Yours != nil && reflect.DeepEqual(r.Theirs, r.Yours)
}

// rows lists what they changed, then what only you did.
func (c Conflict) rows() []conflictRow {
	var rows []conflictRow
	for _, theirs := range told(c.Theirs) {
		rows = append(rows, conflictRow{Field: theirs.Field, Theirs: &theirs})
	}
	for _, yours := range told(c.Yours) {
		at := slices.IndexFunc(rows, func(r conflictRow) bool { return r.Field == yours.Field })
		if at < 0 {
			rows = append(rows, conflictRow{Field: yours.Field})
			at = len(rows) - 1
		}
		rows[at].Yours = &yours
	}
	return rows
}
