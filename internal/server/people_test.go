package server_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"countermove/internal/server"
	"countermove/internal/tracker"
)

const goodPassword = "correct horse battery"

// another is the same site in another browser, where nobody is signed in.
func (s *site) another() *site {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	copied, client := *s, *s.client
	client.Jar = jar
	copied.client = &client
	return &copied
}

// join makes an account with a role through an invitation, in another browser.
// Its address is name@example.org.
func (s *site) join(role, name string) *site {
	s.t.Helper()
	token := rand.Text()
	if err := s.store.Invite(s.t.Context(), 0, token, role, "", s.now.Add(server.InvitationLife)); err != nil {
		s.t.Fatal(err)
	}
	other := s.another()
	other.accept(server.LinkURL("", token), name)
	return other
}

func (s *site) accept(link, name string) {
	s.t.Helper()
	got := s.post(link, url.Values{"email": {name + "@example.org"}, "name": {name}, "password": {goodPassword}})
	if got.status != http.StatusSeeOther || got.location != "/admin" {
		s.t.Fatalf("accepting %s answered %d to %q:\n%s", link, got.status, got.location, got.body)
	}
}

// enter signs in with an address and a password.
func (s *site) enter(email, password string) answer {
	s.t.Helper()
	return s.post("/admin/session", url.Values{"email": {email}, "password": {password}})
}

func (s *site) id(email string) int64 {
	s.t.Helper()
	user, err := s.store.UserByEmail(s.t.Context(), email)
	if err != nil {
		s.t.Fatal(err)
	}
	return user.ID
}

// person is the address of what is done to somebody.
func (s *site) person(email, what string) string {
	s.t.Helper()
	return fmt.Sprintf("/admin/people/%d/%s", s.id(email), what)
}

// audited is the detail of the last line of the audit log with this action.
func (s *site) audited(action string) string {
	s.t.Helper()
	var line string
	err := s.store.DB.QueryRow(s.t.Context(), `
		SELECT coalesce(u.email, 'operator') || ' ' || a.detail FROM audit a LEFT JOIN users u ON u.id = a.user_id
		WHERE a.action = $1 ORDER BY a.id DESC LIMIT 1`, action).Scan(&line)
	if err != nil {
		s.t.Fatalf("nothing in the audit log for %q: %v", action, err)
	}
	return line
}

func expect(t *testing.T, what string, got answer, status int, says ...string) {
	t.Helper()
	if got.status != status {
		t.Errorf("%s = %d to %q, want %d", what, got.status, got.location, status)
	}
	for _, text := range says {
		if !strings.Contains(html.UnescapeString(got.body), text) {
			t.Errorf("%s does not say %q:\n%s", what, text, got.body)
		}
	}
}

var shownLink = regexp.MustCompile(`value="http://tracker\.test(/admin/setup/[A-Z2-7]{26})"`)

// invited makes an invitation through the form and returns its path.
func (s *site) invited(role, note string) string {
	s.t.Helper()
	got := s.post("/admin/people/invitations", url.Values{"role": {role}, "note": {note}})
	match := shownLink.FindStringSubmatch(got.body)
	if got.status != http.StatusCreated || match == nil {
		s.t.Fatalf("inviting = %d:\n%s", got.status, got.body)
	}
	return match[1]
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	link := s.invited("contributor", "Zoë from <the> archive")
	page := s.get("/admin/people")
	expect(t, "the page of people", page, http.StatusOK, "Zoë from <the> archive", "ed@example.org")
	if strings.Contains(page.body, link) || page.header.Get("Cache-Control") != "private, no-store" {
		t.Error("the link is shown a second time, or the page is stored")
	}
	var stored int
	if err := s.store.DB.QueryRow(t.Context(), `SELECT count(*) FROM invitations i WHERE i::text LIKE '%' || $1 || '%'`, link[len("/admin/setup/"):]).Scan(&stored); err != nil || stored != 0 {
		t.Errorf("the token stands in the database (%v)", err)
	}

	zoe := s.another()
	expect(t, "the link", zoe.get(link), http.StatusOK, "Ed Itor has invited you", "Contributor")
	wrong := zoe.post(link, url.Values{"email": {"ed@example.org"}, "name": {"Zoë"}, "password": {goodPassword}})
	expect(t, "accepting with an address that has an account", wrong, http.StatusUnprocessableEntity, "There is an account with this address already", `value="Zoë"`)
	zoe.accept(link, "zoe")
	expect(t, "the link again", s.another().get(link), http.StatusNotFound, "used")
	expect(t, "people, for a contributor", zoe.get("/admin/people"), http.StatusForbidden)
	if line := s.audited("account made"); !strings.Contains(line, "zoe@example.org") || !strings.Contains(line, fmt.Sprintf(`"invited_by": %d`, s.id("ed@example.org"))) {
		t.Errorf("the audit log says %s", line)
	}
	expect(t, "people afterwards", s.get("/admin/people"), http.StatusOK, "zoe@example.org", "There are none.")
}

