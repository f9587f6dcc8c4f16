package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

var setupLink = regexp.MustCompile(`\n  (http://127\.0\.0\.1:\d+/admin/setup/\S+)\n`)

func TestServe(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	first := serve(t, nil, "--data-dir", dir)
	url := first.url(t)
	has(t, first.said.String(), "Looking for PostgreSQL…\n", "Creating the database (first start only)…\n", "Starting PostgreSQL ",
		"Importing the starter data (first start only)…\n", "Imported: 1184 new, 0 changed, 0 unchanged.\n",
		"Nobody has an account here yet.")
	for path, want := range map[string]string{
		"/healthz": "alive\n",
		"/readyz":  "ready\n",
		"/":        `href="/events/`,
		"/events/2022-10-07-advanced-computing-rules": "<h1",
	} {
		if status, body := get(t, url+path); status != 200 || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d, and %q is missing from:\n%.600s", path, status, want, body)
		}
	}
	link := first.waitFor(t, setupLink)
	if status, body := get(t, link); status != 200 || !strings.Contains(body, "<form") {
		t.Errorf("the set-up link: %d\n%.600s", status, body)
	}

	second := serve(t, nil, "--data-dir", dir)
	if code := second.code(t); code != 1 {
		t.Errorf("a second server on the directory: exit code %d, want 1", code)
	}
	has(t, second.said.String(), "process "+strconv.Itoa(first.cmd.Process.Pid)+" already runs a server on "+dir, "--data-dir")
	if status, _ := get(t, url+"/readyz"); status != 200 {
		t.Errorf("after a second server was refused the first is not ready: %d", status)
	}

	if code := first.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("SIGTERM: exit code %d\n%s", code, first.said.String())
	}
	stopped(t, dir)

	again := serve(t, nil, "--data-dir", dir)
	url = again.url(t)
	hasNot(t, again.said.String(), "Creating the database", "Import")
	if _, body := get(t, url+"/"); !strings.Contains(body, `href="/events/`) {
		t.Errorf("the second start shows no events:\n%.600s", body)
	}
	_, token, _ := strings.Cut(link, "/admin/setup/")
	if status, _ := get(t, url+"/admin/setup/"+token); status != 404 {
		t.Errorf("the set-up link of the first start answers %d after a second one was offered, want 404", status)
	}
	if status, _ := get(t, again.waitFor(t, setupLink)); status != 200 {
		t.Errorf("the set-up link of the second start answers %d", status)
	}
	if code := again.end(t, syscall.SIGINT); code != 0 {
		t.Errorf("SIGINT: exit code %d\n%s", code, again.said.String())
	}
	stopped(t, dir)
}

func TestServeIsKilled(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	killed := serve(t, nil, "--data-dir", dir, "--starter-data=false")
	url := killed.url(t)
	hasNot(t, killed.said.String(), "Import")
	if status, body := get(t, url+"/"); status != 200 || strings.Contains(body, `href="/events/`) {
		t.Errorf("without starter data: %d\n%.600s", status, body)
	}
	killed.end(t, syscall.SIGKILL)
	noProcesses(t, dir)

	// At once upon the next: its start waits for the end of what the last one left.
	for range 2 {
		next := serve(t, []string{"COUNTERMOVE_STARTER_DATA=false"}, "--data-dir", dir)
		next.url(t)
		hasNot(t, next.said.String(), "Import")
		next.end(t, syscall.SIGKILL)
	}
}

func TestServeIsStoppedWhileStarting(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	for _, moment := range []string{"Creating the database", "Starting PostgreSQL", "Importing the starter data"} {
		s := serve(t, nil, "--data-dir", dir)
		s.waitFor(t, regexp.MustCompile(moment))
		if code := s.end(t, syscall.SIGTERM); code != 0 {
			t.Errorf("stopped at %q: exit code %d\n%s", moment, code, s.said.String())
		}
		stopped(t, dir)
	}
}

func TestPostgresEnds(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := serve(t, nil, "--data-dir", dir, "--starter-data=false")
	s.url(t)
	text, err := os.ReadFile(filepath.Join(dir, "postgres/data/postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if code := s.code(t); code != 1 {
		t.Errorf("when PostgreSQL ends: exit code %d, want 1", code)
	}
	if n := strings.Count(s.said.String(), "PostgreSQL ended by itself"); n != 1 {
		t.Errorf("the end of PostgreSQL was told %d times:\n%s", n, s.said.String())
	}
}

func TestPortIsTaken(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := serve(t, nil, "--data-dir", dir, "--migrate=false")
	address := strings.TrimPrefix(s.url(t), "http://")
	other := filepath.Join(dir, "other")
	r := command(t, "serve", "--data-dir", other, "--listen", address)
	if r.code != 1 {
		t.Errorf("exit code %d, want 1", r.code)
	}
	has(t, r.err, "listening on "+address, "--listen")
	if _, err := os.Stat(other); err == nil {
		t.Error("a database was made before the port was found taken")
	}
}
