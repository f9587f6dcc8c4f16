package tracker

import (
	"fmt"
	"regexp"
	"time"
)

// A Date is a day, a month or a year as ISO 8601 writes it: "2022-10-07",
// "2022-10" or "2022". How much is known is told by its length, so a date and
// its precision cannot contradict each other. It keeps whatever was typed:
// Parse judges it, and an invalid Date may stand in a draft.
type Date string

// Precision is how much of a date is known.
type Precision string

// The three precisions of a Date.
const (
	Day   Precision = "day"
	Month Precision = "month"
	Year  Precision = "year"
)

// A Span is the days that a date may stand for: one day, a whole month, a
// whole year. First and Last are midnights, UTC.
type Span struct {
	First, Last time.Time
	Precision   Precision
}

// The tracker is about technology sanctions: a year outside these is a slip of
// the keyboard, not history.
const (
	earliestYear = 1900
	latestYear   = 2199
)

var dayPattern = regexp.MustCompile(`^-\d\d$`)

// Parse reads the date. The error is a sentence for the person who typed it.
func (d Date) Parse() (Span, error) {
	for _, form := range []struct {
		layout    string
		precision Precision
	}{{time.DateOnly, Day}, {"2006-01", Month}, {"2006", Year}} {
		if len(d) != len(form.layout) {
			continue
		}
		first, err := time.Parse(form.layout, string(d))
		if err != nil {
			break
		}
		if first.Year() < earliestYear || first.Year() > latestYear {
			return Span{}, fmt.Errorf("the year must be between %d and %d", earliestYear, latestYear)
		}
		return SpanOf(first, form.precision), nil
	}
	if first, err := time.Parse("2006-01", string(d[:min(len(d), 7)])); err == nil && dayPattern.MatchString(string(d[7:])) {
		last := SpanOf(first, Month).Last
		return Span{}, fmt.Errorf("%s has %d days", first.Format("January 2006"), last.Day())
	}
	return Span{}, fmt.Errorf("write it as 2022-10-07, or 2022-10 or 2022 where the day is not known")
}

// SpanOf is the span of a first day known to a precision.
func SpanOf(first time.Time, p Precision) Span {
	s := Span{First: first, Last: first, Precision: p}
	switch p {
	case Month:
		s.First = time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
		s.Last = s.First.AddDate(0, 1, -1)
	case Year:
		s.First = time.Date(first.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		s.Last = s.First.AddDate(1, 0, -1)
	}
	return s
}

// Date writes the span the way documents hold it.
func (s Span) Date() Date {
	switch s.Precision {
	case Year:
		return Date(s.First.Format("2006"))
	case Month:
		return Date(s.First.Format("2006-01"))
	}
	return Date(s.First.Format(time.DateOnly))
}

// Before tells whether s ended before t began: certain, whatever the days
// behind an imprecise date were.
func (s Span) Before(t Span) bool { return s.Last.Before(t.First) }

// IsZero tells whether the span is no date at all.
func (s Span) IsZero() bool { return s.First.IsZero() }
