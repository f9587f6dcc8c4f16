package view

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"countermove/internal/tracker"
)

// What codes and slugs stand for in each field, so that changes can be told in
// words.
var (
	fieldTerms = map[string]tracker.Vocabulary{
		"dates": tracker.DateKinds, "companies": tracker.CompanyRoles, "listings": tracker.ListActions, "related": tracker.EventRelations,
		"instrument": tracker.Instruments, "direction": tracker.Directions, "strategy": tracker.Strategies, "confidence": tracker.Confidences,
		"names": tracker.NameKinds, "identifiers": tracker.IdentifierSchemes, "relations": tracker.CompanyRelations,
		"kind": tracker.SourceKinds, "relays": tracker.RelayKinds, "listed_from": tracker.ListedFrom,
	}
	fieldKinds = map[string][]tracker.Kind{
		"authority": {tracker.KindAuthority}, "companies": {tracker.KindCompany}, "listings": {tracker.KindCompany, tracker.KindList},
		"technologies": {tracker.KindTechnology}, "related": {tracker.KindEvent}, "answers": {tracker.KindEvent},
		"citations": {tracker.KindSource}, "relays": {tracker.KindSource}, "parent": {tracker.KindCompany}, "relations": {tracker.KindCompany},
	}
	dateFields    = []string{"dates", "occurred", "founded", "published_on", "accessed_on"}
	countryFields = []string{"target_countries", "country", "jurisdiction"}
	longFields    = []string{"body", "note"} // too long to be repeated beside the form
	textFields    = []string{"title", "summary", "body", "note", "meaning", "claimed_by"}
)

// changeText is a line of a change in words: "effective · 2022-10-07" is
// "Effective · 7 Oct 2022".
func (p DocumentForm) changeText(ctx context.Context, field, line string) string {
	if slices.Contains(textFields, field) {
		return line
	}
	parts := strings.Split(line, " · ")
	for i, part := range parts {
		parts[i] = p.wordsFor(ctx, field, part)
	}
	return strings.Join(parts, " · ")
}

func (p DocumentForm) wordsFor(ctx context.Context, field, part string) string {
	if v := fieldTerms[field]; v.Has(part) {
		return label(ctx, v, part)
	}
	for _, kind := range fieldKinds[field] {
		if name := p.nameOf(kind, part); name != part {
			return name
		}
	}
	if slices.Contains(countryFields, field) {
		return country(ctx, part)
	}
	if slices.Contains(dateFields, field) {
		if span, err := tracker.Date(part).Parse(); err == nil {
			return dayText(ctx, span)
		}
	}
	if field == "seen" && part == "yes" {
		return T(ctx, "Yes")
	}
	return part
}

// nameOf is what a document is called that the form names, or the slug.
func (p DocumentForm) nameOf(kind tracker.Kind, slug string) string {
	choices := map[tracker.Kind][]tracker.NamedDocument{
		tracker.KindAuthority: p.Authorities, tracker.KindList: p.Lists, tracker.KindTechnology: p.Technologies,
	}[kind]
	for _, c := range choices {
		if c.Slug == slug {
			return c.Name
		}
	}
	return p.Names.Of(kind, slug).Name
}

// oneValue tells whether the change is of a plain field: one text for another.
func oneValue(c tracker.Change) bool {
	return rowFields[c.Field] == nil && c.Field != "technologies"
}

// lengths sums up a change of a text too long to be repeated.
func lengths(ctx context.Context, c tracker.Change) string {
	before, after := characters(c.Before), characters(c.After)
	switch {
	case before == 0:
		return T(ctx, "added, %d characters", after)
	case after == 0:
		return T(ctx, "emptied")
	}
	return T(ctx, "rewritten: %d characters, now %d", before, after)
}

func characters(lines []string) int { return utf8.RuneCountInString(strings.Join(lines, "\n")) }

// A conflictRow is a field that one editor or both have changed since the
// version they share.
type conflictRow struct {
	Field         string
	Theirs, Yours *tracker.Change
}

// rows lists what they changed, then what only you did.
func (c Conflict) rows() []conflictRow {
	var rows []conflictRow
	for i := range c.Theirs {
		rows = append(rows, conflictRow{Field: c.Theirs[i].Field, Theirs: &c.Theirs[i]})
	}
	for i := range c.Yours {
		at := slices.IndexFunc(rows, func(r conflictRow) bool { return r.Field == c.Yours[i].Field })
		if at < 0 {
			rows = append(rows, conflictRow{Field: c.Yours[i].Field})
			at = len(rows) - 1
		}
		rows[at].Yours = &c.Yours[i]
	}
	return rows
}
