package tracker

import (
	"fmt"
	"slices"
)

// An Event is a move: one act of one authority on one day. Companion rules of
// the same day are events of their own when they do different things.
type Event struct {
	Entry
	Dates           []EntryDate   `json:"dates"` // exactly one of them announced
	Authority       string        `json:"authority"`
	Instrument      string        `json:"instrument"`
	Direction       string        `json:"direction"`
	TargetCountries []string      `json:"target_countries,omitempty"`
	Companies       []CompanyRole `json:"companies,omitempty"`
	Listings        []ListingAct  `json:"listings,omitempty"`
	Technologies    []string      `json:"technologies,omitempty"`
	LegalCitation   string        `json:"legal_citation,omitempty"`   // as the gazette is cited: 84 FR 22961
	LegalIdentifier string        `json:"legal_identifier,omitempty"` // document, order or bill number: 2019-10616
	Related         []Relation    `json:"related,omitempty"`
	Citations       []Citation    `json:"citations"`
	Confidence      string        `json:"confidence"`
	Note            string        `json:"note,omitempty"` // for editors; never shown to readers
}

// A ListingAct is what an event does to one company on one list.
type ListingAct struct {
	Company string `json:"company"`
	List    string `json:"list"`
	Action  string `json:"action"` // of ListActions
}

// A Relation ties an event to an earlier one.
type Relation struct {
	Event    string `json:"event"`
	Relation string `json:"relation"` // of EventRelations
}

// Kind is KindEvent.
func (*Event) Kind() Kind { return KindEvent }

// Label is the title.
func (e *Event) Label() string { return e.Title }

// EventDateKinds are the kinds of date an event can have.
var EventDateKinds = slices.DeleteFunc(slices.Clone(DateKinds), func(t Term) bool { return t.Code == "occurred" })

// Announced is the day an event stands on in the timeline: the first day of
// its announcement. It is zero where none is given or it cannot be read.
func (e *Event) Announced() Span { return e.date("announced") }

func (e *Event) date(kind string) Span {
	for _, d := range e.Dates {
		if d.Kind == kind {
			span, _ := d.On.Parse()
			return span
		}
	}
	return Span{}
}

// Tidy trims what was typed and drops rows left empty.
func (e *Event) Tidy() {
	e.tidy()
	var dates []EntryDate
	for _, d := range e.Dates {
		tidy((*string)(&d.On))
		if d.On != "" {
			dates = append(dates, d)
		}
	}
	e.Dates = dates
	e.Companies = tidyRoles(e.Companies)
	for i := range e.Listings {
		tidy(&e.Listings[i].Company)
		tidy(&e.Listings[i].List)
	}
	e.Listings = slices.DeleteFunc(e.Listings, func(l ListingAct) bool { return l.Company == "" && l.List == "" })
	for i := range e.Related {
		tidy(&e.Related[i].Event)
	}
	e.Related = slices.DeleteFunc(e.Related, func(r Relation) bool { return r.Event == "" })
	e.Technologies = tidySlugs(e.Technologies)
	e.TargetCountries = tidySlugs(e.TargetCountries)
	e.Citations = tidyCitations(e.Citations)
	tidy(&e.LegalCitation)
	tidy(&e.LegalIdentifier)
	tidyText(&e.Note)
}

// Validate tells what stops the publication of the event.
func (e *Event) Validate() error {
	var v Invalid
	e.validate(&v)
	e.validateDates(&v)
	v.required("authority", e.Authority, "Choose who took the measure.")
	v.choice("instrument", e.Instrument, Instruments)
	v.choice("direction", e.Direction, Directions)
	v.slugs("target_countries", e.TargetCountries)
	for i, c := range e.TargetCountries {
		v.country(fmt.Sprintf("target_countries[%d]", i), c)
	}
	validateRoles(&v, e.Companies, "target", "affected", "beneficiary")
	e.validateListings(&v)
	v.slugs("technologies", e.Technologies)
	v.line("legal_citation", e.LegalCitation, longestLine)
	v.line("legal_identifier", e.LegalIdentifier, longestLine)
	v.rows("related", len(e.Related))
	seen := map[Relation]bool{}
	for i, r := range e.Related {
		field := fmt.Sprintf("related[%d]", i)
		v.required(field+".event", r.Event, "Choose an event, or remove the row.")
		v.choice(field+".relation", r.Relation, EventRelations)
		if seen[r] {
			v.Add(field+".event", "It stands here already. Remove one of the two.")
		}
		seen[r] = true
	}
	validateCitations(&v, e.Citations)
	v.choice("confidence", e.Confidence, Confidences)
	v.paragraphs("note", e.Note, longestNote)
	return v.Err()
}

