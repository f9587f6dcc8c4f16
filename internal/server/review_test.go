package server_test

import (
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"countermove/internal/server"
)

// as is the same site with the browser of another person, who is invited for
// the role by the admin.
func (s *site) as(name, role string) *site {
	s.t.Helper()
	other := *s
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	other.client = &http.Client{Jar: jar, Timeout: s.client.Timeout, CheckRedirect: s.client.CheckRedirect}
	var admin int64
	if err := s.store.DB.QueryRow(s.t.Context(), `SELECT id FROM users WHERE role = 'admin' LIMIT 1`).Scan(&admin); err != nil {
		s.t.Fatal(err)
	}
	token := strings.Repeat(strings.ToLower(name), 12)[:26]
	if err := s.store.Invite(s.t.Context(), admin, token, role, name, s.now.Add(time.Hour)); err != nil {
		s.t.Fatal(err)
	}
	got := other.post("/admin/setup/"+token, url.Values{"email": {strings.ToLower(name) + "@example.org"}, "name": {name}, "password": {"correct horse battery"}})
	if got.status != http.StatusSeeOther {
		s.t.Fatalf("%s cannot come in: %d\n%s", name, got.status, problemsIn(got.body))
	}
	return &other
}

// submit hands in a new event and returns the address of its review.
func (s *site) submit(title string) string {
	s.t.Helper()
	got := s.post("/admin/events/new/submission", eventForm(title))
	if got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/admin/reviews/") {
		s.t.Fatalf("submitting = %d to %q:\n%s", got.status, got.location, problemsIn(got.body))
	}
	return got.location
}

