package tracker

import "time"

// The types of this file are what readers' pages show: documents with the names
// behind their references, and lines, counts and neighbours drawn from many.

// Named is a document as others mention it.
type Named struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// An Item is an entry as a line of the timeline.
type Item struct {
	ID         int64
	Kind       Kind
	PublicID   string
	Slug       string
	Title      string
	Summary    string
	On         Span
	Confidence string
	Grade      Grade
	Origins    int
	Version    int
	Card       Card
}

// A Card is what a line of the timeline shows of other documents, gathered once
// by the publication. Its JSON form is stored.
type Card struct {
	Authority     Named         `json:"authority,omitzero"` // event
	Jurisdiction  string        `json:"jurisdiction,omitempty"`
	Instrument    string        `json:"instrument,omitempty"`
	Direction     string        `json:"direction,omitempty"`
	LegalCitation string        `json:"legal_citation,omitempty"`
	Strategy      string        `json:"strategy,omitempty"` // response
	Actor         string        `json:"actor,omitempty"`
	Companies     []NamedRole   `json:"companies,omitempty"` // in the order of the document
	Technologies  []Named       `json:"technologies,omitempty"`
	Links         []LinkedEntry `json:"links,omitempty"` // events: the earliest responses; responses: the events they answer
	MoreLinks     int           `json:"more_links,omitempty"`
}

// NamedRole is a company with its part in an entry.
type NamedRole struct {
	Named
	Role string `json:"role"`
}

// A LinkedEntry is an entry as another one mentions it.
type LinkedEntry struct {
	Slug      string   `json:"slug"`
	Title     string   `json:"title"`
	On        Date     `json:"on"`
	Companies []string `json:"companies,omitempty"` // names
	Strategy  string   `json:"strategy,omitempty"`
	Grade     Grade    `json:"grade,omitempty"`
	Kind      Kind     `json:"-"`
	Relation  string   `json:"-"` // of EventRelations, or "answers"
	Reverse   bool     `json:"-"` // the relation points here: "amended by"
	Authority string   `json:"-"`
}

// Span is the date of the linked entry; zero if it cannot be read.
func (l LinkedEntry) Span() Span {
	s, _ := l.On.Parse()
	return s
}

// A Timeline is one page of entries, newest first.
type Timeline struct {
	Items        []Item
	Newer, Older *Cursor // where the next pages begin; nil at the ends
}

// A Count is how many entries a view holds on all its pages.
type Count struct {
	Moves, Countermoves int
	More                bool // there are more: counting them all would cost too much
}

// Total is moves and countermoves together.
func (c Count) Total() int { return c.Moves + c.Countermoves }

// A Tally says how many entries there are of one value of a facet.
type Tally struct {
	Facet               Facet
	Value               string
	Label               string // name of the document; empty for codes, which the reader's language names
	Moves, Countermoves int
}

// Total is moves and countermoves together.
func (t Tally) Total() int { return t.Moves + t.Countermoves }

// A MonthCount says how many entries begin in a month.
type MonthCount struct {
	First               time.Time
	Moves, Countermoves int
}

// A Version is a published revision of a document, without its text.
type Version struct {
	Number       int
	PublishedAt  time.Time
	Note         string
	Restored     bool      // it brought the document back; Note says why
	WithdrawnAt  time.Time // readers lost sight of it then; zero: they did not
	WithdrawnFor string    // why
}

// An EntryDetail is an entry with all that its page shows: published, an older
// version, or a preview that is stored nowhere.
type EntryDetail struct {
	ID          int64
	PublicID    string // empty in the preview of a new entry
	Slug        string
	Doc         Document // *Event or *Response
	Version     int      // of Doc; 0 in a preview
	PublishedAt time.Time
	Latest      int // the newest version; larger than Version on the page of an older one
	Names       Names
	Evidence    Evidence
	Chains      []Chain // one for each citation, in their order
	Graph       SourceGraph
	Links       []LinkedEntry // events: responses that answer it; responses: the events they answer; by date
	Thread      []LinkedEntry // events: what it amends, extends…, and what does so to it; by date
	Versions    []Version     // newest first
}

// Names holds what the references of a document are called today.
type Names map[Reference]NamedDocument

// A NamedDocument is what a page says of a document that it mentions.
type NamedDocument struct {
	Slug         string // today's
	Name         string
	Jurisdiction string // of an authority
}

// Of returns the name of a reference, its slug where it is not public.
func (n Names) Of(kind Kind, slug string) NamedDocument {
	if d, ok := n[Reference{Kind: kind, Slug: slug}]; ok {
		return d
	}
	return NamedDocument{Slug: slug, Name: slug}
}

// A CompanyDetail is a company with all that its dossier shows.
type CompanyDetail struct {
	ID                  int64
	Slug                string
	Doc                 *Company
	Version             int
	PublishedAt         time.Time
	Names               Names
	Listings            []ListedOn
	Relations           []RelatedCompany
	Moves, Countermoves int
	// Lags are the days from each event to this company's first answer to it,
	// exact ones only, shortest first.
	Lags     []int
	Versions []Version
}

// A RelatedCompany is what another company is to the one at hand.
type RelatedCompany struct {
	Named
	Relation string // of CompanyRelations, or "parent"
	Reverse  bool   // the other company says it of this one
}

// ListedOn is a listing with the names of its company, list and events.
type ListedOn struct {
	Company            Named
	List               Named
	From, Until        time.Time // zero: open
	AddedBy, RemovedBy Named     // events; empty where none is on file
}

// A CompanyLine is a company as the index shows it.
type CompanyLine struct {
	Named
	NativeName          string
	Country             string
	Sector              string
	Moves, Countermoves int
	Lists               []string // names of the lists it stands on
}

// A ListDetail is a list with who stands and stood on it.
type ListDetail struct {
	ID          int64
	Slug        string
	Doc         *List
	Version     int
	PublishedAt time.Time
	Authority   NamedDocument
	Listings    []ListedOn
	Versions    []Version
}

// A ListLine is a list as the index shows it.
type ListLine struct {
	Named
	Authority  NamedDocument
	Meaning    string
	Listed     int // companies on it now, as far as on file
	EverListed int
}

// A Lens is a thing the timeline is looked at through: an authority, a
// technology, an instrument, a strategy.
type Lens struct {
	ID           int64 // of the document, 0 for a term of a vocabulary
	Facet        Facet
	Value        string
	Name         string
	Meaning      string
	URL          string // official page of an authority
	Jurisdiction string
}
