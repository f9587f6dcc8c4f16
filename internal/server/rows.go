package server

import (
	"slices"

	"countermove/internal/tracker"
)

// lists are the lists of a document that forms show as rows: how to add an empty
// one, take one away, and add one that names a document found.
type lists map[string]interface {
	add()
	remove(i int) bool
	choose(slug string)
}

// rows are the rows of one list. with makes a row that names a document.
type rows[T any] struct {
	list *[]T
	with func(slug string) T
}

func (r rows[T]) add() { *r.list = append(*r.list, *new(T)) }

func (r rows[T]) remove(i int) bool {
	if i < 0 || i >= len(*r.list) {
		return false
	}
	*r.list = slices.Delete(*r.list, i, i+1)
	return true
}

func (r rows[T]) choose(slug string) {
	if r.with != nil {
		*r.list = append(*r.list, r.with(slug))
	}
}

// parent is the one company a company belongs to: a list of one at the most.
type parent struct{ slug *string }

func (p parent) add() {}

func (p parent) remove(int) bool {
	*p.slug = ""
	return true
}

func (p parent) choose(slug string) { *p.slug = slug }

func listsOf(doc tracker.Document) lists {
	itself := func(slug string) string { return slug }
	cite := func(slug string) tracker.Citation { return tracker.Citation{Source: slug} }
	switch d := doc.(type) {
	case *tracker.Event:
		return lists{
			"dates": rows[tracker.EntryDate]{list: &d.Dates},
			"companies": rows[tracker.CompanyRole]{&d.Companies, func(slug string) tracker.CompanyRole {
				return tracker.CompanyRole{Company: slug, Role: "target"}
			}},
			"listings": rows[tracker.ListingAct]{&d.Listings, func(slug string) tracker.ListingAct {
				return tracker.ListingAct{Company: slug, Action: "add"}
			}},
			"related": rows[tracker.Relation]{&d.Related, func(slug string) tracker.Relation {
				return tracker.Relation{Event: slug, Relation: "extends"}
			}},
			"technologies":     rows[string]{&d.Technologies, itself},
			"target_countries": rows[string]{list: &d.TargetCountries},
			"citations":        rows[tracker.Citation]{&d.Citations, cite},
		}
	case *tracker.Response:
		return lists{
			"companies": rows[tracker.CompanyRole]{&d.Companies, func(slug string) tracker.CompanyRole {
				return tracker.CompanyRole{Company: slug, Role: "actor"}
			}},
			"answers":      rows[string]{&d.Answers, itself},
			"technologies": rows[string]{&d.Technologies, itself},
			"figures":      rows[tracker.Figure]{list: &d.Figures},
			"citations":    rows[tracker.Citation]{&d.Citations, cite},
		}
	case *tracker.Company:
		return lists{
			"names":       rows[tracker.OtherName]{list: &d.Names},
			"tickers":     rows[string]{list: &d.Tickers},
			"identifiers": rows[tracker.Identifier]{list: &d.Identifiers},
			"relations": rows[tracker.CompanyRelation]{&d.Relations, func(slug string) tracker.CompanyRelation {
				return tracker.CompanyRelation{Company: slug, Relation: "supplier"}
			}},
			"parent": parent{&d.Parent},
		}
	case *tracker.Source:
		return lists{"relays": rows[tracker.Relay]{&d.Relays, func(slug string) tracker.Relay {
			return tracker.Relay{Source: slug, How: "reports"}
		}}}
	}
	return nil
}

// foundKinds says what kind of document each search-and-choose step looks for.
var foundKinds = map[string]tracker.Kind{
	"companies": tracker.KindCompany, "listings": tracker.KindCompany, "relations": tracker.KindCompany, "parent": tracker.KindCompany,
	"citations": tracker.KindSource, "relays": tracker.KindSource,
	"related": tracker.KindEvent, "answers": tracker.KindEvent,
}

func addRow(doc tracker.Document, name string) error {
	list, ok := listsOf(doc)[name]
	if !ok {
		return tracker.ErrNotFound
	}
	list.add()
	return nil
}

func removeRow(doc tracker.Document, name string, i int) error {
	list, ok := listsOf(doc)[name]
	if !ok || !list.remove(i) {
		return tracker.ErrNotFound
	}
	return nil
}

func chooseRow(doc tracker.Document, name, slug string) error {
	list, ok := listsOf(doc)[name]
	if !ok || slug == "" {
		return tracker.ErrNotFound
	}
	list.choose(slug)
	return nil
}
