package main_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"countermove/internal/embeddedpg"
)

func TestMigrate(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := serve(t, []string{"COUNTERMOVE_MIGRATE=false"}, "--data-dir", dir)
	url := s.url(t)
	has(t, s.said.String(), "the database schema is not up to date; run 'countermove migrate up'")
	expect := func(path string, want int, text string) {
		t.Helper()
		if status, body := get(t, url+path); status != want || !strings.Contains(body, text) {
			t.Errorf("GET %s: %d %.300q, want %d %q", path, status, body, want, text)
		}
	}
	expect("/healthz", 200, "alive")
	expect("/readyz", 503, "")

	database, ok := embeddedpg.Running(dir)
	if !ok {
		t.Fatal("the server's database cannot be found")
	}
	files, err := filepath.Glob("../../migrations/*.up.sql")
	if err != nil || len(files) < 7 {
		t.Fatalf("there are %d migrations (%v)", len(files), err)
	}
	all := len(files)
	status := func(at int, state string, args ...string) {
		t.Helper()
		want := fmt.Sprintf("migration %d of %d: %s", at, all, state)
		if got := succeeds(t, append([]string{"migrate"}, args...)...); got != want+"\n" {
			t.Errorf("migrate %s says %q, want %q", args[0], got, want)
		}
	}
	status(0, "out of date", "status", "--data-dir", dir)
	status(all, "up to date", "up", "--data-dir", dir)
	expect("/readyz", 200, "ready")
	status(all, "up to date", "up", "--database-url", database)
	status(all-2, "out of date", "down", "2", "--database-url", database)
	expect("/readyz", 503, "not up to date")
	status(0, "out of date", "down", "all", "--data-dir", dir)
	status(all, "up to date", "up", "--data-dir", dir)
	status(0, "out of date", "down", "99", "--data-dir", dir)
	if r := command(t, "migrate", "down", "1", "--data-dir", dir); r.code != 1 || !strings.Contains(r.err, "there is no migration to take back") {
		t.Errorf("migrate down on a blank database: exit code %d\n%s", r.code, r.err)
	}
}
