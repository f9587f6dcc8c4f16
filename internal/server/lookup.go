package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"countermove/internal/lookup"
	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"
)

// looksUp tells which look-up a row button asks for, empty if none. Enter in
// the field for a link asks as its button does.
func (s *Server) looksUp(sub submission, command string) string {
	if s.LookUp == nil {
		return ""
	}
	if command == "find" && sub.asked() == "url" {
		command = "lookup.url"
	}
	what, _ := strings.CutPrefix(command, "lookup.")
	switch sub.doc.(type) {
	case *tracker.Source:
		if what == "url" {
			return what
		}
	case *tracker.Event:
		if what == "legal" {
			return what
		}
	}
	return ""
}

// lookUp answers the buttons that ask the outside world: the same form with what
// it said in the fields that were empty, or with why it said nothing.
func (s *Server) lookUp(w http.ResponseWriter, r *http.Request, kind tracker.Kind, sub submission, what string) error {
	typed := strings.TrimSpace(sub.fields.Get("find." + what))
	answer := view.LookUp{Of: what}
	var err error
	switch doc := sub.doc.(type) {
	case *tracker.Source:
		err = s.lookUpPage(r, &answer, sub.id, doc, typed)
	case *tracker.Event:
		err = s.lookUpLegal(r, &answer, doc)
	}
	if problem, ok := lookUpProblem(what, err); ok {
		answer.Problem = &problem
	} else if err != nil {
		return err
	}
	page, err := s.form(r, kind, sub)
	if err != nil {
		return err
	}
	answer.Offered = true
	page.LookUp = answer
	if answer.Problem != nil { // what is in the fields now need not be pasted again
		page.Find.Text = typed
	}
	return render(w, r, http.StatusOK, view.EditDocument(page))
}

// lookUpPage fills a source in from its page.
func (s *Server) lookUpPage(r *http.Request, answer *view.LookUp, id int64, doc *tracker.Source, typed string) error {
	if typed == "" {
		typed = strings.TrimSpace(doc.URL)
	}
	onFile, err := s.Store.SourcesAt(r.Context(), id, typed)
	if err != nil {
		return err
	}
	answer.OnFile = lookAlikes(onFile)
	page, err := s.LookUp.Page(r.Context(), typed)
	if errors.Is(err, lookup.ErrPDF) && doc.URL == "" {
		doc.URL = typed
	}
	if err != nil {
		return err
	}
	answer.From = hostOf(page.URL)
	if len(onFile) == 0 {
		if onFile, err = s.Store.SourcesAt(r.Context(), id, page.URL); err != nil {
			return err
		}
		answer.OnFile = lookAlikes(onFile)
	}
	if id == 0 && doc.Title == "" && page.Language != "" { // the language of a blank form was typed by nobody
		doc.Language = ""
	}
	f := filling{answer}
	f.text("url", &doc.URL, page.URL)
	f.text("title", &doc.Title, page.Title)
	f.text("publisher", &doc.Publisher, page.Publisher)
	f.text("author", &doc.Author, page.Author)
	f.text("published_on", (*string)(&doc.PublishedOn), string(page.PublishedOn))
	f.text("language", &doc.Language, page.Language)
	return nil
}

// lookUpLegal fills an event in from the Federal Register, and says where the
// document is as a source.
func (s *Server) lookUpLegal(r *http.Request, answer *view.LookUp, doc *tracker.Event) error {
	notice, err := s.noticeOf(r, doc)
	if err != nil {
		return err
	}
	answer.From = "federalregister.gov"
	f := filling{answer}
	if doc.Title == "" { // another title is ours
		f.text("title", &doc.Title, notice.Title)
	}
	f.text("legal_citation", &doc.LegalCitation, notice.Citation)
	f.text("legal_identifier", &doc.LegalIdentifier, notice.Number)
	f.date(doc, "published", notice.Published)
	f.date(doc, "effective", notice.Effective)
	f.date(doc, "filed", notice.Filed)

	if notice.URL == "" {
		return nil
	}
	onFile, err := s.Store.SourcesAt(r.Context(), 0, noticeAddresses(notice)...)
	if err != nil {
		return err
	}
	answer.OnFile = lookAlikes(onFile)
	for _, source := range onFile {
		answer.Cited = answer.Cited || slices.ContainsFunc(doc.Citations, func(c tracker.Citation) bool { return c.Source == source.Slug })
	}
	if len(onFile) == 0 {
		answer.AddURL = view.NewSourceURL(tracker.Source{Title: notice.Title, URL: notice.URL, Publisher: "Federal Register", PublishedOn: notice.Published, SourceKind: "primary"})
	}
	return nil
}

