package embeddedpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// bare is a machine without PostgreSQL. It changes the PATH, so a test that
// uses it cannot run beside others.
func bare(t *testing.T) host {
	t.Helper()
	t.Setenv("PATH", t.TempDir())
	t.Setenv(binVar, "")
	h := newHost()
	h.places = []string{"/nowhere/postgresql/*/bin"}
	h.cache = ""
	return h
}

// programs puts scripts called postgres and initdb into a new directory.
func programs(t *testing.T, script string) string {
	t.Helper()
	dir := newDirIn(t, os.TempDir())
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// installed is the PostgreSQL of this machine.
func installed(t *testing.T) binaries {
	t.Helper()
	c, err := prepared()
	if err != nil {
		t.Fatal(err)
	}
	pg, err := newHost().find(t.Context(), c, 0, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	return pg
}

// Every place is named with the reason it did not serve, and every way out.
func TestNothingFound(t *testing.T) {
	h := bare(t)
	broken := programs(t, "echo no such library >&2; exit 127")
	old := programs(t, "echo 'postgres (PostgreSQL) 9.6.24'")
	poor := programs(t, `case $1 in --version) echo 'postgres (PostgreSQL) 17beta1';; *) echo share_path=/nowhere;; esac`)
	h.places = append(h.places, broken, old, poor, t.TempDir())
	t.Setenv(binVar, "/nowhere/named")

	dir := newDir(t)
	_, err := start(t.Context(), Options{Dir: dir}, h)
	text := fmt.Sprint(err)
	for _, want := range []string{
		binVar + "=/nowhere/named: no initdb there",
		"postgres on the PATH: not found",
		"/nowhere/postgresql/*/bin: nothing there",
		broken + ": initdb does not run",
		"no such library",
		old + ": is PostgreSQL 9.6.24, and 15 or newer is needed",
		poor + ": lacks the extensions btree_gin, btree_gist, pg_trgm, unaccent",
		h.places[4] + ": no initdb there",
		"npm is not on the PATH",
		"apt install postgresql", "DATABASE_URL", "docker compose", "set " + binVar,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the error does not say %q:\n%s", want, text)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres", "data")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a database: %v", err)
	}
}

func TestOtherVersion(t *testing.T) {
	pg := installed(t)
	h := bare(t)
	h.places = []string{pg.dir}
	h.release = &release{name: "none", major: pg.major}
	dir := newDir(t)
	writeData(t, dir, "PG_VERSION", "13\n")
	before := listing(t, dir)
	_, err := start(t.Context(), Options{Dir: dir}, h)
	for _, want := range []string{
		"was made by PostgreSQL 13, which no other version can open",
		fmt.Sprintf("%s: is PostgreSQL %s, and the data needs 13", pg.dir, pg.version),
		fmt.Sprintf("the package is PostgreSQL %d, and the data needs 13", pg.major),
		"apt install postgresql-13", "pg_dump",
	} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
	if after := listing(t, dir); !slices.Equal(before, after) {
		t.Errorf("the directory has changed:\n%q\n%q", before, after)
	}
}

// writeData puts a single file into what would be the database.
func writeData(t *testing.T, dir, name, content string) (path string) {
	t.Helper()
	data := filepath.Join(dir, "postgres", "data")
	if err := makeDir(data, 0o711); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(data, 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	path = filepath.Join(data, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// listing is every file of the database with its size and time.
func listing(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(dir, "postgres", "data"), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		files = append(files, fmt.Sprint(path, info.Size(), info.ModTime()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestNotADatabase(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	precious := writeData(t, dir, "precious", "")
	_, err := Start(t.Context(), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "holds no PostgreSQL database") {
		t.Errorf("Start: %v", err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error(err)
	}
}

func TestNewestFirst(t *testing.T) {
	t.Parallel()
	base := newDir(t)
	for _, name := range []string{"9.6", "17", "16"} {
		if err := os.MkdirAll(filepath.Join(base, name, "bin"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s := &search{cluster: &cluster{}, seen: map[string]bool{}}
	s.under(t.Context(), []string{filepath.Join(base, "*", "bin")})
	var order []string
	for _, line := range s.refused {
		order = append(order, strings.TrimPrefix(line, base+"/"))
	}
	want := []string{"17/bin: no initdb there", "16/bin: no initdb there", "9.6/bin: no initdb there"}
	if !slices.Equal(order, want) {
		t.Errorf("looked in %q", order)
	}
}
