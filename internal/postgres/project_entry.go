package postgres

import "countermove/internal/tracker"

type entryRow struct {
	ID          int64        `json:"id"`
	Kind        tracker.Kind `json:"kind"`
	PublicID    string       `json:"public_id"`
	Slug        string       `json:"slug"`
	Title       string       `json:"title"`
	Summary     string       `json:"summary"`
	OnDate      *string      `json:"on_date"`
	OnPrecision string       `json:"on_precision"`
	Confidence  string       `json:"confidence"`
	Version     int          `json:"version"`
}

type eventRow struct {
	EntryID         int64    `json:"entry_id"`
	AuthorityID     int64    `json:"authority_id"`
	Instrument      string   `json:"instrument"`
	Direction       string   `json:"direction"`
	TargetCountries []string `json:"target_countries"`
	LegalCitation   string   `json:"legal_citation"`
	LegalIdentifier string   `json:"legal_identifier"`
}

type responseRow struct {
	EntryID   int64  `json:"entry_id"`
	Strategy  string `json:"strategy"`
	Actor     string `json:"actor"`
	ClaimedBy string `json:"claimed_by"`
}

type dateRow struct {
	EntryID   int64   `json:"entry_id"`
	Kind      string  `json:"kind"`
	OnDate    *string `json:"on_date"`
	Precision string  `json:"precision"`
}

type roleRow struct {
	EntryID   int64  `json:"entry_id"`
	CompanyID int64  `json:"company_id"`
	Role      string `json:"role"`
	Ordinal   int    `json:"ordinal"`
}

type technologyRow struct {
	EntryID      int64 `json:"entry_id"`
	TechnologyID int64 `json:"technology_id"`
	Ordinal      int   `json:"ordinal"`
}

type linkRow struct {
	FromID   int64  `json:"from_id"`
	ToID     int64  `json:"to_id"`
	Relation string `json:"relation"`
	Ordinal  int    `json:"ordinal"`
}

type citationRow struct {
	EntryID  int64  `json:"entry_id"`
	Ordinal  int    `json:"ordinal"`
	SourceID int64  `json:"source_id"`
	Locator  string `json:"locator"`
	Quote    string `json:"quote"`
}

type figureRow struct {
	EntryID int64  `json:"entry_id"`
	Ordinal int    `json:"ordinal"`
	Name    string `json:"name"`
	Value   string `json:"value"`
	Unit    string `json:"unit"`
}

type listingActRow struct {
	EntryID   int64  `json:"entry_id"`
	CompanyID int64  `json:"company_id"`
	ListID    int64  `json:"list_id"`
	Action    string `json:"action"`
}

type searchRow struct {
	EntryID int64  `json:"entry_id"`
	Own     string `json:"own"`
}

// entryRows gathers the rows of a batch of entries, table by table.
type entryRows struct {
	entries      []entryRow
	events       []eventRow
	responses    []responseRow
	dates        []dateRow
	roles        []roleRow
	technologies []technologyRow
	links        []linkRow
	citations    []citationRow
	figures      []figureRow
	listings     []listingActRow
	search       []searchRow
}

// entries writes events and responses. The rows of an earlier version go first;
// all that hangs on them goes with them.
func (w *writer) entries(ids []int64, batch []projection, keys keys) {
	var rows entryRows
	for _, p := range batch {
		switch doc := p.doc.(type) {
		case *tracker.Event:
			rows.event(p, doc, keys)
		case *tracker.Response:
			rows.response(p, doc, keys)
		}
	}
	w.exec(`DELETE FROM entries WHERE id = ANY($1)`, ids)
	w.insert("entries", "id, kind, public_id, slug, title, summary, on_date, on_precision, confidence, version",
		rows.entries, len(rows.entries))
	w.insert("events", "entry_id, authority_id, instrument, direction, target_countries, legal_citation, legal_identifier", rows.events, len(rows.events))
	w.insert("responses", "entry_id, strategy, actor, claimed_by", rows.responses, len(rows.responses))
	w.insert("entry_dates", "entry_id, kind, on_date, precision", rows.dates, len(rows.dates))
	w.insert("entry_companies", "entry_id, company_id, role, ordinal", rows.roles, len(rows.roles))
	w.insert("entry_technologies", "entry_id, technology_id, ordinal", rows.technologies, len(rows.technologies))
	w.insert("entry_links", "from_id, to_id, relation, ordinal", rows.links, len(rows.links))
	w.insert("citations", "entry_id, ordinal, source_id, locator, quote", rows.citations, len(rows.citations))
	w.insert("figures", "entry_id, ordinal, name, value, unit", rows.figures, len(rows.figures))
	w.insert("listing_acts", "entry_id, company_id, list_id, action", rows.listings, len(rows.listings))
	w.insert("entry_search", "entry_id, own", rows.search, len(rows.search))
}

