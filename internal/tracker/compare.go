package tracker

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// internalField holds what editors tell each other. Readers never see it.
const internalField = "note"

// A Change is one field of a document that differs between two states of it.
type Change struct {
	Field         string
	Before, After string // of a plain field; "yes" of a tick
	// Rows are the rows of a list that differ: those that went or changed in the
	// order of before, then those that came.
	Rows      []RowChange
	Reordered bool // rows that both have stand in another order
}

// A RowChange is a row that changed, came (Before is nil) or went (After is nil).
type RowChange struct{ Before, After Row }

// A Row is a row of a list, cell by cell. Rows that are but one slug or code
// have one cell, whose column has no name.
type Row []Cell

// A Cell is one value of a row.
type Cell struct{ Column, Value string }

// Of returns the value in a column.
func (r Row) Of(column string) string {
	for _, c := range r {
		if c.Column == column {
			return c.Value
		}
	}
	return ""
}

// Runs are the words of a plain field that differ.
func (c Change) Runs() []Run { return Words(c.Before, c.After) }

// List tells whether the change is of a list.
func (c Change) List() bool { return len(c.Rows) > 0 || c.Reordered }

// Compare lists the fields in which two documents of one kind differ, in the
// order of the document.
func Compare(before, after Document) ([]Change, error) {
	if before.Kind() != after.Kind() {
		return nil, fmt.Errorf("comparing a %s with a %s", before.Kind(), after.Kind())
	}
	var changes []Change
	b := fieldsOf(after)
	for i, f := range fieldsOf(before) {
		c := Change{Field: f.name}
		if f.list() {
			c.Rows, c.Reordered = compareRows(f.name, f.rows(), b[i].rows())
		} else {
			c.Before, c.After = f.text(), b[i].text()
		}
		if c.Before != c.After || c.List() {
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// ComparePublic is Compare without what editors tell each other.
func ComparePublic(before, after Document) ([]Change, error) {
	changes, err := Compare(before, after)
	return slices.DeleteFunc(changes, func(c Change) bool { return c.Field == internalField }), err
}

func compareRows(list string, before, after []Row) (changes []RowChange, reordered bool) {
	pairs := pairRows(list, before, after)
	stayed := make([]bool, len(after))
	last := -1
	for i, j := range pairs {
		if j < 0 {
			changes = append(changes, RowChange{Before: before[i]})
			continue
		}
		stayed[j] = true
		reordered = reordered || j < last
		last = max(last, j)
		if !slices.Equal(before[i], after[j]) {
			changes = append(changes, RowChange{before[i], after[j]})
		}
	}
	for j, row := range after {
		if !stayed[j] {
			changes = append(changes, RowChange{After: row})
		}
	}
	return changes, reordered
}

// rowKeys say by which columns a row of a list is known again: first by all of
// them, then by those of the first key, then by those of the next. Lists that
// are not here have rows of one cell.
var rowKeys = map[string][][]string{
	"dates":       {{"kind", "on"}, {"kind"}},
	"companies":   {{"company"}},
	"listings":    {{"company", "list"}},
	"related":     {{"event"}},
	"citations":   {{"source", "locator"}, {"source"}},
	"figures":     {{"name", "unit"}, {"name"}},
	"names":       {{"name"}},
	"identifiers": {{"scheme", "value"}, {"scheme"}},
	"relations":   {{"company"}},
	"relays":      {{"source"}},
}

// pairRows finds for each row of a list which one it became; -1 where it is
// gone. No row is the successor of two.
func pairRows(list string, before, after []Row) []int {
	return pairBy(rowKeys[list], before, after)
}

func pairBy(keys [][]string, before, after []Row) []int {
	pairs := make([]int, len(before))
	for i := range pairs {
		pairs[i] = -1
	}
	taken := make([]bool, len(after))
	for _, columns := range slices.Concat([][]string{nil}, keys) {
		free := map[string][]int{}
		for j, row := range after {
			if k := row.key(columns); !taken[j] {
				free[k] = append(free[k], j)
			}
		}
		for i, row := range before {
			if pairs[i] >= 0 {
				continue
			}
			if k := row.key(columns); len(free[k]) > 0 {
				pairs[i], taken[free[k][0]] = free[k][0], true
				free[k] = free[k][1:]
			}
		}
	}
	return pairs
}

// key is what the row holds in some columns, in all for none.
func (r Row) key(columns []string) string {
	var key strings.Builder
	for _, c := range r {
		if columns == nil || slices.Contains(columns, c.Column) {
			key.WriteString(strconv.Quote(c.Value))
		}
	}
	return key.String()
}
