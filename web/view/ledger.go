package view

import (
	"slices"

	"countermove/internal/tracker"
)

// The ledger is a grid of two columns around a spine. An entry spans two rows
// of its own column, so that the entries of the two columns interlock, and
// starts below the start of the one before it, so that the spine reads in the
// order of time.

const (
	rowSpan = 2
	// lastRow is the last row that the stylesheet has a class for (.r1 and on).
	lastRow = 120
)

// A ledgerYear is a run of entries of one year that makes one grid.
type ledgerYear struct {
	Year  string // empty where the grid before ran full: no heading
	Items []ledgerItem
}

type ledgerItem struct {
	*tracker.Item
	Row int
}

// facing tells whether there are entries on both sides.
func facing(items []tracker.Item) bool {
	return slices.ContainsFunc(items, func(i tracker.Item) bool { return i.Kind != items[0].Kind })
}

// layLedger divides items, in the order given, into years and gives each its row.
func layLedger(items []tracker.Item) []ledgerYear {
	var years []ledgerYear
	var at placer
	laid := make([]ledgerItem, len(items))
	first, current := 0, 0
	for i := range items {
		item := &items[i]
		year := item.On.First.Year()
		switch {
		case i == 0 || year != current:
			years = append(years, ledgerYear{Year: yearText(year)})
			first, at = i, placer{}
		case at.full():
			years = append(years, ledgerYear{})
			first, at = i, placer{}
		}
		current = year
		laid[i] = ledgerItem{item, at.next(item.Kind == tracker.KindEvent)}
		years[len(years)-1].Items = laid[first : i+1]
	}
	return years
}

// A placer hands out rows. Its zero value stands above the first one.
type placer struct {
	start int    // of the entry placed last
	free  [2]int // the first free row of each column
}

func (p *placer) next(move bool) int {
	column := 0
	if move {
		column = 1
	}
	p.start = max(p.start+1, p.free[column])
	p.free[column] = p.start + rowSpan
	return p.start
}

func (p *placer) full() bool {
	return max(p.free[0], p.free[1], p.start+1)+rowSpan > lastRow
}
