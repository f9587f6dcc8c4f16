package postgres

import "countermove/internal/tracker"

type technologyDocRow struct {
	ID      int64  `json:"id"`
	Slug    string `json:"slug"`
	Name    string `json:"name"`
	Chinese string `json:"chinese"`
	Meaning string `json:"meaning"`
}

type authorityRow struct {
	ID           int64  `json:"id"`
	Slug         string `json:"slug"`
	Name         string `json:"name"`
	Jurisdiction string `json:"jurisdiction"`
	URL          string `json:"url"`
}

type listRow struct {
	ID          int64  `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	AuthorityID int64  `json:"authority_id"`
	ListedFrom  string `json:"listed_from"`
	URL         string `json:"url"`
	Meaning     string `json:"meaning"`
}

// registers writes technologies, authorities and lists. Others refer to their
// rows, so these are changed in place.
func (w *writer) registers(kind tracker.Kind, batch []projection, keys keys) {
	var technologies []technologyDocRow
	var authorities []authorityRow
	var lists []listRow
	for _, p := range batch {
		switch d := p.doc.(type) {
		case *tracker.Technology:
			technologies = append(technologies, technologyDocRow{p.id, p.slug, d.Name, d.Chinese, d.Meaning})
		case *tracker.Authority:
			authorities = append(authorities, authorityRow{p.id, p.slug, d.Name, d.Jurisdiction, d.URL})
		case *tracker.List:
			lists = append(lists, listRow{p.id, p.slug, d.Name, keys[tracker.KindAuthority][d.Authority], d.ListedFrom, d.URL, d.Meaning})
		}
	}
	switch kind {
	case tracker.KindTechnology:
		w.upsert("technologies", []string{"slug", "name", "chinese", "meaning"}, technologies, len(technologies))
	case tracker.KindAuthority:
		w.upsert("authorities", []string{"slug", "name", "jurisdiction", "url"}, authorities, len(authorities))
	case tracker.KindList:
		w.upsert("lists", []string{"slug", "name", "authority_id", "listed_from", "url", "meaning"}, lists, len(lists))
	}
}
