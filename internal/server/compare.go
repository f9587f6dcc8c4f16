package server

import (
	"fmt"
	"maps"
	"net/http"
	"strconv"

	"countermove/internal/tracker"
	"countermove/web/view"
)

// A version is one version of a public document, with what its comparison with
// another one needs to know.
type version struct {
	kind     tracker.Kind
	id       int64
	slug     string
	number   int
	doc      tracker.Document
	names    tracker.Names
	versions []tracker.Version // newest first
}

// showComparison answers ?compare= on the page of a version: what changed from
// the one that it names to this one, as far as readers see it.
func (s *Server) showComparison(w http.ResponseWriter, r *http.Request, to version) error {
	from, err := versionNumber("compare", r.URL.Query().Get("compare"), to.versions)
	if err != nil {
		return err
	}
	canonical := "compare=" + strconv.Itoa(from.Number)
	if canonicalQuery(w, r, canonical, func(name string) bool { return name == "compare" }) {
		return nil
	}
	before, err := s.Store.VersionNote(r.Context(), to.kind, to.id, from.Number)
	if err != nil {
		return err
	}
	page := view.ComparisonPage{Kind: to.kind, Slug: to.slug, Name: to.doc.Label(), From: from, Versions: to.versions}
	if page.To, err = versionNumber("to", strconv.Itoa(to.number), to.versions); err != nil {
		return err
	}
	if page.Changes, err = tracker.ComparePublic(before.Doc, to.doc); err != nil {
		return err
	}
	if page.Names, err = s.Store.Names(r.Context(), before.Doc); err != nil {
		return err
	}
	maps.Copy(page.Names, to.names)
	title := fmt.Sprintf("“%s”, from version %d to version %d", to.doc.Label(), from.Number, to.number)
	page.Base = s.base(r, title, "", view.ComparisonURL(to.kind, to.slug, from.Number, to.number))
	page.NoIndex = true
	return render(w, r, http.StatusOK, view.Comparison(page))
}

// chooseVersions leads from the form on the list of versions to the comparison
// it asks for. It tells whether it answered.
func chooseVersions(w http.ResponseWriter, r *http.Request, kind tracker.Kind, slug string, versions []tracker.Version) (bool, error) {
	q := r.URL.Query()
	if !q.Has("from") && !q.Has("to") {
		return false, nil
	}
	from, err := versionNumber("from", q.Get("from"), versions)
	if err != nil {
		return false, err
	}
	to, err := versionNumber("to", q.Get("to"), versions)
	if err != nil {
		return false, err
	}
	return true, redirect(w, r, view.ComparisonURL(kind, slug, from.Number, to.Number), http.StatusSeeOther)
}

// versionNumber finds the version that a parameter names.
func versionNumber(parameter, value string, versions []tracker.Version) (tracker.Version, error) {
	var v tracker.Invalid
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		v.Add(parameter, "Give the number of a version, such as 1.")
		return tracker.Version{}, v
	}
	for _, version := range versions {
		if version.Number == n {
			return version, nil
		}
	}
	v.Add(parameter, "There is no version %s. The newest is %d.", strconv.Itoa(n), len(versions))
	return tracker.Version{}, v
}