// noticeOf asks by the number, which is a document's own, else by the citation.
func (s *Server) noticeOf(r *http.Request, doc *tracker.Event) (lookup.Notice, error) {
	if lookup.Number(doc.LegalIdentifier) != "" {
		return s.LookUp.ByNumber(r.Context(), doc.LegalIdentifier)
	}
	return s.LookUp.ByCitation(r.Context(), doc.LegalCitation)
}

// noticeAddresses are where people link to when they cite the Register.
func noticeAddresses(n lookup.Notice) []string {
	const site = "https://www.federalregister.gov"
	addresses := []string{n.URL, site + "/d/" + n.Number}
	if parts := strings.Fields(n.Citation); len(parts) == 3 {
		addresses = append(addresses, site+"/citation/"+strings.Join(parts, "-"))
	}
	return addresses
}

// filling fills what is empty and notes what it did.
type filling struct{ answer *view.LookUp }

func (f filling) text(field string, into *string, value string) {
	switch {
	case value == "" || strings.TrimSpace(*into) == value:
	case strings.TrimSpace(*into) == "":
		*into = value
		f.answer.Filled = append(f.answer.Filled, field)
	default:
		f.answer.Kept = append(f.answer.Kept, view.Differing{Field: field, Answer: value})
	}
}

// date fills a date of an event: the one of the kind that is empty, or a new row.
func (f filling) date(doc *tracker.Event, kind string, on tracker.Date) {
	if on == "" {
		return
	}
	at := -1
	for i, d := range doc.Dates {
		if d.Kind == kind && (at < 0 || doc.Dates[at].On == "") {
			at = i
		}
	}
	if at < 0 {
		doc.Dates = append(doc.Dates, tracker.EntryDate{Kind: kind})
		at = len(doc.Dates) - 1
	}
	f.text("dates."+kind, (*string)(&doc.Dates[at].On), string(on))
}

// alike are the published documents that look like the one in the form.
func (s *Server) alike(r *http.Request, sub submission) ([]view.LookAlike, error) {
	found, err := s.Store.Alike(r.Context(), sub.id, sub.doc)
	return lookAlikes(found), err
}

func lookAlikes(found []postgres.Alike) []view.LookAlike {
	alikes := make([]view.LookAlike, 0, len(found))
	for _, a := range found {
		like := view.LookAlike{Kind: a.Kind, Slug: a.Slug, Label: a.Label, URL: publicURL(a.Kind, a.Slug), Why: a.Why}
		if like.URL == "" {
			like.URL = view.AdminURL(a.Kind, a.ID)
		}
		like.On, _ = a.On.Parse() // no date where it has none
		alikes = append(alikes, like)
	}
	return alikes
}

// prefill is a new source as a link proposes it. What is wrong with it is told
// when it is published, as with anything typed.
func prefill(doc *tracker.Source, q url.Values) {
	const most = 2000 // bytes
	for name, into := range map[string]*string{"url": &doc.URL, "title": &doc.Title, "publisher": &doc.Publisher, "published_on": (*string)(&doc.PublishedOn)} {
		if value := q.Get(name); len(value) <= most {
			*into = strings.ToValidUTF8(value, "�")
		}
	}
	if tracker.SourceKinds.Has(q.Get("kind")) {
		doc.SourceKind = q.Get("kind")
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}
