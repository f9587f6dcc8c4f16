package view

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"time"

	"countermove/internal/tracker"
)

// The density strip: moves above a line, countermoves below, one bar a month,
// or a quarter or a year where months would be too thin to see.
//
// The bars stand in an inner picture that stretches with the page, the years in
// an outer one that does not, so that letters keep their shape on a phone.

const (
	stripWidth   = 1200 // of the inner picture, in its own units
	stripHeight  = 118  // at the most
	thinnestBar  = 5
	tallestEntry = 14  // the most that one entry adds to a bar
	fewestMonths = 36  // a short history does not become three fat bars
	labelSpace   = 4.5 // per cent of the width that a year's label wants
)

// A strip is a density strip laid out.
type strip struct {
	Bars     []stripBar
	Years    []stripYear
	Baseline int
	Height   int // of the inner picture
	// The bars as two paths a side: those of the chosen span and the others.
	Moves, FadedMoves, Countermoves, FadedCountermoves string
	Frame                                              string // path around the chosen span, empty where there is none
	First, Last                                        string // years
}

// A stripBar is the link over one bar.
type stripBar struct {
	URL, Title, Area string
}

// A stripYear is a year's label, a link too.
type stripYear struct {
	Year, URL, X string
	Minor        bool // left out where the page is narrow
}

// layStrip lays out the counts of a view that is filtered by f, whose dates
// are the chosen span. Months may be missing: they are empty. It is nil where
// there is nothing to show.
func layStrip(ctx context.Context, months []tracker.MonthCount, f tracker.Filter) *strip {
	months = slices.Clone(months)
	slices.SortFunc(months, func(a, b tracker.MonthCount) int { return a.First.Compare(b.First) })
	if len(months) == 0 {
		return nil
	}
	first, last := monthNumber(months[0].First), monthNumber(months[len(months)-1].First)
	if last-first+1 < fewestMonths {
		last += 11 - last%12
		first = min(first-first%12, last-fewestMonths+1)
	}
	step := 1
	for _, step = range []int{1, 3, 12} {
		if stripWidth/((last-first)/step+1) >= thinnestBar {
			break
		}
	}
	first -= first % step

	type count struct{ moves, countermoves int }
	counts := make([]count, (last-first)/step+1)
	mostMoves, mostCountermoves := 0, 0
	for _, m := range months {
		c := &counts[(monthNumber(m.First)-first)/step]
		c.moves += m.Moves
		c.countermoves += m.Countermoves
		mostMoves, mostCountermoves = max(mostMoves, c.moves), max(mostCountermoves, c.countermoves)
	}
	unit := min(tallestEntry, float64(stripHeight-8)/float64(max(mostMoves+mostCountermoves, 1)))
	width := float64(stripWidth) / float64(len(counts))
	s := &strip{
		Baseline: 4 + int(float64(mostMoves)*unit+0.5),
		Height:   8 + int(float64(mostMoves+mostCountermoves)*unit+0.5),
		First:    yearText(first / 12), Last: yearText(last / 12),
	}
	from, until := chosen(f)
	var paths [4]outline
	framed := [2]float64{stripWidth, 0}
	for i, c := range counts {
		start, end := first+i*step, first+(i+1)*step-1
		faded := 0
		if end < from || start > until {
			faded = 1
		} else {
			framed[0] = min(framed[0], float64(i)*width)
			framed[1] = max(framed[1], float64(i+1)*width)
		}
		if c == (count{}) {
			continue
		}
		x, w := float64(i)*width+width*.08, width*.84
		paths[faded] = paths[faded].bar(x, float64(s.Baseline)-1, w, -float64(c.moves)*unit)
		paths[2+faded] = paths[2+faded].bar(x, float64(s.Baseline)+1, w, float64(c.countermoves)*unit)
		firstMonth, lastMonth := monthDate(start), monthDate(end)
		s.Bars = append(s.Bars, stripBar{
			URL:   TimelineURL(f.Between(firstMonth, lastMonth), tracker.Window{}),
			Title: T(ctx, "%s: %s, %s", stepText(ctx, firstMonth, lastMonth, step), T(ctx, "%d moves", c.moves), T(ctx, "%d countermoves", c.countermoves)),
			Area:  outline{}.rect(float64(i)*width, 0, width, float64(s.Height)).String(),
		})
	}
	s.Moves, s.FadedMoves, s.Countermoves, s.FadedCountermoves = paths[0].String(), paths[1].String(), paths[2].String(), paths[3].String()
	if (f.From != "" || f.Until != "") && framed[0] < framed[1] {
		s.Frame = outline{}.rect(framed[0], 1, framed[1]-framed[0], float64(s.Height)-2).String()
	}
	s.Years = stripYears(f, first, len(counts)*step)
	return s
}

// stripYears labels each year at its January, as often as there is room.
func stripYears(f tracker.Filter, first, months int) []stripYear {
	perYear := 100 * 12 / float64(months)
	every := 1
	for float64(every)*perYear < labelSpace {
		every++
	}
	var years []stripYear
	for year := (first + 11) / 12; year*12 < first+months; year++ {
		x := 100 * float64(year*12-first) / float64(months)
		if year%every != 0 || x > 100-labelSpace+1 {
			continue
		}
		years = append(years, stripYear{
			Year: yearText(year), X: percent(x),
			URL:   TimelineURL(f.Between(tracker.Date(yearText(year)), tracker.Date(yearText(year))), tracker.Window{}),
			Minor: perYear*float64(every) < 3*labelSpace && len(years)%3 != 0,
		})
	}
	return years
}

// chosen are the first and last month of the filter's dates, far away where
// they are open.
func chosen(f tracker.Filter) (from, until int) {
	from, until = 0, 1<<30
	if s, err := f.From.Parse(); err == nil {
		from = monthNumber(s.First)
	}
	if s, err := f.Until.Parse(); err == nil {
		until = monthNumber(s.Last)
	}
	return from, until
}

// A month's number counts months since the year 0.
func monthNumber(t time.Time) int { return t.Year()*12 + int(t.Month()) - 1 }

func monthDate(number int) tracker.Date {
	return tracker.SpanOf(time.Date(number/12, time.Month(number%12+1), 1, 0, 0, 0, 0, time.UTC), tracker.Month).Date()
}

func stepText(ctx context.Context, first, last tracker.Date, step int) string {
	a, _ := first.Parse()
	b, _ := last.Parse()
	switch step {
	case 1:
		return dayText(ctx, a)
	case 12:
		return a.First.Format("2006")
	}
	return a.First.Format(T(ctx, "Jan")) + "–" + dayText(ctx, b)
}

// An outline is the data of an SVG path.
type outline []byte

func (o outline) String() string { return string(o) }

// bar draws a bar from y upwards (negative height) or downwards, and nothing
// for nothing.
func (o outline) bar(x, y, width, height float64) outline {
	if height == 0 {
		return o
	}
	o = o.to('M', x).to(' ', y).to('v', height).to('h', width).to('v', -height)
	return append(o, 'z')
}

func (o outline) rect(x, y, width, height float64) outline {
	o = o.to('M', x).to(' ', y).to('h', width).to('v', height).to('h', -width)
	return append(o, 'z')
}

// to appends a command with a length, to one digit after the point at most.
func (o outline) to(command byte, length float64) outline {
	o = strconv.AppendFloat(append(o, command), length, 'f', 1, 64)
	return bytes.TrimSuffix(o, []byte(".0"))
}

// percent is a place on a chart that stretches with the page.
func percent(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) + "%" }
