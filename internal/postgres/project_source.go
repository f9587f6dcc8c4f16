package postgres

import "countermove/internal/tracker"

type sourceRow struct {
	ID                 int64   `json:"id"`
	Slug               string  `json:"slug"`
	Title              string  `json:"title"`
	Publisher          string  `json:"publisher"`
	Author             string  `json:"author"`
	URL                string  `json:"url"`
	ArchivedURL        string  `json:"archived_url"`
	PublishedOn        *string `json:"published_on"`
	PublishedPrecision *string `json:"published_precision"`
	Language           string  `json:"language"`
	SourceKind         string  `json:"source_kind"`
	Seen               bool    `json:"seen"`
	Search             string  `json:"search"`
}

type relayRow struct {
	SourceID int64  `json:"source_id"`
	RelaysID int64  `json:"relays_id"`
	How      string `json:"how"`
	Ordinal  int    `json:"ordinal"`
}

func (w *writer) sources(ids []int64, batch []projection, keys keys) {
	var rows []sourceRow
	var relays []relayRow
	for _, p := range batch {
		d := p.doc.(*tracker.Source)
		row := sourceRow{ID: p.id, Slug: p.slug, Title: d.Title, Publisher: d.Publisher, Author: d.Author, URL: d.URL, ArchivedURL: d.ArchivedURL,
			Language: d.Language, SourceKind: d.SourceKind, Seen: d.Seen, Search: vector(d.Title, d.Publisher+" "+d.Author)}
		row.PublishedOn, row.PublishedPrecision = optionalDate(d.PublishedOn)
		rows = append(rows, row)
		for i, r := range d.Relays {
			relays = append(relays, relayRow{p.id, keys[tracker.KindSource][r.Source], r.How, i})
		}
	}
	w.upsert("sources", []string{"slug", "title", "publisher", "author", "url", "archived_url", "published_on", "published_precision",
		"language", "source_kind", "seen", "search"}, rows, len(rows))
	w.exec(`DELETE FROM source_relays WHERE source_id = ANY($1)`, ids)
	w.insert("source_relays", "source_id, relays_id, how, ordinal", relays, len(relays))
}
