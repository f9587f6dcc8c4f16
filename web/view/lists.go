package view

import (
	"slices"
	"strings"

	"countermove/internal/tracker"
)

// going picks the listings that go on, or those that have ended; the latter
// with the newest end first, the former by name.
func going(listings []tracker.ListedOn, on bool) []tracker.ListedOn {
	picked := slices.DeleteFunc(slices.Clone(listings), func(l tracker.ListedOn) bool { return l.Until.IsZero() != on })
	slices.SortStableFunc(picked, func(a, b tracker.ListedOn) int {
		if on {
			return strings.Compare(strings.ToLower(a.Company.Name), strings.ToLower(b.Company.Name))
		}
		return b.Until.Compare(a.Until)
	})
	return picked
}

// acts are the events that began and ended a listing, as far as on file.
func acts(l tracker.ListedOn) []tracker.Named {
	return slices.DeleteFunc([]tracker.Named{l.AddedBy, l.RemovedBy}, func(n tracker.Named) bool { return n.Slug == "" })
}
