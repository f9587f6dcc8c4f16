package view

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"countermove/internal/tracker"
	"countermove/web"
)

func TestPlacer(t *testing.T) {
	t.Parallel()
	for sides, want := range map[string]string{
		"m":       "1",
		"mm":      "1 3",
		"mc":      "1 2",
		"mcccm":   "1 2 4 6 7",
		"mcmc":    "1 2 3 4",
		"ccmmcmm": "1 3 4 6 7 8 10",
	} {
		var at placer
		var rows []string
		for _, side := range sides {
			rows = append(rows, strconv.Itoa(at.next(side == 'm')))
		}
		if got := strings.Join(rows, " "); got != want {
			t.Errorf("%s stand in rows %s, want %s", sides, got, want)
		}
	}
}

// Whatever comes, no entry overlaps another of its column, none starts before
// the one that precedes it in time, and each row has a class.
func TestLayLedger(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		items := make([]tracker.Item, r.IntN(150))
		on := sampleDay
		share := r.Float64()
		for i := range items {
			on = on.AddDate(0, 0, -r.IntN(20))
			items[i] = tracker.Item{ID: int64(i), Kind: tracker.KindResponse, On: tracker.SpanOf(on, tracker.Day)}
			if r.Float64() < share {
				items[i].Kind = tracker.KindEvent
			}
		}
		seen := 0
		for _, year := range layLedger(items) {
			previous, ends := 0, map[tracker.Kind]int{}
			for _, item := range year.Items {
				if item.ID != int64(seen) {
					t.Fatalf("entry %d stands in the place of %d", item.ID, seen)
				}
				if item.Row <= previous || item.Row < ends[item.Kind] || item.Row > lastRow {
					t.Fatalf("row %d after %d, while the column is taken up to %d", item.Row, previous, ends[item.Kind])
				}
				previous, ends[item.Kind] = item.Row, item.Row+rowSpan
				seen++
			}
		}
		if seen != len(items) {
			t.Fatalf("%d of %d entries are shown", seen, len(items))
		}
	}
}

// The stylesheet has a class for each row that the ledger hands out.
func TestRowClasses(t *testing.T) {
	t.Parallel()
	css := stylesheet(t)
	for row := 1; row <= lastRow; row++ {
		n := strconv.Itoa(row)
		if !strings.Contains(css, ".r"+n+"{grid-row:"+n+"/span "+strconv.Itoa(rowSpan)+"}") {
			t.Errorf("there is no class for row %d", row)
		}
	}
}

func BenchmarkLayLedger(b *testing.B) {
	items := sampleTimeline(50).Items
	for b.Loop() {
		layLedger(items)
	}
}

func stylesheet(t *testing.T) string {
	t.Helper()
	w := httptest.NewRecorder()
	web.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, web.Asset("app.css"), nil))
	return w.Body.String()
}
