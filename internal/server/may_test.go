package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"countermove/internal/postgres"
	"countermove/internal/server"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5"
)

// Who may use a route of the desk.
const (
	everybody = "everybody"
	writers   = "contributors, editors and admins"
	editors   = "editors and admins"
	admins    = "admins"
)

// rules has every route of the desk; {kinds} stands for the seven kinds. A route
// that is not here fails the test: say who may use it.
var rules = map[string]string{
	"GET /admin/session":       everybody,
	"POST /admin/session":      everybody,
	"POST /admin/session/end":  everybody,
	"GET /admin/setup/{token}": everybody, "POST /admin/setup/{token}": everybody,

	"GET /admin/account":                      writers,
	"POST /admin/account/name":                writers,
	"POST /admin/account/password":            writers,
	"POST /admin/account/sessions/end":        writers,
	"POST /admin/account/sessions/{id}/end":   writers,
	"GET /admin/people/":                      admins,
	"POST /admin/people/invitations":          admins,
	"POST /admin/people/invitations/{id}/end": admins,
	"POST /admin/people/{id}/role":            admins,
	"POST /admin/people/{id}/disablement":     admins,
	"POST /admin/people/{id}/disablement/end": admins,

	"GET /admin/":                                      writers,
	"GET /admin/find/{kind}":                           writers,
	"GET /admin/{kinds}/":                              writers,
	"GET /admin/{kinds}/{id}":                          writers,
	"POST /admin/{kinds}/{id}/form":                    writers,
	"GET /admin/{kinds}/{id}/preview":                  writers,
	"POST /admin/{kinds}/{id}/preview":                 writers,
	"POST /admin/{kinds}/{id}/draft":                   writers,
	"POST /admin/{kinds}/{id}/draft/end":               writers,
	"POST /admin/{kinds}/{id}/submission":              writers,
	"POST /admin/{kinds}/{id}/submission/end":          writers,
	"GET /admin/{kinds}/{id}/versions":                 writers,
	"POST /admin/{kinds}/{id}/versions/{number}/draft": writers,
	"POST /admin/{kinds}/{id}/publication":             editors,
	"GET /admin/{kinds}/{id}/withdrawal/end":           editors,
	"POST /admin/{kinds}/{id}/withdrawal/end":          editors,
	"GET /admin/{kinds}/{id}/withdrawal":               editors,
	"POST /admin/{kinds}/{id}/withdrawal":              editors,

	"GET /admin/reviews/":                         editors,
	"GET /admin/reviews/{revision}":               writers,
	"GET /admin/reviews/{revision}/preview":       writers,
	"POST /admin/reviews/{revision}/approval":     editors,
	"POST /admin/reviews/{revision}/return":       editors,
	"POST /admin/reviews/{revision}/schedule":     editors,
	"POST /admin/reviews/{revision}/schedule/end": editors,
}

type deskRoute struct{ method, pattern, rule string }

func deskRoutes(t *testing.T) []deskRoute {
	t.Helper()
	routes, ok := server.New(server.Options{Store: &postgres.Store{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now}).(chi.Routes)
	if !ok {
		t.Fatal("the handler of the site is not a chi router any more: find another way to its addresses")
	}
	var found []deskRoute
	used := map[string]bool{}
	err := chi.Walk(routes, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if !strings.HasPrefix(pattern, "/admin") {
			return nil
		}
		key := method + " " + pattern
		for _, kind := range tracker.Kinds {
			key = strings.Replace(key, "/admin/"+view.Plural(kind)+"/", "/admin/{kinds}/", 1)
			key = strings.Replace(key, "/admin/find/"+string(kind), "/admin/find/{kind}", 1)
		}
		rule, ok := rules[key]
		if !ok {
			t.Errorf("%s has no rule: say in may_test.go who may use it", key)
			return nil
		}
		used[key] = true
		found = append(found, deskRoute{method, pattern, rule})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key := range rules {
		if !used[key] {
			t.Errorf("there is no route %s any more, but a rule", key)
		}
	}
	return found
}

// Every route of the desk, for everybody that there is.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	disabled := s.join("admin", "disabled")
	browsers := map[string]*site{"nobody": s.another(), "a contributor": s.join("contributor", "con"), "an editor": s.join("editor", "edi"),
		"an admin": s, "somebody disabled": disabled}
	if got := s.post(s.person("disabled@example.org", "disablement"), nil); got.status != http.StatusSeeOther {
		t.Fatalf("disabling = %d", got.status)
	}
	allowed := map[string][]string{
		writers: {"a contributor", "an editor", "an admin"}, editors: {"an editor", "an admin"}, admins: {"an admin"},
	}
	for _, route := range deskRoutes(t) {
		if route.rule == everybody {
			continue // tested where they are, with what they ask for
		}
		// Nothing has this id, so that nothing changes.
		path := strings.NewReplacer("{id}", "999999999", "{revision}", "999999999", "{number}", "1").Replace(route.pattern)
		for who, browser := range browsers {
			var got answer
			if route.method == http.MethodGet {
				got = browser.get(path)
			} else {
				got = browser.post(path, url.Values{"title": {"Typed <by> " + who}})
			}
			may := false
			for _, name := range allowed[route.rule] {
				may = may || name == who
			}
			switch reader := who == "nobody" || who == "somebody disabled"; {
			case may && (got.status == http.StatusUnauthorized || got.status == http.StatusForbidden || got.status >= 500 || got.status == http.StatusMethodNotAllowed || strings.HasPrefix(got.location, "/admin/session")):
				t.Errorf("%s %s = %d to %q for %s, who may", route.method, path, got.status, got.location, who)
			case !may && reader && route.method == http.MethodGet && (got.status != http.StatusSeeOther || got.location != view.SignInURL(path)):
				t.Errorf("%s %s = %d to %q for %s, want 303 to sign in", route.method, path, got.status, got.location, who)
			case !may && reader && route.method != http.MethodGet && (got.status != http.StatusUnauthorized || !strings.Contains(got.body, "Typed &lt;by&gt; "+who)):
				t.Errorf("%s %s = %d for %s, want 401 with what was typed", route.method, path, got.status, who)
			case !may && !reader && got.status != http.StatusForbidden:
				t.Errorf("%s %s = %d for %s, want 403", route.method, path, got.status, who)
			}
			if got.header.Get("Cache-Control") != "private, no-store" {
				t.Errorf("%s %s for %s: Cache-Control %q", route.method, path, who, got.header.Get("Cache-Control"))
			}
		}
	}
}
