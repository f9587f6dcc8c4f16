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

// told leaves out rows that hold nothing yet, and changes of nothing else: a
// form has empty rows to begin with. The last part of such a row is empty.
func told(changes []tracker.Change) []tracker.Change {
	filled := func(lines []string) []string {
		return slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return s == "" || strings.HasSuffix(s, " · ") })
	}
	var kept []tracker.Change
	for _, c := range changes {
		if !oneValue(c) {
			c.Before, c.After = filled(c.Before), filled(c.After)
		}
		if len(c.Before)+len(c.After) > 0 {
			kept = append(kept, c)
		}
	}
	return kept
}

// A passage is where two texts differ, with some of what they share.
type passage struct{ Lead, Old, New, Trail string }

// differing finds the passage, from word to word, with at most context
// characters on either side.
func differing(before, after string, context int) passage {
	a, b := []rune(before), []rune(after)
	from := 0
	for from < min(len(a), len(b)) && a[from] == b[from] {
		from++
	}
	from = back(a, from)
	tail := 0
	for tail < min(len(a), len(b))-from && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	slices.Reverse(a)
	tail = back(a, tail)
	slices.Reverse(a)
	p := passage{Lead: string(a[:from]), Old: string(a[from : len(a)-tail]), New: string(b[from : len(b)-tail]), Trail: string(a[len(a)-tail:])}
	if n := []rune(p.Lead); len(n) > context {
		p.Lead = string(n[len(n)-context:])
		if i := strings.IndexByte(p.Lead, ' '); i >= 0 {
			p.Lead = p.Lead[i:]
		}
		p.Lead = "…" + p.Lead
	}
	if n := []rune(p.Trail); len(n) > context {
		p.Trail = string(n[:context]) + "…"
	}
	return p
}

// back is the last place up to i where a word begins; i itself where none is near.
func back(text []rune, i int) int {
	const longestWord = 30
	for at := i; at >= 0 && i-at < longestWord; at-- {
		if at == 0 || text[at-1] == ' ' || text[at-1] == '\n' {
			return at
		}
	}
	return i
}

// reordered tells whether the rows are the same in another order.
func reordered(c tracker.Change) bool {
	return slices.Equal(slices.Sorted(slices.Values(c.Before)), slices.Sorted(slices.Values(c.After)))
}

// A conflictRow is a field that one editor or both have changed since the
// version they share.
type conflictRow struct {
	Field         string
	Theirs, Yours *tracker.Change
}

// same tells whether both have made the very same change.
func (r conflictRow) same() bool {
	return r.Theirs != nil && r.Yours != nil && slices.Equal(r.Theirs.Before, r.Yours.Before) && slices.Equal(r.Theirs.After, r.Yours.After)
}

// rows lists what they changed, then what only you did.
func (c Conflict) rows() []conflictRow {
	var rows []conflictRow
	for _, theirs := range told(c.Theirs) {
		rows = append(rows, conflictRow{Field: theirs.Field, Theirs: &theirs})
	}
	for _, yours := range told(c.Yours) {
		at := slices.IndexFunc(rows, func(r conflictRow) bool { return r.Field == yours.Field })
		if at < 0 {
			rows = append(rows, conflictRow{Field: yours.Field})
			at = len(rows) - 1
		}
		rows[at].Yours = &yours
	}
	return rows
}
