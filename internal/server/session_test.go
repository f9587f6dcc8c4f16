package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"countermove/internal/server"
)

func TestSetupLinkWorksOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link, err := server.OfferSetup(t.Context(), s.store, "", s.now)
	if err != nil {
		t.Fatal(err)
	}
	account := url.Values{"email": {"ed@example.org"}, "name": {"Ed"}, "password": {"correct horse battery"}}
	for field, wrong := range map[string]string{"email": "nobody", "name": "", "password": "short"} {
		fields := url.Values{"email": account["email"], "name": account["name"], "password": account["password"]}
		if got := s.post(link, with(fields, field, wrong)); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `id="f-`+field+`"`) {
			t.Errorf("with the %s %q: %d, want 422 with the form", field, wrong, got.status)
		}
	}
	if got := s.get(link); got.status != http.StatusOK || got.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("the link = %d, %q", got.status, got.header.Get("Cache-Control"))
	}
	if got := s.post(link, account); got.status != http.StatusSeeOther {
		t.Fatalf("making the account = %d", got.status)
	}
	for _, got := range []answer{s.get(link), s.post(link, account)} {
		if got.status != http.StatusNotFound || !strings.Contains(got.body, "used") {
			t.Errorf("the link a second time = %d, want 404 that says why", got.status)
		}
	}
	if again, err := server.OfferSetup(t.Context(), s.store, "", s.now); err != nil || again != "" {
		t.Errorf("a second link %q (%v), want none: there is an account", again, err)
	}
}

func TestSetupLinkExpires(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link, err := server.OfferSetup(t.Context(), s.store, "", s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(25 * time.Hour)
	if got := s.get(link); got.status != http.StatusNotFound {
		t.Errorf("the link after a day = %d, want 404", got.status)
	}
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	if got := s.get("/admin"); got.status != http.StatusOK || !strings.Contains(got.body, "Ed Itor") {
		t.Fatalf("the desk = %d", got.status)
	}
	got := s.get("/")
	if got.header.Get("Cache-Control") != "private, no-store" || got.header.Get("ETag") != "" || !strings.Contains(got.body, "Ed Itor") {
		t.Errorf("an editor's timeline: %q, ETag %q", got.header.Get("Cache-Control"), got.header.Get("ETag"))
	}
	if got := s.post("/admin/session/end", nil); got.status != http.StatusSeeOther || got.location != "/" {
		t.Errorf("signing out = %d to %s", got.status, got.location)
	}
	if got := s.get("/admin/events/new"); got.status != http.StatusSeeOther || got.location != "/admin/session?next=%2Fadmin%2Fevents%2Fnew" {
		t.Errorf("the desk after signing out = %d to %s", got.status, got.location)
	}
	for _, wrong := range []url.Values{
		{"email": {"ed@example.org"}, "password": {"wrong horse battery"}}, {"email": {"no@example.org"}, "password": {"correct horse battery"}},
		{"email": {"\x00"}, "password": {"\x00"}}, {},
	} {
		if got := s.post("/admin/session", wrong); got.status != http.StatusUnprocessableEntity || got.header.Get("Set-Cookie") != "" {
			t.Errorf("signing in with %v = %d", wrong, got.status)
		}
	}
	right := url.Values{"email": {"ED@example.org"}, "password": {"correct horse battery"}, "next": {"/admin/events/new"}}
	if got := s.post("/admin/session", right); got.status != http.StatusSeeOther || got.location != "/admin/events/new" {
		t.Errorf("signing in = %d to %s", got.status, got.location)
	}
}

func TestSignInLeadsOnlyToTheDesk(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	for _, next := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "/admin//evil.example", "/admin/../x", "/events/x", ""} {
		got := s.post("/admin/session", url.Values{"email": {"ed@example.org"}, "password": {"correct horse battery"}, "next": {next}})
		if got.location != "/admin" {
			t.Errorf("next=%q leads to %q", next, got.location)
		}
	}
}

func TestGuessingIsSlowed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	status := 0
	for range 12 {
		status = s.post("/admin/session", url.Values{"email": {"ed@example.org"}, "password": {"guess"}}).status
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("the twelfth guess = %d, want 429", status)
	}
}

func TestFormsFromOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	req := s.request(http.MethodPost, "/admin/events/new/publication", strings.NewReader(eventForm("Forged").Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := s.do(req); got.status != http.StatusForbidden {
		t.Errorf("a form from another site = %d, want 403", got.status)
	}
}

// Every route of the desk asks who it is.
func TestTheDeskIsClosed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, kind := range []string{"events", "responses", "companies", "sources", "authorities", "lists", "technologies"} {
		for _, path := range []string{"", "/new", "/1", "/1/withdrawal"} {
			if got := s.get("/admin/" + kind + path); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/admin/session") {
				t.Errorf("GET /admin/%s%s = %d to %s", kind, path, got.status, got.location)
			}
		}
		for _, path := range []string{"/form", "/preview", "/draft", "/draft/end", "/publication", "/withdrawal"} {
			if got := s.post("/admin/"+kind+"/new"+path, eventForm("Kept <text>")); got.status != http.StatusUnauthorized || !strings.Contains(got.body, "Kept &lt;text&gt;") {
				t.Errorf("POST /admin/%s/new%s = %d, want 401 with what was typed", kind, path, got.status)
			}
		}
	}
	for _, path := range []string{"/admin", "/admin/", "/admin/find/company?q=a"} {
		if got := s.get(path); got.status != http.StatusSeeOther {
			t.Errorf("GET %s = %d", path, got.status)
		}
	}
}
