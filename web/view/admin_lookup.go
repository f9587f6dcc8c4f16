package view

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"countermove/internal/tracker"
)

// A LookUp is what came of asking the outside world from within a form. The
// zero value of all but Offered: nobody asked.
type LookUp struct {
	Offered bool             // asking is possible
	Of      string           // "url" or "legal"
	From    string           // who answered: a host
	Problem *tracker.Problem // why nothing came of it
	Filled  []string         // fields that were empty and are not any more
	Kept    []Differing      // fields that say something else than the answer
	OnFile  []LookAlike      // sources that are on file under that address
	Cited   bool             // the source on file is cited already
	AddURL  string           // leads to the form of the source that is not on file
}

// A Differing field was typed and not overwritten.
type Differing struct{ Field, Answer string }

// A LookAlike is a published document that may be the same as the one in the
// form.
type LookAlike struct {
	Kind  tracker.Kind
	Slug  string
	Label string
	URL   string // of its public page; of its form where it has none
	On    tracker.Span
	Why   []string // codes of whyAlike
}

// NewSourceURL is the form of a new source with some fields filled in.
func NewSourceURL(s tracker.Source) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"url": s.URL, "title": s.Title, "publisher": s.Publisher, "published_on": string(s.PublishedOn), "kind": s.SourceKind,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return AdminURL(tracker.KindSource, 0) + "?" + q.Encode()
}

// filled says which fields were filled in, or that none was.
func (l LookUp) filled(ctx context.Context) string {
	if len(l.Filled) == 0 {
		return T(ctx, "%s answered, and there was nothing to fill in.", l.From)
	}
	var labels []string
	for _, field := range l.Filled {
		labels = append(labels, lookUpLabel(ctx, field))
	}
	return T(ctx, "Filled in from %s: %s.", l.From, strings.Join(labels, ", "))
}

// asked is the text that was looked up, which stays in its field.
func (p DocumentForm) asked(of string) string {
	if p.Find.List == of || p.LookUp.Of == of {
		return p.Find.Text
	}
	return ""
}

// lookUpExplained names what explains a field, for those who hear the page.
func lookUpExplained(p DocumentForm, of, hint string) templ.Attributes {
	by := hint
	if p.LookUp.Of == of && (p.LookUp.Problem == nil || len(p.LookUp.OnFile) > 0) {
		by = "lookup-" + of + "-answer " + by
	}
	if p.LookUp.Of == of && p.LookUp.Problem != nil {
		by = "lookup-" + of + "-problem " + by
	}
	return templ.Attributes{"aria-describedby": by}
}

// lookUpLabel is what a field is called; a date of an event goes by its kind.
func lookUpLabel(ctx context.Context, field string) string {
	if kind, ok := strings.CutPrefix(field, "dates."); ok {
		return label(ctx, tracker.DateKinds, kind)
	}
	return fieldLabel(ctx, field)
}

// whyAlike says in what two documents agree.
func whyAlike(ctx context.Context, why []string) string {
	var said []string
	for _, code := range why {
		switch code {
		case "legal":
			said = append(said, T(ctx, "same legal citation or identifier"))
		case "title":
			said = append(said, T(ctx, "similar title"))
		case "companies":
			said = append(said, T(ctx, "same company, within a week"))
		case "source":
			said = append(said, T(ctx, "same source, within a week"))
		case "url":
			said = append(said, T(ctx, "same address"))
		}
	}
	return strings.Join(said, "; ")
}

// alikeHeading introduces the documents that look like the one in the form.
func (p DocumentForm) alikeHeading(ctx context.Context) string {
	switch p.Kind {
	case tracker.KindSource:
		return T(ctx, "Already on file, at this address:")
	case tracker.KindResponse:
		return T(ctx, "%d published responses look similar:", len(p.Alike))
	default:
		return T(ctx, "%d published events look similar:", len(p.Alike))
	}
}
