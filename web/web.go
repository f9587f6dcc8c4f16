// Package web holds what browsers load beside pages: the stylesheet, the
// script, the font and the icon, under addresses that never change meaning.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed static
var static embed.FS

// Prefix is the path under which Handler is to be mounted.
const Prefix = "/static/"

// A file is one asset, ready to be sent.
type file struct {
	contentType string
	body        []byte
	gzipped     []byte // nil where compression gains nothing
}

// contentTypes are those of the files that are served; others (licences, notes
// on how a file was made) stay in the binary unserved.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

var addresses, files = load()

// Asset is the address of a file of static/, with a hash of its content, so
// that browsers may keep it for ever. A name that is not there is a mistake in
// a template, which the first test that renders it finds.
func Asset(name string) string {
	address, ok := addresses[name]
	if !ok {
		panic(fmt.Sprintf("web: there is no asset %q", name))
	}
	return address
}

// Handler serves the assets. Mount it at Prefix, without stripping it.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Content-Type", f.contentType)
		h.Set("X-Content-Type-Options", "nosniff")
		body := f.body
		if f.gzipped != nil {
			h.Set("Vary", "Accept-Encoding")
			if acceptsGzip(r.Header.Get("Accept-Encoding")) {
				h.Set("Content-Encoding", "gzip")
				body = f.gzipped
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the reader went away; nobody is left to tell
		}
	})
}

func acceptsGzip(header string) bool {
	for coding := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight = strings.ReplaceAll(weight, " ", "")
			return strings.Trim(strings.TrimPrefix(weight, "q="), "0.") != "" || weight == ""
		}
	}
	return false
}

// load reads static/ once. Stylesheets come last: they name other files, whose
// addresses are put in first so that their hashes count too.
func load() (map[string]string, map[string]file) {
	addresses, files := map[string]string{}, map[string]file{}
	names := map[bool][]string{}
	err := fs.WalkDir(static, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || contentTypes[path.Ext(name)] == "" {
			return err
		}
		isStyle := path.Ext(name) == ".css"
		names[isStyle] = append(names[isStyle], name)
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("web: reading embedded files: %v", err)) // the binary itself is broken
	}
	for _, name := range append(names[false], names[true]...) {
		body, err := static.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("web: reading embedded files: %v", err))
		}
		short := strings.TrimPrefix(name, "static/")
		if path.Ext(name) == ".css" {
			body = link(body, addresses)
		}
		sum := sha256.Sum256(body)
		hash := base64.RawURLEncoding.EncodeToString(sum[:9])
		ext := path.Ext(short)
		address := Prefix + strings.TrimSuffix(short, ext) + "." + hash + ext
		addresses[short] = address
		files[address] = file{contentTypes[ext], body, compress(body, ext)}
	}
	return addresses, files
}

var (
	reference = regexp.MustCompile(`url\("([^":]+)"\)`)
	comment   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	space     = regexp.MustCompile(`\s+`)
)

// link puts addresses in the place of the names in url("…"), and drops what
// only people read.
func link(css []byte, addresses map[string]string) []byte {
	css = reference.ReplaceAllFunc(css, func(match []byte) []byte {
		name := string(reference.FindSubmatch(match)[1])
		address, ok := addresses[name]
		if !ok {
			panic(fmt.Sprintf("web: a stylesheet names %q, which is not there", name))
		}
		return []byte(`url("` + address + `")`)
	})
	return space.ReplaceAll(comment.ReplaceAll(css, nil), []byte(" "))
}

func compress(body []byte, ext string) []byte {
	if ext == ".woff2" { // compressed by nature
		return nil
	}
	var buf bytes.Buffer
	zip, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	if _, err := zip.Write(body); err != nil {
		panic(err) // a buffer takes everything
	}
	if err := zip.Close(); err != nil {
		panic(err)
	}
	if buf.Len() >= len(body) {
		return nil
	}
	return buf.Bytes()
}
