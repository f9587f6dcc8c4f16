package starter_test

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countermove/internal/exchange"
	"countermove/internal/starter"
	"countermove/internal/tracker"
)

// bundle is the starter data by kind and slug, and in its order.
type bundle struct {
	records []tracker.Record
	docs    map[tracker.Kind]map[string]tracker.Document
}

func load(t *testing.T) bundle {
	t.Helper()
	b := bundle{docs: map[tracker.Kind]map[string]tracker.Document{}}
	for _, kind := range tracker.Kinds {
		b.docs[kind] = map[string]tracker.Document{}
	}
	for record, err := range exchange.ReadBundle(starter.Name, starter.Bundle()) {
		if err != nil {
			t.Fatal(err)
		}
		b.records = append(b.records, record)
		b.docs[record.Kind][record.Slug] = record.Doc
	}
	return b
}

func (b bundle) event(slug string) *tracker.Event {
	e, _ := b.docs[tracker.KindEvent][slug].(*tracker.Event)
	return e
}

func (b bundle) sources() tracker.SourceGraph {
	graph := tracker.SourceGraph{}
	for slug, doc := range b.docs[tracker.KindSource] {
		graph[slug] = doc.(*tracker.Source)
	}
	return graph
}

func TestCounts(t *testing.T) {
	got := map[tracker.Kind]int{}
	for kind, docs := range load(t).docs {
		got[kind] = len(docs)
	}
	want := map[tracker.Kind]int{
		tracker.KindTechnology: 20, tracker.KindAuthority: 36, tracker.KindList: 11, tracker.KindCompany: 126,
		tracker.KindSource: 732, tracker.KindEvent: 162, tracker.KindResponse: 97,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The file is what export writes: same order, same bytes. Every entry has its id.
func TestCanonical(t *testing.T) {
	b := load(t)
	counts := map[tracker.Kind]int{}
	last := ""
	for _, r := range b.records {
		counts[r.Kind]++
		if r.Kind.Entry() != (r.ID != "") {
			t.Errorf("%s: the id is “%s”", r.Where, r.ID)
		}
		for i, kind := range tracker.Kinds {
			if at := fmt.Sprint(i, " ", r.Slug); kind == r.Kind {
				if at <= last {
					t.Errorf("%s: %s is out of order", r.Where, r.Slug)
				}
				last = at
			}
		}
	}
	var records iter.Seq2[tracker.Record, error] = func(yield func(tracker.Record, error) bool) {
		for _, r := range b.records {
			if !yield(r, nil) {
				return
			}
		}
	}
	var out strings.Builder
	if err := exchange.WriteBundle(&out, counts, records); err != nil {
		t.Fatal(err)
	}
	file, err := io.ReadAll(starter.Bundle())
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(file) {
		t.Error("starter.jsonl is not as export would write it")
	}
	if starter.Size() != int64(len(file)) {
		t.Errorf("its size is %d, not %d", len(file), starter.Size())
	}
}

func TestReferencesResolve(t *testing.T) {
	b := load(t)
	for _, r := range b.records {
		for _, ref := range r.Doc.References() {
			if b.docs[ref.Kind][ref.Slug] == nil {
				t.Errorf("%s: %s: there is no %s “%s”", r.Where, ref.Field, ref.Kind, ref.Slug)
			}
			if ref.Kind == r.Kind && ref.Slug == r.Slug {
				t.Errorf("%s: %s: it refers to itself", r.Where, ref.Field)
			}
		}
	}
}

func TestNoRelayCircles(t *testing.T) {
	graph := load(t).sources()
	for slug, source := range graph {
		if err := tracker.CheckRelays(slug, source, graph); err != nil {
			t.Errorf("%s: %v", slug, err)
		}
	}
}

// A company cannot answer what has not been announced, nor an event follow
// upon a later one.
func TestNothingPointsToTheFuture(t *testing.T) {
	b := load(t)
	for _, r := range b.records {
		switch doc := r.Doc.(type) {
		case *tracker.Response:
			occurred, _ := doc.Occurred.Parse()
			for _, slug := range doc.Answers {
				if occurred.Before(b.event(slug).Announced()) {
					t.Errorf("%s answers %s, which was announced later", r.Slug, slug)
				}
			}
		case *tracker.Event:
			for _, rel := range doc.Related {
				if doc.Announced().Before(b.event(rel.Event).Announced()) {
					t.Errorf("%s %s %s, which was announced later", r.Slug, rel.Relation, rel.Event)
				}
			}
		}
	}
}

// Retaliation is for a restriction, and a restriction of somebody else.
func TestRetaliation(t *testing.T) {
	b := load(t)
	jurisdiction := func(e *tracker.Event) string {
		return b.docs[tracker.KindAuthority][e.Authority].(*tracker.Authority).Jurisdiction
	}
	found := 0
	for slug, doc := range b.docs[tracker.KindEvent] {
		e := doc.(*tracker.Event)
		for _, rel := range e.Related {
			if rel.Relation != "retaliates_for" {
				continue
			}
			found++
			other := b.event(rel.Event)
			if jurisdiction(e) == jurisdiction(other) {
				t.Errorf("%s retaliates for %s of the same jurisdiction", slug, rel.Event)
			}
			if other.Direction == "eases" || other.Direction == "lifts" {
				t.Errorf("%s retaliates for %s, which %s", slug, rel.Event, other.Direction)
			}
		}
	}
	if found == 0 {
		t.Error("nobody retaliates")
	}
}

// The two claims with which the tracker began, both from one article, each
// down to its own origin. What the article has from elsewhere does not count:
// the claim about research would else rest on a speech about components.
func TestFoundingClaims(t *testing.T) {
	b := load(t)
	graph := b.sources()
	for slug, want := range map[string]struct {
		evidence tracker.Evidence
		chain    string
	}{
		"2023-02-24-huawei-13000-components-replaced": {
			tracker.Evidence{Grade: tracker.GradePrimary, Origins: []string{"ren-talk-2023-02-24"}}, `
globalresearch-2023-05-10
  almayadeen-2023-05-08 syndicates
    sjtu-transcript-2023-03-17 reports
      ren-talk-2023-02-24 quotes origin
    afp-2023-03-18-huawei-parts quotes
      sjtu-transcript-2023-03-17 reports above`,
		},
		"2023-05-07-chinese-firms-chip-combination-research": {
			tracker.Evidence{Grade: tracker.GradeReported, Origins: []string{"wsj-2023-05-07"}}, `
globalresearch-2023-05-10
  almayadeen-2023-05-08 syndicates
    wsj-2023-05-07 reports origin
    sputnik-2023-05-08 reports
      wsj-2023-05-07 reports origin`,
		},
	} {
		var cited []string
		for _, c := range b.docs[tracker.KindResponse][slug].(*tracker.Response).Citations {
			cited = append(cited, c.Source)
		}
		if diff := cmp.Diff(want.evidence, tracker.Assess(cited, graph)); diff != "" {
			t.Errorf("%s: %s", slug, diff)
		}
		chains := tracker.Chains(cited, graph)
		if len(chains) != len(cited) || strings.Contains(drawing(chains, "\n"), "lost") {
			t.Errorf("%s: not every chain is whole:%s", slug, drawing(chains, "\n"))
		}
		article := chains[len(chains)-1:]
		if diff := cmp.Diff(want.chain, drawing(article, "\n")); diff != "" {
			t.Errorf("%s: %s", slug, diff)
		}
	}
}

// drawing shows chains as indented lines, each after the margin.
func drawing(chains []tracker.Chain, margin string) string {
	var b strings.Builder
	for _, c := range chains {
		b.WriteString(margin + c.Slug)
		for _, mark := range []struct {
			is   bool
			text string
		}{{c.How != "", " " + c.How}, {c.Origin, " origin"}, {c.Lost, " lost"}, {c.Above, " above"}} {
			if mark.is {
				b.WriteString(mark.text)
			}
		}
		b.WriteString(drawing(c.Relays, margin+"  "))
	}
	return b.String()
}