// validateDates wants one announcement, readable dates, and nothing in force
// before it was announced.
func (e *Event) validateDates(v *Invalid) {
	announced := slices.IndexFunc(e.Dates, func(d EntryDate) bool { return d.Kind == "announced" })
	if announced < 0 {
		v.Add("dates", "Give the date of the announcement.")
	}
	v.rows("dates", len(e.Dates))
	seen := map[EntryDate]bool{}
	first := e.Announced()
	effective := e.date("effective")
	for i, d := range e.Dates {
		on, kind := fmt.Sprintf("dates[%d].on", i), fmt.Sprintf("dates[%d].kind", i)
		v.choice(kind, d.Kind, EventDateKinds)
		if d.Kind == "announced" && i != announced {
			v.Add(kind, "An event is announced once. Choose another kind for this date, or remove it.")
		}
		if seen[d] {
			v.Add(on, "This date stands here already. Remove one of the two.")
		}
		seen[d] = true
		span, err := d.On.Parse()
		switch {
		case err != nil:
			v.Add(on, "“%s” is not a date: %s.", shorten(string(d.On)), err.Error())
		case afterAnnouncement[d.Kind] && !first.IsZero() && span.Before(first) && !e.boundBeforeKnown(d.Kind, span):
			v.Add(on, "This is before the announcement (%s). Enter a date on or after it, or leave it empty. If an order was in force some days before it was made known, say so in the note.", string(first.Date()))
		case d.Kind == "expires" && !effective.IsZero() && span.Before(effective):
			v.Add(on, "This is before it takes effect (%s). Enter a date on or after it, or leave it empty.", string(effective.Date()))
		}
	}
}

// afterAnnouncement are the kinds of date that cannot come before it: what is
// in force is known. A text may well be filed before it is made public.
var afterAnnouncement = map[string]bool{"effective": true, "compliance": true, "expires": true}

// boundBeforeKnown lets an order be in force up to a week before its
// announcement, if the editor's note explains it: that against ZTE bound from
// Sunday 15 April 2018 and was made known on Monday.
func (e *Event) boundBeforeKnown(kind string, on Span) bool {
	return kind == "effective" && e.Note != "" && !on.Last.Before(e.Announced().First.AddDate(0, 0, -7))
}

func (e *Event) validateListings(v *Invalid) {
	v.rows("listings", len(e.Listings))
	seen := map[[2]string]bool{}
	for i, l := range e.Listings {
		field := fmt.Sprintf("listings[%d]", i)
		v.required(field+".company", l.Company, "Choose a company, or remove the row.")
		v.required(field+".list", l.List, "Choose a list, or remove the row.")
		v.choice(field+".action", l.Action, ListActions)
		if key := [2]string{l.Company, l.List}; seen[key] {
			v.Add(field+".company", "This company and list stand here already. Remove one of the two.")
		} else {
			seen[key] = true
		}
	}
}

// References are the documents the event names.
func (e *Event) References() []Reference {
	refs := []Reference{{KindAuthority, e.Authority, "authority"}}
	refs = append(refs, roleReferences(e.Companies)...)
	for i, l := range e.Listings {
		refs = append(refs,
			Reference{KindCompany, l.Company, fmt.Sprintf("listings[%d].company", i)},
			Reference{KindList, l.List, fmt.Sprintf("listings[%d].list", i)})
	}
	refs = append(refs, slugReferences(KindTechnology, "technologies", e.Technologies)...)
	for i, r := range e.Related {
		refs = append(refs, Reference{KindEvent, r.Event, fmt.Sprintf("related[%d].event", i)})
	}
	return append(refs, citationReferences(e.Citations)...)
}
