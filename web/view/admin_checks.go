package view

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"countermove/internal/tracker"
)

// A check is a part of the document with what still stops its publication.
type check struct {
	Label    string
	Problems tracker.Invalid
}

// The parts that are ticked off, by kind, as the forms order them. What goes
// wrong elsewhere is named when it happens.
var checkedFields = map[tracker.Kind][]string{
	tracker.KindEvent:      {"title", "summary", "dates", "authority", "instrument", "direction", "citations", "confidence"},
	tracker.KindResponse:   {"title", "summary", "occurred", "companies", "strategy", "citations", "confidence"},
	tracker.KindCompany:    {"name", "country"},
	tracker.KindSource:     {"title", "kind"},
	tracker.KindAuthority:  {"slug", "name", "jurisdiction"},
	tracker.KindList:       {"name", "authority", "listed_from"},
	tracker.KindTechnology: {"name"},
}

// checks are what the kind needs, met or not, and whatever else stands in the
// way of publication.
func (p DocumentForm) checks(ctx context.Context) []check {
	open := p.open()
	var checks []check
	fields := slices.Clone(checkedFields[p.Kind])
	for _, problem := range open {
		if part := partOf(problem.Field); !slices.Contains(fields, part) {
			fields = append(fields, part)
		}
	}
	for _, field := range fields {
		c := check{Label: p.partLabel(ctx, field)}
		for _, problem := range open {
			if partOf(problem.Field) == field {
				c.Problems = append(c.Problems, problem)
			}
		}
		checks = append(checks, c)
	}
	return checks
}

// open is what stands in the way of publication: what the handler found, or
// what the document can tell by itself.
func (p DocumentForm) open() tracker.Invalid {
	switch {
	case len(p.Problems) > 0:
		return p.Problems
	case len(p.Checks) > 0:
		return p.Checks
	}
	data, err := tracker.Encode(p.Doc)
	if err != nil {
		return nil
	}
	tidied, err := tracker.Decode(p.Kind, data)
	if err != nil {
		return nil
	}
	tidied.Tidy()
	open, _ := errors.AsType[tracker.Invalid](tidied.Validate())
	if p.Slug != "" || p.Kind == tracker.KindAuthority { // a code is never made from the rest
		wrong, _ := errors.AsType[tracker.Invalid](tracker.CheckSlug(p.Kind, p.Slug))
		open = append(wrong, open...)
	}
	return open
}

// partOf is the field of the document that a problem is about: "dates" of
// "dates[1].on".
func partOf(field string) string {
	part, _, _ := strings.Cut(field, "[")
	return part
}

// partLabel is what the form calls a field.
func (p DocumentForm) partLabel(ctx context.Context, field string) string {
	switch {
	case p.Kind == tracker.KindEvent && field == "authority":
		return T(ctx, "Imposed by")
	case p.Kind == tracker.KindList && field == "authority":
		return T(ctx, "Kept by")
	case p.Kind == tracker.KindAuthority && field == "slug":
		return T(ctx, "Code")
	case fieldLabels[field] == "":
		return T(ctx, "This form")
	}
	return fieldLabel(ctx, field)
}

// target is the id at which a problem can be mended. One of a field that the
// form does not show leads to the form.
func (p DocumentForm) target(field string) string {
	part, rest, inRow := strings.Cut(field, "[")
	value, ok := valueOf(p.Doc, part)
	switch {
	case field == "slug" || field == "change":
		return FieldID(field)
	case !ok:
		return "document"
	case part == "parent":
		return part
	case value.Kind() != reflect.Slice:
		return FieldID(field)
	case !inRow || part == "technologies":
		return part
	}
	number, after, _ := strings.Cut(rest, "]")
	if i, err := strconv.Atoi(number); err != nil || i < 0 || i >= value.Len() || !slices.Contains(rowFields[part], after) {
		return part
	}
	return FieldID(field)
}

// valueOf is a field of a document by its name in JSON, which is its name in
// the form.
func valueOf(doc tracker.Document, name string) (reflect.Value, bool) {
	v := reflect.ValueOf(doc).Elem()
	for _, f := range reflect.VisibleFields(v.Type()) {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name && name != "" {
			return v.FieldByIndex(f.Index), true
		}
	}
	return reflect.Value{}, false
}

// rowFields are the fields of the rows that a form shows, each with its dot; a
// row that is one value has none.
var rowFields = map[string][]string{
	"dates": {".kind", ".on"}, "companies": {".company", ".role"}, "listings": {".company", ".list", ".action"},
	"related": {".event", ".relation"}, "citations": {".source", ".locator", ".quote"}, "figures": {".name", ".value", ".unit"},
	"names": {".name", ".kind", ".language"}, "identifiers": {".scheme", ".value"}, "relations": {".company", ".relation"},
	"relays": {".source", ".how"}, "target_countries": {""}, "answers": {""}, "tickers": {""},
}

// momentText is a moment to the minute; scripts say how long ago it was.
func momentText(ctx context.Context, t time.Time) string {
	return t.UTC().Format(T(ctx, "2 Jan 2006, 15:04 UTC"))
}

func (p DocumentForm) slugHint(ctx context.Context) string {
	where := DocumentURL(p.Kind, "")
	switch {
	case p.Version > 0 && where != "":
		return T(ctx, "Where readers find it, after %s. The old address will lead to a new one.", where)
	case p.Version > 0:
		return T(ctx, "What other documents call it by.")
	case where != "":
		return T(ctx, "Where readers will find it, after %s. Left empty, it is made from the rest.", where)
	}
	return T(ctx, "What other documents call it by. Left empty, it is made from the rest.")
}
