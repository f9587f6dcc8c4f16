package tracker

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

func span(text string) Span {
	s, err := Date(text).Parse()
	if err != nil {
		panic(err)
	}
	return s
}

func TestDateParse(t *testing.T) {
	for _, c := range []struct {
		date        Date
		first, last string
		precision   Precision
	}{
		{"2022-10-07", "2022-10-07", "2022-10-07", Day},
		{"2024-02-29", "2024-02-29", "2024-02-29", Day},
		{"2000-02-29", "2000-02-29", "2000-02-29", Day},
		{"2022-10", "2022-10-01", "2022-10-31", Month},
		{"2023-02", "2023-02-01", "2023-02-28", Month},
		{"2024-02", "2024-02-01", "2024-02-29", Month},
		{"2022-12", "2022-12-01", "2022-12-31", Month},
		{"2022", "2022-01-01", "2022-12-31", Year},
		{"1900", "1900-01-01", "1900-12-31", Year},
		{"2199-12-31", "2199-12-31", "2199-12-31", Day},
	} {
		got, err := c.date.Parse()
		if want := (Span{day(c.first), day(c.last), c.precision}); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s is %v, %v; want %v", c.date, got, err, want)
		}
		if got.Date() != c.date {
			t.Errorf("%s is written back as %s", c.date, got.Date())
		}
	}
}

func TestDateRefused(t *testing.T) {
	const form = "write it as 2022-10-07, or 2022-10 or 2022 where the day is not known"
	const year = "the year must be between 1900 and 2199"
	for date, want := range map[Date]string{
		"":                     form,
		"yesterday":            form,
		"07/10/2022":           form,
		"2022-13":              form,
		"2022-13-01":           form,
		"2022-00-01":           form,
		"2022-1-007":           form,
		"22":                   form,
		"2023-02-3x":           form,
		"2023-02/28":           form,
		"2022-10-07T00:00":     form,
		" 2022":                form,
		"２０２２":                 form,
		"2023-02-30":           "February 2023 has 28 days",
		"2024-02-30":           "February 2024 has 29 days",
		"2023-02-29":           "February 2023 has 28 days",
		"1900-02-29":           "February 1900 has 28 days",
		"2023-04-31":           "April 2023 has 30 days",
		"2023-04-00":           "April 2023 has 30 days",
		"2023-12-99":           "December 2023 has 31 days",
		"1899":                 year,
		"1899-12-31":           year,
		"2200":                 year,
		"2200-01":              year,
		"0000":                 year,
		"2022-10-07\x00":       form,
		"2022-10-07 and later": form,
	} {
		if got, err := date.Parse(); err == nil || err.Error() != want || !got.IsZero() {
			t.Errorf("%q: %v, %v; want %q", string(date), got, err, want)
		}
	}
}

// An imprecise date is before another only if every day it may mean is.
func TestSpanBefore(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2022-10-06", "2022-10-07", true},
		{"2022-10-07", "2022-10-07", false},
		{"2022-10", "2022-10-07", false},
		{"2022-09", "2022-10-01", true},
		{"2022", "2022-10", false},
		{"2021", "2022-01-01", true},
		{"2022-10-07", "2022", false},
	} {
		if got := span(c.a).Before(span(c.b)); got != c.want {
			t.Errorf("%s before %s: %v", c.a, c.b, got)
		}
	}
}

func FuzzDateParse(f *testing.F) {
	for _, seed := range []string{"2022-10-07", "2022-10", "2022", "2023-02-30", "", "\xff\xfe", "2022-10-0７"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Date(text).Parse()
		switch {
		case err != nil && (err.Error() == "" || !s.IsZero()):
			t.Errorf("%q is refused with %v, %v", text, s, err)
		case err == nil && (s.Date() != Date(text) || s.Last.Before(s.First)):
			t.Errorf("%q is read as %v", text, s)
		}
	})
}

func TestLagBetween(t *testing.T) {
	for _, c := range []struct {
		event, response string
		want            Lag
	}{
		{"2019-05-16", "2019-05-16", Lag{Exact: true}},
		{"2019-05-16", "2019-05-17", Lag{Days: 1, Exact: true}},
		{"2019-05-16", "2019-08-09", Lag{Days: 85, Months: 2, Exact: true}},
		{"2019-05-16", "2020-05-15", Lag{Days: 365, Months: 11, Exact: true}}, // through a leap day
		{"2019-05-16", "2020-05-16", Lag{Days: 366, Years: 1, Exact: true}},
		{"2022-10-07", "2025-01-06", Lag{Days: 822, Years: 2, Months: 2, Exact: true}},
		{"2023-01-31", "2023-02-28", Lag{Days: 28, Exact: true}},
		{"2023-01-31", "2023-03-01", Lag{Days: 29, Months: 1, Exact: true}},
		{"2022-12-31", "2023-01-01", Lag{Days: 1, Exact: true}},
		{"2022-10-07", "2022-12", Lag{Days: 55, Months: 1}},
		{"2022-10", "2022-10-07", Lag{Days: 6}},
		{"2023-05-07", "2023", Lag{Days: -126}},
	} {
		if got := LagBetween(span(c.event), span(c.response)); got != c.want {
			t.Errorf("from %s to %s: %+v; want %+v", c.event, c.response, got, c.want)
		}
	}
}
