package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"countermove/internal/embeddedpg"
)

const starterFile = "../../internal/starter/starter.jsonl"

func TestImportAndExport(t *testing.T) {
	t.Parallel()
	starter, err := os.ReadFile(starterFile)
	if err != nil {
		t.Fatal(err)
	}
	dir, files := dataDir(t), t.TempDir()
	serve(t, nil, "--data-dir", dir).url(t)

	bundle := succeeds(t, "export", "--data-dir", dir)
	if bundle != string(starter) {
		t.Fatalf("the export beside a running server (%d bytes) is not the starter data (%d bytes)", len(bundle), len(starter))
	}
	if out := succeeds(t, "import", "--data-dir", dir, starterFile); out != "Imported: 0 new, 0 changed, 1184 unchanged.\n" {
		t.Errorf("importing what is there says %q", out)
	}
	added := write(t, files, "added.jsonl", bundleOf(source("test-a", `"relays":[{"source":"test-b","how":"reports"}]`), source("test-b", "")))
	if out := succeeds(t, "import", "--data-dir", dir, added); out != "Imported: 2 new, 0 changed, 0 unchanged.\n" {
		t.Errorf("importing two sources says %q", out)
	}
	database, ok := embeddedpg.Running(dir)
	if !ok {
		t.Fatal("the server's database cannot be found")
	}
	bundle = succeeds(t, "export", "--database-url", database)
	has(t, bundle, `"slug":"test-a"`, `"slug":"test-b"`)

	// Elsewhere, where no server runs: each command starts PostgreSQL and stops it.
	elsewhere := dataDir(t)
	if r := commandOn(t, bundle, "import", "--data-dir", elsewhere, "-"); r.code != 0 || r.out != "Imported: 1186 new, 0 changed, 0 unchanged.\n" {
		t.Fatalf("importing elsewhere: exit code %d, says %q\n%s", r.code, r.out, r.err)
	}
	stopped(t, elsewhere)
	if again := succeeds(t, "export", "--data-dir", elsewhere); again != bundle {
		t.Errorf("export, import and export again: %d bytes have become %d other ones", len(bundle), len(again))
	}
	if r := commandOn(t, bundle, "import", "--data-dir", elsewhere, "-"); r.out != "Imported: 0 new, 0 changed, 1186 unchanged.\n" {
		t.Errorf("importing elsewhere again says %q\n%s", r.out, r.err)
	}
	stopped(t, elsewhere)
}

func TestImportIsInterrupted(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	in, endless, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer endless.Close()
	s := start(t, in, nil, "import", "--data-dir", dir, "-")
	if err := in.Close(); err != nil { // the program has its own
		t.Fatal(err)
	}
	if _, err := endless.WriteString(bundleOf(source("test-1", ""))); err != nil {
		t.Fatal(err)
	}
	s.waitFor(t, regexp.MustCompile("Starting PostgreSQL"))
	if code := s.end(t, syscall.SIGINT); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	has(t, s.said.String(), "countermove: interrupted\n")
	stopped(t, dir)
	if bundle := succeeds(t, "export", "--data-dir", dir); strings.Contains(bundle, "test-1") {
		t.Errorf("an import that was interrupted has left\n%s", bundle)
	}
}

