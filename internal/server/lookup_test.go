package server_test

import (
	"context"
	"errors"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"countermove/internal/lookup"
	"countermove/internal/server"
)

// notice2019 is what the Federal Register answers about the rule that put
// Huawei on the Entity List; its shape is told in internal/lookup.
const notice2019 = `{"title":"Addition of Entities to the Entity List","document_number":"2019-10616","citation":"84 FR 22961",
	"publication_date":"2019-05-21","effective_on":"2019-05-16","agencies":[{"name":"Commerce Department"}],
	"html_url":"https://www.federalregister.gov/documents/2019/05/21/2019-10616/addition-of-entities-to-the-entity-list"}`

// asking is a site whose editors may ask an outside world of one server.
func asking(t *testing.T) (*site, string) {
	t.Helper()
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := map[string]string{
			"/story": `<html lang="zh-CN"><title>出口管制公告</title><meta property="og:site_name" content="The &lt;Daily&gt;"><meta name="author" content="A. Uthor">
				<meta property="article:published_time" content="2023-07-03T20:00:00+08:00">`,
			"/empty":                                              ``,
			"/api/v1/documents/2019-10616.json":                   notice2019,
			"/api/v1/documents/84 FR 22961.json":                  `{"count":1,"results":[` + notice2019 + `]}`,
			"/api/v1/documents/84 FR 7.json":                      `{"count":0,"results":[],"errors":{"not_found":["84 FR 7"]}}`,
			"/api/v1/public-inspection-documents/2019-10616.json": `{"document_number":"2019-10616","filed_at":"2019-05-16T16:15:00.000-04:00"}`,
		}[r.URL.Path]
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch {
		case r.URL.Path == "/inward":
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		case r.URL.Path == "/api/v1/documents/2019-500.json":
			w.WriteHeader(http.StatusInternalServerError)
		case r.URL.Path == "/paper.pdf":
			w.Header().Set("Content-Type", "application/pdf")
		case !ok:
			w.WriteHeader(http.StatusNotFound)
		default:
			_, _ = io.WriteString(w, answer)
		}
	}))
	t.Cleanup(outside.Close)
	noNames := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no names here") }}
	s := newSite(t, func(o *server.Options) {
		o.LookUp = lookup.New(lookup.Options{Register: outside.URL, Resolver: noNames, Allow: func(to netip.AddrPort) bool { return to.String() == outside.Listener.Addr().String() }})
	})
	s.signIn()
	return s, outside.URL
}

// value is what a field of a page holds.
func value(t *testing.T, body, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + regexp.QuoteMeta(name) + `"\s+(?:type="\w+"\s+inputmode="\w+"\s+)?value="([^"]*)"`).FindStringSubmatch(body)
	if found == nil {
		t.Errorf("the page has no field %q", name)
		return ""
	}
	return html.UnescapeString(found[1])
}