func (a answer) shows(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d to %q, want %d\n%s", a.status, a.location, status, problemsIn(a.body))
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

// redirected is where an answer leads.
func (a answer) redirected(t *testing.T) string {
	t.Helper()
	if a.status != http.StatusSeeOther {
		t.Fatalf("status %d, want a redirect\n%s", a.status, problemsIn(a.body))
	}
	return a.location
}

func TestTheWayOfADocument(t *testing.T) {
	t.Parallel()
	ed := newSite(t)
	ed.signIn()
	con := ed.as("Con", "contributor")
	con.get("/admin/events/new").shows(t, http.StatusOK, "Submit for review")
	if form := con.get("/admin/events/new").body; strings.Contains(form, ">Publish<") {
		t.Error("a contributor is offered to publish")
	}
	ed.get("/admin/events/new").shows(t, http.StatusOK, "Submit for review", ">Publish<")

	review := con.submit("From a contributor")
	con.get(review).shows(t, http.StatusOK, "In review", "Take it back to write on", "Con submitted it")
	ed.get("/admin").shows(t, http.StatusOK, "Awaiting your review", "From a contributor")
	ed.get("/admin/reviews").shows(t, http.StatusOK, "From a contributor", "Con")
	ed.get(review).shows(t, http.StatusOK, "Nothing of it is public yet", "Approve and publish now", "Huawei", "Entered in a test.", "First version")
	ed.get(review+"/preview").shows(t, http.StatusOK, "Preview", "The Wall Street Journal", review)

	got := ed.post(review+"/return", url.Values{"comment": {"Nearly."}, "on.title": {"Name the rule <b>."}, "day": {"2030-01-01"}})
	if at := got.redirected(t); at != "/admin/reviews" {
		t.Errorf("sending back leads to %q", at)
	}
	con.get("/admin").shows(t, http.StatusOK, "Sent back to you", "Nearly.", "1 comment on a field")
	ed.get(review).shows(t, http.StatusOK, "Not in review", "alone until it is submitted again")
	if strings.Contains(ed.get(review).body, "Entered in a test.") {
		t.Error("the reviewer reads on in what is a draft again")
	}
	form := con.formOfDraft("From a contributor")
	if n := strings.Count(con.get("/admin").body, `href="`+form+`"`); n != 1 {
		t.Errorf("the desk links what was sent back %d times, want once", n)
	}
	con.get(form).shows(t, http.StatusOK, "Nearly.", "Name the rule &lt;b&gt;.", `id="f-title-remark"`, "f-title-remark")

	fields := with(eventForm("The rule, named"), "base", "0")
	if at := con.post(form+"/submission", fields).redirected(t); at != review {
		t.Errorf("submitted again at %q, want %q", at, review)
	}
	if at := con.get(form).redirected(t); at != review {
		t.Errorf("the form of what is in review leads to %q", at)
	}
	public := ed.post(review+"/approval", nil).redirected(t)
	ed.get(public).shows(t, http.StatusOK, "The rule, named")
	ed.get(review).shows(t, http.StatusOK, "Published as version 1", "Ed Itor approved it")
	ed.post(review+"/approval", nil).shows(t, http.StatusConflict, "It is not in review any more")
	ed.post(review+"/return", url.Values{"comment": {"Kept comment"}}).shows(t, http.StatusConflict, "It is not in review any more", "Kept comment")
}

// formOfDraft follows the link of the desk to what was sent back.
func (s *site) formOfDraft(title string) string {
	s.t.Helper()
	before, _, ok := strings.Cut(s.get("/admin").body, ">"+title+"<")
	i := strings.LastIndex(before, `href="`)
	if !ok || i < 0 {
		s.t.Fatalf("the desk does not show %q", title)
	}
	form, _, _ := strings.Cut(before[i+6:], `"`)
	return form
}

// Every step by every role: who may take it, and what the rest is told.
func TestWhoTakesWhichStep(t *testing.T) {
	t.Parallel()
	ed := newSite(t)
	ed.signIn()
	con, other, second := ed.as("Con", "contributor"), ed.as("Other", "contributor"), ed.as("Second", "editor")
	review := con.submit("A matter of roles")
	ed.post("/admin/events/new/publication", with(eventForm("Public"), "slug", "public-one")).redirected(t)
	document := ed.formOf("/events/public-one")
	const found, forbidden, missing = http.StatusSeeOther, http.StatusForbidden, http.StatusNotFound
	reader := *ed
	reader.client = &http.Client{CheckRedirect: ed.client.CheckRedirect}
	in := url.Values{"reason": {"Why"}, "base": {"1"}, "comment": {"Why"}, "day": {"2999-01-01"}, "hour": {"12:00"}}
	for _, step := range []struct {
		address                     string
		author, stranger, undecided int // undecided: an editor who is not the author
	}{
		{review + "/approval", forbidden, forbidden, 0},
		{review + "/schedule", forbidden, forbidden, found},
		{review + "/schedule/end", forbidden, forbidden, found},
		{review + "/return", forbidden, forbidden, 0},
		{document + "/withdrawal", forbidden, forbidden, found},
		{document + "/withdrawal/end", forbidden, forbidden, found},
		{document + "/publication", forbidden, forbidden, 0},
	} {
		if got := reader.post(step.address, in); got.status != http.StatusUnauthorized {
			t.Errorf("a reader's POST %s = %d, want 401", step.address, got.status)
		}
		for person, want := range map[*site]int{con: step.author, other: step.stranger} {
			if got := person.post(step.address, in); got.status != want {
				t.Errorf("a contributor's POST %s = %d, want %d", step.address, got.status, want)
			}
		}
		if step.undecided != 0 {
			if got := second.post(step.address, in); got.status != step.undecided {
				t.Errorf("an editor's POST %s = %d, want %d\n%s", step.address, got.status, step.undecided, problemsIn(got.body))
			}
		}
	}
	for address, wants := range map[string][3]int{ // the author, another contributor, an editor
		review:                           {200, missing, 200},
		review + "/preview":              {200, missing, 200},
		"/admin/reviews":                 {forbidden, forbidden, 200},
		"/admin/reviews/0":               {missing, missing, missing},
		"/admin/reviews/x":               {missing, missing, missing},
		"/admin/reviews/999999":          {missing, missing, missing},
		document + "/versions":           {200, 200, 200},
		document + "/withdrawal":         {forbidden, forbidden, 200},
		document + "/withdrawal/end":     {forbidden, forbidden, missing},
		"/admin/events/999999/versions":  {missing, missing, missing},
		"/admin/sources/999999/versions": {missing, missing, missing},
	} {
		for i, person := range []*site{con, other, second} {
			if got := person.get(address); got.status != wants[i] {
				t.Errorf("GET %s by person %d = %d, want %d", address, i, got.status, wants[i])
			}
		}
		if got := reader.get(address); got.status != found {
			t.Errorf("a reader's GET %s = %d, want the way to sign in", address, got.status)
		}
	}
	// Taking back is the author's; of others it changes nothing.
	_, rest, _ := strings.Cut(con.get(review).body, `formaction="/admin/events/`)
	id, _, _ := strings.Cut(rest, "/")
	for _, person := range []*site{ed, other, second} {
		person.post("/admin/events/"+id+"/submission/end", nil)
	}
	con.get(review).shows(t, http.StatusOK, "In review")
}

func TestTakingBack(t *testing.T) {
	t.Parallel()
	ed := newSite(t)
	ed.signIn()
	con := ed.as("Con", "contributor")
	review := con.submit("Taken back")
	_, rest, _ := strings.Cut(con.get(review).body, `formaction="/admin/events/`)
	id, _, _ := strings.Cut(rest, "/")
	form := "/admin/events/" + id
	con.post(form+"/draft", with(eventForm("Typed in another tab"), "base", "0")).shows(t, http.StatusUnprocessableEntity, "Take that back first", "Typed in another tab")
	if at := con.post(form+"/submission/end", nil).redirected(t); at != form {
		t.Errorf("taking back leads to %q", at)
	}
	con.get(form).shows(t, http.StatusOK, "Taken back")
	for _, step := range []string{"/approval", "/schedule", "/return"} {
		ed.post(review+step, url.Values{"comment": {"Kept"}, "day": {"2999-01-01"}, "hour": {"12:00"}}).shows(t, http.StatusConflict, "It is not in review any more", "Con took it back")
	}
	if at := con.post(form+"/submission/end", nil).redirected(t); at != form {
		t.Errorf("taking back twice leads to %q", at)
	}
}

func TestWrongDecisionsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	ed := newSite(t)
	ed.signIn()
	con := ed.as("Con", "contributor")
	review := con.submit("Decide well")
	for name, test := range map[string]struct {
		step   string
		fields url.Values
		says   string
	}{
		"nothing said":   {"/return", url.Values{"comment": {" "}}, "Say what is to be changed"},
		"said too much":  {"/return", url.Values{"on.title": {strings.Repeat("long ", 2000)}}, "is the most"},
		"a past time":    {"/schedule", url.Values{"day": {"2020-01-01"}, "hour": {"12:00"}}, "is past"},
		"no time":        {"/schedule", url.Values{"day": {"2999-01-01"}}, "Give the time of day"},
		"no day":         {"/schedule", url.Values{"hour": {"12:00"}}, "Give the day"},
		"no such day":    {"/schedule", url.Values{"day": {"2999-02-30"}, "hour": {"25:00"}}, "is no day"},
		"a wrong letter": {"/return", url.Values{"comment": {"a\x00b"}}, "control character"},
	} {
		test.fields.Set("on.summary", "A kept remark")
		if test.step == "/schedule" {
			test.fields.Set("comment", "A kept comment")
			ed.post(review+test.step, test.fields).shows(t, http.StatusUnprocessableEntity, test.says, "A kept remark", "A kept comment")
		} else if got := ed.post(review+test.step, with(test.fields, "on.summary", "")); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, test.says) {
			t.Errorf("%s = %d without %q", name, got.status, test.says)
		}
	}
	ed.get(review).shows(t, http.StatusOK, "In review")
}

