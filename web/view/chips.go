package view

import (
	"context"

	"countermove/internal/tracker"
)

// A chip is one condition of a filter, with the address of the timeline
// without it.
type chip struct {
	Facet  string
	Value  string
	Remove string
}

// chipsOf lists the conditions of a filter.
func chipsOf(ctx context.Context, f tracker.Filter, names tracker.Names) []chip {
	var chips []chip
	for _, facet := range tracker.Facets {
		for _, value := range f.Values[facet] {
			chips = append(chips, chip{
				Facet:  facetName(ctx, facet),
				Value:  namedValue(ctx, facet, value, names),
				Remove: TimelineURL(f.Without(facet, value), tracker.Window{}),
			})
		}
	}
	if f.From != "" || f.Until != "" {
		chips = append(chips, chip{
			Facet:  T(ctx, "Dates"),
			Value:  spanText(ctx, f.From, f.Until),
			Remove: TimelineURL(f.Between("", ""), tracker.Window{}),
		})
	}
	if f.Text != "" {
		chips = append(chips, chip{
			Facet:  T(ctx, "Text"),
			Value:  T(ctx, "“%s”", f.Text),
			Remove: TimelineURL(f.Saying(""), tracker.Window{}),
		})
	}
	return chips
}
