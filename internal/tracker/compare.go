package tracker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Change is one field of a document that differs between two states of it,
// each as lines of text: one for a plain field, one a row for a list.
type Change struct {
	Field         string
	Before, After []string
}

// Compare lists the fields in which two documents of one kind differ, in the
// order of the document. Rows that both have are left out.
func Compare(before, after Document) ([]Change, error) {
	a, order, err := fieldLines(before)
	if err != nil {
		return nil, err
	}
	b, more, err := fieldLines(after)
	if err != nil {
		return nil, err
	}
	for _, f := range more {
		if !slices.Contains(order, f) {
			order = append(order, f)
		}
	}
	var changes []Change
	for _, f := range order {
		if slices.Equal(a[f], b[f]) {
			continue
		}
		gone, come := onlyIn(a[f], b[f]), onlyIn(b[f], a[f])
		if len(gone)+len(come) == 0 { // the same rows in another order
			gone, come = a[f], b[f]
		}
		changes = append(changes, Change{f, gone, come})
	}
	return changes, nil
}

func onlyIn(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// fieldLines flattens the JSON form of a document, the one shape that all
// kinds share, into lines a field; order is that of the document.
func fieldLines(doc Document) (lines map[string][]string, order []string, err error) {
	data, err := Encode(doc)
	if err != nil {
		return nil, nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return nil, nil, fmt.Errorf("comparing documents: %w", err)
	}
	lines = map[string][]string{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, nil, fmt.Errorf("comparing documents: %w", err)
		}
		var value any
		if err := decoder.Decode(&value); err != nil {
			return nil, nil, fmt.Errorf("comparing documents: %w", err)
		}
		field := name.(string)
		order = append(order, field)
		if rows, ok := value.([]any); ok {
			for _, row := range rows {
				lines[field] = append(lines[field], rowLine(row))
			}
		} else if s := rowLine(value); s != "" {
			lines[field] = []string{s}
		}
	}
	return lines, order, nil
}

// rowLine is a value of a document as one line: the fields of a row side by side.
func rowLine(value any) string {
	switch value := value.(type) {
	case map[string]any:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		slices.Sort(names)
		parts := make([]string, 0, len(names))
		for _, name := range names {
			parts = append(parts, rowLine(value[name]))
		}
		return strings.Join(parts, " · ")
	case bool:
		if value {
			return "yes"
		}
		return ""
	case nil: // a list that was never begun
		return ""
	}
	return fmt.Sprint(value)
}
