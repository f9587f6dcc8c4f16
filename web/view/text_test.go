package view

import (
	"testing"
	"time"

	"countermove/internal/tracker"
)

func TestPlurals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		key  string
		n    int
		want string
	}{
		{"%d moves", 0, "no moves"},
		{"%d moves", 1, "1 move"},
		{"%d moves", 1284, "1,284 moves"},
		{"%d days", 1, "1 day"},
		{"%d independent origins", 0, "no origin on file"},
		{"%d problems with what you entered", 1, "There is a problem with what you entered"},
		{"and %d more", 4, "and 4 more"},
	} {
		if got := T(t.Context(), c.key, c.n); got != c.want {
			t.Errorf("%s of %d is %q, want %q", c.key, c.n, got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for date, want := range map[tracker.Date][3]string{
		"2022-10-07": {"7 Oct 2022", "7 October 2022", "7 Oct"},
		"2022-10":    {"Oct 2022", "October 2022", "Oct"},
		"2022":       {"2022", "2022", "in 2022"},
		"nonsense":   {"undated", "undated", "undated"},
	} {
		span, _ := date.Parse()
		got := [3]string{dayText(ctx, span), longText(ctx, span), shortText(ctx, span)}
		if got != want {
			t.Errorf("%s is written %q, want %q", date, got, want)
		}
	}
}

func TestLags(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ event, response, short, days string }{
		{"2022-10-07", "2022-11-01", "25 days", "25 days"},
		{"2022-10-07", "2022-10-07", "same day", "same day"},
		{"2022-10-07", "2022-10-08", "1 day", "1 day"},
		{"2022-10-07", "2023-05-07", "7 mo", "212 days"},
		{"2020-05-15", "2023-08-29", "3 y 3 mo", "1,201 days"},
		{"2020-05-15", "2022-05-15", "2 y", "730 days"},
		{"2020-05-15", "2021-06", "about 1 y", "about 1 y"},
		{"2022-10-07", "2022-10", "", ""},
		{"2022-10-07", "2023-08", "about 9 mo", "about 9 mo"},
		{"2022-10", "2022-10-12", "within weeks", "within weeks"},
		{"2022-10-07", "2022", "", ""},
	} {
		event, _ := tracker.Date(c.event).Parse()
		response, _ := tracker.Date(c.response).Parse()
		lag := tracker.LagBetween(event, response)
		if got := lagShort(t.Context(), lag); got != c.short {
			t.Errorf("from %s to %s is %q, want %q", c.event, c.response, got, c.short)
		}
		if got := lagDays(t.Context(), lag); got != c.days {
			t.Errorf("from %s to %s is %q at length, want %q", c.event, c.response, got, c.days)
		}
	}
}

func TestMedianLag(t *testing.T) {
	t.Parallel()
	for want, days := range map[string][]int{
		"": nil, "1 day": {1}, "20 days": {30, 10}, "11 months": {1000, 5, 335}, "3 y 3 mo": {1187}, "3 years": {1096},
	} {
		if got := medianLag(t.Context(), days); got != want {
			t.Errorf("the median of %v is %q, want %q", days, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for code, want := range map[string]string{"US": "United States", "EU": "European Union", "HK": "Hong Kong", "CN": "China", "TW": "Taiwan", "??": "??"} {
		if got := country(ctx, code); got != want {
			t.Errorf("%s is called %q, want %q", code, got, want)
		}
	}
	for _, c := range [][4]string{
		{"BIS", "Bureau of Industry and Security, U.S. Department of Commerce", "US", "United States · BIS"},
		{"CN-MOF", "Ministry of Finance of the People's Republic of China", "CN", "China · Ministry of Finance"},
		{"WHITEHOUSE", "President of the United States / White House", "US", "President of the United States"},
		{"EU-COM", "European Commission", "EU", "European Union · European Commission"},
	} {
		if got := authority(ctx, c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%s is called %q, want %q", c[0], got, c[3])
		}
	}
	if got := grouped(ctx, "-1234567.5"); got != "−1,234,567.5" {
		t.Errorf("a number is written %q", got)
	}
}

func TestEveryCountryHasAName(t *testing.T) {
	t.Parallel()
	for _, code := range tracker.Countries {
		if name := country(t.Context(), code); name == code || name == "" {
			t.Errorf("%s has no name", code)
		}
	}
}

func TestStrip(t *testing.T) {
	t.Parallel()
	month := func(year, m int) time.Time { return time.Date(year, time.Month(m), 1, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		months []tracker.MonthCount
		title  string
	}{
		"months":   {[]tracker.MonthCount{{First: month(2012, 10), Moves: 1}, {First: month(2026, 6), Moves: 1}}, "Oct 2012: 1 move, no countermoves"},
		"quarters": {[]tracker.MonthCount{{First: month(1990, 2), Moves: 2}, {First: month(2026, 6)}}, "Jan–Mar 1990: 2 moves, no countermoves"},
		"years":    {[]tracker.MonthCount{{First: month(1920, 2), Countermoves: 1}, {First: month(2026, 6)}}, "1920: no moves, 1 countermove"},
	} {
		s := layStrip(t.Context(), c.months, tracker.Filter{})
		if s.Bars[0].Title != c.title {
			t.Errorf("%s: the first bar says %q, want %q", name, s.Bars[0].Title, c.title)
		}
	}
	s := layStrip(t.Context(), sampleMonths(24), tracker.Filter{}.Between("2015-03", "2015-04"))
	if s.Frame == "" || s.FadedMoves == "" || s.Moves == "" {
		t.Error("the chosen span is not set off")
	}
	if want := "/?from=2015-02&until=2015-02"; s.Bars[0].URL != want {
		t.Errorf("the first bar leads to %s, want %s", s.Bars[0].URL, want)
	}
	if layStrip(t.Context(), nil, tracker.Filter{}) != nil {
		t.Error("there is a strip of nothing")
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"In *stages*.":                       "<p>In <em>stages</em>.</p>\n",
		"# Title":                            "<h2>Title</h2>\n",
		"[a](https://example.org)":           `<p><a href="https://example.org" rel="nofollow noopener">a</a></p>` + "\n",
		"[a](javascript:alert(1))":           "<p>a</p>\n",
		"[a](/admin)":                        "<p>a</p>\n",
		"[a](mailto:x@example.org)":          "<p>a</p>\n",
		"<b onclick=x>bold</b>":              "<p>bold</p>\n",
		"![x](https://example.org/x.png)":    "<p></p>\n",
		`[a](https://example.org "t" onx=1)`: `<p>[a](<a href="https://example.org" rel="nofollow noopener">https://example.org</a> &#34;t&#34; onx=1)</p>` + "\n",
	} {
		if got := rendered(t, markdown(source)); got != want {
			t.Errorf("%s becomes %q, want %q", source, got, want)
		}
	}
}

func TestFieldID(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"title": "f-title", "dates[1].on": "f-dates-1-on", "companies[0]": "f-companies-0"} {
		if got := FieldID(name); got != want {
			t.Errorf("the id of %s is %s, want %s", name, got, want)
		}
	}
}
