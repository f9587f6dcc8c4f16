package view

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"countermove/internal/tracker"
)

// yearsOf lists the years that have entries within the filter's dates, newest
// first.
func yearsOf(months []tracker.MonthCount, f tracker.Filter) []int {
	from, until := chosen(f)
	var years []int
	for _, m := range months {
		if n := monthNumber(m.First); n >= from && n <= until && m.Moves+m.Countermoves > 0 {
			years = append(years, m.First.Year())
		}
	}
	slices.Sort(years)
	years = slices.Compact(years)
	slices.Reverse(years)
	return years
}

// beforeYear is the page of entries older than a year's first day.
func beforeYear(year int) tracker.Window {
	return tracker.Window{Before: &tracker.Cursor{On: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)}}
}

// side is the class of an entry of the ledger.
func side(kind tracker.Kind) string {
	if kind == tracker.KindEvent {
		return "move"
	}
	return "counter"
}

func ledgerClass(i ledgerItem) string { return side(i.Kind) + " r" + strconv.Itoa(i.Row) }

// who acted: the authority of a move, the companies of a countermove.
func who(ctx context.Context, i *tracker.Item) string {
	if i.Kind == tracker.KindEvent {
		return authority(ctx, i.Card.Authority.Slug, i.Card.Authority.Name, i.Card.Jurisdiction)
	}
	const most = 3
	var names []string
	more := 0
	for _, c := range i.Card.Companies {
		switch {
		case c.Role != "actor":
		case len(names) == most:
			more++
		default:
			names = append(names, c.Name)
		}
	}
	if i.Card.Actor != "" {
		names = append(names, i.Card.Actor)
	}
	text := strings.Join(names, ", ")
	if more > 0 {
		text += " " + T(ctx, "and %d more", more)
	}
	return text
}

// what kind of act it was.
func what(ctx context.Context, i *tracker.Item) string {
	if i.Kind == tracker.KindEvent {
		return label(ctx, tracker.Instruments, i.Card.Instrument)
	}
	return label(ctx, tracker.Strategies, i.Card.Strategy)
}

// lagOf measures from the event to the response, whichever is at hand.
func lagOf(kind tracker.Kind, on tracker.Span, linked tracker.LinkedEntry) tracker.Lag {
	if kind == tracker.KindEvent {
		return tracker.LagBetween(on, linked.Span())
	}
	return tracker.LagBetween(linked.Span(), on)
}

// TimelineTitle names a view of the timeline by its filter.
func TimelineTitle(ctx context.Context, f tracker.Filter, names tracker.Names) string {
	if f.IsZero() {
		return siteName
	}
	var values []string
	for _, c := range chipsOf(ctx, f, names) {
		values = append(values, c.Value)
	}
	return strings.Join(values, ", ")
}

// TimelineDescription says what the timeline is.
func TimelineDescription(ctx context.Context) string {
	return T(ctx, "Sanctions and export controls on technology, the companies they hit, and what those companies did next. Each entry is sourced, dated and citable.")
}
