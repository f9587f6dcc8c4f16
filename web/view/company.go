package view

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"countermove/internal/tracker"
)

// filter is the timeline of the company.
func (p CompanyPage) filter() tracker.Filter {
	return tracker.Filter{}.With(tracker.FacetCompany, p.Company.Slug)
}

// A nameGroup is the names of one kind.
type nameGroup struct {
	Kind  string
	Names []tracker.KnownName
}

// nameGroups are the names besides those in the heading.
func nameGroups(ctx context.Context, c *tracker.Company) []nameGroup {
	var groups []nameGroup
	add := func(kind string, codes ...string) {
		g := nameGroup{Kind: kind}
		for _, n := range c.KnownNames() {
			if slices.Contains(codes, n.Kind) {
				g.Names = append(g.Names, n)
			}
		}
		if len(g.Names) > 0 {
			groups = append(groups, g)
		}
	}
	add(T(ctx, "Also known as"), "alias", "short")
	add(T(ctx, "Formerly"), "former")
	add(T(ctx, "Romanised"), "romanised")
	return groups
}

// A kinGroup is the related companies of one kind.
type kinGroup struct {
	Kind      string
	Companies []tracker.Named
}

// kinGroups gathers relations by what they are called; one that both companies
// state is shown once.
func kinGroups(ctx context.Context, relations []tracker.RelatedCompany) []kinGroup {
	var groups []kinGroup
	at := map[string]int{}
	for _, r := range relations {
		kind := kinship(ctx, r.Relation, r.Reverse)
		i, ok := at[kind]
		if !ok {
			i = len(groups)
			at[kind] = i
			groups = append(groups, kinGroup{Kind: kind})
		}
		if !slices.Contains(groups[i].Companies, r.Named) {
			groups[i].Companies = append(groups[i].Companies, r.Named)
		}
	}
	return groups
}

// host is a website as people say it.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// listingChart is listings as bars on one time axis.
type listingChart struct {
	Rows  []listingBar
	Years []stripYear
}

// A listingBar is a stretch on a list, its place in per cent of the axis.
type listingBar struct {
	tracker.ListedOn
	X, Width string
}

// layBars lays listings on an axis from the year of the first to today.
func layBars(listings []tracker.ListedOn, today time.Time) listingChart {
	var chart listingChart
	if len(listings) == 0 {
		return chart
	}
	first := today.Year() - 2
	for _, l := range listings {
		for _, on := range []time.Time{l.From, l.Until} {
			if !on.IsZero() {
				first = min(first, on.Year())
			}
			if on.After(today) {
				today = on
			}
		}
	}
	start := time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC)
	whole := today.Sub(start).Hours()
	at := func(on time.Time) float64 { return 100 * on.Sub(start).Hours() / whole }
	for _, l := range listings {
		from, until := 0.0, 100.0
		if !l.From.IsZero() {
			from = at(l.From)
		}
		if !l.Until.IsZero() {
			until = at(l.Until)
		}
		const least = .6 // a day must be seen
		from = min(from, 100-least)
		chart.Rows = append(chart.Rows, listingBar{l, percent(from), percent(max(until-from, least))})
	}
	every := (today.Year()-first)/8 + 1
	for year := first; year <= today.Year(); year += every {
		x := at(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		if x <= 93 {
			chart.Years = append(chart.Years, stripYear{Year: yearText(year), X: percent(x)})
		}
	}
	return chart
}