func TestImportOfWrongFiles(t *testing.T) {
	t.Parallel()
	dir, files := dataDir(t), t.TempDir()
	serve(t, nil, "--data-dir", dir, "--starter-data=false").url(t)
	good := write(t, files, "good.jsonl", bundleOf(source("test-good", "")))
	succeeds(t, "import", "--data-dir", dir, good)
	before := succeeds(t, "export", "--data-dir", dir)

	other := write(t, files, "other.jsonl", bundleOf(source("test-other", "")))
	whole := bundleOf(source("test-1", ""), source("test-2", ""))
	cases := map[string]struct {
		content string
		says    []string
	}{
		"dangling.jsonl": {
			bundleOf(source("test-1", ""), source("test-2", `"relays":[{"source":"test-nowhere","how":"quotes"}]`)),
			[]string{"dangling.jsonl, line 3", "relays[0].source", "No source “test-nowhere” is on file."},
		},
		"circle.jsonl": {
			bundleOf(source("test-1", relay("test-2")), source("test-2", relay("test-3")), source("test-3", relay("test-1"))),
			[]string{"circle.jsonl, line 2", "relays[0].source", "test-1 → test-2 → test-3 → test-1", "cannot be its own origin"},
		},
		"itself.jsonl": {
			bundleOf(source("test-1", relay("test-1"))),
			[]string{"itself.jsonl, line 2", "relays[0].source", "cannot refer to itself"},
		},
		"date.jsonl": {
			bundleOf(source("test-1", ""), source("test-2", `"published_on":"2023-02-30"`)),
			[]string{"date.jsonl, line 3", "published_on", "“2023-02-30” is not a date: February 2023 has 28 days."},
		},
		"several.jsonl": {
			bundleOf(source("test-1", `"published_on":"2023-13"`), source("test-2", `"url":"javascript:alert(1)"`)),
			[]string{"several.jsonl, line 2", "published_on", "several.jsonl, line 3", "url"},
		},
		"short.jsonl": {
			strings.Join(strings.SplitAfter(whole, "\n")[:2], ""),
			[]string{"short.jsonl, line 2", "documents.source", "The file ends after 1 of 2. Is it cut short?"},
		},
		"cut.jsonl":      {whole[:len(whole)-20], []string{"cut.jsonl, line 3"}},
		"unknown.jsonl":  {bundleOf(source("test-1", `"colour":"red"`)), []string{"unknown.jsonl, line 2", "colour"}},
		"empty.jsonl":    {"", []string{"empty.jsonl, line 1", "The file is empty."}},
		"no-bundle.json": {`{"hello":"world"}`, []string{"no-bundle.json, line 1", "format", "This is no bundle"}},
		"binary.jsonl":   {"\x7fELF\x00\x01\xff", []string{"binary.jsonl, line 1"}},
		"nul.jsonl":      {bundleOf(source("test-1", `"author":"a\u0000b"`)), []string{"nul.jsonl, line 2", "author"}},
		"twice.jsonl":    {bundleOf(source("test-1", ""), source("test-1", "")), []string{"twice.jsonl, line 3", "slug", "stands on line 2 already"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			// After a good file, of which nothing may stay either.
			r := command(t, "import", "--data-dir", dir, other, write(t, files, name, c.content))
			if r.code != 1 || r.out != "" {
				t.Errorf("exit code %d, says %q", r.code, r.out)
			}
			has(t, r.err, append(c.says, "nothing was imported")...)
		})
	}
	for name, says := range map[string]string{
		filepath.Join(files, "missing.jsonl"): "there is no file ",
		files:                                 "is a directory, not a bundle",
	} {
		if r := command(t, "import", "--data-dir", dir, other, name); r.code != 1 || !strings.Contains(r.err, says) || !strings.Contains(r.err, name) {
			t.Errorf("import %s: exit code %d\n%s", name, r.code, r.err)
		}
	}
	if after := succeeds(t, "export", "--data-dir", dir); after != before {
		t.Errorf("failed imports have changed the data: from\n%s\nto\n%s", before, after)
	}
}

// bundleOf is a bundle of sources.
func bundleOf(lines ...string) string {
	return fmt.Sprintf(`{"format":"countermove-bundle","version":1,"documents":{"source":%d}}`, len(lines)) + "\n" + strings.Join(lines, "\n") + "\n"
}

// source is the line of a source, with more of its fields.
func source(slug, more string) string {
	if more != "" {
		more = "," + more
	}
	return fmt.Sprintf(`{"kind":"source","slug":%q,"document":{"title":"A test","kind":"news"%s}}`, slug, more)
}

func relay(slug string) string { return fmt.Sprintf(`"relays":[{"source":%q,"how":"reports"}]`, slug) }

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
