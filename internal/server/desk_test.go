package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestPublishThroughTheForm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	etag := func() string { // as a reader sees it
		res, err := http.Get(s.url + "/")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.Header.Get("ETag")
	}
	before := etag()
	got := s.post("/admin/events/new/publication", eventForm("A rule entered by hand"))
	const address = "/events/2024-05-06-a-rule-entered-by-hand"
	if got.status != http.StatusSeeOther || got.location != address {
		t.Fatalf("publishing = %d to %q:\n%s", got.status, got.location, got.body)
	}
	if got := s.get(address); got.status != http.StatusOK || !strings.Contains(got.body, "A rule entered by hand") {
		t.Errorf("GET %s = %d", address, got.status)
	}
	if after := etag(); after == before {
		t.Errorf("the timeline's ETag stayed %s", after)
	}
	if got := s.get("/?q=entered+by+hand"); !strings.Contains(got.body, address) {
		t.Error("the timeline does not show the entry")
	}
}

func TestWrongFormsComeBackAsTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	long := strings.Repeat("long ", 2<<20)
	for name, test := range map[string]struct{ field, value, says string }{
		"an impossible date":    {"dates[0].on", "2023-02-30", "28 days"},
		"no date at all":        {"dates[0].on", "", "Give the date of the announcement."},
		"a ten megabyte field":  {"summary", long, "600 is the most"},
		"a NUL":                 {"title", "a\x00b", "control character"},
		"bidi":                  {"title", "a\u202eb", "direction"},
		"invalid UTF-8":         {"authority", "\xff", "No authority"},
		"an unknown company":    {"companies[0].company", "nobody", "nobody"},
		"an unknown instrument": {"instrument", "magic", "magic"},
		"a wrong address":       {"slug", "Not A Slug", "small letters"},
		"a taken address":       {"slug", "2016-03-08-zte-added-to-entity-list", "address of"},
	} {
		t.Run(name, func(t *testing.T) {
			fields := with(eventForm("Kept title of "+name), test.field, test.value)
			got := s.post("/admin/events/new/publication", fields)
			if got.status != http.StatusUnprocessableEntity {
				t.Fatalf("= %d to %q, want 422", got.status, got.location)
			}
			if !strings.Contains(got.body, test.says) {
				t.Errorf("the page does not say %q", test.says)
			}
			if test.field != "title" && !strings.Contains(got.body, "Kept title of "+name) {
				t.Error("the title that was typed is lost")
			}
			if test.field != "summary" && !strings.Contains(got.body, "Entered in a test.") {
				t.Error("the summary that was typed is lost")
			}
			if test.field == "summary" && !strings.Contains(got.body, strings.TrimSpace(long)[:1000]) {
				t.Error("the long text is lost")
			}
		})
	}
}

func TestJavascriptLinksAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	for _, link := range []string{"javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "ftp://example.org", "https://user:pw@example.org"} {
		got := s.post("/admin/sources/new/publication", url.Values{"title": {"A source"}, "kind": {"news"}, "url": {link}, "base": {"0"}})
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "https://") {
			t.Errorf("the link %s = %d, want 422", link, got.status)
		}
	}
}

func TestRowsOfAForm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	row := func(value string, fields url.Values) answer {
		return s.post("/admin/events/new/form", with(fields, "row", value))
	}
	if got := row("add.dates", eventForm("Rows")); got.status != http.StatusOK || !strings.Contains(got.body, `name="dates[1].on"`) || !strings.Contains(got.body, "2024-05-06") {
		t.Errorf("adding a date = %d", got.status)
	}
	if got := row("remove.companies.0", eventForm("Rows")); got.status != http.StatusOK || strings.Contains(got.body, `value="huawei"`) {
		t.Errorf("removing the company = %d, and it is still there", got.status)
	}
	got := row("find.companies", with(eventForm("Rows"), "find.companies", "百度"))
	if got.status != http.StatusOK || !strings.Contains(got.body, "choose.companies.baidu") || !strings.Contains(got.body, "Entered in a test.") {
		t.Errorf("finding 百度 = %d without Baidu to choose", got.status)
	}
	got = row("choose.companies.baidu", eventForm("Rows"))
	if got.status != http.StatusOK || !strings.Contains(got.body, `name="companies[1].company"`) || !strings.Contains(got.body, "Baidu") {
		t.Errorf("choosing Baidu = %d without a row for it", got.status)
	}
	for _, wrong := range []string{"remove.companies.9", "remove.companies.-1", "remove.companies.x", "add.nothing", "explode", "choose.companies.", "find.nothing", "remove."} {
		if got := row(wrong, eventForm("Rows")); got.status != http.StatusNotFound {
			t.Errorf("the row button %q = %d, want 404", wrong, got.status)
		}
	}
}