func TestInvitationTakenBackOrLate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	link := s.invited("admin", "")
	back := regexp.MustCompile(`/admin/people/invitations/\d+/end`).FindString(s.get("/admin/people").body)
	if got := s.post(back, nil); got.status != http.StatusSeeOther || got.location != "/admin/people?done=taken-back" {
		t.Errorf("taking it back = %d to %s", got.status, got.location)
	}
	if got := s.post(back, nil); got.location != "/admin/people?done=gone" {
		t.Errorf("taking it back again leads to %s", got.location)
	}
	expect(t, "a link that was taken back", s.another().get(link), http.StatusNotFound, "taken back")
	link = s.invited("editor", "")
	s.now = s.now.Add(server.InvitationLife + time.Minute)
	late := s.another()
	late.now = s.now
	expect(t, "a link after seven days", late.get(link), http.StatusNotFound)
	expect(t, "people after seven days", s.get("/admin/people"), http.StatusOK, "There are none.")
	for fields, says := range map[string]string{
		"role=owner":                       "Choose contributor, editor or admin.",
		"role=":                            "Choose contributor, editor or admin.",
		"note=" + strings.Repeat("n", 100): strings.Repeat("n", 100),
		"note=a%00b&role=editor":           "control character",
	} {
		sent, err := url.ParseQuery(fields)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "inviting with "+fields, s.post("/admin/people/invitations", sent), http.StatusUnprocessableEntity, says)
	}
}

func TestDisablingEndsSessionsAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	max := s.join("editor", "max")
	expect(t, "the desk", max.get("/admin"), http.StatusOK)
	if got := s.post(s.person("max@example.org", "disablement"), nil); got.status != http.StatusSeeOther || got.location != "/admin/people?done=disabled" {
		t.Fatalf("disabling = %d to %s", got.status, got.location)
	}
	expect(t, "people", s.get("/admin/people?done=disabled"), http.StatusOK, "Disabled", "All its sessions have ended")
	expect(t, "the desk of who is disabled", max.get("/admin"), http.StatusSeeOther)
	expect(t, "signing in of who is disabled", max.enter("max@example.org", goodPassword), http.StatusUnprocessableEntity)
	if got := s.post(s.person("max@example.org", "disablement/end"), nil); got.location != "/admin/people?done=enabled" {
		t.Errorf("enabling = %d to %s", got.status, got.location)
	}
	expect(t, "the session of before", max.get("/admin"), http.StatusSeeOther)
	expect(t, "signing in again", max.enter("max@example.org", goodPassword), http.StatusSeeOther)
	for _, action := range []string{"account disabled", "account enabled"} {
		if line := s.audited(action); !strings.Contains(line, "ed@example.org") || !strings.Contains(line, "max@example.org") {
			t.Errorf("the audit log says of %q: %s", action, line)
		}
	}
}

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	role, disablement := s.person("ed@example.org", "role"), s.person("ed@example.org", "disablement")
	got := s.post(role, url.Values{"role": {"editor"}})
	expect(t, "demoting the last admin", got, http.StatusUnprocessableEntity, "Ed Itor is the only admin who can sign in",
		fmt.Sprintf(`href="#f-people-%d-role"`, s.id("ed@example.org")), fmt.Sprintf(`id="f-people-%d-role"`, s.id("ed@example.org")))
	expect(t, "disabling oneself", s.post(disablement, nil), http.StatusUnprocessableEntity, "You cannot disable your own account",
		fmt.Sprintf(`id="f-people-%d-disablement"`, s.id("ed@example.org")))

	second := s.join("admin", "second")
	expect(t, "disabling oneself beside another admin", s.post(disablement, nil), http.StatusUnprocessableEntity, "You cannot disable your own account")
	expect(t, "disabling the other admin", s.post(s.person("second@example.org", "disablement"), nil), http.StatusSeeOther)
	expect(t, "demoting beside an admin who is disabled", s.post(role, url.Values{"role": {"editor"}}), http.StatusUnprocessableEntity, "the only admin")
	expect(t, "enabling", s.post(s.person("second@example.org", "disablement/end"), nil), http.StatusSeeOther)
	if got := s.post(role, url.Values{"role": {"editor"}}); got.status != http.StatusSeeOther || got.location != "/admin" {
		t.Errorf("giving up the role of admin = %d to %s", got.status, got.location)
	}
	expect(t, "people, for who is an editor now", s.get("/admin/people"), http.StatusForbidden)
	expect(t, "signing in", second.enter("second@example.org", goodPassword), http.StatusSeeOther)
	expect(t, "a role there is not", second.post(role, url.Values{"role": {"owner"}}), http.StatusUnprocessableEntity, "Choose contributor")
	expect(t, "somebody who is not there", second.post("/admin/people/999999999/role", url.Values{"role": {"editor"}}), http.StatusNotFound)
	if line := s.audited("role changed"); !strings.Contains(line, `"from": "admin"`) || !strings.Contains(line, `"to": "editor"`) {
		t.Errorf("the audit log says %s", line)
	}
}