func TestASourceIsFilledInFromItsPage(t *testing.T) {
	t.Parallel()
	s, outside := asking(t)
	got := s.post("/admin/sources/new/form", url.Values{"row": {"lookup.url"}, "find.url": {outside + "/story"}, "kind": {"news"}, "language": {"en"}, "publisher": {"Typed before"}})
	for name, want := range map[string]string{"url": outside + "/story", "title": "出口管制公告", "publisher": "Typed before", "author": "A. Uthor", "published_on": "2023-07-03", "language": "zh", "find.url": ""} {
		if v := value(t, got.body, name); v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	for _, says := range []string{"Filled in from 127.0.0.1: Link, Title, Author", "Publisher was left as it is; 127.0.0.1 says: The &lt;Daily&gt;."} {
		if !strings.Contains(got.body, says) {
			t.Errorf("the page does not say %q", says)
		}
	}
	// Enter in the field asks as the button does. A page that says nothing of
	// itself fills in its link.
	got = s.post("/admin/sources/new/form", url.Values{"row": {"find"}, "find.url": {outside + "/empty"}, "kind": {"news"}, "language": {"fr"}})
	if value(t, got.body, "url") != outside+"/empty" || value(t, got.body, "title") != "" || value(t, got.body, "language") != "fr" {
		t.Errorf("after Enter:\n%s", got.body)
	}
}

func TestALookUpThatFailsSaysWhy(t *testing.T) {
	t.Parallel()
	s, outside := asking(t)
	for typed, says := range map[string]string{
		"http://127.0.0.1/admin":     "private network",
		"http://[::1]/":              "private network",
		outside + "/inward":          "private network",
		outside + "/missing":         "no such page (it answered 404)",
		outside + "/paper.pdf":       "PDF",
		"not an address":             "Paste the whole link",
		"javascript:alert('\"<b>')":  "Paste the whole link",
		"http://\x00\xff\u202e.test": "Paste the whole link",
		"":                           "Paste the whole link",
	} {
		got := s.post("/admin/sources/new/form", url.Values{"row": {"lookup.url"}, "find.url": {typed}, "title": {"Typed before"}, "kind": {"news"}})
		if got.status != http.StatusOK || !strings.Contains(got.body, says) {
			t.Errorf("%q = %d, which does not say %q", typed, got.status, says)
		}
		if v := value(t, got.body, "find.url"); v != strings.ToValidUTF8(typed, "�") && !strings.Contains(typed, "\x00") {
			t.Errorf("%q came back as %q", typed, v)
		}
		if value(t, got.body, "title") != "Typed before" {
			t.Errorf("%q lost the title", typed)
		}
	}
}

func TestASourceOnFileIsNamed(t *testing.T) {
	t.Parallel()
	s, _ := asking(t)
	const known = "https://www.federalregister.gov/citation/84-FR-22961"
	// It is on file, whatever the page says; here it cannot be reached.
	got := s.post("/admin/sources/new/form", url.Values{"row": {"lookup.url"}, "find.url": {"http://federalregister.gov/citation/84-FR-22961#top"}, "kind": {"news"}})
	for _, says := range []string{"Already on file:", "Federal Register, 84 FR 22961", "The site did not answer"} {
		if !strings.Contains(got.body, says) {
			t.Errorf("the page does not say %q", says)
		}
	}
	got = s.post("/admin/sources/new/form", url.Values{"url": {known + "/"}, "title": {"x"}, "kind": {"primary"}})
	if !strings.Contains(got.body, "Already on file, at this address:") || !strings.Contains(got.body, "Federal Register, 84 FR 22961") {
		t.Error("the form does not tell that the source is on file")
	}
}

func TestAnEventIsFilledInFromTheRegister(t *testing.T) {
	t.Parallel()
	s, _ := asking(t)
	for field, typed := range map[string]string{"legal_citation": "84 fr 22,961", "legal_identifier": "2019-10616"} {
		fields := url.Values{"row": {"lookup.legal"}, field: {typed}, "dates[0].kind": {"announced"}, "dates[0].on": {""}, "dates[1].kind": {"effective"}, "dates[1].on": {"2019-05-20"}}
		got := s.post("/admin/events/new/form", fields)
		want := map[string]string{"title": "Addition of Entities to the Entity List", "dates[0].on": "", "dates[1].on": "2019-05-20", "dates[2].on": "2019-05-21", "dates[3].on": "2019-05-16"}
		if field == "legal_citation" {
			want["legal_identifier"] = "2019-10616"
		} else {
			want["legal_citation"] = "84 FR 22961"
		}
		for name, want := range want {
			if v := value(t, got.body, name); v != want {
				t.Errorf("by %s: %s is %q, want %q", field, name, v, want)
			}
		}
		for _, says := range []string{"Filled in from federalregister.gov: Title", "federalregister.gov says: 2019-05-16.", "As a source it is on file:", `value="choose.citations.fr-84-22961-official"`} {
			if !strings.Contains(got.body, says) {
				t.Errorf("by %s: the page does not say %q", field, says)
			}
		}
		fields.Set("citations[0].source", "fr-84-22961-official")
		if got = s.post("/admin/events/new/form", fields); strings.Contains(got.body, "choose.citations.fr-84-22961-official") {
			t.Error("what is cited is offered again")
		}
	}
	got := s.post("/admin/events/new/form", url.Values{"row": {"lookup.legal"}, "legal_identifier": {"2019-500"}})
	if !strings.Contains(got.body, "The Federal Register could not be reached.") {
		t.Error("the form does not tell that the Register is away")
	}
	for field, says := range map[string]string{"84 FR 7": "no such document", "Executive Order 13959": "Give a citation such as", "": "Give a citation such as"} {
		got := s.post("/admin/events/new/form", url.Values{"row": {"lookup.legal"}, "legal_citation": {field}, "title": {"Typed before"}})
		if got.status != http.StatusOK || !strings.Contains(got.body, says) || value(t, got.body, "legal_citation") != field {
			t.Errorf("%q = %d, which does not say %q", field, got.status, says)
		}
	}
}

func TestASourceThatALinkProposes(t *testing.T) {
	t.Parallel()
	s, _ := asking(t)
	got := s.get("/admin/sources/new?" + url.Values{"url": {"https://example.org/a"}, "title": {`"><b>A`}, "publisher": {"P"}, "published_on": {"2019-05-21"}, "kind": {"primary"},
		"note": {"injected"}, "seen": {"injected"}, "slug": {"injected"}, "author": {"injected"}}.Encode())
	for name, want := range map[string]string{"url": "https://example.org/a", "title": `"><b>A`, "publisher": "P", "published_on": "2019-05-21", "author": "", "slug": ""} {
		if name == "url" {
			if !strings.Contains(got.body, `value="https://example.org/a"`) {
				t.Error("the link is not filled in")
			}
			continue
		}
		if v := value(t, got.body, name); v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	if strings.Contains(got.body, "injected") {
		t.Error("a field is filled in that may not be")
	}
	got = s.get("/admin/sources/new?" + url.Values{"title": {strings.Repeat("x", 3000)}, "kind": {"magic"}, "published_on": {"soon"}}.Encode())
	if got.status != http.StatusOK || strings.Contains(got.body, "magic") || value(t, got.body, "title") != "" || !strings.Contains(got.body, "“soon” is not a date") {
		t.Errorf("a link that proposes nonsense = %d", got.status)
	}
	if got := s.get("/admin/events/new?title=injected"); strings.Contains(got.body, "injected") {
		t.Error("a link fills in an event")
	}
}

func TestLookUpsCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	for _, kind := range []string{"sources", "events"} {
		if got := s.get("/admin/" + kind + "/new"); strings.Contains(got.body, "lookup.") {
			t.Errorf("the form of %s offers a look-up", kind)
		}
		for _, row := range []string{"lookup.url", "lookup.legal", "lookup."} {
			if got := s.post("/admin/"+kind+"/new/form", url.Values{"row": {row}, "find.url": {"https://example.org"}}); got.status != http.StatusNotFound {
				t.Errorf("%s of %s = %d", row, kind, got.status)
			}
		}
	}
}

func TestLookAlikesAreShownAndStopNobody(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	fields := eventForm("ZTE added to the Entity List")
	fields.Set("dates[0].on", "2016-03-08")
	fields.Set("companies[0].company", "zte")
	got := s.post("/admin/events/new/form", fields)
	for _, says := range []string{"similar:", `href="/events/2016-03-08-zte-added-to-entity-list"`, "same company, within a week"} {
		if !strings.Contains(got.body, says) {
			t.Errorf("the form does not say %q", says)
		}
	}
	if got = s.post("/admin/events/new/publication", fields); got.status != http.StatusSeeOther {
		t.Errorf("publishing = %d", got.status)
	}
}
