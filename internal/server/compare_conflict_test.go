package server_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	inputs    = regexp.MustCompile(`<input[^>]*>`)
	textareas = regexp.MustCompile(`(?s)<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	selects   = regexp.MustCompile(`(?s)<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	chosen    = regexp.MustCompile(`<option value="([^"]*)" selected`)
	nameOf    = regexp.MustCompile(`name="([^"]*)"`)
	valueOf   = regexp.MustCompile(`value="([^"]*)"`)
)

// sentAgain is what a browser would send of the form on a page.
func sentAgain(t *testing.T, body string) url.Values {
	t.Helper()
	_, body, found := strings.Cut(body, `id="document"`)
	if !found {
		t.Fatal("there is no form")
	}
	fields := url.Values{}
	for _, tag := range inputs.FindAllString(body, -1) {
		name := nameOf.FindStringSubmatch(tag)
		if name == nil || strings.Contains(tag, `type="checkbox"`) && !strings.Contains(tag, " checked") {
			continue
		}
		if value := valueOf.FindStringSubmatch(tag); value != nil {
			fields.Set(name[1], html.UnescapeString(value[1]))
		}
	}
	for _, m := range textareas.FindAllStringSubmatch(body, -1) {
		fields.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range selects.FindAllStringSubmatch(body, -1) {
		if value := chosen.FindStringSubmatch(m[2]); value != nil {
			fields.Set(m[1], html.UnescapeString(value[1]))
		}
	}
	return fields
}

// contested is an event that was published, and published again with some
// fields changed; its form, which is of the first version still.
func contested(t *testing.T, theirs map[string]string) (s *site, edit string, mine url.Values) {
	t.Helper()
	s = newSite(t)
	s.signIn()
	s.post("/admin/events/new/publication", with(eventForm("Contested"), "slug", "contested"))
	edit = s.formOf("/events/contested")
	form := with(with(eventForm("Contested"), "slug", "contested"), "base", "1")
	for name, value := range theirs {
		form.Set(name, value)
	}
	s.publishNext(edit, form, "1")
	return s, edit, with(with(eventForm("Contested"), "slug", "contested"), "base", "1")
}

func formHolds(t *testing.T, what string, fields url.Values, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := fields.Get(name); got != value {
			t.Errorf("%s: %s is %q, want %q", what, name, got, value)
		}
	}
}

func TestTwoEditorsChangeDifferentFields(t *testing.T) {
	t.Parallel()
	s, edit, mine := contested(t, map[string]string{"title": "Contested, by them", "legal_citation": "89 FR 1"})
	got := s.post(edit+"/publication", with(mine, "summary", "My summary."))
	if got.status != http.StatusConflict || !strings.Contains(got.body, "You changed different things") || strings.Contains(got.body, "take.") {
		t.Fatalf("the second save = %d, want 409 with nothing to choose", got.status)
	}
	if !strings.Contains(got.body, "Taken over from version 2") || !strings.Contains(got.body, ">, by them<") {
		t.Error("the page does not say what was taken over")
	}
	fields := sentAgain(t, got.body)
	want := map[string]string{"title": "Contested, by them", "legal_citation": "89 FR 1", "summary": "My summary.", "base": "2"}
	formHolds(t, "the form", fields, want)
	s.publishNext(edit, fields, "2")
	formHolds(t, "version 3", sentAgain(t, s.get(edit).body), map[string]string{"title": want["title"], "summary": want["summary"], "legal_citation": "89 FR 1"})
}

