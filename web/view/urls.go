package view

import (
	"net/url"
	"strconv"
	"strings"

	"countermove/internal/tracker"
)

// The addresses of pages. Handlers redirect to them and templates link to
// them; the route table is their other half.

// EventURL is an event's page.
func EventURL(slug string) string { return "/events/" + url.PathEscape(slug) }

// ResponseURL is a response's page.
func ResponseURL(slug string) string { return "/responses/" + url.PathEscape(slug) }

// CompanyURL is a company's dossier.
func CompanyURL(slug string) string { return "/companies/" + url.PathEscape(slug) }

// ListURL is a list's page.
func ListURL(slug string) string { return "/lists/" + url.PathEscape(slug) }

// AuthorityURL is the timeline of an authority.
func AuthorityURL(code string) string { return "/authorities/" + url.PathEscape(code) }

// TechnologyURL is the timeline of a technology.
func TechnologyURL(slug string) string { return "/technologies/" + url.PathEscape(slug) }

// InstrumentURL is the timeline of an instrument.
func InstrumentURL(code string) string { return "/instruments/" + url.PathEscape(code) }

// StrategyURL is the timeline of a strategy.
func StrategyURL(code string) string { return "/strategies/" + url.PathEscape(code) }

// DocumentURL is the page of a document, empty for kinds that have none.
func DocumentURL(kind tracker.Kind, slug string) string {
	switch kind {
	case tracker.KindEvent:
		return EventURL(slug)
	case tracker.KindResponse:
		return ResponseURL(slug)
	case tracker.KindCompany:
		return CompanyURL(slug)
	case tracker.KindList:
		return ListURL(slug)
	case tracker.KindAuthority:
		return AuthorityURL(slug)
	case tracker.KindTechnology:
		return TechnologyURL(slug)
	}
	return ""
}

// ShortURL is an entry's short permalink.
func ShortURL(publicID string) string { return "/e/" + url.PathEscape(publicID) }

// VersionsURL is the list of a document's versions.
func VersionsURL(kind tracker.Kind, slug string) string {
	return DocumentURL(kind, slug) + "/versions"
}

// VersionURL is one version of a document, for ever.
func VersionURL(kind tracker.Kind, slug string, number int) string {
	return VersionsURL(kind, slug) + "/" + strconv.Itoa(number)
}

// ComparisonURL is what changed from one version of a document to another.
func ComparisonURL(kind tracker.Kind, slug string, from, to int) string {
	return VersionURL(kind, slug, to) + "?compare=" + strconv.Itoa(from)
}

// TimelineURL is a view of the timeline.
func TimelineURL(f tracker.Filter, w tracker.Window) string {
	return withQuery("/", f.Query(), w.Query())
}

// FilterURL is the page on which a filter is changed.
func FilterURL(f tracker.Filter) string { return withQuery("/filter", f.Query()) }

// WindowURL is another page of a timeline that stands on a page of its own.
func WindowURL(path string, w tracker.Window) string {
	return withQuery(path, w.Query())
}

// CompaniesURL is the index of companies, narrowed to a country and a name and
// going on after a company, where they are given.
func CompaniesURL(country, name, after string) string {
	q := url.Values{}
	if after != "" {
		q.Set("after", after)
	}
	if country != "" {
		q.Set("country", country)
	}
	if name != "" {
		q.Set("q", name)
	}
	return withQuery("/companies", q.Encode())
}

// LensURL is the page of a value of a facet, or the timeline filtered by it
// where it has no page.
func LensURL(f tracker.Facet, value string) string {
	switch f {
	case tracker.FacetAuthority:
		return AuthorityURL(value)
	case tracker.FacetCompany:
		return CompanyURL(value)
	case tracker.FacetTechnology:
		return TechnologyURL(value)
	case tracker.FacetInstrument:
		return InstrumentURL(value)
	case tracker.FacetStrategy:
		return StrategyURL(value)
	case tracker.FacetList:
		return ListURL(value)
	}
	return FacetURL(f, value)
}

// FacetURL is the timeline filtered by one value.
func FacetURL(f tracker.Facet, value string) string {
	return TimelineURL(tracker.Filter{}.With(f, value), tracker.Window{})
}

// identifierURL is where a register shows the company, empty where it has no
// page for it.
func identifierURL(id tracker.Identifier) string {
	switch id.Scheme {
	case "wikidata":
		return "https://www.wikidata.org/wiki/" + url.PathEscape(id.Value)
	case "lei":
		return "https://search.gleif.org/#/record/" + url.PathEscape(id.Value)
	case "opensanctions":
		return "https://www.opensanctions.org/entities/" + url.PathEscape(id.Value) + "/"
	}
	return ""
}

func withQuery(path string, parts ...string) string {
	var query []string
	for _, p := range parts {
		if p != "" {
			query = append(query, p)
		}
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + strings.Join(query, "&")
}
