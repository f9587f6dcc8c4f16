package postgres_test

import (
	"slices"
	"testing"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"
	"countermove/internal/tracker"

	"github.com/google/go-cmp/cmp"
)

// walk reads the whole timeline of a filter by following cursors.
func walk(t *testing.T, store *postgres.Store, f tracker.Filter, size int) []tracker.Item {
	t.Helper()
	var all []tracker.Item
	var w tracker.Window
	for {
		page, err := store.Timeline(t.Context(), f, w, size)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Items...)
		if page.Older == nil {
			return all
		}
		w = tracker.Window{Before: page.Older}
	}
}

func slugs(items []tracker.Item) []string {
	list := make([]string, len(items))
	for i, item := range items {
		list[i] = item.Slug
	}
	return list
}

func TestTimelinePagesBothWays(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	for name, f := range map[string]tracker.Filter{
		"all":       {},
		"huawei":    tracker.Filter{}.With(tracker.FacetCompany, "huawei"),
		"two":       tracker.Filter{}.With(tracker.FacetCompany, "huawei").With(tracker.FacetCompany, "smic"),
		"combined":  tracker.Filter{}.With(tracker.FacetKind, "event").With(tracker.FacetJurisdiction, "US").With(tracker.FacetTechnology, "ai-accelerators"),
		"dated":     tracker.Filter{}.Between("2022", "2023-06"),
		"with text": tracker.Filter{}.Saying("chip"),
	} {
		t.Run(name, func(t *testing.T) {
			whole := walk(t, store, f, 1000)
			if len(whole) < 3 {
				t.Fatalf("only %d entries: the test shows nothing", len(whole))
			}
			if !slices.IsSortedFunc(whole, func(a, b tracker.Item) int {
				if c := b.On.First.Compare(a.On.First); c != 0 {
					return c
				}
				return int(b.ID - a.ID)
			}) {
				t.Error("entries are not in order")
			}
			if diff := cmp.Diff(slugs(whole), slugs(walk(t, store, f, 7))); diff != "" {
				t.Errorf("in pages of seven (-whole +paged):\n%s", diff)
			}
			count, err := store.Count(t.Context(), f)
			if err != nil || count.Total() != len(whole) {
				t.Errorf("Count = %d (%v), want %d", count.Total(), err, len(whole))
			}

			// Back from the end, page by page.
			last := whole[len(whole)-1]
			back := []string{last.Slug}
			w := tracker.Window{After: &tracker.Cursor{On: last.On.First, ID: last.ID}}
			for {
				page, err := store.Timeline(t.Context(), f, w, 7)
				if err != nil {
					t.Fatal(err)
				}
				back = slices.Concat(slugs(page.Items), back)
				if page.Newer == nil {
					break
				}
				w = tracker.Window{After: page.Newer}
			}
			if diff := cmp.Diff(slugs(whole), back); diff != "" {
				t.Errorf("walking back (-whole +back):\n%s", diff)
			}
		})
	}
}

// What the counts say must be what is found by looking at every entry.
func TestTalliesAndMonthsAgreeWithTheEntries(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	for name, f := range map[string]tracker.Filter{
		"all":      {},
		"one":      tracker.Filter{}.With(tracker.FacetTechnology, "rare-earths"),
		"combined": tracker.Filter{}.With(tracker.FacetJurisdiction, "CN").With(tracker.FacetInstrument, "countermeasure_listing").Between("2024", ""),
	} {
		t.Run(name, func(t *testing.T) {
			tallies, err := store.Tallies(t.Context(), f, 200)
			if err != nil {
				t.Fatal(err)
			}
			for _, tally := range tallies {
				without := f.Between(f.From, f.Until)
				delete(without.Values, tally.Facet)
				want := len(walk(t, store, without.With(tally.Facet, tally.Value), 1000))
				if tally.Total() != want {
					t.Errorf("%s=%s has %d, its timeline %d entries", tally.Facet, tally.Value, tally.Total(), want)
				}
			}
			months, err := store.Months(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0
			for _, m := range months {
				sum += m.Moves + m.Countermoves
			}
			if want := len(walk(t, store, f.Between("", ""), 1000)); sum != want {
				t.Errorf("the months add up to %d, want %d", sum, want)
			}
		})
	}
}

func TestTextFindsAnyScript(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	huawei, err := store.Count(t.Context(), tracker.Filter{}.With(tracker.FacetCompany, "huawei"))
	if err != nil {
		t.Fatal(err)
	}
	for text, least := range map[string]int{"华为": huawei.Total(), "華為": huawei.Total(), "Huáwéi": huawei.Total(), "84 FR 22961": 1, "entity LIST huawei": 1} {
		count, err := store.Count(t.Context(), tracker.Filter{}.Saying(text))
		if err != nil || count.Total() < least {
			t.Errorf("“%s” finds %d entries (%v), want at least %d", text, count.Total(), err, least)
		}
	}
	for _, text := range []string{"!!!", "' | '", "\\", "& |", "zzzzqqq"} {
		if count, err := store.Count(t.Context(), tracker.Filter{}.Saying(text)); err != nil || count.Total() != 0 {
			t.Errorf("“%s” finds %d entries (%v), want none", text, count.Total(), err)
		}
	}
}

func TestFindForPickers(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	for _, test := range []struct {
		kind       tracker.Kind
		text, slug string
	}{
		{tracker.KindCompany, "华为", "huawei"},
		{tracker.KindCompany, "hua wei", "huawei"},
		{tracker.KindCompany, "Huawie Technologies", "huawei"},
		{tracker.KindCompany, "nvid", "nvidia"},
		{tracker.KindSource, "sanctions drive Chinese firms", "wsj-2023-05-07"},
		{tracker.KindSource, "wsj-2023-05-07", "wsj-2023-05-07"},
		{tracker.KindAuthority, "industry and security", "BIS"},
		{tracker.KindList, "entity list", "bis-entity-list"},
	} {
		found, err := store.Find(t.Context(), test.kind, test.text, 8)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(found, func(f postgres.Found) bool { return f.Slug == test.slug }) {
			t.Errorf("%q finds %v, want the %s %s", test.text, found, test.kind, test.slug)
		}
	}
}
