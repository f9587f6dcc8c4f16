package server

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"countermove/internal/tracker"
	"countermove/web/view"
)

// pageSize is how many entries a page of the timeline has.
const pageSize = 50

// quickFacets are what the unfiltered timeline offers to filter by at once, with
// how many values of each.
var quickFacets = []tracker.Facet{tracker.FacetJurisdiction, tracker.FacetCompany, tracker.FacetTechnology, tracker.FacetInstrument}

const (
	quickValues  = 3
	filterValues = 200 // of one facet on the filter page
)

func (s *Server) showTimeline(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	filter, labels, err := s.filter(r)
	if problems, ok := errors.AsType[tracker.Invalid](err); ok {
		return s.renderFilters(w, r, filter, labels, problems)
	}
	if err != nil {
		return err
	}
	window, err := tracker.ParseWindow(query)
	if err != nil {
		return err
	}
	canonical := joinQuery(filter.Query(), window.Query())
	if canonicalQuery(w, r, canonical, timelineParam) {
		return nil
	}
	page := view.TimelinePage{Filter: filter, Window: window, Names: names(labels)}
	if page.Timeline, err = s.Store.Timeline(r.Context(), filter, window, pageSize); err != nil {
		return err
	}
	if page.Months, err = s.Store.Months(r.Context(), filter); err != nil {
		return err
	}
	if page.Count, err = s.Store.Count(r.Context(), filter); err != nil {
		return err
	}
	if filter.IsZero() {
		tallies, err := s.Store.Tallies(r.Context(), filter, quickValues, quickFacets...)
		if err != nil {
			return err
		}
		page.Quick = inOrder(tallies, quickFacets)
	}
	page.Base = s.base(r, view.TimelineTitle(r.Context(), filter, page.Names), view.TimelineDescription(r.Context()), view.TimelineURL(filter, window))
	return render(w, r, http.StatusOK, view.Timeline(page))
}

func joinQuery(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "&")
}

func timelineParam(name string) bool {
	return slices.Contains(tracker.Facets, tracker.Facet(name)) || name == "from" || name == "until" || name == "q" ||
		name == "before" || name == "after"
}

// names are the documents a filter names, for the labels of its chips.
func names(labels labelling) tracker.Names {
	named := tracker.Names{}
	for facet, values := range labels {
		kind, _ := facet.DocumentKind()
		for slug, label := range values {
			named[tracker.Reference{Kind: kind, Slug: slug}] = tracker.NamedDocument{Slug: slug, Name: label}
		}
	}
	return named
}

// inOrder sorts tallies by their facets, keeping those of one facet as they are.
func inOrder(tallies []tracker.Tally, facets []tracker.Facet) []tracker.Tally {
	slices.SortStableFunc(tallies, func(a, b tracker.Tally) int {
		return slices.Index(facets, a.Facet) - slices.Index(facets, b.Facet)
	})
	return tallies
}

// A labelling is what the documents are called that a filter names.
type labelling map[tracker.Facet]map[string]string

// filter reads the filter of a request. The error is an Invalid that names all
// that is wrong with it.
func (s *Server) filter(r *http.Request) (tracker.Filter, labelling, error) {
	filter, err := tracker.ParseFilter(r.URL.Query())
	problems, _ := errors.AsType[tracker.Invalid](err)
	labels, err := s.Store.FilterLabels(r.Context(), filter)
	unknown, ok := errors.AsType[tracker.Invalid](err)
	if err != nil && !ok {
		return filter, nil, err
	}
	return filter, labels, append(problems, unknown...).Err()
}

func (s *Server) showFilters(w http.ResponseWriter, r *http.Request) error {
	filter, labels, err := s.filter(r)
	problems, ok := errors.AsType[tracker.Invalid](err)
	if err != nil && !ok {
		return err
	}
	return s.renderFilters(w, r, filter, labels, problems)
}

// renderFilters shows the form of a filter, with what is wrong in it. The
// counts are those of the filter if it is sound, else of the whole timeline.
func (s *Server) renderFilters(w http.ResponseWriter, r *http.Request, filter tracker.Filter, labels labelling, problems tracker.Invalid) error {
	counted, status := filter, http.StatusOK
	if len(problems) > 0 {
		counted, status = tracker.Filter{}, http.StatusBadRequest
	}
	tallies, err := s.Store.Tallies(r.Context(), counted, filterValues)
	if err != nil {
		return err
	}
	page := view.FiltersPage{Filter: filter, Names: names(labels), From: string(filter.From), Until: string(filter.Until), Text: filter.Text, Problems: problems}
	for _, facet := range tracker.Facets {
		of := slices.DeleteFunc(slices.Clone(tallies), func(t tracker.Tally) bool { return t.Facet != facet })
		page.Facets = append(page.Facets, view.FacetChoices{Facet: facet, Tallies: of})
	}
	page.Base = s.base(r, "Filter the timeline", "", view.FilterURL(counted))
	page.NoIndex = true
	return render(w, r, status, view.Filters(page))
}

// lens is the timeline through one value of one facet, with the cursors of the
// request: what dossiers and the pages of authorities, technologies,
// instruments and strategies have in common.
type lens struct {
	Timeline tracker.Timeline
	Months   []tracker.MonthCount
	Count    tracker.Count
	Window   tracker.Window
	Filter   tracker.Filter
}

func (s *Server) lens(r *http.Request, facet tracker.Facet, value string) (l lens, err error) {
	if l.Window, err = tracker.ParseWindow(r.URL.Query()); err != nil {
		return l, err
	}
	l.Filter = tracker.Filter{}.With(facet, value)
	if l.Timeline, err = s.Store.Timeline(r.Context(), l.Filter, l.Window, pageSize); err != nil {
		return l, err
	}
	if l.Months, err = s.Store.Months(r.Context(), l.Filter); err != nil {
		return l, err
	}
	l.Count, err = s.Store.Count(r.Context(), l.Filter)
	return l, err
}
