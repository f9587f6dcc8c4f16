package view

import (
	"context"
)

// options are the checkboxes of a facet: what is chosen on top, even where it
// has no entry, then the rest in the order given.
func (p FiltersPage) options(ctx context.Context, f FacetChoices) []Option {
	var chosen, rest []Option
	listed := map[string]bool{}
	for _, t := range f.Tallies {
		listed[t.Value] = true
		o := Option{Value: t.Value, Label: facetValue(ctx, f.Facet, t.Value, t.Label), Count: T(ctx, "%d", t.Total())}
		if p.Filter.Has(f.Facet, t.Value) {
			o.Checked = true
			chosen = append(chosen, o)
		} else {
			rest = append(rest, o)
		}
	}
	for _, value := range p.Filter.Values[f.Facet] {
		if !listed[value] {
			chosen = append(chosen, Option{Value: value, Label: namedValue(ctx, f.Facet, value, p.Names), Count: T(ctx, "%d", 0), Checked: true})
		}
	}
	return append(chosen, rest...)
}