func (r *entryRows) event(p projection, e *tracker.Event, keys keys) {
	on := e.Announced()
	r.entry(p, e.Entry, on, e.Confidence)
	countries := e.TargetCountries
	if countries == nil {
		countries = []string{}
	}
	r.events = append(r.events, eventRow{p.id, keys[tracker.KindAuthority][e.Authority], e.Instrument, e.Direction,
		countries, e.LegalCitation, e.LegalIdentifier})
	for _, d := range e.Dates {
		span, _ := d.On.Parse() // validated
		r.date(p.id, d.Kind, span)
	}
	r.companies(p.id, e.Companies, keys)
	r.technology(p.id, e.Technologies, keys)
	for i, rel := range e.Related {
		r.links = append(r.links, linkRow{p.id, keys[tracker.KindEvent][rel.Event], rel.Relation, i})
	}
	for _, l := range e.Listings {
		r.listings = append(r.listings, listingActRow{p.id, keys[tracker.KindCompany][l.Company], keys[tracker.KindList][l.List], l.Action})
	}
	r.cite(p.id, e.Citations, keys)
	r.search = append(r.search, searchRow{p.id, vector(e.Title, e.Summary, e.Body, e.LegalCitation+" "+e.LegalIdentifier)})
}

func (r *entryRows) response(p projection, doc *tracker.Response, keys keys) {
	on, _ := doc.Occurred.Parse() // validated
	r.entry(p, doc.Entry, on, doc.Confidence)
	r.responses = append(r.responses, responseRow{p.id, doc.Strategy, doc.Actor, doc.ClaimedBy})
	r.date(p.id, "occurred", on)
	r.companies(p.id, doc.Companies, keys)
	r.technology(p.id, doc.Technologies, keys)
	for i, slug := range doc.Answers {
		r.links = append(r.links, linkRow{p.id, keys[tracker.KindEvent][slug], "answers", i})
	}
	for i, f := range doc.Figures {
		r.figures = append(r.figures, figureRow{p.id, i, f.Name, f.Value, f.Unit})
	}
	r.cite(p.id, doc.Citations, keys)
	r.search = append(r.search, searchRow{p.id, vector(doc.Title, doc.Summary, doc.Body, doc.Actor+" "+doc.ClaimedBy)})
}

func (r *entryRows) entry(p projection, e tracker.Entry, on tracker.Span, confidence string) {
	r.entries = append(r.entries, entryRow{p.id, p.doc.Kind(), p.publicID, p.slug, e.Title, e.Summary,
		day(on.First), string(on.Precision), confidence, p.version})
}

func (r *entryRows) date(id int64, kind string, span tracker.Span) {
	r.dates = append(r.dates, dateRow{id, kind, day(span.First), string(span.Precision)})
}

func (r *entryRows) companies(id int64, roles []tracker.CompanyRole, keys keys) {
	for i, c := range roles {
		r.roles = append(r.roles, roleRow{id, keys[tracker.KindCompany][c.Company], c.Role, i})
	}
}

func (r *entryRows) technology(id int64, slugs []string, keys keys) {
	for i, slug := range slugs {
		r.technologies = append(r.technologies, technologyRow{id, keys[tracker.KindTechnology][slug], i})
	}
}

func (r *entryRows) cite(id int64, citations []tracker.Citation, keys keys) {
	for i, c := range citations {
		r.citations = append(r.citations, citationRow{id, i, keys[tracker.KindSource][c.Source], c.Locator, c.Quote})
	}
}
