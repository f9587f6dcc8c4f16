package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	t.Parallel()
	get := func(path, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		return w
	}
	for name, contentType := range map[string]string{
		"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8",
		"favicon.svg": "image/svg+xml", "fonts/newsreader.woff2": "font/woff2",
	} {
		plain, zipped := get(Asset(name), ""), get(Asset(name), "br, gzip;q=0.8")
		want := plain.Body.Bytes()
		if plain.Code != http.StatusOK || len(want) == 0 {
			t.Errorf("GET %s = %d with %d bytes", Asset(name), plain.Code, len(want))
		}
		for header, value := range map[string]string{
			"Content-Type": contentType, "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
		} {
			if got := plain.Header().Get(header); got != value {
				t.Errorf("%s: %s is %q, want %q", name, header, got, value)
			}
		}
		if zipped.Header().Get("Content-Encoding") == "gzip" {
			reader, err := gzip.NewReader(zipped.Body)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(reader)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: compressed, it is another file (%v)", name, err)
			}
		} else if name != "fonts/newsreader.woff2" && name != "favicon.svg" {
			t.Errorf("%s is not compressed", name)
		}
		if refused := get(Asset(name), "gzip;q=0"); refused.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s is compressed for one who refuses it", name)
		}
	}
	for _, path := range []string{"/static/app.css", "/static/fonts/OFL.txt", "/static/", "/static/../web.go"} {
		if got := get(path, "").Code; got != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, got)
		}
	}
}

// The stylesheet names the font by its hashed address, else browsers would
// fetch it twice.
func TestStylesheetNamesAssets(t *testing.T) {
	t.Parallel()
	css := string(files[Asset("app.css")].body)
	if !strings.Contains(css, `url("`+Asset("fonts/newsreader.woff2")+`")`) {
		t.Error("the font's address is not in the stylesheet")
	}
	if strings.Contains(css, "/*") {
		t.Error("comments are served")
	}
}

// Weights of what a first visit loads beside the page, with room to grow.
func TestWeights(t *testing.T) {
	t.Parallel()
	for name, most := range map[string]int{"app.css": 8 << 10, "app.js": 2 << 10, "fonts/newsreader.woff2": 30 << 10} {
		f := files[Asset(name)]
		weight := len(f.gzipped)
		if weight == 0 {
			weight = len(f.body)
		}
		if weight > most {
			t.Errorf("%s weighs %d bytes; %d is the most", name, weight, most)
		}
	}
}
