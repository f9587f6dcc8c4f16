package view

import (
	"context"

	"countermove/internal/tracker"
)

// TableURL is the table of a kind at the desk.
func TableURL(kind tracker.Kind) string { return "/admin/" + Plural(kind) }

// FindURL answers what a picker asks about documents of a kind.
func FindURL(kind tracker.Kind) string { return "/admin/find/" + string(kind) }

// deskKinds are the kinds in the order of an editor's day.
var deskKinds = []tracker.Kind{
	tracker.KindEvent, tracker.KindResponse, tracker.KindCompany, tracker.KindSource,
	tracker.KindAuthority, tracker.KindList, tracker.KindTechnology,
}

// kindName is what one document of a kind is called in a table.
func kindName(ctx context.Context, kind tracker.Kind) string {
	switch kind {
	case tracker.KindEvent:
		return T(ctx, "Event")
	case tracker.KindResponse:
		return T(ctx, "Response")
	case tracker.KindCompany:
		return T(ctx, "Company")
	case tracker.KindSource:
		return T(ctx, "Source")
	case tracker.KindAuthority:
		return T(ctx, "Authority")
	case tracker.KindList:
		return T(ctx, "List")
	case tracker.KindTechnology:
		return T(ctx, "Technology")
	}
	return string(kind)
}

// NewTitle is the heading of the form of a new document, and what leads there.
func NewTitle(ctx context.Context, kind tracker.Kind) string {
	switch kind {
	case tracker.KindEvent:
		return T(ctx, "New event")
	case tracker.KindResponse:
		return T(ctx, "New response")
	case tracker.KindCompany:
		return T(ctx, "New company")
	case tracker.KindSource:
		return T(ctx, "New source")
	case tracker.KindAuthority:
		return T(ctx, "New authority")
	case tracker.KindList:
		return T(ctx, "New list")
	case tracker.KindTechnology:
		return T(ctx, "New technology")
	}
	return string(kind)
}

// EditTitle is the heading of the form of a document on file.
func EditTitle(ctx context.Context, kind tracker.Kind) string {
	switch kind {
	case tracker.KindEvent:
		return T(ctx, "Edit event")
	case tracker.KindResponse:
		return T(ctx, "Edit response")
	case tracker.KindCompany:
		return T(ctx, "Edit company")
	case tracker.KindSource:
		return T(ctx, "Edit source")
	case tracker.KindAuthority:
		return T(ctx, "Edit authority")
	case tracker.KindList:
		return T(ctx, "Edit list")
	case tracker.KindTechnology:
		return T(ctx, "Edit technology")
	}
	return string(kind)
}

// fieldLabel is what a field of a document is called: in its form, and where
// changes are told.
func fieldLabel(ctx context.Context, field string) string {
	if key, ok := fieldLabels[field]; ok {
		return T(ctx, key)
	}
	return field
}

// The labels are keys of the catalogue. Lists are among them.
var fieldLabels = map[string]string{
	"title": "Title", "summary": "Summary", "body": "Text", "note": "Note for editors", "confidence": "Confidence",
	"dates": "Dates", "occurred": "Date", "authority": "Authority", "instrument": "Instrument", "direction": "Direction",
	"target_countries": "Target countries", "companies": "Companies", "listings": "Listings", "technologies": "Technologies",
	"legal_citation": "Legal citation", "legal_identifier": "Legal identifier", "related": "Earlier events it ties to",
	"citations": "Sources", "actor": "Another actor", "strategy": "Strategy", "answers": "Events it answers",
	"figures": "Figures claimed", "claimed_by": "Claimed by",

	"name": "Name", "native_name": "Native name", "romanised": "Romanised name", "names": "Other names", "country": "Country",
	"headquarters": "Headquarters", "founded": "Founded", "sector": "Sector", "website": "Website", "tickers": "Tickers",
	"identifiers": "Identifiers", "parent": "Parent company", "relations": "Relations to other companies",

	"publisher": "Publisher", "author": "Author", "url": "Link", "archived_url": "Archived copy", "published_on": "Published on",
	"accessed_on": "Read on", "language": "Language", "kind": "Kind", "relays": "Sources it relays", "seen": "Read by an editor",

	"jurisdiction": "Jurisdiction", "listed_from": "A listing begins", "meaning": "Meaning", "chinese": "Chinese name",

	"slug": "Address", "change": "What changed, and why",
}

// adminHome is where the name of the site leads: out, for who is not signed in.
func adminHome(b Base) string {
	if b.Editor == "" {
		return "/"
	}
	return "/admin"
}
