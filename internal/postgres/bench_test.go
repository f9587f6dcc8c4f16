package postgres_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"countermove/internal/dbtest"
	"countermove/internal/tracker"
)

// synthetic makes entries with the skew of real ones: a few companies carry
// most of them, recent years are dense, and responses answer events. The seed
// is fixed, so that two runs measure the same.
func synthetic(n int) iter.Seq2[tracker.Record, error] {
	companies := []string{"huawei", "smic", "nvidia", "baidu", "alibaba", "zte", "tencent", "intel", "asml", "ymtc"}
	technologies := []string{"ai-accelerators", "logic-chips", "memory-chips", "telecom-5g", "rare-earths", "drones"}
	words := strings.Fields("chips export rule adds firms list control licence memory tools rare earths server cloud answer stockpile domestic design foundry lithography")
	return func(yield func(tracker.Record, error) bool) {
		random := rand.New(rand.NewPCG(1, 2))
		text := func(n int) string {
			picked := make([]string, n)
			for i := range picked {
				picked[i] = words[random.IntN(len(words))]
			}
			return strings.Join(picked, " ")
		}
		skewed := func(list []string) string {
			return list[int(float64(len(list))*random.Float64()*random.Float64())]
		}
		first := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range n {
			days := int(5000 * (1 - random.Float64()*random.Float64()))
			on := tracker.Date(first.AddDate(0, 0, days).Format(time.DateOnly))
			entry := tracker.Entry{Title: text(7), Summary: text(40)}
			citations := []tracker.Citation{{Source: "wsj-2023-05-07"}, {Source: "fr-81-12004-official"}}
			r := tracker.Record{Kind: tracker.KindEvent, Slug: fmt.Sprintf("synthetic-%d", i), Where: fmt.Sprint("record ", i)}
			r.Doc = &tracker.Event{
				Entry: entry, Dates: []tracker.EntryDate{{Kind: "announced", On: on}}, Authority: "BIS", Instrument: "entity_listing", Direction: "imposes",
				Companies:    []tracker.CompanyRole{{Company: skewed(companies), Role: "target"}},
				Technologies: []string{skewed(technologies)}, Citations: citations, Confidence: "confirmed",
			}
			if i%5 > 2 {
				r.Kind = tracker.KindResponse
				r.Doc = &tracker.Response{
					Entry: entry, Occurred: "2026-06", Companies: []tracker.CompanyRole{{Company: skewed(companies), Role: "actor"}}, Strategy: "stockpiling",
					Technologies: []string{skewed(technologies)}, Answers: []string{fmt.Sprintf("synthetic-%d", i-i%5)}, Citations: citations, Confidence: "likely",
				}
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// BenchmarkImport measures the whole way of a record in: identity, version,
// projection, evidence, facets, counts and card.
func BenchmarkImport(b *testing.B) {
	const records = 5000
	for range b.N {
		b.StopTimer()
		store := dbtest.StarterTx(b)
		b.StartTimer()
		if _, err := store.Import(b.Context(), synthetic(records), nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(records*b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkTimeline measures the statements of a page of the timeline, the
// first and a deep one, unfiltered and through a company.
func BenchmarkTimeline(b *testing.B) {
	store := dbtest.StarterTx(b)
	if _, err := store.Import(b.Context(), synthetic(10_000), nil); err != nil {
		b.Fatal(err)
	}
	deep := tracker.Window{Before: &tracker.Cursor{On: time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)}}
	huawei := tracker.Filter{}.With(tracker.FacetCompany, "huawei")
	for name, view := range map[string]struct {
		f tracker.Filter
		w tracker.Window
	}{"first": {}, "deep": {w: deep}, "company": {f: huawei}, "company deep": {f: huawei, w: deep}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := store.Timeline(b.Context(), view.f, view.w, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
