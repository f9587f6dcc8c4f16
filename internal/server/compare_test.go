package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// publishNext publishes the next version of an event that has one.
func (s *site) publishNext(edit string, fields url.Values, base string) {
	s.t.Helper()
	if got := s.post(edit+"/publication", with(fields, "base", base)); got.status != http.StatusSeeOther {
		s.t.Fatalf("publishing upon version %s = %d:\n%s", base, got.status, problemsIn(got.body))
	}
}

func comparedSite(t *testing.T) *site {
	s := newSite(t)
	s.signIn()
	form := with(eventForm("A rule to compare"), "slug", "compared")
	s.post("/admin/events/new/publication", with(form, "note", "Between editors."))
	edit := s.formOf("/events/compared")
	form.Set("summary", "Entered in another test.")
	form.Set("companies[1].company", "zte")
	form.Set("companies[1].role", "affected")
	form.Set("dates[0].on", "2024-05-07")
	form.Set("change", "The date corrected")
	s.publishNext(edit, with(form, "note", "Between other editors."), "1")
	s.publishNext(edit, with(form, "note", "For nobody else."), "2")
	return s
}

func TestComparison(t *testing.T) {
	t.Parallel()
	s := comparedSite(t)
	const at = "/events/compared/versions"
	for path, wants := range map[string][]string{
		at + "/2?compare=1": {"From version 1 to version 2", ">a<", ">another<", "ZTE · Affected", ">6 May 2024<", ">7 May 2024<", "The date corrected",
			`href="` + at + `/1"`, `href="` + at + `/2"`, `content="noindex`},
		at + "/1?compare=2":                      {"From version 2 to version 1", "removed: </span>ZTE · Affected"},
		at + "/2?compare=2":                      {"These are the same version"},
		at + "/3?compare=2":                      {"Nothing that readers see differs"},
		at:                                       {`href="` + at + `/3?compare=2"`, `name="from"`, `name="to"`},
		"/companies/huawei/versions/1?compare=1": {"These are the same version"},
		at + "/3?compare=1&utm_source=x":         {"From version 1 to version 3"},
		"/events/compared":                       {`href="` + at + `/2?compare=1"`},
	} {
		got := s.get(path)
		if got.status != http.StatusOK {
			t.Errorf("GET %s = %d", path, got.status)
		}
		for _, want := range wants {
			if !strings.Contains(got.body, want) {
				t.Errorf("GET %s does not say %q", path, want)
			}
		}
		for _, secret := range []string{"Between", "nobody else", "Note for editors"} {
			if strings.Contains(got.body, secret) {
				t.Errorf("GET %s shows readers %q", path, secret)
			}
		}
	}
}

func TestComparisonAddresses(t *testing.T) {
	t.Parallel()
	s := comparedSite(t)
	const at = "/events/compared/versions"
	for path, want := range map[string]string{
		at + "?from=1&to=3":                      at + "/3?compare=1",
		at + "?to=1&from=2&x=y":                  at + "/1?compare=2",
		at + "/3?compare=01":                     at + "/3?compare=1",
		at + "/3?compare=1&compare=2":            at + "/3?compare=1",
		"/companies/huawei/versions?from=1&to=1": "/companies/huawei/versions/1?compare=1",
	} {
		if got := s.get(path); got.status != http.StatusSeeOther || got.location != want {
			t.Errorf("GET %s = %d to %q, want 303 to %s", path, got.status, got.location, want)
		}
	}
	for path, want := range map[string]string{
		at + "/3?compare=":                           "<code>compare</code>",
		at + "/3?compare=one":                        "Give the number of a version",
		at + "/3?compare=-1":                         "Give the number of a version",
		at + "/3?compare=99":                         "There is no version 99. The newest is 3.",
		at + "?from=1":                               "<code>to</code>",
		at + "?from=9&to=1":                          "There is no version 9.",
		at + "?from=1&to=%00":                        "<code>to</code>",
		at + "/3?compare=" + strings.Repeat("9", 40): "Give the number of a version",
	} {
		if got := s.get(path); got.status != http.StatusBadRequest || !strings.Contains(got.body, want) {
			t.Errorf("GET %s = %d, want 400 with %q", path, got.status, want)
		}
	}
	for _, path := range []string{at + "/9?compare=1", at + "/0?compare=1", "/responses/compared/versions/1?compare=1"} {
		if got := s.get(path); got.status != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, got.status)
		}
	}
}
