package lookup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"countermove/internal/tracker"
)

// What the Federal Register's answer can be besides a document.
var (
	ErrNoDocument = errors.New("the Federal Register has no such document")
	ErrSeveral    = errors.New("several documents begin on that page")
	ErrNoCitation = errors.New("neither a citation nor a document number of the Federal Register")
	ErrAnswer     = errors.New("the Federal Register answered in a way we cannot read")
)

// A Notice is a document of the Federal Register: a rule, a notice, an order.
type Notice struct {
	Title    string
	Number   string // 2019-10616
	Citation string // 84 FR 22961
	Agencies []string
	URL      string

	// Days as the Register gives them; empty where it gives none. It does not
	// say when something was announced.
	Published, Effective, Filed tracker.Date
}

// citation is a volume and a page, as lawyers write them.
var citation = regexp.MustCompile(`(?i)^(\d{1,3})\s*(?:F\.?\s?R\.?|Fed\.?\s?Reg\.?)\s*(\d{1,6}|\d{1,3}(?:,\d{3})+)$`)

// number is a document number; the oldest have two digits of the year, and
// corrections a letter before it.
var number = regexp.MustCompile(`(?i)^(?:[A-Z]\d{0,2}-?)?\d{1,4}-\d{1,6}$`)

// Citation is a text as the Register writes citations: "84 FR 22961". Empty: it
// is none.
func Citation(text string) string {
	found := citation.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return ""
	}
	return strings.TrimLeft(found[1], "0") + " FR " + strings.TrimLeft(strings.ReplaceAll(found[2], ",", ""), "0")
}

// Number is a text as the Register writes document numbers: "2019-10616".
// Empty: it is none.
func Number(text string) string {
	text = strings.NewReplacer("–", "-", "—", "-", "‑", "-").Replace(strings.TrimSpace(text))
	text = strings.TrimSpace(strings.TrimPrefix(text, "FR Doc."))
	if !number.MatchString(text) {
		return ""
	}
	return strings.ToUpper(text)
}

// notice is a document in the answer of the API, version 1. Fields and answers
// are documented at https://www.federalregister.gov/developers/documentation/api/v1;
// how it finds by citation and what it does not find stands in its source,
// usnationalarchives/federalregister-api-core: render_via_citations in
// app/controllers/api_controller.rb, and app/serializers/entry_serializer.rb.
type notice struct {
	Title           string `json:"title"`
	DocumentNumber  string `json:"document_number"`
	Citation        string `json:"citation"`
	PublicationDate string `json:"publication_date"`
	EffectiveOn     string `json:"effective_on"`
	HTMLURL         string `json:"html_url"`
	Agencies        []struct {
		Name    string `json:"name"`
		RawName string `json:"raw_name"`
	} `json:"agencies"`
}

var noticeFields = []string{"title", "document_number", "citation", "publication_date", "effective_on", "html_url", "agencies"}

// ByCitation finds the document that begins on a page of a volume.
func (c *Client) ByCitation(ctx context.Context, text string) (Notice, error) {
	wanted := Citation(text)
	if wanted == "" {
		return Notice{}, ErrNoCitation
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	// It answers with all documents that the page belongs to, wherever they
	// begin, and with 200 and an empty list where there is none.
	var found struct {
		Results []notice `json:"results"`
	}
	if err := c.ask(ctx, "documents/"+url.PathEscape(wanted)+".json", noticeFields, &found); err != nil {
		return Notice{}, err
	}
	var beginning []notice
	for _, n := range found.Results {
		if n.Citation == wanted {
			beginning = append(beginning, n)
		}
	}
	switch len(beginning) {
	case 0:
		return Notice{}, ErrNoDocument
	case 1:
		return c.complete(ctx, beginning[0])
	}
	return Notice{}, ErrSeveral
}

// ByNumber finds a document by its number.
func (c *Client) ByNumber(ctx context.Context, text string) (Notice, error) {
	wanted := Number(text)
	if wanted == "" {
		return Notice{}, ErrNoCitation
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var found notice
	if err := c.ask(ctx, "documents/"+wanted+".json", noticeFields, &found); err != nil {
		return Notice{}, err
	}
	if !strings.EqualFold(found.DocumentNumber, wanted) { // it also tries numbers with zeros more or less
		return Notice{}, ErrNoDocument
	}
	return c.complete(ctx, found)
}

// ask puts a question to the API. An answer of 404 is "no such document".
func (c *Client) ask(ctx context.Context, path string, fields []string, into any) error {
	got, err := c.fetch(ctx, c.register+"/api/v1/"+path+"?"+url.Values{"fields[]": fields}.Encode(), "application/json")
	if status, ok := errors.AsType[Status](err); ok && status == http.StatusNotFound {
		return ErrNoDocument
	}
	if err != nil {
		return err
	}
	if got.cut || json.Unmarshal(got.body, into) != nil {
		return ErrAnswer
	}
	return nil
}

// complete tidies a document and asks when it was filed, which the Register
// keeps beside what it has not printed yet. Without an answer it stays unknown.
func (c *Client) complete(ctx context.Context, n notice) (Notice, error) {
	title := clean(n.Title)
	if title == "" || Number(n.DocumentNumber) == "" {
		return Notice{}, ErrAnswer
	}
	notice := Notice{Title: title, Number: Number(n.DocumentNumber), Citation: Citation(n.Citation),
		Published: day(n.PublicationDate), Effective: day(n.EffectiveOn)}
	if u := clean(n.HTMLURL); checkAddress(u) == nil {
		notice.URL = u
	}
	for _, a := range n.Agencies[:min(len(n.Agencies), mostOfName)] {
		if name := first(a.Name, a.RawName); name != "" {
			notice.Agencies = append(notice.Agencies, name)
		}
	}
	var filing struct {
		DocumentNumber string `json:"document_number"`
		FiledAt        string `json:"filed_at"`
	}
	err := c.ask(ctx, fmt.Sprintf("public-inspection-documents/%s.json", notice.Number), []string{"document_number", "filed_at"}, &filing)
	if err == nil && strings.EqualFold(filing.DocumentNumber, notice.Number) {
		notice.Filed = washingtonDay(filing.FiledAt)
	}
	return notice, nil
}

// washingtonDay is the day of a moment in Washington. With an offset it is the
// day that is written. In UTC it is that five hours before, which is right in
// summer too, but in the hour after midnight, when nobody files.
func washingtonDay(moment string) tracker.Date {
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(moment))
	if err != nil {
		return ""
	}
	if _, offset := t.Zone(); offset == 0 {
		t = t.Add(-5 * time.Hour)
	}
	return known(tracker.Date(t.Format(time.DateOnly)))
}
