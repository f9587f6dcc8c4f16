package tracker

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompare(t *testing.T) {
	before, after := validEvent(), validEvent()
	if changes, err := Compare(before, after); err != nil || len(changes) != 0 {
		t.Errorf("equal documents differ: %v, %v", changes, err)
	}
	after.Title = "Huawei put on the US Entity List"
	after.Dates[3].On = "2019-05-17"
	after.Companies[0], after.Companies[1] = after.Companies[1], after.Companies[0]
	after.Technologies = nil
	after.Body = ""
	after.Citations = append(after.Citations, Citation{Source: "reuters"})
	changes, err := Compare(before, after)
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{
		{"title", []string{before.Title}, []string{after.Title}},
		{"body", []string{before.Body}, nil},
		{"dates", []string{"effective · 2019-05-16"}, []string{"effective · 2019-05-17"}},
		{"companies", []string{"huawei · target", "google · affected"}, []string{"google · affected", "huawei · target"}},
		{"technologies", []string{"telecom-5g"}, nil},
		{"citations", []string{}, []string{"reuters"}},
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Error(diff)
	}
}

// A field that only the newer one has, a tick, and a draft hardly begun.
func TestCompareSparse(t *testing.T) {
	changes, err := Compare(&Source{Title: "a", SourceKind: "news"}, &Source{Title: "a", SourceKind: "news", Seen: true, Author: "b"})
	want := []Change{{"author", nil, []string{"b"}}, {"seen", nil, []string{"yes"}}}
	if diff := cmp.Diff(want, changes); err != nil || diff != "" {
		t.Error(err, diff)
	}
	draft := &Event{Entry: Entry{Title: "a"}}
	changes, err = Compare(draft, &Event{Entry: Entry{Title: "b"}, Dates: []EntryDate{{"announced", "2022"}}})
	want = []Change{{"title", []string{"a"}, []string{"b"}}, {"dates", nil, []string{"announced · 2022"}}}
	if diff := cmp.Diff(want, changes); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
