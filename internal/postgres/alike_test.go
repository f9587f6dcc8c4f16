package postgres_test

import (
	"slices"
	"strings"
	"testing"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"
	"countermove/internal/tracker"
)

// zte is the first event that the starter data has of ZTE.
func zte(t *testing.T, s *postgres.Store) (int64, *tracker.Event) {
	t.Helper()
	id, err := s.DocumentID(t.Context(), tracker.KindEvent, "2016-03-08-zte-added-to-entity-list")
	if err != nil {
		t.Fatal(err)
	}
	edition, err := s.Published(t.Context(), tracker.KindEvent, id)
	if err != nil {
		t.Fatal(err)
	}
	return id, edition.Doc.(*tracker.Event)
}

func TestLookAlikes(t *testing.T) {
	t.Parallel()
	s := dbtest.StarterTx(t)
	id, known := zte(t, s)
	for name, test := range map[string]struct {
		change func(*tracker.Event)
		why    []string // nil: nothing is found
	}{
		"the same": {func(*tracker.Event) {}, []string{"title", "companies", "source"}},
		"company and day only": {func(e *tracker.Event) {
			e.Title, e.Citations = "Something else altogether", nil
		}, []string{"companies"}},
		"company and a day of the week after": {func(e *tracker.Event) {
			e.Title, e.Citations, e.Dates = "Something else altogether", nil, []tracker.EntryDate{{Kind: "announced", On: "2016-03-15"}}
		}, []string{"companies"}},
		"company and a later day": {func(e *tracker.Event) {
			e.Title, e.Citations, e.Dates = "Something else altogether", nil, []tracker.EntryDate{{Kind: "announced", On: "2016-03-16"}}
		}, nil},
		"a like title, a year later": {func(e *tracker.Event) {
			e.Title, e.Companies, e.Citations, e.Dates = e.Title+" again", nil, nil, []tracker.EntryDate{{Kind: "announced", On: "2017-03"}}
		}, []string{"title"}},
		"a like title and no date": {func(e *tracker.Event) { e.Companies, e.Citations, e.Dates = nil, nil, nil }, []string{"title"}},
		"a like title, years later": {func(e *tracker.Event) {
			e.Companies, e.Citations, e.Dates = nil, nil, []tracker.EntryDate{{Kind: "announced", On: "2024-03-16"}}
		}, nil},
		"nothing typed yet": {func(e *tracker.Event) { *e = tracker.Event{} }, nil},
		"a date that is none": {func(e *tracker.Event) {
			*e = tracker.Event{Dates: []tracker.EntryDate{{Kind: "announced", On: "soon"}}}
		}, nil},
		"text no database takes": {func(e *tracker.Event) {
			*e = tracker.Event{Entry: tracker.Entry{Title: "\x00\xff%_\\'" + strings.Repeat("语", 9000)}, LegalCitation: "\x00"}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			typed := *known
			typed.LegalCitation, typed.LegalIdentifier = "", ""
			test.change(&typed)
			found, err := s.Alike(t.Context(), 0, &typed)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(found, func(a postgres.Alike) bool { return a.ID == id })
			if (i >= 0) != (test.why != nil) {
				t.Fatalf("found %+v", found)
			}
			if i >= 0 && !slices.Equal(found[i].Why, test.why) {
				t.Errorf("alike for %v, want %v", found[i].Why, test.why)
			}
		})
	}
	if found, err := s.Alike(t.Context(), id, known); err != nil || slices.ContainsFunc(found, func(a postgres.Alike) bool { return a.ID == id }) {
		t.Errorf("it looks like itself: %+v, %v", found, err)
	}
	related := *known
	related.Related = []tracker.Relation{{Event: "2016-03-08-zte-added-to-entity-list", Relation: "extends"}}
	if found, err := s.Alike(t.Context(), 0, &related); err != nil || slices.ContainsFunc(found, func(a postgres.Alike) bool { return a.ID == id }) {
		t.Errorf("what it is tied to looks like it: %+v, %v", found, err)
	}
}

func TestTheSameCitation(t *testing.T) {
	t.Parallel()
	s := dbtest.StarterTx(t)
	var citation, slug string
	err := s.DB.QueryRow(t.Context(), `SELECT v.legal_citation, e.slug FROM events v JOIN entries e ON e.id = v.entry_id
		WHERE v.legal_citation LIKE '% FR %' ORDER BY e.id LIMIT 1`).Scan(&citation, &slug)
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Alike(t.Context(), 0, &tracker.Event{LegalCitation: citation})
	if err != nil || len(found) == 0 || !slices.Equal(found[0].Why, []string{"legal"}) {
		t.Errorf("events cited as %s: %+v, %v", citation, found, err)
	}
	if found, err = s.Alike(t.Context(), 0, &tracker.Event{LegalCitation: citation + "9"}); err != nil || len(found) > 0 {
		t.Errorf("events cited as %s9: %+v, %v", citation, found, err)
	}
}

func TestSourcesAtAnAddress(t *testing.T) {
	t.Parallel()
	s := dbtest.StarterTx(t)
	for address, want := range map[string]string{
		"https://www.federalregister.gov/citation/84-FR-22961":  "fr-84-22961-official",
		"http://federalregister.gov/citation/84-FR-22961/#page": "fr-84-22961-official",
		"https://www.federalregister.gov/citation/84-FR-2296":   "",
		"javascript:alert(1)": "", "": "", "https://\x00": "",
	} {
		found, err := s.Alike(t.Context(), 0, &tracker.Source{URL: address})
		if err != nil {
			t.Fatal(err)
		}
		if got := slugOf(found); got != want {
			t.Errorf("source at %q = %q, want %q", address, got, want)
		}
	}
}

func slugOf(found []postgres.Alike) string {
	if len(found) == 0 {
		return ""
	}
	return found[0].Slug
}