func TestScheduledPublication(t *testing.T) {
	t.Parallel()
	ed := newSite(t)
	ed.signIn()
	con := ed.as("Con", "contributor")
	review := con.submit("Public at noon")
	day := ed.now.UTC().AddDate(0, 0, 2)
	ed.post(review+"/schedule", url.Values{"day": {day.Format(time.DateOnly)}, "hour": {"12:00"}}).redirected(t)
	ed.get("/admin").shows(t, http.StatusOK, "Approved for later", "Public at noon", "12:00 UTC")
	ed.get(review).shows(t, http.StatusOK, "Approved for", "Take the approval for later back")
	if got := ed.get("/events/2024-05-06-public-at-noon"); got.status != http.StatusNotFound {
		t.Errorf("readers see it before its time: %d", got.status)
	}
	now := ed.now
	run := func() {
		ticks := make(chan time.Time, 1)
		ticks <- now
		close(ticks)
		server.PublishScheduled(t.Context(), ed.store, slog.New(slog.DiscardHandler), func() time.Time { return now }, ticks)
	}
	run()
	if got := ed.get("/events/2024-05-06-public-at-noon"); got.status != http.StatusNotFound {
		t.Errorf("readers see it before its time: %d", got.status)
	}
	now = day.AddDate(0, 0, 1)
	run()
	ed.get("/events/2024-05-06-public-at-noon").shows(t, http.StatusOK, "Public at noon")
}

