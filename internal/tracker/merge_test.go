package tracker

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// altered is a copy of a document in which some fields and rows are others,
// chosen by chance among those whose place keep allows.
func altered(t *testing.T, r *rand.Rand, doc Document, keep func(field int) bool) Document {
	t.Helper()
	changed, err := Tidied(doc)
	if err != nil {
		t.Fatal(err)
	}
	word := func() string { return fmt.Sprint("w", r.IntN(4)) }
	for i, f := range fieldsOf(changed) {
		if !keep(i) || r.IntN(3) > 0 {
			continue
		}
		if !f.list() {
			f.set(word())
			continue
		}
		rows := f.rows()
		for range r.IntN(4) {
			switch at := r.IntN(len(rows) + 1); {
			case at == len(rows) || r.IntN(3) == 0:
				rows = append(rows, blankRow(f, word))
			case r.IntN(2) == 0:
				rows = slices.Delete(rows, at, at+1)
			default:
				rows[at] = slices.Clone(rows[at])
				rows[at][r.IntN(len(rows[at]))].Value = word()
			}
		}
		r.Shuffle(len(rows)*r.IntN(2), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		f.setRows(rows)
	}
	return changed
}

func blankRow(f docField, word func() string) Row {
	f.value.Set(reflect.Append(f.value, reflect.Zero(f.value.Type().Elem())))
	rows := f.rows()
	row := rows[len(rows)-1]
	for i := range row {
		row[i].Value = word()
	}
	return row
}

func all(int) bool { return true }

func mustMerge(t *testing.T, base, theirs, mine Document) Merged {
	t.Helper()
	before := [3]string{encoded(t, base), encoded(t, theirs), encoded(t, mine)}
	m, err := Merge(base, theirs, mine)
	if err != nil {
		t.Fatal(err)
	}
	if after := [3]string{encoded(t, base), encoded(t, theirs), encoded(t, mine)}; before != after {
		t.Fatal("merging altered what it was given")
	}
	return m
}

func encoded(t *testing.T, doc Document) string {
	t.Helper()
	data, err := Encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func sameDocument(t *testing.T, what string, got, want Document) {
	t.Helper()
	changes, err := Compare(want, got)
	if err != nil || len(changes) > 0 {
		t.Fatalf("%s: %v, %v", what, err, changes)
	}
}

// The laws of a merge, on documents made by chance.
func TestMergeLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for n := range 400 {
		var base Document = validEvent()
		if n%2 == 0 {
			base = altered(t, r, &Company{Name: "A"}, all)
		}
		x, y := altered(t, r, base, all), altered(t, r, base, all)
		for what, c := range map[string]struct{ base, theirs, mine, want Document }{
			"theirs alone": {base, x, base, x}, "mine alone": {base, base, x, x}, "the same twice": {x, y, y, y}, "nothing": {x, x, x, x},
		} {
			m := mustMerge(t, c.base, c.theirs, c.mine)
			sameDocument(t, what, m.Doc, c.want)
			if len(m.Clashes) > 0 {
				t.Fatalf("%s clashes: %v", what, m.Clashes)
			}
		}
		even := altered(t, r, base, func(i int) bool { return i%2 == 0 })
		odd := altered(t, r, base, func(i int) bool { return i%2 == 1 })
		one, other := mustMerge(t, base, even, odd), mustMerge(t, base, odd, even)
		sameDocument(t, "disjoint changes", one.Doc, other.Doc)
		if len(one.Clashes)+len(other.Clashes) > 0 {
			t.Fatal("disjoint changes clash")
		}
		keepsAll(t, base, x, y)
	}
}

// keepsAll checks that no row that somebody added, and nobody else touched, is
// lost, that clashes are the same from either side, and that each can be settled
// both ways.
func keepsAll(t *testing.T, base, x, y Document) {
	t.Helper()
	m, other := mustMerge(t, base, x, y), mustMerge(t, base, y, x)
	if len(m.Clashes) != len(other.Clashes) {
		t.Fatalf("%d clashes one way and %d the other", len(m.Clashes), len(other.Clashes))
	}
	fields, b := fieldsOf(m.Doc), fieldsOf(base)
	for i, f := range fieldsOf(y) {
		if !f.list() {
			continue
		}
		for _, row := range f.rows() {
			has := func(r Row) bool { return sameRow(r, row) }
			if !slices.ContainsFunc(b[i].rows(), has) && !slices.ContainsFunc(fields[i].rows(), has) {
				t.Fatalf("%s: my row %v is lost", f.name, row)
			}
		}
	}
	ids := map[string]bool{}
	for _, c := range m.Clashes {
		if ids[c.ID] {
			t.Fatalf("two clashes are called %s", c.ID)
		}
		ids[c.ID] = true
		for _, theirs := range []bool{true, false} {
			c.Take(m.Doc, theirs)
			if t1, m1 := c.Taken(m.Doc); theirs && !t1 || !theirs && !m1 {
				t.Fatalf("%v: taking theirs (%v) did not help", c, theirs)
			}
		}
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	base, theirs, mine := validEvent(), validEvent(), validEvent()
	base.Dates = []EntryDate{{"announced", "2019-05-15"}, {"effective", "2019-05-16"}}
	theirs.Title, mine.Title = "Theirs", "Mine"
	theirs.Summary = "Their summary."
	mine.Confidence = "likely"
	theirs.Dates = []EntryDate{{"announced", "2019-05-15"}, {"effective", "2019-05-17"}}
	mine.Dates = []EntryDate{{"announced", "2019-05-15"}, {"effective", "2019-05-18"}, {"expires", "2020"}}
	base.Companies = []CompanyRole{{"huawei", "target"}, {"google", "affected"}, {"zte", "affected"}}
	theirs.Companies = []CompanyRole{{"huawei", "target"}, {"arm", "affected"}, {"google", "affected"}}
	mine.Companies = []CompanyRole{{"huawei", "affected"}, {"google", "affected"}, {"zte", "affected"}, {"tsmc", "affected"}}
	m := mustMerge(t, base, theirs, mine)
	got := m.Doc.(*Event)
	if got.Title != "Mine" || got.Summary != "Their summary." || got.Confidence != "likely" {
		t.Errorf("the fields are %q, %q and %q", got.Title, got.Summary, got.Confidence)
	}
	if want := []EntryDate{{"announced", "2019-05-15"}, {"effective", "2019-05-18"}, {"expires", "2020"}}; !cmp.Equal(got.Dates, want) {
		t.Errorf("the dates are %v", got.Dates)
	}
	if want := []CompanyRole{{"huawei", "affected"}, {"arm", "affected"}, {"google", "affected"}, {"tsmc", "affected"}}; !cmp.Equal(got.Companies, want) {
		t.Errorf("the companies are %v", got.Companies)
	}
	var ids []string
	for _, c := range m.Clashes {
		ids = append(ids, c.ID)
		c.Take(got, true)
	}
	if !cmp.Equal(ids, []string{"title", "dates-0"}) {
		t.Errorf("%v clash", ids)
	}
	if got.Title != "Theirs" || got.Dates[1].On != "2019-05-17" || len(got.Dates) != 3 {
		t.Errorf("taking theirs leads to %q and %v", got.Title, got.Dates)
	}
}

// One removes a row that the other changes, and both add one that differs.
func TestMergeRemovedAndAdded(t *testing.T) {
	t.Parallel()
	base := &Company{Relations: []CompanyRelation{{"arm", "supplier"}}}
	theirs := &Company{Relations: []CompanyRelation{{"tsmc", "foundry"}}}
	mine := &Company{Relations: []CompanyRelation{{"arm", "customer"}, {"tsmc", "supplier"}}}
	m := mustMerge(t, base, theirs, mine)
	got := m.Doc.(*Company)
	if len(m.Clashes) != 2 || len(got.Relations) != 2 {
		t.Fatalf("%v with the clashes %v", got.Relations, m.Clashes)
	}
	for _, c := range m.Clashes {
		c.Take(got, true)
	}
	if !cmp.Equal(got.Relations, theirs.Relations) {
		t.Errorf("taking theirs leads to %v", got.Relations)
	}
	for _, c := range m.Clashes {
		c.Take(got, false)
	}
	slices.SortFunc(got.Relations, func(a, b CompanyRelation) int { return len(a.Company) - len(b.Company) })
	if !cmp.Equal(got.Relations, mine.Relations) {
		t.Errorf("taking mine again leads to %v", got.Relations)
	}
	if _, err := Merge(base, theirs, &Event{}); err == nil {
		t.Error("a company can be merged with an event")
	}
}
