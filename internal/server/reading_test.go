package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"countermove/internal/tracker"
)

const (
	anEvent    = "/events/2022-10-07-bis-advanced-computing-rules"
	theClaim   = "/responses/2023-02-24-huawei-13000-components-replaced"
	theResarch = "/responses/2023-05-07-chinese-firms-chip-combination-research"
)

var publicPages = []string{
	"/", "/filter", theClaim, theClaim + "/versions", theClaim + "/versions/1", theResarch,
	"/companies", "/companies/huawei", "/companies/huawei/versions", "/companies/huawei/versions/1",
	"/lists", "/lists/bis-entity-list", "/authorities/BIS", "/technologies/ai-accelerators",
	"/instruments/entity_listing", "/strategies/in_house_chip", "/about", "/methodology",
	"/?company=huawei&kind=response", "/filter?company=huawei", "/?from=2022&until=2023-06", "/?before=2020-01-01", "/?q=zzzz",
}

var inlined = regexp.MustCompile(`(?i)<script(?:[^>]*[^>s]|)>[^<]|\sstyle=|\son[a-z]+=|javascript:`)

func TestPublicPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range publicPages {
		got := s.get(path)
		if got.status == http.StatusSeeOther {
			got = s.get(got.location)
		}
		if got.status != http.StatusOK {
			t.Errorf("GET %s = %d", path, got.status)
			continue
		}
		if csp := got.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("GET %s has the policy %q", path, csp)
		}
		if found := inlined.FindString(got.body); found != "" {
			t.Errorf("GET %s has inline code: %s", path, found)
		}
		if got.header.Get("ETag") == "" || got.header.Get("Set-Cookie") != "" {
			t.Errorf("GET %s: ETag %q, Set-Cookie %q", path, got.header.Get("ETag"), got.header.Get("Set-Cookie"))
		}
		if !strings.Contains(got.body, `<link rel="canonical" href="http://tracker.test/`) {
			t.Errorf("GET %s has no canonical address", path)
		}
	}
}

func TestEditorsNotesAreNotShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const slug = "2018-04-20-alibaba-buys-c-sky"
	entry, err := s.store.Entry(t.Context(), tracker.KindResponse, slug)
	if err != nil {
		t.Fatal(err)
	}
	note := entry.Doc.(*tracker.Response).Note
	if note == "" {
		t.Fatal("the entry has no note: the test shows nothing")
	}
	for _, path := range []string{"/responses/" + slug, "/responses/" + slug + "/versions/1"} {
		if got := s.get(path); strings.Contains(got.body, note[:30]) {
			t.Errorf("GET %s shows the editor's note", path)
		}
	}
}

func TestWholeChainsAreShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for path, publishers := range map[string][]string{
		theClaim:   {"Global Research", "Al Mayadeen", "Shanghai Jiao Tong", "Ren Zhengfei"},
		theResarch: {"Global Research", "Al Mayadeen", "Sputnik", "The Wall Street Journal", "origin of the claim", "no address on file"},
	} {
		body := s.get(path).body
		for _, publisher := range publishers {
			if !strings.Contains(body, publisher) {
				t.Errorf("GET %s does not show %q", path, publisher)
			}
		}
	}
}

func TestWrongParametersAreExplained(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for query, says := range map[string]string{
		"kind=war": "kind", "jurisdiction=XX": "country code", "company=nobody": "nobody", "company=../x": "on file", "authority=bis": "bis",
		"technology=warp-drive": "warp-drive", "instrument=sanction": "entity_listing", "evidence=best": "second_hand", "list=none": "none",
		"from=2023-02-30": "28 days", "until=yesterday": "2022-10-07", "from=2024&until=2023": "before the beginning",
		"before=abc": "no place", "before=2023-01-01.-4": "no place", "after=2023-01-01.99999999999999999999": "no place",
		"before=2023-01-01&after=2022-01-01": "not both", "q=" + strings.Repeat("x", 300): "200", "q=%00": "control character", "q=%E2%80%AE": "direction",
	} {
		got := s.get("/?" + query)
		if got.status != http.StatusBadRequest || !strings.Contains(got.body, says) {
			t.Errorf("GET /?%s = %d, want 400 that says %q", query, got.status, says)
		}
	}
	for _, ignored := range []string{"/?utm_source=x", "/?company=huawei&fbclid=1", "/?%zz", "/?;", "/?company", "/?page=2", "/?before="} {
		got := s.get(ignored)
		if got.status == http.StatusSeeOther {
			got = s.get(got.location)
		}
		if got.status != http.StatusOK {
			t.Errorf("GET %s = %d, want 200", ignored, got.status)
		}
	}
}

func TestAViewHasOneAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for path, want := range map[string]string{
		"/?kind=&company=huawei&q=":                              "/?company=huawei",
		"/?technology=logic-chips&company=huawei":                "/?company=huawei&technology=logic-chips",
		"/?company=smic&company=huawei&company=smic":             "/?company=huawei&company=smic",
		"/?q=chip&before=2023-01-01&kind=event":                  "/?kind=event&q=chip&before=2023-01-01",
		"/?company=huawei&from=2020&until=&jurisdiction=US&x=yz": "/?jurisdiction=US&company=huawei&from=2020",
	} {
		if got := s.get(path); got.status != http.StatusSeeOther || got.location != want {
			t.Errorf("GET %s = %d to %s, want %s", path, got.status, got.location, want)
		}
	}
}

func TestNothingThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for path, near := range map[string]string{
		"/companies/huawai": "/companies/huawei", "/events/2022-10-07-bis-advanced-computing-rule": "/events/2022-10-07",
		"/nowhere": "", "/e/0000000": "", "/e/ILOU": "", "/events/%00": "", "/events/" + url.PathEscape("\u202e"): "", "/events/" + strings.Repeat("a", 5000): "",
		theClaim + "/versions/0": "", theClaim + "/versions/99": "", theClaim + "/versions/x": "", "/instruments/none": "", "/events/a/b/c": "",
		"/static/none.css": "", "/authorities/NONE": "",
	} {
		got := s.get(path)
		if got.status != http.StatusNotFound {
			t.Errorf("GET %.60s = %d, want 404", path, got.status)
		}
		if !strings.Contains(got.body, near) {
			t.Errorf("GET %.60s does not suggest %s", path, near)
		}
	}
	if got := s.get("/authorities/bis"); got.status != http.StatusMovedPermanently || got.location != "/authorities/BIS" {
		t.Errorf("GET /authorities/bis = %d to %s", got.status, got.location)
	}
	if got := s.do(s.request(http.MethodDelete, "/", nil)); got.status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE / = %d, want 405", got.status)
	}
}

func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, encoding := range []string{"", "gzip"} {
		req := s.request(http.MethodGet, "/", nil)
		req.Header.Set("Accept-Encoding", encoding)
		first := s.do(req)
		if got := first.header.Get("Content-Encoding"); got != encoding {
			t.Errorf("Content-Encoding = %q, want %q", got, encoding)
		}
		again := s.request(http.MethodGet, "/", nil)
		again.Header.Set("Accept-Encoding", encoding)
		again.Header.Set("If-None-Match", first.header.Get("ETag"))
		if got := s.do(again); got.status != http.StatusNotModified || got.body != "" {
			t.Errorf("asked again with %s: %d and %d bytes, want 304", first.header.Get("ETag"), got.status, len(got.body))
		}
	}
	if got := s.get("/nowhere"); got.header.Get("ETag") != "" {
		t.Error("a 404 has an ETag")
	}
}

func TestShortLinks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	entry, err := s.store.Entry(t.Context(), tracker.KindResponse, strings.TrimPrefix(theClaim, "/responses/"))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.get("/e/" + entry.PublicID); got.status != http.StatusFound || got.location != theClaim {
		t.Errorf("GET /e/%s = %d to %s, want the entry", entry.PublicID, got.status, got.location)
	}
	if body := s.get(theClaim).body; !strings.Contains(body, fmt.Sprintf("http://tracker.test/e/%s", entry.PublicID)) {
		t.Error("the entry does not offer its short link")
	}
}
