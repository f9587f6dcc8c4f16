package main_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// A visitor is a browser that keeps cookies and follows no redirect.
type visitor struct {
	t      *testing.T
	client *http.Client
}

func newVisitor(t *testing.T) visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return visitor{t, &http.Client{Jar: jar, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// send gets an address, or posts fields to it.
func (v visitor) send(address string, fields url.Values) (status int, body string) {
	v.t.Helper()
	method := http.MethodGet
	if fields != nil {
		method = http.MethodPost
	}
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(fields.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(page)
}

func (v visitor) expect(what, address string, fields url.Values, want int) {
	v.t.Helper()
	if status, body := v.send(address, fields); status != want {
		v.t.Errorf("%s = %d, want %d\n%.600s", what, status, want, body)
	}
}

var printedLink = regexp.MustCompile(`^https?://[^/]+/admin/setup/[A-Z2-7]{26}\n$`)

func TestUsers(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	site := serve(t, nil, "--data-dir", dir, "--starter-data=false").url(t)
	user := func(args ...string) string {
		t.Helper()
		return succeeds(t, append([]string{"user", args[0], "--data-dir", dir}, args[1:]...)...)
	}
	refused := func(want string, args ...string) {
		t.Helper()
		r := command(t, append([]string{"user", args[0], "--data-dir", dir}, args[1:]...)...)
		if r.code != 1 || r.out != "" || !strings.Contains(r.err, want) {
			t.Errorf("user %s: exit code %d, says %q and %q, want %q", strings.Join(args, " "), r.code, r.out, r.err, want)
		}
	}
	link := func(args ...string) string {
		t.Helper()
		out := user(append(args, "--base-url", site)...)
		if !printedLink.MatchString(out) {
			t.Fatalf("user %s prints %q", args[0], out)
		}
		return strings.TrimSpace(out)
	}
	join := func(v visitor, role, name string) {
		t.Helper()
		fields := url.Values{"email": {name + "@example.org"}, "name": {name}, "password": {"correct horse battery"}}
		address := link("add", "--role", role, "--note", name)
		v.expect("accepting", address, fields, http.StatusSeeOther)
		v.expect("accepting again", address, fields, http.StatusNotFound)
	}

	if out := user("list"); !strings.HasPrefix(out, "ADDRESS") || strings.Count(out, "\n") != 1 {
		t.Errorf("the list of nobody is %q", out)
	}
	admin, editor := newVisitor(t), newVisitor(t)
	join(admin, "admin", "ann")
	join(editor, "editor", "max")
	admin.expect("people, for an admin", site+"/admin/people", nil, http.StatusOK)
	editor.expect("people, for an editor", site+"/admin/people", nil, http.StatusForbidden)
	has(t, user("list"), "ann@example.org  ann   admin   active", "max@example.org  max   editor  active")

	if out := user("disable", "MAX@example.org"); out != "max@example.org is disabled. All their sessions have ended.\n" {
		t.Errorf("disabling says %q", out)
	}
	editor.expect("the desk of who is disabled", site+"/admin", nil, http.StatusSeeOther)
	has(t, user("list"), "max@example.org  max   editor  disabled")
	refused("The account of max@example.org is disabled. Enable it first.", "reset", "max@example.org")
	user("enable", "max@example.org")
	editor.expect("the session of before", site+"/admin", nil, http.StatusSeeOther)
	refused("ann is the only admin who can sign in. Make somebody else an admin first.", "disable", "ann@example.org")
	refused("nobody has an account with the address eve@example.org", "disable", "eve@example.org")

	signIn := url.Values{"email": {"max@example.org"}, "password": {"correct horse battery"}}
	editor.expect("signing in", site+"/admin/session", signIn, http.StatusSeeOther)
	reset := link("reset", "max@example.org")
	editor.expect("the session until the link is used", site+"/admin", nil, http.StatusOK)
	other := newVisitor(t)
	other.expect("a new password", reset, url.Values{"password": {"another horse battery"}}, http.StatusSeeOther)
	editor.expect("the session after the link was used", site+"/admin", nil, http.StatusSeeOther)
	other.expect("the link again", reset, url.Values{"password": {"a third horse battery"}}, http.StatusNotFound)
	editor.expect("the old password", site+"/admin/session", signIn, http.StatusUnprocessableEntity)
	refused("--note: ", "add", "--note", strings.Repeat("n", 200))
}
