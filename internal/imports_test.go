// Package internal_test holds the rule of which package may import which: the
// table under "Packages" in docs/architecture.md, which docs_test.go compares.
package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "countermove"

// mayImport says which packages of ours each package may import. Where that
// changes, so does docs/architecture.md. Tests may import what they like.
var mayImport = map[string][]string{
	"migrations":          {},
	"web":                 {},
	"web/view":            {"internal/tracker", "web"},
	"internal/tracker":    {},
	"internal/config":     {},
	"internal/embeddedpg": {},
	"internal/postgres":   {"internal/tracker", "migrations"},
	"internal/exchange":   {"internal/tracker"},
	"internal/starter":    {},
	"internal/lookup":     {"internal/tracker"},
	"internal/server": {
		"internal/tracker", "internal/postgres", "internal/exchange",
		"internal/lookup", "web", "web/view",
	},
	"cmd/countermove": {
		"internal/config", "internal/embeddedpg", "internal/exchange",
		"internal/lookup", "internal/postgres", "internal/server", "internal/starter", "internal/tracker",
		"migrations", "web", "web/view",
	},

	// For tests, and so not for any of the above.
	"internal/dbtest":        {"internal/postgres", "internal/embeddedpg", "internal/exchange", "internal/starter"},
	"internal/dbtest/schema": {"internal/dbtest", "internal/postgres", "internal/embeddedpg"},
	"internal/e2e":           {},
}

// Everyone else asks internal/postgres.
var mayImportPgx = []string{"internal/postgres", "internal/dbtest", "internal/dbtest/schema"}

// The domain stands on nothing but the standard library.
const onlyStandardLibrary = "internal/tracker"

func TestImports(t *testing.T) {
	packages := importsOf(t, "..")
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		allowed, ok := mayImport[pkg]
		if !ok {
			t.Errorf("%s is not in the table of docs/architecture.md: say there, and in mayImport in internal/imports_test.go, what it is and what it may import.", pkg)
			continue
		}
		for imported, file := range packages[pkg] {
			ours, isOurs := strings.CutPrefix(imported, module+"/")
			switch {
			case isOurs && !slices.Contains(allowed, ours):
				t.Errorf("%s imports %s, which is not for %s: see the table in docs/architecture.md.", file, ours, pkg)
			case isPgx(imported) && !slices.Contains(mayImportPgx, pkg):
				t.Errorf("%s imports %s: only %s may. Give the Store a method for what you need.", file, imported, strings.Join(mayImportPgx, ", "))
			case pkg == onlyStandardLibrary && !isOurs && !isStandard(imported):
				t.Errorf("%s imports %s: %s has only the standard library.", file, imported, pkg)
			}
		}
	}
}

// importsOf reads the packages under root: for each, what its files other than
// tests import, and a file that does.
//
// It reads the files instead of asking go list, so that the files of every
// platform count, and so that go test sees what the result depends on and
// doesn't answer from its cache after a change.
func importsOf(t *testing.T, root string) map[string]map[string]string {
	t.Helper()
	packages := map[string]map[string]string{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != root && isElsewhere(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		file = filepath.ToSlash(file)
		syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		imports := map[string]string{}
		for _, spec := range syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports[imported] = file
		}
		pkg := path.Dir(file)
		if packages[pkg] == nil {
			packages[pkg] = map[string]string{}
		}
		maps.Copy(packages[pkg], imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(packages[onlyStandardLibrary]) == 0 {
		t.Fatalf("found no imports of %s: is the tree elsewhere?", onlyStandardLibrary)
	}
	return packages
}

// isElsewhere tells whether the go command passes over a directory, or takes it
// for another module.
func isElsewhere(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

func isPgx(imported string) bool {
	return strings.HasPrefix(imported, "github.com/jackc/pgx/")
}

// isStandard tells by the dot that every other first element has: a host's.
func isStandard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}
