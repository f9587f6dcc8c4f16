package embeddedpg

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// binVar names a directory that holds postgres and initdb, to be used before
// any other.
const binVar = "COUNTERMOVE_PG_BIN"

// A host is what Start assumes about the machine; tests assume otherwise.
type host struct {
	places  []string      // patterns of directories packagers put postgres in
	cache   string        // where downloads for throwaway clusters are kept; may be empty
	release *release      // what to download here, if there is anything
	grace   time.Duration // for postgres to stop in
}

func newHost() host {
	h := host{cache: cacheDir(), grace: stopGrace, places: []string{
		"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
		"/usr/pgsql-*/bin",          // PostgreSQL's own packages for Red Hat
		"/usr/lib/postgresql*/bin",  // SUSE
		"/usr/libexec/postgresql*",  // Alpine
		"/usr/local/pgsql/bin",      // built from source
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
	}}
	if runtime.GOOS == "darwin" {
		h.places = []string{
			"/opt/homebrew/opt/postgresql*/bin",
			"/usr/local/opt/postgresql*/bin",
			"/Applications/Postgres.app/Contents/Versions/*/bin",
		}
	}
	if r, ok := releases[runtime.GOOS+"/"+runtime.GOARCH]; ok {
		h.release = &r
	}
	return h
}

// cacheDir is for what can be made again. It must be open to the account
// postgres runs as, so root's is not in its home.
func cacheDir() string {
	if os.Geteuid() == 0 {
		return "/var/cache/countermove"
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "countermove")
}

// A search remembers where it looked and what was wrong there, for the error.
type search struct {
	cluster *cluster
	major   int
	seen    map[string]bool
	refused []string
}

func (s *search) refuse(place, reason string) {
	s.refused = append(s.refused, place+": "+reason)
}

// try probes a directory, once, however many ways lead to it.
func (s *search) try(ctx context.Context, place, dir string) (binaries, bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		s.refuse(place, err.Error())
		return binaries{}, false
	}
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		if s.seen[target] {
			return binaries{}, false
		}
		s.seen[target] = true
	}
	b, err := s.cluster.probe(ctx, dir, s.major)
	if err != nil {
		s.refuse(place, err.Error())
		return binaries{}, false
	}
	return b, true
}

// find takes the first usable PostgreSQL: the one named by COUNTERMOVE_PG_BIN,
// one on the PATH, the newest one installed, one downloaded before, and at last
// one downloaded now.
func (h host) find(ctx context.Context, c *cluster, major int, progress func(string)) (binaries, error) {
	progress("Looking for PostgreSQL…")
	s := &search{cluster: c, major: major, seen: map[string]bool{}}
	if named := os.Getenv(binVar); named == "" {
		s.refuse(binVar, "not set")
	} else if b, ok := s.try(ctx, binVar+"="+named, named); ok {
		return b, nil
	} else {
		progress(s.refused[0] + "; looking elsewhere")
	}
	if b, ok := s.onPath(ctx); ok {
		return b, nil
	}
	if b, ok := s.under(ctx, h.places); ok {
		return b, nil
	}
	stores := h.stores(c)
	var patterns []string
	for _, store := range stores {
		patterns = append(patterns, filepath.Join(store, "*", "bin"))
	}
	if b, ok := s.under(ctx, patterns); ok {
		return b, nil
	}
	dir, err := h.download(ctx, c, stores[0], major, progress)
	if err != nil {
		s.refuse("download with npm", err.Error())
	} else if b, ok := s.try(ctx, dir, dir); ok {
		return b, nil
	}
	if ctx.Err() != nil {
		return binaries{}, ctx.Err()
	}
	return binaries{}, s.failure(h.release)
}

func (s *search) onPath(ctx context.Context) (binaries, bool) {
	found := false
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		program := filepath.Join(dir, "postgres")
		if info, err := os.Stat(program); !filepath.IsAbs(dir) || err != nil || info.IsDir() {
			continue
		}
		found = true
		// A link to postgres alone is common; initdb is beside what it leads to.
		if target, err := filepath.EvalSymlinks(program); err == nil {
			dir = filepath.Dir(target)
		}
		if b, ok := s.try(ctx, dir+", on the PATH", dir); ok {
			return b, true
		}
	}
	if !found {
		s.refuse("postgres on the PATH", "not found")
	}
	return binaries{}, false
}

var pathVersion = regexp.MustCompile(`(\d+)(\.\d+)*[^/]*(/bin)?$`)

// under tries what matches the patterns, the newest first as far as the names
// tell.
func (s *search) under(ctx context.Context, patterns []string) (binaries, bool) {
	var dirs []string
	for _, pattern := range patterns {
		matches, err := filepath.Glob(pattern)
		if err != nil || len(matches) == 0 {
			s.refuse(pattern, "nothing there")
		}
		dirs = append(dirs, matches...)
	}
	version := func(dir string) int {
		if m := pathVersion.FindStringSubmatch(dir); m != nil {
			n, _ := strconv.Atoi(m[1])
			return n
		}
		return 0
	}
	slices.SortStableFunc(dirs, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	for _, dir := range dirs {
		if b, ok := s.try(ctx, dir, dir); ok {
			return b, true
		}
	}
	return binaries{}, false
}

// stores are where downloads are kept, the one for new ones first. A cluster
// that is to last has its binaries beside it: a cache may be emptied, and no
// other major version could open the data.
func (h host) stores(c *cluster) []string {
	beside := filepath.Join(c.app, "postgresql")
	switch {
	case h.cache == "":
		return []string{beside}
	case c.throwaway:
		return []string{filepath.Join(h.cache, "postgresql")}
	default:
		return []string{beside, filepath.Join(h.cache, "postgresql")}
	}
}

// failure lists every place with what was wrong there, and what to do.
func (s *search) failure(r *release) error {
	var what string
	var ways []string
	if s.major == 0 {
		what = fmt.Sprintf("no usable PostgreSQL was found (%d or newer, with the extensions %s).",
			oldest, strings.Join(extensions, ", "))
		ways = []string{
			"install PostgreSQL (Debian, Ubuntu: apt install postgresql; Fedora: dnf install postgresql-server postgresql-contrib; macOS: brew install postgresql@17)",
			"use a PostgreSQL that runs already: set DATABASE_URL",
			"start everything in containers: docker compose up",
			"set " + binVar + " to the directory that holds postgres and initdb",
		}
	} else {
		what = fmt.Sprintf("the database in %s was made by PostgreSQL %d, which no other version can open, and PostgreSQL %[2]d was not found. The data was left as it is.",
			s.cluster.data(), s.major)
		ways = []string{
			fmt.Sprintf("install PostgreSQL %d (Debian, Ubuntu: apt install postgresql-%[1]d; macOS: brew install postgresql@%[1]d)", s.major),
			fmt.Sprintf("set %s to the directory that holds postgres and initdb of version %d", binVar, s.major),
			fmt.Sprintf("move to another version: where PostgreSQL %d is at hand, start Countermove there, save the database with pg_dump, and load that into one started with another --data-dir", s.major),
		}
	}
	if _, err := exec.LookPath("npm"); err != nil && r != nil && (s.major == 0 || s.major == r.major) {
		ways = append(ways, fmt.Sprintf("install npm, with which PostgreSQL %d can be downloaded", r.major))
	}
	return fmt.Errorf("%s\nLooked in:\n  %s\nWays out, one of these:\n  %s",
		what, strings.Join(s.refused, "\n  "), strings.Join(ways, "\n  "))
}
