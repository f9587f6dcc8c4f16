package postgres

import "countermove/internal/tracker"

type companyRow struct {
	ID               int64    `json:"id"`
	Slug             string   `json:"slug"`
	Name             string   `json:"name"`
	NativeName       string   `json:"native_name"`
	Country          string   `json:"country"`
	Headquarters     string   `json:"headquarters"`
	Founded          *string  `json:"founded"`
	FoundedPrecision *string  `json:"founded_precision"`
	Sector           string   `json:"sector"`
	Summary          string   `json:"summary"`
	Website          string   `json:"website"`
	Tickers          []string `json:"tickers"`
	ParentID         *int64   `json:"parent_id"`
}

type companyNameRow struct {
	CompanyID int64  `json:"company_id"`
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Language  string `json:"language"`
	Key       string `json:"key"`
}

type identifierRow struct {
	CompanyID int64  `json:"company_id"`
	Scheme    string `json:"scheme"`
	Value     string `json:"value"`
}

type companyRelationRow struct {
	CompanyID int64  `json:"company_id"`
	OtherID   int64  `json:"other_id"`
	Relation  string `json:"relation"`
}

func (w *writer) companies(ids []int64, batch []projection, keys keys) {
	var rows []companyRow
	var names []companyNameRow
	var identifiers []identifierRow
	var relations []companyRelationRow
	for _, p := range batch {
		c := p.doc.(*tracker.Company)
		row := companyRow{ID: p.id, Slug: p.slug, Name: c.Name, NativeName: c.NativeName, Country: c.Country, Headquarters: c.Headquarters,
			Sector: c.Sector, Summary: c.Summary, Website: c.Website, Tickers: append([]string{}, c.Tickers...)}
		row.Founded, row.FoundedPrecision = optionalDate(c.Founded)
		if c.Parent != "" {
			parent := keys[tracker.KindCompany][c.Parent]
			row.ParentID = &parent
		}
		rows = append(rows, row)
		for _, n := range c.KnownNames() {
			names = append(names, companyNameRow{p.id, n.Name, n.Kind, n.Language, nameKey(n.Name)})
		}
		for _, id := range c.Identifiers {
			identifiers = append(identifiers, identifierRow{p.id, id.Scheme, id.Value})
		}
		for _, r := range c.Relations {
			relations = append(relations, companyRelationRow{p.id, keys[tracker.KindCompany][r.Company], r.Relation})
		}
	}
	w.upsert("companies", []string{"slug", "name", "native_name", "country", "headquarters", "founded", "founded_precision", "sector",
		"summary", "website", "tickers", "parent_id"}, rows, len(rows))
	for _, table := range []string{"company_names", "company_identifiers", "company_relations"} {
		w.exec(`DELETE FROM `+table+` WHERE company_id = ANY($1)`, ids)
	}
	w.insert("company_names", "company_id, name, kind, language, key", names, len(names))
	w.insert("company_identifiers", "company_id, scheme, value", identifiers, len(identifiers))
	w.insert("company_relations", "company_id, other_id, relation", relations, len(relations))
}

// optionalDate is a validated date that may be missing, as two columns.
func optionalDate(d tracker.Date) (on, precision *string) {
	span, err := d.Parse()
	if err != nil {
		return nil, nil
	}
	p := string(span.Precision)
	return day(span.First), &p
}
