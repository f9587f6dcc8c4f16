package view

import (
	"context"
	"slices"
	"strings"

	"countermove/internal/tracker"
)

func (p EntryPage) kind() tracker.Kind { return p.Entry.Doc.Kind() }

// entry is what events and responses share.
func (p EntryPage) entry() tracker.Entry {
	switch doc := p.Entry.Doc.(type) {
	case *tracker.Event:
		return doc.Entry
	case *tracker.Response:
		return doc.Entry
	}
	return tracker.Entry{}
}

func (p EntryPage) summary() string { return p.entry().Summary }
func (p EntryPage) body() string    { return p.entry().Body }

// on is the day the entry stands on in the timeline.
func (p EntryPage) on() tracker.Span {
	switch doc := p.Entry.Doc.(type) {
	case *tracker.Event:
		return doc.Announced()
	case *tracker.Response:
		return parsed(doc.Occurred)
	}
	return tracker.Span{}
}

// parsed is a date's span, zero where the date cannot be read.
func parsed(d tracker.Date) tracker.Span {
	s, _ := d.Parse()
	return s
}

func authorityInFull(ctx context.Context, a tracker.NamedDocument) string {
	if a.Jurisdiction == "" {
		return a.Name
	}
	where := country(ctx, a.Jurisdiction)
	if strings.Contains(a.Name, where) {
		return a.Name
	}
	return where + " · " + a.Name
}

// actors are those who made a countermove.
func actors(e tracker.EntryDetail, r *tracker.Response) string {
	var names []string
	for _, c := range r.Companies {
		if c.Role == "actor" {
			names = append(names, e.Names.Of(tracker.KindCompany, c.Company).Name)
		}
	}
	if r.Actor != "" {
		names = append(names, r.Actor)
	}
	return strings.Join(names, ", ")
}

// linkedLine says of a linked entry who did what, and on which evidence.
func linkedLine(ctx context.Context, l tracker.LinkedEntry) string {
	parts := []string{dayText(ctx, l.Span())}
	if l.Authority != "" {
		parts = append(parts, l.Authority)
	}
	if len(l.Companies) > 0 {
		parts = append(parts, strings.Join(l.Companies, ", "))
	}
	if l.Strategy != "" {
		parts = append(parts, label(ctx, tracker.Strategies, l.Strategy))
	}
	if l.Grade != "" {
		parts = append(parts, label(ctx, tracker.Grades, string(l.Grade)))
	}
	return strings.Join(parts, " · ")
}

// A dateGroup is the dates of one kind.
type dateGroup struct {
	Kind  string
	Dates []tracker.Span
}

// dateGroups gathers the dates of a kind, the kinds in the order of the
// vocabulary, and the dates in their own.
func dateGroups(dates []tracker.EntryDate) []dateGroup {
	var groups []dateGroup
	for _, term := range tracker.DateKinds {
		g := dateGroup{Kind: term.Code}
		for _, d := range dates {
			if span := parsed(d.On); d.Kind == term.Code && !span.IsZero() {
				g.Dates = append(g.Dates, span)
			}
		}
		slices.SortStableFunc(g.Dates, func(a, b tracker.Span) int { return a.First.Compare(b.First) })
		if len(g.Dates) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// A roleGroup is the companies with one part in an entry.
type roleGroup struct {
	Role      string
	Companies []tracker.NamedDocument
}

func roleGroups(companies []tracker.CompanyRole, names tracker.Names) []roleGroup {
	var groups []roleGroup
	for _, term := range tracker.CompanyRoles {
		g := roleGroup{Role: term.Code}
		for _, c := range companies {
			if c.Role == term.Code {
				g.Companies = append(g.Companies, names.Of(tracker.KindCompany, c.Company))
			}
		}
		if len(g.Companies) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// A listingGroup is what an event does to companies on one list in one way.
type listingGroup struct {
	List      tracker.NamedDocument
	Action    string
	Companies []tracker.NamedDocument
}

func listingGroups(acts []tracker.ListingAct, names tracker.Names) []listingGroup {
	var groups []listingGroup
	at := map[[2]string]int{}
	for _, act := range acts {
		key := [2]string{act.List, act.Action}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, listingGroup{List: names.Of(tracker.KindList, act.List), Action: act.Action})
		}
		groups[i].Companies = append(groups[i].Companies, names.Of(tracker.KindCompany, act.Company))
	}
	return groups
}

// A threadLine is an event of the legal thread; the event at hand has no entry.
type threadLine struct {
	Year  string
	Entry *tracker.LinkedEntry
}

// threadLines puts the event at hand into its place among those it is tied to.
func (p EntryPage) threadLines() []threadLine {
	var lines []threadLine
	placed := false
	self := threadLine{Year: yearText(p.on().First.Year())}
	for i := range p.Entry.Thread {
		l := &p.Entry.Thread[i]
		after := l.Span().First.After(p.on().First) || l.Span().First.Equal(p.on().First) && l.Reverse
		if after && !placed {
			lines, placed = append(lines, self), true
		}
		lines = append(lines, threadLine{Year: yearText(l.Span().First.Year()), Entry: l})
	}
	if !placed && len(lines) > 0 {
		lines = append(lines, self)
	}
	return lines
}

// grouped writes a decimal the way the reader's language groups digits: 13,000.
func grouped(ctx context.Context, value string) string {
	whole, fraction, _ := strings.Cut(value, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	if len(whole) > 3 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + T(ctx, ",") + whole[i:]
		}
	}
	if fraction != "" {
		whole += T(ctx, ".") + fraction
	}
	return sign + whole
}