func TestStrangeFieldsAreHarmless(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	for _, name := range []string{"dates[", "dates]", "dates[0", "dates[999999999].on", "dates[-1].on", "dates[0][1].on", "Title", "companies[0].company.x", "[0]", "\x00", "dates[0].on[0]", "seen"} {
		got := s.post("/admin/events/new/draft", with(eventForm("Strange"), name, "x"))
		if got.status >= 500 {
			t.Errorf("the field %q = %d", name, got.status)
		}
	}
	if got := s.post("/admin/events/99999/draft", eventForm("Nowhere")); got.status != http.StatusNotFound {
		t.Errorf("a draft of nothing = %d, want 404", got.status)
	}
	req := s.request(http.MethodPost, "/admin/events/new/draft", strings.NewReader("%zz=1&a;b"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if got := s.do(req); got.status != http.StatusBadRequest {
		t.Errorf("a form that cannot be read = %d, want 400", got.status)
	}
	if got := s.post("/admin/events/new/draft", url.Values{"title": {strings.Repeat("x", 17<<20)}}); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("17 MB = %d, want 413", got.status)
	}
}

func TestTwoEditorsAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	if got := s.post("/admin/events/new/publication", with(eventForm("Contested"), "slug", "contested")); got.status != http.StatusSeeOther {
		t.Fatalf("publishing = %d", got.status)
	}
	edit := s.formOf("/events/contested")
	base1 := func(title string) url.Values {
		return with(with(eventForm(title), "slug", "contested"), "base", "1")
	}
	if got := s.post(edit+"/publication", base1("Theirs came first")); got.status != http.StatusSeeOther {
		t.Fatalf("the first save = %d", got.status)
	}
	got := s.post(edit+"/publication", with(base1("Mine came second"), "summary", "My summary, long thought over."))
	if got.status != http.StatusConflict {
		t.Fatalf("the second save = %d, want 409", got.status)
	}
	for _, text := range []string{"Theirs came first", "Mine came second", "My summary, long thought over.", `name="base" value="2"`} {
		if !strings.Contains(got.body, text) {
			t.Errorf("the page of the conflict does not show %q", text)
		}
	}
	if got := s.get("/events/contested"); !strings.Contains(got.body, "Theirs came first") {
		t.Error("the first save was overwritten")
	}
	if got := s.post(edit+"/publication", with(base1("Mine came second"), "base", "2")); got.status != http.StatusSeeOther {
		t.Errorf("saving again upon version 2 = %d", got.status)
	}
}

