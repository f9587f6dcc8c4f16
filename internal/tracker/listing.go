package tracker

import (
	"cmp"
	"slices"
	"time"
)

// A DatedAct is one act upon one company on one list, on the day it counts by
// the list's rule (ListedFrom).
type DatedAct struct {
	Event  int64 // key of the event
	On     time.Time
	Action string // of ListActions
}

// A Listing is a stretch of days a company stood on a list: from From, up to
// but not including Until. A zero From: it left, but no act on file put it
// there. A zero Until: it stands there still, as far as is on file.
type Listing struct {
	From, Until        time.Time
	AddedBy, RemovedBy int64 // keys of events, 0 where none is on file
}

// ListingDay is the day on which the act of an event counts for a list.
func ListingDay(e *Event, listedFrom string) time.Time {
	if effective := e.date("effective"); listedFrom == "effective" && !effective.IsZero() {
		return effective.First
	}
	return e.Announced().First
}

// Listings turns the acts upon one company and one list, in any order, into
// stretches that do not overlap. A second "add" changes nothing, nor does a
// "modify"; a "remove" of what no act has put there leaves an open beginning.
func Listings(acts []DatedAct) []Listing {
	acts = slices.Clone(acts)
	slices.SortStableFunc(acts, func(a, b DatedAct) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Event, b.Event))
	})
	var listings []Listing
	open := -1     // the listing that has no end yet
	known := false // an act has said whether the company stands on the list
	for _, act := range acts {
		switch {
		case act.Action == "add" && open < 0:
			listings = append(listings, Listing{From: act.On, AddedBy: act.Event})
			open = len(listings) - 1
			known = true
		case act.Action == "remove" && open >= 0:
			if listings[open].From.Before(act.On) {
				listings[open].Until, listings[open].RemovedBy = act.On, act.Event
			} else { // put on and taken off on one day: it stood there no day
				listings = listings[:open]
			}
			open = -1
		case act.Action == "remove" && !known:
			listings = append(listings, Listing{Until: act.On, RemovedBy: act.Event})
			known = true
		}
	}
	return listings
}
