package view

import (
	"context"
	"slices"
	"strconv"
	"time"

	"countermove/internal/tracker"
)

// Dates are written as far as they are known. The layouts are keys of the
// catalogue, so that a language can order day, month and year its own way.

// dayText is a date of ordinary length: 7 Oct 2022, Oct 2022, 2022.
func dayText(ctx context.Context, s tracker.Span) string {
	return formatDate(ctx, s, "2 Jan 2006", "Jan 2006", "2006")
}

// longText is a date in full: 7 October 2022, October 2022, 2022.
func longText(ctx context.Context, s tracker.Span) string {
	return formatDate(ctx, s, "2 January 2006", "January 2006", "2006")
}

// shortText is a date under a heading that names the year: 7 Oct, Oct. What is
// known to the year only says so.
func shortText(ctx context.Context, s tracker.Span) string {
	return formatDate(ctx, s, "2 Jan", "Jan", "in 2006")
}

func formatDate(ctx context.Context, s tracker.Span, day, month, year string) string {
	layout := day
	switch {
	case s.IsZero():
		return T(ctx, "undated")
	case s.Precision == tracker.Month:
		layout = month
	case s.Precision == tracker.Year:
		layout = year
	}
	return s.First.Format(T(ctx, layout))
}

// dayOf is the span of a single day.
func dayOf(t time.Time) tracker.Span { return tracker.SpanOf(t.UTC(), tracker.Day) }

// spanText is what two dates of a filter enclose, either of which may be open.
func spanText(ctx context.Context, from, until tracker.Date) string {
	first, _ := from.Parse()
	last, _ := until.Parse()
	switch {
	case until == "":
		return T(ctx, "since %s", dayText(ctx, first))
	case from == "":
		return T(ctx, "until %s", dayText(ctx, last))
	case from == until:
		return dayText(ctx, first)
	}
	return dayText(ctx, first) + " – " + dayText(ctx, last)
}

// lagShort is a lag as the ledger has room for: 25 days, 7 mo, 3 y 3 mo. It is
// empty where an imprecise date makes the answer seem to come first.
func lagShort(ctx context.Context, l tracker.Lag) string {
	var text string
	switch {
	case l.Days < 0:
		return ""
	case !l.Exact && l.Years == 0 && l.Months == 0:
		return T(ctx, "within weeks")
	case l.Days == 0:
		return T(ctx, "same day")
	case l.Days < 90:
		text = T(ctx, "%d days", l.Days)
	case l.Years == 0:
		text = T(ctx, "%d mo", l.Months)
	case l.Months == 0:
		text = T(ctx, "%d y", l.Years)
	default:
		text = T(ctx, "%d y %d mo", l.Years, l.Months)
	}
	if !l.Exact {
		return T(ctx, "about %s", text)
	}
	return text
}

// lagDays is a lag as an entry's own page gives it: in days where both days
// are known.
func lagDays(ctx context.Context, l tracker.Lag) string {
	switch {
	case !l.Exact:
		return lagShort(ctx, l)
	case l.Days == 0:
		return T(ctx, "same day")
	}
	return T(ctx, "%d days", l.Days)
}

// medianLag is the middle of some lags in days, in words: 11 months.
func medianLag(ctx context.Context, days []int) string {
	if len(days) == 0 {
		return ""
	}
	days = slices.Sorted(slices.Values(days))
	middle := days[len(days)/2]
	if len(days)%2 == 0 {
		middle = (days[len(days)/2-1] + middle) / 2
	}
	const month = 30.44
	months := int(float64(middle)/month + 0.5)
	switch {
	case middle < 90:
		return T(ctx, "%d days", middle)
	case months < 24:
		return T(ctx, "%d months", months)
	case months%12 == 0:
		return T(ctx, "%d years", months/12)
	}
	return T(ctx, "%d y %d mo", months/12, months%12)
}

func yearText(year int) string { return strconv.Itoa(year) }
