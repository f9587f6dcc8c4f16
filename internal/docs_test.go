package internal_test

import (
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"countermove/internal/postgres"
	"countermove/internal/server"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5"
)

// The documents that describe the code, held to it as far as files, packages
// and addresses go.

const architecture = "../docs/architecture.md"

func TestPackagesAreDescribed(t *testing.T) {
	described := map[string][]string{}
	for _, row := range table(t, architecture, "## Packages") {
		imports := codes(row[2])
		slices.Sort(imports)
		described[codes(row[0])[0]] = imports
	}
	for pkg, imports := range mayImport {
		imports = slices.Sorted(slices.Values(imports))
		got, ok := described[pkg]
		if !ok {
			t.Errorf("%s is not in the table under Packages in docs/architecture.md", pkg)
		} else if !slices.Equal(got, imports) {
			t.Errorf("docs/architecture.md lets %s import\n%v, internal/imports_test.go\n%v", pkg, got, imports)
		}
	}
	for pkg := range described {
		if _, ok := mayImport[pkg]; !ok {
			t.Errorf("docs/architecture.md describes %s, which is not in internal/imports_test.go", pkg)
		}
		if files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(pkg), "*.go")); err != nil || len(files) == 0 {
			t.Errorf("docs/architecture.md describes %s, which has no Go file (%v)", pkg, err)
		}
	}
}

func TestAddressesAreMapped(t *testing.T) {
	mapped, handlers := map[string]bool{}, map[string]bool{}
	for _, row := range table(t, architecture, "## Pages") {
		for _, address := range codes(row[0]) {
			mapped[address] = true
		}
		for i, dir := range []string{"internal/server", "web/view", "internal/postgres"} {
			for _, file := range codes(row[i+1]) {
				handlers[path.Join(dir, file)] = true
				if _, err := os.Stat(path.Join("..", dir, file)); err != nil {
					t.Errorf("the map of pages in docs/architecture.md has %s/%s for %s: %v", dir, file, row[0], err)
				}
			}
		}
	}
	routes := addresses(t)
	for _, address := range slices.Sorted(maps.Keys(routes)) {
		if !mapped[address] {
			t.Errorf("%s is not in the map of pages in docs/architecture.md", address)
		}
	}
	for _, address := range slices.Sorted(maps.Keys(mapped)) {
		if !routes[address] {
			t.Errorf("the map of pages in docs/architecture.md has %s, which no route has", address)
		}
	}
	for handler, file := range handlerFiles(t) {
		if !handlers[file] {
			t.Errorf("%s, which answers for %s, is not in the map of pages in docs/architecture.md", file, handler)
		}
	}
}

var (
	routed  = regexp.MustCompile(`r\.(?:Get|Post)\(.*\bs\.([a-z]\w+)(?:\(kind\)|\([\w.]+\))?\)+\n`)
	defined = regexp.MustCompile(`\nfunc \(s \*Server\) (\w+)\(`)
)

// handlerFiles are the files of the handlers that the route table names.
func handlerFiles(t *testing.T) map[string]string {
	t.Helper()
	read := func(file string) string {
		text, err := os.ReadFile(filepath.Join("..", file))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	files, err := filepath.Glob("../internal/server/*.go")
	if err != nil {
		t.Fatal(err)
	}
	definedIn := map[string]string{}
	for _, file := range files {
		file = filepath.ToSlash(strings.TrimPrefix(file, ".."+string(filepath.Separator)))
		for _, match := range defined.FindAllStringSubmatch(read(file), -1) {
			definedIn[match[1]] = file
		}
	}
	handlers := map[string]string{}
	for _, table := range []string{"internal/server/routes.go", "internal/server/admin.go"} {
		for _, match := range routed.FindAllStringSubmatch(read(table), -1) {
			handlers[match[1]] = definedIn[match[1]]
		}
	}
	if len(handlers) < 20 {
		t.Fatalf("found only %d handlers in the route table: is it written in another way now?", len(handlers))
	}
	return handlers
}

// addresses are those of the route table, with {kinds} and {kind} for what
// stands there once for each kind of document.
func addresses(t *testing.T) map[string]bool {
	t.Helper()
	routes, ok := server.New(server.Options{Store: &postgres.Store{}}).(chi.Routes)
	if !ok {
		t.Fatal("the handler of the site is not a chi router any more: find another way to its addresses")
	}
	found := map[string]bool{}
	err := chi.Walk(routes, func(_, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		for _, kind := range tracker.Kinds {
			route = strings.Replace(route, "/admin/"+view.Plural(kind)+"/", "/admin/{kinds}/", 1)
			route = strings.Replace(route, "/admin/find/"+string(kind), "/admin/find/{kind}", 1)
		}
		found[route] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var (
	fileName = regexp.MustCompile("`([a-z._-]+/[a-zA-Z0-9._/-]+\\.[a-z]+)`")
	link     = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
)

// Files that the documents name are there, and so is what they link to.
func TestFilesThatAreNamedExist(t *testing.T) {
	documents := []string{"../README.md"}
	err := filepath.WalkDir("../docs", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".md") {
			documents = append(documents, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range documents {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range fileName.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join("..", match[1])); err != nil {
				t.Errorf("%s names %s, which is not there", document, match[1])
			}
		}
		for _, match := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(document), match[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", document, match[1])
			}
		}
	}
}

// table is the first table below a heading: its rows, each cut into cells.
func table(t *testing.T, file, heading string) [][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, below, ok := strings.Cut(string(text), "\n"+heading+"\n")
	if !ok {
		t.Fatalf("%s has no heading %q", file, heading)
	}
	var rows [][]string
	for line := range strings.Lines(below) {
		if strings.HasPrefix(line, "|") {
			rows = append(rows, strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|"))
		} else if len(rows) > 0 {
			break
		}
	}
	if len(rows) < 3 {
		t.Fatalf("%s has no table below %q", file, heading)
	}
	return rows[2:]
}

var code = regexp.MustCompile("`([^`]+)`")

// codes are the texts between backticks.
func codes(cell string) []string {
	var list []string
	for _, match := range code.FindAllStringSubmatch(cell, -1) {
		list = append(list, match[1])
	}
	return list
}
