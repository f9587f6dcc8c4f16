package tracker

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestListings(t *testing.T) {
	act := func(event int64, on, action string) DatedAct { return DatedAct{event, day(on), action} }
	var open time.Time
	for name, c := range map[string]struct {
		acts []DatedAct
		want []Listing
	}{
		"nothing":      {},
		"still listed": {[]DatedAct{act(1, "2019-05-16", "add")}, []Listing{{day("2019-05-16"), open, 1, 0}}},
		"out of order": {
			[]DatedAct{act(2, "2020-01-01", "remove"), act(1, "2019-05-16", "add")},
			[]Listing{{day("2019-05-16"), day("2020-01-01"), 1, 2}},
		},
		"twice": {
			[]DatedAct{act(1, "2016-03-08", "add"), act(2, "2017-03-29", "remove"), act(3, "2018-04-15", "add")},
			[]Listing{{day("2016-03-08"), day("2017-03-29"), 1, 2}, {day("2018-04-15"), open, 3, 0}},
		},
		"added again, modified": {
			[]DatedAct{act(1, "2019-05-16", "add"), act(2, "2019-08-19", "modify"), act(3, "2020-05-15", "add")},
			[]Listing{{day("2019-05-16"), open, 1, 0}},
		},
		"beginning not on file": {[]DatedAct{act(7, "2020-01-01", "remove")}, []Listing{{open, day("2020-01-01"), 0, 7}}},
		"removed twice": {
			[]DatedAct{act(7, "2020-01-01", "remove"), act(8, "2021-01-01", "remove")},
			[]Listing{{open, day("2020-01-01"), 0, 7}},
		},
		"modified only": {[]DatedAct{act(7, "2020-01-01", "modify")}, nil},
		"for no day":    {[]DatedAct{act(1, "2020-01-01", "add"), act(2, "2020-01-01", "remove")}, []Listing{}},
		"for no day, removed later": {
			[]DatedAct{act(1, "2020-01-01", "add"), act(2, "2020-01-01", "remove"), act(3, "2021-01-01", "remove")},
			[]Listing{},
		},
		"off and on in one day": {
			[]DatedAct{act(1, "2019-01-01", "add"), act(2, "2020-01-01", "remove"), act(3, "2020-01-01", "add")},
			[]Listing{{day("2019-01-01"), day("2020-01-01"), 1, 2}, {day("2020-01-01"), open, 3, 0}},
		},
	} {
		given := slices.Clone(c.acts)
		if diff := gocmp.Diff(c.want, Listings(c.acts)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if !slices.Equal(given, c.acts) {
			t.Errorf("%s: the acts given were reordered", name)
		}
	}
}

// Who stood on the list on a day must be the same as if one lived through the
// acts day by day.
func TestListingsDayByDay(t *testing.T) {
	const days = 30
	random := rand.New(rand.NewPCG(1, 2))
	start := day("2020-01-01")
	for round := range 5000 {
		acts := make([]DatedAct, random.IntN(8))
		for i := range acts {
			acts[i] = DatedAct{int64(i + 1), start.AddDate(0, 0, 1+random.IntN(days-2)), []string{"add", "remove", "modify"}[random.IntN(3)]}
		}
		random.Shuffle(len(acts), func(i, j int) { acts[i], acts[j] = acts[j], acts[i] })
		listings := Listings(acts)
		for d := range days {
			on := start.AddDate(0, 0, d)
			holding := 0
			for _, l := range listings {
				if !l.From.After(on) && (l.Until.IsZero() || on.Before(l.Until)) {
					holding++
				}
			}
			want := 0
			if listedAtEndOf(on, acts) {
				want = 1
			}
			if holding != want {
				t.Fatalf("round %d, %s: on the list %d times, want %d\nacts %v\nlistings %v", round, on.Format(time.DateOnly), holding, want, acts, listings)
			}
		}
	}
}

// listedAtEndOf lives through the acts up to a day. Before the first that tells,
// the company stood there if that act removes it.
func listedAtEndOf(on time.Time, acts []DatedAct) bool {
	acts = slices.DeleteFunc(slices.Clone(acts), func(a DatedAct) bool { return a.Action == "modify" })
	slices.SortFunc(acts, func(a, b DatedAct) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Event, b.Event)) })
	listed := len(acts) > 0 && acts[0].Action == "remove"
	for _, a := range acts {
		if !a.On.After(on) {
			listed = a.Action == "add"
		}
	}
	return listed
}

func TestListingDay(t *testing.T) {
	e := &Event{Dates: []EntryDate{{"announced", "2020-11-12"}, {"effective", "2021-01-11"}}}
	for _, c := range []struct {
		event      *Event
		listedFrom string
		want       string
	}{
		{e, "effective", "2021-01-11"},
		{e, "announced", "2020-11-12"},
		{&Event{Dates: e.Dates[:1]}, "effective", "2020-11-12"},
		{&Event{Dates: []EntryDate{{"announced", "2020-11"}}}, "effective", "2020-11-01"},
	} {
		if got := ListingDay(c.event, c.listedFrom); !got.Equal(day(c.want)) {
			t.Errorf("%v from %s: %s", c.event.Dates, c.listedFrom, got)
		}
	}
	if !ListingDay(&Event{}, "effective").IsZero() {
		t.Error("an event without dates has a day")
	}
}
