package tracker

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func dateRow(kind, on string) Row { return Row{{"kind", kind}, {"on", on}} }

func TestCompare(t *testing.T) {
	t.Parallel()
	before, after := validEvent(), validEvent()
	if changes, err := Compare(before, after); err != nil || len(changes) != 0 {
		t.Errorf("equal documents differ: %v, %v", changes, err)
	}
	after.Title = "Huawei put on the US Entity List"
	after.Dates[3].On = "2019-05-17"
	after.Companies[0], after.Companies[1] = after.Companies[1], after.Companies[0]
	after.Companies[0].Role = "beneficiary"
	after.Technologies = nil
	after.Body = ""
	after.Citations = append(after.Citations, Citation{Source: "reuters"})
	after.Note = "Between us."
	changes, err := Compare(before, after)
	if err != nil {
		t.Fatal(err)
	}
	company := func(slug, role string) Row { return Row{{"company", slug}, {"role", role}} }
	want := []Change{
		{Field: "title", Before: before.Title, After: after.Title},
		{Field: "body", Before: before.Body},
		{Field: "dates", Rows: []RowChange{{dateRow("effective", "2019-05-16"), dateRow("effective", "2019-05-17")}}},
		{Field: "companies", Rows: []RowChange{{company("google", "affected"), company("google", "beneficiary")}}, Reordered: true},
		{Field: "technologies", Rows: []RowChange{{Before: Row{{"", "telecom-5g"}}}}},
		{Field: "citations", Rows: []RowChange{{After: Row{{"source", "reuters"}, {"locator", ""}, {"quote", ""}}}}},
		{Field: "note", Before: before.Note, After: "Between us."},
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Error(diff)
	}
	public, err := ComparePublic(before, after)
	if diff := cmp.Diff(want[:6], public); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if _, err := Compare(before, &Company{}); err == nil {
		t.Error("an event can be compared with a company")
	}
}

// A field that only the newer one has, a tick, and a draft hardly begun.
func TestCompareSparse(t *testing.T) {
	t.Parallel()
	changes, err := Compare(&Source{Title: "a", SourceKind: "news"}, &Source{Title: "a", SourceKind: "news", Seen: true, Author: "b"})
	want := []Change{{Field: "author", After: "b"}, {Field: "seen", After: "yes"}}
	if diff := cmp.Diff(want, changes); err != nil || diff != "" {
		t.Error(err, diff)
	}
	draft := &Event{Entry: Entry{Title: "a"}}
	changes, err = Compare(draft, &Event{Entry: Entry{Title: "b"}, Dates: []EntryDate{{"announced", "2022"}}})
	want = []Change{{Field: "title", Before: "a", After: "b"}, {Field: "dates", Rows: []RowChange{{After: dateRow("announced", "2022")}}}}
	if diff := cmp.Diff(want, changes); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// Rows are told to have changed where their identity stayed, and no row twice.
func TestPairRows(t *testing.T) {
	t.Parallel()
	cite := func(source, locator, quote string) Row {
		return Row{{"source", source}, {"locator", locator}, {"quote", quote}}
	}
	for name, c := range map[string]struct {
		list          string
		before, after []Row
		want          []int
	}{
		"the same day first":        {"dates", []Row{dateRow("compliance", "2020"), dateRow("compliance", "2021")}, []Row{dateRow("compliance", "2021"), dateRow("compliance", "2022")}, []int{1, 0}},
		"another kind":              {"dates", []Row{dateRow("filed", "2020")}, []Row{dateRow("published", "2020")}, []int{-1}},
		"the locator before":        {"citations", []Row{cite("a", "1", "x"), cite("a", "2", "y")}, []Row{cite("a", "2", "z"), cite("a", "3", "x")}, []int{1, 0}},
		"twice the same":            {"answers", []Row{{{"", "a"}}, {{"", "a"}}}, []Row{{{"", "a"}}}, []int{0, -1}},
		"values that look like one": {"figures", []Row{{{"name", `a"`}, {"unit", `b`}, {"value", "1"}}}, []Row{{{"name", `a`}, {"unit", `"b`}, {"value", "1"}}}, []int{-1}},
	} {
		if got := pairRows(c.list, c.before, c.after); !cmp.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// What the documents hold is what the comparison can read: texts, ticks and
// lists of rows, each list with the columns it is known by.
func TestEveryFieldIsCompared(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds {
		doc := New(kind)
		for _, f := range fieldsOf(doc) {
			if !f.list() {
				f.set("x")
				if f.text() == "" {
					t.Errorf("%s: %s cannot be set", kind, f.name)
				}
				continue
			}
			f.value.Set(reflect.MakeSlice(f.value.Type(), 1, 1))
			row := f.rows()[0]
			if keys := rowKeys[f.name]; (len(row) > 1) != (keys != nil) {
				t.Errorf("%s: %s has %d columns and the keys %v", kind, f.name, len(row), keys)
			}
			for _, key := range rowKeys[f.name] {
				for _, column := range key {
					if !contains(row, column) {
						t.Errorf("%s: %s has no column %s", kind, f.name, column)
					}
				}
			}
			for i := range row {
				row[i].Value = "x"
			}
			f.setRows([]Row{row})
			if diff := cmp.Diff([]Row{row}, f.rows()); diff != "" {
				t.Errorf("%s: %s: %s", kind, f.name, diff)
			}
		}
	}
}

func contains(row Row, column string) bool {
	for _, c := range row {
		if c.Column == column {
			return true
		}
	}
	return false
}