// formOf follows the edit link of a public page.
func (s *site) formOf(path string) string {
	s.t.Helper()
	_, rest, ok := strings.Cut(s.get(path).body, `href="/admin/events/`)
	id, _, _ := strings.Cut(rest, `"`)
	if !ok || id == "" {
		s.t.Fatalf("%s has no link to its form", path)
	}
	return "/admin/events/" + id
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	s.post("/admin/events/new/publication", with(eventForm("To be withdrawn"), "slug", "withdrawn-one"))
	edit := s.formOf("/events/withdrawn-one")
	if got := s.get(edit + "/withdrawal"); got.status != http.StatusOK {
		t.Errorf("the withdrawal page = %d", got.status)
	}
	if got := s.post(edit+"/withdrawal", url.Values{"base": {"1"}, "reason": {""}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("withdrawing without a reason = %d, want 422", got.status)
	}
	if got := s.post(edit+"/withdrawal", url.Values{"base": {"7"}, "reason": {"Kept reason"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Kept reason") {
		t.Errorf("withdrawing another version = %d, want 422 with the reason kept", got.status)
	}
	if got := s.post(edit+"/withdrawal", url.Values{"base": {"1"}, "reason": {"The source was retracted."}}); got.status != http.StatusSeeOther {
		t.Fatalf("withdrawing = %d", got.status)
	}
	for _, path := range []string{"/events/withdrawn-one", "/events/withdrawn-one/versions/1", "/events/withdrawn-one/versions"} {
		if got := s.get(path); got.status != http.StatusGone || !strings.Contains(got.body, "The source was retracted.") {
			t.Errorf("GET %s = %d, want 410 with the reason", path, got.status)
		}
	}
	if got := s.get("/?q=to+be+withdrawn"); strings.Contains(got.body, "/events/withdrawn-one") {
		t.Error("the timeline still shows it")
	}
	if got := s.get(edit); got.status != http.StatusOK || !strings.Contains(got.body, "The source was retracted.") {
		t.Errorf("its form = %d", got.status)
	}
}

func TestPreviewAndDraft(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	got := s.post("/admin/events/new/preview", eventForm("Only a preview"))
	if got.status != http.StatusSeeOther {
		t.Fatalf("asking for a preview = %d", got.status)
	}
	if got := s.get(got.location); got.status != http.StatusOK || !strings.Contains(got.body, "Preview") || !strings.Contains(got.body, "The Wall Street Journal") {
		t.Errorf("the preview = %d", got.status)
	}
	got = s.post("/admin/events/new/draft", with(eventForm("Only a draft"), "dates[0].on", "2024-0"))
	if got.status != http.StatusSeeOther {
		t.Fatalf("saving a draft = %d", got.status)
	}
	if form := s.get(got.location); !strings.Contains(form.body, "Only a draft") || !strings.Contains(form.body, `value="2024-0"`) {
		t.Error("the draft did not come back as typed")
	}
	if desk := s.get("/admin"); !strings.Contains(desk.body, "Only a draft") {
		t.Error("the desk does not list the draft")
	}
	for _, text := range []string{"Only a preview", "Only a draft"} {
		if body := s.get("/?q=" + url.QueryEscape(text)).body; strings.Contains(body, `<h3`) && strings.Contains(body, `>`+text) {
			t.Errorf("readers see %q", text)
		}
	}
	if got := s.post(got.location+"/draft/end", nil); got.status != http.StatusSeeOther {
		t.Errorf("discarding = %d", got.status)
	}
}

func TestFormsOfAllKinds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	for kind, fields := range map[string]url.Values{
		"responses": {"title": {"A reply"}, "summary": {"It replies."}, "occurred": {"2024-05"}, "companies[0].company": {"huawei"}, "companies[0].role": {"actor"},
			"strategy": {"stockpiling"}, "citations[0].source": {"wsj-2023-05-07"}, "confidence": {"likely"}},
		"companies":    {"name": {"New Firm"}, "country": {"CN"}, "names[0].name": {"新公司"}, "names[0].kind": {"alias"}},
		"sources":      {"title": {"A new source"}, "kind": {"news"}, "relays[0].source": {"wsj-2023-05-07"}, "relays[0].how": {"reports"}},
		"authorities":  {"name": {"Office of Tests"}, "jurisdiction": {"GB"}, "slug": {"UK-TEST"}},
		"lists":        {"name": {"List of tests"}, "authority": {"BIS"}, "listed_from": {"announced"}},
		"technologies": {"name": {"Test benches"}},
	} {
		if got := s.get("/admin/" + kind + "/new"); got.status != http.StatusOK {
			t.Errorf("the form of new %s = %d", kind, got.status)
		}
		fields.Set("base", "0")
		got := s.post("/admin/"+kind+"/new/publication", fields)
		if got.status != http.StatusSeeOther {
			t.Errorf("publishing %s = %d:\n%s", kind, got.status, problemsIn(got.body))
			continue
		}
		if page := s.get(got.location); page.status != http.StatusOK {
			t.Errorf("GET %s = %d", got.location, page.status)
		}
		if got := s.post("/admin/"+kind+"/new/publication", url.Values{"base": {"0"}}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("an empty form of %s = %d, want 422", kind, got.status)
		}
		if table := s.get("/admin/" + kind); table.status != http.StatusOK {
			t.Errorf("the table of %s = %d", kind, table.status)
		}
	}
}

func problemsIn(body string) string {
	_, rest, _ := strings.Cut(body, `role="alert"`)
	return rest[:min(len(rest), 1000)]
}

func TestFormerAddressesLeadOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	s.post("/admin/events/new/publication", with(eventForm("It changes its address"), "slug", "address-one"))
	edit := s.formOf("/events/address-one")
	if got := s.post(edit+"/publication", with(with(eventForm("It changes its address"), "slug", "address-two"), "base", "1")); got.location != "/events/address-two" {
		t.Fatalf("publishing under a new address leads to %q", got.location)
	}
	for path, want := range map[string]string{
		"/events/address-one":              "/events/address-two",
		"/events/address-one/versions":     "/events/address-two/versions",
		"/events/address-one/versions/1":   "/events/address-two/versions/1",
		"/events/address-one?utm_source=x": "/events/address-two?utm_source=x",
	} {
		if got := s.get(path); got.status != http.StatusMovedPermanently || got.location != want {
			t.Errorf("GET %s = %d to %q, want 301 to %s", path, got.status, got.location, want)
		}
	}
	if got := s.post("/admin/events/new/publication", with(eventForm("Another one"), "slug", "address-one")); got.status != http.StatusUnprocessableEntity {
		t.Errorf("giving a former address to another entry = %d, want 422", got.status)
	}
}
