package tracker

import (
	"fmt"
	"slices"
	"strconv"
)

// Merged is what comes of two changes of one document.
type Merged struct {
	Doc     Document // where the two disagree it holds mine
	Clashes []Clash  // where they disagree, in the order of the document
}

// A Clash is a plain field, or a row of a list, that both changed and each in
// another way.
type Clash struct {
	ID                       string // "summary", "dates-1": the same whenever the same three are merged
	Field                    string
	Base, Theirs, Mine       string // of a plain field
	BaseRow, TheirRow, MyRow Row    // of a list; nil: it has none such
}

// List tells whether the clash is about a row of a list.
func (c Clash) List() bool { return c.BaseRow != nil || c.TheirRow != nil || c.MyRow != nil }

// Change is what one side did: theirs, or else mine.
func (c Clash) Change(theirs bool) Change {
	change := Change{Field: c.Field, Before: c.Base, After: c.Mine}
	row := RowChange{c.BaseRow, c.MyRow}
	if theirs {
		change.After, row.After = c.Theirs, c.TheirRow
	}
	if c.List() {
		change.Rows = []RowChange{row}
	}
	return change
}

// Merge puts together what two people made of one document, field by field and,
// in lists, row by row. What only one of them changed is taken, and what both
// changed alike. The rest are clashes. No document is altered.
func Merge(base, theirs, mine Document) (Merged, error) {
	if base.Kind() != theirs.Kind() || base.Kind() != mine.Kind() {
		return Merged{}, fmt.Errorf("merging a %s, a %s and a %s", base.Kind(), theirs.Kind(), mine.Kind())
	}
	m := Merged{Doc: New(base.Kind())}
	b, t, my := fieldsOf(base), fieldsOf(theirs), fieldsOf(mine)
	for i, f := range fieldsOf(m.Doc) {
		if f.list() {
			rows, clashes := mergeRows(f.name, b[i].rows(), t[i].rows(), my[i].rows())
			f.setRows(rows)
			m.Clashes = append(m.Clashes, clashes...)
			continue
		}
		value, agreed := merge(b[i].text(), t[i].text(), my[i].text(), func(a, b string) bool { return a == b })
		f.set(value)
		if !agreed {
			m.Clashes = append(m.Clashes, Clash{ID: f.name, Field: f.name, Base: b[i].text(), Theirs: t[i].text(), Mine: my[i].text()})
		}
	}
	return m, nil
}

// merge is the value that two made of one, mine where they disagree.
func merge[T any](base, theirs, mine T, equal func(a, b T) bool) (value T, agreed bool) {
	switch {
	case equal(base, mine):
		return theirs, true
	case equal(base, theirs), equal(theirs, mine):
		return mine, true
	}
	return mine, false
}

func sameRow(a, b Row) bool    { return slices.Equal(a, b) }
func sameRows(a, b []Row) bool { return slices.EqualFunc(a, b, sameRow) }

// mergeRows merges two lists. They come in the order of theirs, and what only
// mine has behind it, unless mine has another order than base.
func mergeRows(list string, base, theirs, mine []Row) ([]Row, []Clash) {
	if rows, agreed := merge(base, theirs, mine, sameRows); agreed {
		return rows, nil
	}
	t, m := pairRows(list, base, theirs), pairRows(list, base, mine)
	// fate is what becomes of a row of base, or of one that both added.
	type fate struct {
		row     Row
		emitted bool
	}
	var clashes []Clash
	var fates []*fate
	ofTheirs, ofMine := make([]*fate, len(theirs)), make([]*fate, len(mine))
	decide := func(b Row, ti, mi int) {
		var theirRow, myRow Row
		if ti >= 0 {
			theirRow = theirs[ti]
		}
		if mi >= 0 {
			myRow = mine[mi]
		}
		row, agreed := merge(b, theirRow, myRow, sameRow)
		if !agreed {
			clashes = append(clashes, Clash{ID: list + "-" + strconv.Itoa(len(clashes)), Field: list, BaseRow: b, TheirRow: theirRow, MyRow: myRow})
		}
		f := &fate{row: row}
		fates = append(fates, f)
		if ti >= 0 {
			ofTheirs[ti] = f
		}
		if mi >= 0 {
			ofMine[mi] = f
		}
	}
	for i, b := range base {
		decide(b, t[i], m[i])
	}
	theirNew, myNew := added(len(theirs), t), added(len(mine), m)
	same := pairBy(rowKeys[list][:min(1, len(rowKeys[list]))], at(theirs, theirNew), at(mine, myNew))
	for n, ti := range theirNew {
		mi := -1
		if same[n] >= 0 {
			mi = myNew[same[n]]
		}
		decide(nil, ti, mi)
	}
	for _, mi := range myNew {
		if ofMine[mi] == nil {
			decide(nil, -1, mi)
		}
	}
	var rows []Row
	emit := func(f *fate) {
		if !f.emitted && f.row != nil {
			rows = append(rows, f.row)
		}
		f.emitted = true
	}
	first, then := ofTheirs, ofMine
	if !slices.IsSorted(slices.DeleteFunc(slices.Clone(m), func(j int) bool { return j < 0 })) {
		first, then = ofMine, ofTheirs
	}
	for _, f := range slices.Concat(first, then, fates) {
		emit(f)
	}
	return rows, clashes
}

// added are the places of the rows that none of base became.
func added(n int, pairs []int) []int {
	var places []int
	for i := range n {
		if !slices.Contains(pairs, i) {
			places = append(places, i)
		}
	}
	return places
}

func at(rows []Row, places []int) []Row {
	some := make([]Row, len(places))
	for n, i := range places {
		some[n] = rows[i]
	}
	return some
}

// Take puts one side of a clash into a document: theirs, or else mine. Of a
// list, it takes the place of the row of the other side.
func (c Clash) Take(doc Document, theirs bool) {
	for _, f := range fieldsOf(doc) {
		if f.name != c.Field {
			continue
		}
		if !c.List() {
			f.set(c.Change(theirs).After)
			return
		}
		from, to := c.TheirRow, c.MyRow
		if theirs {
			from, to = to, from
		}
		rows := f.rows()
		at := slices.IndexFunc(rows, func(r Row) bool { return sameRow(r, from) })
		switch {
		case to != nil && slices.ContainsFunc(rows, func(r Row) bool { return sameRow(r, to) }):
			return // it is there already
		case at < 0 && to != nil:
			rows = append(rows, to)
		case at >= 0 && to != nil:
			rows[at] = to
		case at >= 0:
			rows = slices.Delete(rows, at, at+1)
		}
		f.setRows(rows)
	}
}

// Taken tells which side of the clash a document holds: it may be neither, once
// it was written over.
func (c Clash) Taken(doc Document) (theirs, mine bool) {
	for _, f := range fieldsOf(doc) {
		if f.name != c.Field {
			continue
		}
		if !c.List() {
			return f.text() == c.Theirs, f.text() == c.Mine
		}
		rows := f.rows()
		has := func(row Row) bool { return slices.ContainsFunc(rows, func(r Row) bool { return sameRow(r, row) }) }
		holds := func(row, other Row) bool { return row != nil && has(row) || row == nil && !has(other) }
		return holds(c.TheirRow, c.MyRow), holds(c.MyRow, c.TheirRow)
	}
	return false, false
}
