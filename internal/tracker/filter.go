package tracker

import (
	"net/url"
	"slices"
	"strings"
)

// A Facet is one thing the timeline can be filtered by, and its parameter's name.
type Facet string

// The facets of the timeline.
const (
	FacetKind         Facet = "kind"
	FacetJurisdiction Facet = "jurisdiction"
	FacetAuthority    Facet = "authority"
	FacetCompany      Facet = "company"
	FacetTechnology   Facet = "technology"
	FacetInstrument   Facet = "instrument"
	FacetDirection    Facet = "direction"
	FacetStrategy     Facet = "strategy"
	FacetList         Facet = "list"
	FacetEvidence     Facet = "evidence"
)

// Facets lists them in the canonical order of a filter's address.
var Facets = []Facet{
	FacetKind, FacetJurisdiction, FacetAuthority, FacetCompany, FacetTechnology,
	FacetInstrument, FacetDirection, FacetStrategy, FacetList, FacetEvidence,
}

// EntryKinds is the vocabulary of FacetKind.
var EntryKinds = Vocabulary{
	{"event", "Moves", "制裁举措", "What states did."},
	{"response", "Countermoves", "应对举措", "What companies did."},
}

// closedFacets are those whose values this package knows; the values of the
// others are documents, or countries.
var closedFacets = map[Facet]Vocabulary{
	FacetKind: EntryKinds, FacetInstrument: Instruments, FacetDirection: Directions,
	FacetStrategy: Strategies, FacetEvidence: Grades,
}

// Vocabulary is the closed vocabulary of the facet, nil where its values are
// documents or countries.
func (f Facet) Vocabulary() Vocabulary { return closedFacets[f] }

// DocumentKind is the kind of document the facet's values are, if they are.
func (f Facet) DocumentKind() (Kind, bool) {
	switch f {
	case FacetAuthority:
		return KindAuthority, true
	case FacetCompany:
		return KindCompany, true
	case FacetTechnology:
		return KindTechnology, true
	case FacetList:
		return KindList, true
	}
	return "", false
}

// A Filter narrows the timeline. Values of one facet widen it (any of), facets
// narrow one another (all of). The zero Filter lets everything through.
type Filter struct {
	Values      map[Facet][]string // sorted, none twice
	From, Until Date               // both inclusive, whole months and years
	Text        string
}

const (
	mostValues   = 20  // of one facet
	longestQuery = 200 // characters
)

// ParseFilter reads a filter from an address. Parameters it does not know are
// left alone; a value that cannot be is an Invalid whose fields are parameters.
// Whether a company, authority, technology or list exists is not checked here.
func ParseFilter(q url.Values) (Filter, error) {
	f := Filter{Values: map[Facet][]string{}}
	var v Invalid
	for _, facet := range Facets {
		for _, value := range q[string(facet)] {
			if value = strings.TrimSpace(value); value == "" {
				continue
			}
			f.Values[facet] = append(f.Values[facet], value)
			checkValue(&v, facet, value)
		}
		slices.Sort(f.Values[facet])
		f.Values[facet] = slices.Compact(f.Values[facet])
		if len(f.Values[facet]) > mostValues {
			v.Add(string(facet), "There are %d values; %d is the most.", len(f.Values[facet]), mostValues)
		}
		if len(f.Values[facet]) == 0 {
			delete(f.Values, facet)
		}
	}
	f.From, f.Until = dateParam(&v, q, "from"), dateParam(&v, q, "until")
	from, _ := f.From.Parse()
	until, _ := f.Until.Parse()
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		v.Add("until", "The end (%s) is before the beginning (%s).", string(f.Until), string(f.From))
	}
	f.Text = strings.Join(strings.Fields(q.Get("q")), " ")
	v.line("q", f.Text, longestQuery)
	return f, v.Err()
}

func checkValue(v *Invalid, facet Facet, value string) {
	kind, isDocument := facet.DocumentKind()
	switch vocabulary := facet.Vocabulary(); {
	case vocabulary != nil && !vocabulary.Has(value):
		codes := make([]string, len(vocabulary))
		for i, t := range vocabulary {
			codes[i] = t.Code
		}
		v.Add(string(facet), "There is no “%s”. It can be: %s.", shorten(value), strings.Join(codes, ", "))
	case facet == FacetJurisdiction:
		v.country(string(facet), value)
	case isDocument && CheckSlug(kind, value) != nil:
		v.Add(string(facet), "There is no “%s” on file.", shorten(value))
	}
}

func dateParam(v *Invalid, q url.Values, name string) Date {
	d := Date(strings.TrimSpace(q.Get(name)))
	if d == "" {
		return ""
	}
	if _, err := d.Parse(); err != nil {
		v.Add(name, "“%s” is not a date: %s.", shorten(string(d)), err.Error())
	}
	return d
}

// IsZero tells whether the filter lets everything through.
func (f Filter) IsZero() bool {
	return len(f.Values) == 0 && f.From == "" && f.Until == "" && f.Text == ""
}

// Has tells whether the filter asks for that value of the facet.
func (f Filter) Has(facet Facet, value string) bool {
	return slices.Contains(f.Values[facet], value)
}

// With is the filter with one more value.
func (f Filter) With(facet Facet, value string) Filter {
	g := f.clone()
	if !f.Has(facet, value) {
		g.Values[facet] = append(slices.Clone(g.Values[facet]), value)
		slices.Sort(g.Values[facet])
	}
	return g
}

// Without is the filter with one value less.
func (f Filter) Without(facet Facet, value string) Filter {
	g := f.clone()
	g.Values[facet] = slices.DeleteFunc(slices.Clone(g.Values[facet]), func(s string) bool { return s == value })
	if len(g.Values[facet]) == 0 {
		delete(g.Values, facet)
	}
	return g
}

// Between is the filter with other dates; empty ones are open.
func (f Filter) Between(from, until Date) Filter {
	g := f.clone()
	g.From, g.Until = from, until
	return g
}

// Saying is the filter with another text.
func (f Filter) Saying(text string) Filter {
	g := f.clone()
	g.Text = text
	return g
}

func (f Filter) clone() Filter {
	values := make(map[Facet][]string, len(f.Values)+1)
	for facet, list := range f.Values {
		values[facet] = list
	}
	f.Values = values
	return f
}

// Query is the filter as the query of an address, in canonical order: the
// facets as listed, values sorted, then dates and text. Equal filters have
// equal queries, so that any view has one permalink.
func (f Filter) Query() string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+url.QueryEscape(value))
		}
	}
	for _, facet := range Facets {
		for _, value := range f.Values[facet] {
			add(string(facet), value)
		}
	}
	add("from", string(f.From))
	add("until", string(f.Until))
	add("q", f.Text)
	return strings.Join(parts, "&")
}

// CheckIndex judges the parameters of the index of companies: part of a name, a
// country, and the slug after which a page goes on. Each may be empty.
func CheckIndex(name, country, after string) error {
	var v Invalid
	v.line("q", name, longestQuery)
	v.country("country", country)
	if after != "" && !slugPattern.MatchString(after) {
		v.Add("after", "“%s” is no place in the index. Start again at its beginning.", shorten(after))
	}
	return v.Err()
}