func TestApprovalConflict(t *testing.T) {
	t.Parallel()
	ed := newSite(t)
	ed.signIn()
	con := ed.as("Con", "contributor")
	ed.post("/admin/events/new/publication", with(eventForm("Contested"), "slug", "contested")).redirected(t)
	form := ed.formOf("/events/contested")
	upon := func(title string) url.Values {
		return with(with(eventForm(title), "slug", "contested"), "base", "1")
	}
	review := con.post(form+"/submission", upon("Mine came second")).redirected(t)
	ed.post(form+"/publication", upon("Theirs came first")).redirected(t)
	ed.get(review).shows(t, http.StatusOK, "Version 2 was published since this was begun", "Send it back")
	ed.post(review+"/approval", url.Values{"comment": {"A kept comment"}}).
		shows(t, http.StatusConflict, "nothing was done", "Version 2 was published since this was begun", "Contested", "A kept comment")
	ed.get("/events/contested").shows(t, http.StatusOK, "Theirs came first")
	ed.post(review+"/return", url.Values{"comment": {"Put them together."}}).redirected(t)
	con.post(form+"/submission", upon("Mine came second")).shows(t, http.StatusConflict, "Theirs came first")
}

func TestFourEyesInThePage(t *testing.T) {
	t.Parallel()
	ed := newSite(t)
	ed.store.FourEyes = true
	ed.signIn()
	second := ed.as("Second", "editor")
	if form := ed.get("/admin/events/new"); strings.Contains(form.body, ">Publish<") || !strings.Contains(form.body, "Submit for review") {
		t.Error("the form offers to publish alone")
	}
	ed.post("/admin/events/new/publication", eventForm("Alone")).shows(t, http.StatusUnprocessableEntity, "somebody else has to approve it", "Alone")
	review := ed.submit("By two")
	ed.get(review).shows(t, http.StatusOK, "somebody else has to approve it")
	ed.post(review+"/approval", nil).shows(t, http.StatusUnprocessableEntity, "somebody else has to approve it")
	second.post(review+"/approval", nil).redirected(t)
}

func TestRestoreAndRevert(t *testing.T) {
	t.Parallel()
	ed := newSite(t)
	ed.signIn()
	con := ed.as("Con", "contributor")
	ed.post("/admin/events/new/publication", with(eventForm("The first title"), "slug", "back-again")).redirected(t)
	form := ed.formOf("/events/back-again")
	ed.post(form+"/publication", with(with(eventForm("The second title"), "slug", "back-again"), "base", "1")).redirected(t)
	ed.post(form+"/withdrawal", url.Values{"base": {"2"}, "reason": {"It was thought a hoax."}}).redirected(t)
	for _, path := range []string{form, form + "/versions"} {
		if got := con.get(path); got.status != http.StatusNotFound {
			t.Errorf("a contributor's GET %s of what is withdrawn = %d", path, got.status)
		}
	}
	ed.get(form).shows(t, http.StatusOK, "Bring it back as it was")
	ed.get(form+"/withdrawal/end").shows(t, http.StatusOK, "It was thought a hoax.", "version 3")
	ed.post(form+"/withdrawal/end", url.Values{"base": {"2"}}).shows(t, http.StatusUnprocessableEntity, "Say why it comes back")
	ed.post(form+"/withdrawal/end", url.Values{"base": {"2"}, "reason": {"It is true after all."}}).redirected(t)
	ed.get("/events/back-again").shows(t, http.StatusOK, "The second title", "It was thought a hoax.", "It is true after all.", "brought back")
	ed.get("/events/back-again/versions").shows(t, http.StatusOK, "It was thought a hoax.", "brought back")

	con.get(form+"/versions").shows(t, http.StatusOK, "Make a draft of this version")
	con.post(form+"/versions/1/draft", nil).redirected(t)
	con.get(form).shows(t, http.StatusOK, "The first title", "Back to version 1")
	con.post(form+"/versions/1/draft", nil).shows(t, http.StatusConflict, "You have a draft of this already")
	if got := ed.post(form+"/versions/9/draft", nil); got.status != http.StatusNotFound {
		t.Errorf("a draft of version 9 = %d", got.status)
	}
}
