package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// enterWith signs Ed in with a browser that calls itself so.
func (s *site) enterWith(userAgent string) *site {
	s.t.Helper()
	other := s.another()
	fields := url.Values{"email": {"ed@example.org"}, "password": {goodPassword}}
	req := other.request(http.MethodPost, "/admin/session", strings.NewReader(fields.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("User-Agent", userAgent)
	if got := other.do(req); got.status != http.StatusSeeOther {
		s.t.Fatalf("signing in = %d", got.status)
	}
	return other
}

func TestChangingTheName(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	expect(t, "no name", s.post("/admin/account/name", url.Values{"name": {" "}}), http.StatusUnprocessableEntity, "Give the name that others here know you by.", `href="#f-name"`)
	expect(t, "a long name", s.post("/admin/account/name", url.Values{"name": {strings.Repeat("n", 90)}}), http.StatusUnprocessableEntity, strings.Repeat("n", 90))
	if got := s.post("/admin/account/name", url.Values{"name": {" Edda Itor "}}); got.location != "/admin/account?done=name" {
		t.Fatalf("a new name = %d to %q", got.status, got.location)
	}
	page := s.get("/admin/account?done=name")
	expect(t, "the account", page, http.StatusOK, "Your name is changed.", "Signed in as Edda Itor")
	if page.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("the account is stored: %q", page.header.Get("Cache-Control"))
	}
	if line := s.audited("name changed"); !strings.Contains(line, `"from": "Ed Itor"`) {
		t.Errorf("the audit log says %s", line)
	}
}

func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	other := s.enterWith(firefox)
	change := func(current, chosen string) answer {
		return s.post("/admin/account/password", url.Values{"current_password": {current}, "new_password": {chosen}})
	}
	const chosen = "another horse battery"
	expect(t, "without the password of today", change("", chosen), http.StatusUnprocessableEntity, "Give the password that you sign in with today.", `href="#f-current_password"`)
	wrong := change("wrong horse battery", chosen)
	expect(t, "with a wrong password", wrong, http.StatusUnprocessableEntity, "This is not the password", `id="f-current_password"`)
	if strings.Contains(wrong.body, chosen) || strings.Contains(wrong.body, "wrong horse") {
		t.Error("a password is sent back")
	}
	expect(t, "a new one too short", change(goodPassword, "short"), http.StatusUnprocessableEntity, "Use at least 12 characters", `href="#f-new_password"`)
	expect(t, "the other session meanwhile", other.get("/admin"), http.StatusOK)
	if got := change(goodPassword, chosen); got.location != "/admin/account?done=password" {
		t.Fatalf("changing the password = %d to %q", got.status, got.location)
	}
	expect(t, "this session", s.get("/admin/account?done=password"), http.StatusOK, "All your other sessions have ended.")
	expect(t, "the other session", other.get("/admin"), http.StatusSeeOther)
	expect(t, "the old password", other.enter("ed@example.org", goodPassword), http.StatusUnprocessableEntity)
	expect(t, "the new password", other.enter("ed@example.org", chosen), http.StatusSeeOther)
	s.audited("password changed")
	status := 0
	for range 12 {
		status = change("guess", chosen).status
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("the twelfth guess from an open session = %d, want 429", status)
	}
}

// A form that comes without a session holds what was typed, but no password.
func TestPasswordsAreNotKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	got := s.post("/admin/account/password", url.Values{"current_password": {"secret one"}, "new_password": {"secret two"}, "note": {"kept"}})
	expect(t, "a change without a session", got, http.StatusUnauthorized, "kept")
	if strings.Contains(got.body, "secret") {
		t.Error("a password is sent back")
	}
}

var endOfSession = regexp.MustCompile(`/admin/account/sessions/\d+/end`)

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	first := s.enterWith(firefox)
	second := s.enterWith("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1 \xff " + strings.Repeat("é", 400))
	third := s.join("admin", "third")
	page := s.get("/admin/account")
	expect(t, "the account", page, http.StatusOK, "Firefox on Linux", "Chrome on iPhone", "An unknown browser", "This one", "End all others")
	ends := endOfSession.FindAllString(page.body, -1)
	if len(ends) != 2 {
		t.Fatalf("%d sessions can be ended, want the 2 others", len(ends))
	}
	for _, end := range ends {
		if got := third.post(end, nil); got.status != http.StatusSeeOther {
			t.Errorf("ending somebody else's session = %d", got.status)
		}
	}
	expect(t, "a session that somebody else tried to end", first.get("/admin"), http.StatusOK)
	if got := s.post(ends[0], nil); got.location != "/admin/account?done=session" { // the one used last
		t.Errorf("ending a session = %d to %q", got.status, got.location)
	}
	expect(t, "the session that was ended", second.get("/admin"), http.StatusSeeOther)
	expect(t, "the other", first.get("/admin"), http.StatusOK)
	if got := s.post("/admin/account/sessions/end", nil); got.location != "/admin/account?done=sessions" {
		t.Errorf("ending the others = %d to %q", got.status, got.location)
	}
	expect(t, "the other afterwards", first.get("/admin"), http.StatusSeeOther)
	expect(t, "this one", s.get("/admin"), http.StatusOK)
	s.audited("session ended")
	if line := s.audited("other sessions ended"); !strings.Contains(line, `"sessions": 1`) {
		t.Errorf("the audit log says %s", line)
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	address, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	stolen := s.client.Jar.Cookies(address)
	s.post("/admin/session/end", nil)
	thief := s.another()
	thief.client.Jar.SetCookies(address, stolen)
	expect(t, "the desk with the cookie of before", thief.get("/admin"), http.StatusSeeOther)
	s.audited("signed out")
}

// The hashes of tokens that the database holds sign nobody in.
func TestStolenDatabaseSignsNobodyIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	var stored string
	if err := s.store.DB.QueryRow(t.Context(), `SELECT token FROM sessions WHERE user_id IS NOT NULL AND expires_at > now()`).Scan(&stored); err != nil {
		t.Fatal(err)
	}
	thief := s.another()
	req := thief.request(http.MethodGet, "/admin", nil)
	req.Header.Set("Cookie", fmt.Sprintf("countermove=%s", stored))
	expect(t, "the desk with a stored token", thief.do(req), http.StatusSeeOther)
}