func TestTwoEditorsChangeTheSameField(t *testing.T) {
	t.Parallel()
	s, edit, mine := contested(t, map[string]string{"summary": "Their summary.", "dates[0].on": "2024-05-07"})
	mine.Set("dates[0].on", "2024-05-08")
	got := s.post(edit+"/publication", with(mine, "summary", "My <summary>."))
	if got.status != http.StatusConflict || !strings.Contains(got.body, "2 things were changed by both of you") {
		t.Fatalf("the second save = %d, want 409 with two choices", got.status)
	}
	for _, text := range []string{"take.summary.theirs", "take.summary.mine", "take.dates-0.theirs", ">7 May 2024<", ">8 May 2024<", "Announced · 6 May 2024"} {
		if !strings.Contains(got.body, text) {
			t.Errorf("the page of the conflict has no %q", text)
		}
	}
	fields := sentAgain(t, got.body)
	formHolds(t, "at first", fields, map[string]string{"summary": "My <summary>.", "dates[0].on": "2024-05-08"})
	choose := func(choice string) url.Values {
		t.Helper()
		got := s.post(edit+"/form", with(fields, "row", "take."+choice))
		if got.status != http.StatusOK || !strings.Contains(got.body, "take.dates-0.mine") {
			t.Fatalf("taking %s = %d", choice, got.status)
		}
		fields = sentAgain(t, got.body)
		return fields
	}
	formHolds(t, "taking theirs", choose("summary.theirs"), map[string]string{"summary": "Their summary.", "dates[0].on": "2024-05-08"})
	formHolds(t, "taking mine again", choose("summary.mine"), map[string]string{"summary": "My <summary>."})
	formHolds(t, "taking their date", choose("dates-0.theirs"), map[string]string{"dates[0].on": "2024-05-07", "summary": "My <summary>."})
	if got := s.post(edit+"/form", with(fields, "row", "add.dates")); !strings.Contains(got.body, "take.summary.theirs") {
		t.Error("another row takes the choice away")
	}
	fields.Del("row")
	if wrong := s.post(edit+"/publication", with(fields, "title", "")); wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.body, "take.summary.theirs") {
		t.Errorf("without a title = %d, or the choice is gone", wrong.status)
	}
	s.publishNext(edit, with(fields, "title", "Contested"), "2")
	formHolds(t, "version 3", sentAgain(t, s.get(edit).body), map[string]string{"summary": "My <summary>.", "dates[0].on": "2024-05-07"})
	for _, wrong := range []string{"take.summary.nobodys", "take.title.theirs", "take.", "take.summary"} {
		if got := s.post(edit+"/form", with(fields, "row", wrong)); got.status != http.StatusNotFound {
			t.Errorf("%s = %d, want 404", wrong, got.status)
		}
	}
}

func TestTwoEditorsChangeTheSameList(t *testing.T) {
	t.Parallel()
	s, edit, mine := contested(t, map[string]string{"companies[1].company": "zte", "companies[1].role": "affected"})
	mine.Set("companies[1].company", "baidu")
	mine.Set("companies[1].role", "affected")
	got := s.post(edit+"/publication", mine)
	if got.status != http.StatusConflict || strings.Contains(got.body, "take.") {
		t.Fatalf("the second save = %d, want 409 with nothing to choose", got.status)
	}
	formHolds(t, "the form", sentAgain(t, got.body), map[string]string{"companies[0].company": "huawei", "companies[1].company": "zte", "companies[2].company": "baidu"})
}

// A third version while the second is being looked at is one more conflict,
// with what the form held by then.
func TestThreeEditors(t *testing.T) {
	t.Parallel()
	s, edit, mine := contested(t, map[string]string{"title": "Second"})
	fields := sentAgain(t, s.post(edit+"/publication", with(mine, "summary", "My summary.")).body)
	s.publishNext(edit, with(with(with(eventForm("Third"), "slug", "contested"), "legal_citation", "89 FR 1"), "base", "2"), "2")
	got := s.post(edit+"/publication", fields)
	if got.status != http.StatusConflict || !strings.Contains(got.body, "Version 3 was published") {
		t.Fatalf("the save upon version 2 = %d, want 409", got.status)
	}
	formHolds(t, "the form", sentAgain(t, got.body), map[string]string{"title": "Third", "legal_citation": "89 FR 1", "summary": "My summary.", "base": "3", "since": "2"})
}

// What a form carries along can be anything.
func TestConflictThatWasTamperedWith(t *testing.T) {
	t.Parallel()
	s, edit, mine := contested(t, map[string]string{"title": "Theirs"})
	for name, c := range map[string]struct {
		base, since, mine string
		status            int
	}{
		"no document":     {"2", "1", "{", http.StatusOK},
		"a wrong field":   {"2", "1", `{"titel":"x"}`, http.StatusOK},
		"no such version": {"99", "1", `{"title":"x"}`, http.StatusOK},
		"no such base":    {"2", "99", `{"title":"x"}`, http.StatusOK},
		"numbers":         {"x", "-1", `{"title":"x"}`, http.StatusOK},
		"upon nothing":    {"2", "0", `{"title":"x"}`, http.StatusOK},
	} {
		form := with(with(with(mine, "base", c.base), "since", c.since), "mine", c.mine)
		if got := s.post(edit+"/form", form); got.status != c.status || !strings.Contains(got.body, "Entered in a test.") {
			t.Errorf("%s = %d, want %d with what was typed", name, got.status, c.status)
		}
	}
	mine.Del("since")
	mine.Del("mine")
	got := s.post(edit+"/publication", with(with(mine, "base", "77"), "title", "Mine"))
	if got.status != http.StatusConflict || !strings.Contains(got.body, "take.title.theirs") {
		t.Errorf("upon a version that never was = %d, want 409 with the choice", got.status)
	}
	carried := sentAgain(t, got.body).Get("mine")
	if !json.Valid([]byte(carried)) || !strings.Contains(carried, "Mine") {
		t.Errorf("the form carries %q", carried)
	}
}