// Who is an admin no more must not come back by an invitation in the drawer.
func TestLinksOfFormerAdminsAreTakenBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	mole := s.join("admin", "mole")
	link := mole.invited("admin", "for later")
	expect(t, "demoting", s.post(s.person("mole@example.org", "role"), url.Values{"role": {"editor"}}), http.StatusSeeOther)
	expect(t, "the link of a former admin", s.another().get(link), http.StatusNotFound)
}

func TestPasswordByLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	max := s.join("editor", "max")
	token := rand.Text()
	offer := func() {
		t.Helper()
		if err := s.store.OfferPassword(t.Context(), 0, s.id("max@example.org"), token, s.now.Add(server.ResetLife)); err != nil {
			t.Fatal(err)
		}
	}
	offer()
	link := server.LinkURL("", token)
	expect(t, "the desk before the link is used", max.get("/admin"), http.StatusOK)
	browser := s.another()
	expect(t, "the link", browser.get(link), http.StatusOK, "Choose a new password", "max@example.org")
	expect(t, "a password too short", browser.post(link, url.Values{"password": {"short"}}), http.StatusUnprocessableEntity, "Use at least 12 characters")
	fields := url.Values{"password": {"another horse battery"}, "email": {"ed@example.org"}, "role": {"admin"}}
	expect(t, "a new password", browser.post(link, fields), http.StatusSeeOther)
	expect(t, "the desk of the new session", browser.get("/admin"), http.StatusOK)
	expect(t, "the desk of the old session", max.get("/admin"), http.StatusSeeOther)
	expect(t, "the link again", browser.post(link, fields), http.StatusNotFound)
	expect(t, "the old password", max.enter("max@example.org", goodPassword), http.StatusUnprocessableEntity)
	expect(t, "the new password", max.enter("max@example.org", "another horse battery"), http.StatusSeeOther)
	if user, err := s.store.UserByEmail(t.Context(), "max@example.org"); err != nil || user.Role != "editor" {
		t.Errorf("the role is %q (%v)", user.Role, err)
	}
	if line := s.audited("password link made"); !strings.HasPrefix(line, "operator ") {
		t.Errorf("the audit log says %s", line)
	}
	token = rand.Text()
	offer()
	expect(t, "disabling", s.post(s.person("max@example.org", "disablement"), nil), http.StatusSeeOther)
	expect(t, "the link of who is disabled", browser.get(server.LinkURL("", token)), http.StatusNotFound)
	err := s.store.OfferPassword(t.Context(), 0, s.id("max@example.org"), rand.Text(), s.now.Add(time.Hour))
	if _, ok := errors.AsType[tracker.Invalid](err); !ok {
		t.Errorf("a link for who is disabled: %v, want an Invalid", err)
	}
}
