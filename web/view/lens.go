package view

import (
	"context"

	"countermove/internal/tracker"
)

// filter is what the lens lets through.
func (p LensPage) filter() tracker.Filter {
	return tracker.Filter{}.With(p.Lens.Facet, p.Lens.Value)
}

func (p LensPage) name(ctx context.Context) string {
	return facetValue(ctx, p.Lens.Facet, p.Lens.Value, p.Lens.Name)
}

// meaning is what the document says of itself, or the vocabulary of the code.
func (p LensPage) meaning(ctx context.Context) string {
	if p.Lens.Meaning != "" {
		return T(ctx, p.Lens.Meaning)
	}
	return meaning(ctx, p.Lens.Facet.Vocabulary(), p.Lens.Value)
}
