package view

import (
	"context"

	"countermove/internal/tracker"
)

// before is what stood in a place that both changed.
func (p DocumentForm) before(ctx context.Context, c tracker.Clash) string {
	if c.List() {
		return rowText(ctx, p.nameOf, c.Field, c.BaseRow, nil)
	}
	return valueText(ctx, p.nameOf, c.Field, c.Base)
}

// holds says which side of a clash the form holds.
func (p DocumentForm) holds(ctx context.Context, c tracker.Clash) string {
	switch theirs, mine := c.Taken(p.Doc); {
	case theirs:
		return T(ctx, "The form holds theirs.")
	case mine:
		return T(ctx, "The form holds yours.")
	}
	return T(ctx, "You have written over it in the form since.")
}

// taken tells whether the form holds that side of a clash.
func taken(p DocumentForm, c tracker.Clash, theirs bool) bool {
	t, m := c.Taken(p.Doc)
	return theirs && t || !theirs && m
}

func sideName(theirs bool) string {
	if theirs {
		return "theirs"
	}
	return "mine"
}
