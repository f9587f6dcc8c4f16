package lookup_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"countermove/internal/lookup"
)

// untouched is a server on this machine that nobody may reach.
func untouched(t *testing.T) *httptest.Server {
	return serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was fetched", r.URL) })
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	inner := untouched(t)
	port := inner.URL[strings.LastIndexByte(inner.URL, ':'):]
	c := lookup.New(lookup.Options{Timeout: 3 * time.Second, Resolver: names(t, map[string][]string{
		"loopback.test": {"127.0.0.1"}, "ten.test": {"10.0.0.1"}, "meta.test": {"169.254.169.254"}, "six.test": {"::1"}, "unique.test": {"fd00::1"},
	})})
	for _, address := range []string{
		inner.URL,
		"http://127.0.0.1/", "http://127.1.2.3/", "http://0.0.0.0/", "http://10.1.2.3/", "http://172.31.255.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
		"http://100.64.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://240.0.0.1/", "http://192.0.2.1/", "http://198.51.100.7/", "http://203.0.113.7/", "http://198.18.0.1/",
		"http://[::]/", "http://[::1]/", "http://[::1]" + port + "/", "http://[fe80::1]/", "http://[fe80::1%25lo]/", "http://[fc00::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/",
		"http://[::ffff:127.0.0.1]" + port + "/", "http://[::ffff:10.0.0.1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::1]/", "http://[2001:0:7f00:1::1]/",
		"http://loopback.test/", "http://loopback.test" + port + "/", "http://ten.test/", "http://meta.test/", "http://six.test/", "http://unique.test/",
	} {
		if _, err := c.Page(t.Context(), address); !errors.Is(err, lookup.ErrPrivate) {
			t.Errorf("%s: %v, want %v", address, err, lookup.ErrPrivate)
		}
	}
	// Other ways to write 127.0.0.1 are names that nobody has; a resolver that
	// knew them would be judged by what it answers.
	for _, host := range []string{"2130706433", "0177.0.0.1", "0x7f000001", "0x7f.1", "127.1", "localhost.localdomain.test"} {
		if _, err := c.Page(t.Context(), "http://"+host+port+"/"); !errors.Is(err, lookup.ErrNoSite) && !errors.Is(err, lookup.ErrPrivate) && !errors.Is(err, lookup.ErrUnreachable) {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, address := range []string{"", "example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://user:word@example.org/", "http:///x", "gopher://127.0.0.1:70/", "http://exa mple.org/"} {
		if _, err := c.Page(t.Context(), address); !errors.Is(err, lookup.ErrAddress) {
			t.Errorf("%q: %v, want %v", address, err, lookup.ErrAddress)
		}
	}
}

func TestOtherPortsAreRefused(t *testing.T) {
	t.Parallel()
	c := lookup.New(lookup.Options{Timeout: 3 * time.Second})
	if _, err := c.Page(t.Context(), "http://8.8.8.8:22/"); !errors.Is(err, lookup.ErrPort) { // judged before a connection is made
		t.Error(err)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	inner := untouched(t)
	outer := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Referer") != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("%s was told more than it needs: %v", r.URL, r.Header)
		}
		http.SetCookie(w, &http.Cookie{Name: "followed", Value: "yes"})
		switch r.URL.Path {
		case "/page":
			page("<title>Arrived</title>")(w, r)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusMovedPermanently)
		}
	})
	c := client(t, outer)
	via := func(to string, times int) string {
		for range times {
			to = "/?to=" + url.QueryEscape(to)
		}
		return outer.URL + to
	}
	if got, err := c.Page(t.Context(), via("/page", 5)); err != nil || got.Title != "Arrived" || got.URL != outer.URL+"/page" {
		t.Errorf("after five redirects: %+v, %v", got, err)
	}
	for address, want := range map[string]error{
		via("/page", 6):                        lookup.ErrRedirects,
		outer.URL + "/loop":                    lookup.ErrRedirects,
		via(inner.URL, 1):                      lookup.ErrPrivate,
		via(inner.URL, 3):                      lookup.ErrPrivate,
		via("http://[::1]/", 1):                lookup.ErrPrivate,
		via("file:///etc/passwd", 1):           lookup.ErrAddress,
		via("http://a:b@example.org/", 1):      lookup.ErrAddress,
		via("http://nobody.has.this.test/", 1): lookup.ErrNoSite,
	} {
		if _, err := c.Page(t.Context(), address); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
	}
}

// The name leads to a server that is allowed, which redirects to itself; asked
// again, the name leads to one that is not.
func TestRebinding(t *testing.T) {
	t.Parallel()
	var fetched atomic.Int32
	outer := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fetched.Add(1)
		http.Redirect(w, r, "/again", http.StatusFound)
	})
	port := outer.URL[strings.LastIndexByte(outer.URL, ':'):]
	c := lookup.New(lookup.Options{Allow: allow(outer), Timeout: 3 * time.Second,
		Resolver: names(t, map[string][]string{"rebinding.test": {"127.0.0.1", "127.0.0.2"}})})
	if _, err := c.Page(t.Context(), "http://rebinding.test"+port+"/"); !errors.Is(err, lookup.ErrPrivate) {
		t.Errorf("%v, want %v", err, lookup.ErrPrivate)
	}
	if fetched.Load() != 1 {
		t.Errorf("fetched %d times", fetched.Load())
	}
}

func TestAnswersThatAreNoPage(t *testing.T) {
	t.Parallel()
	zeros := bytes.Repeat([]byte{0}, 1<<20)
	outer := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Path {
		case "/missing":
			http.NotFound(w, r)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/forbidden":
			w.WriteHeader(http.StatusForbidden)
		case "/pdf":
			w.Header().Set("Content-Type", "application/pdf")
		case "/image":
			w.Header().Set("Content-Type", "image/png")
		case "/odd":
			w.Header().Set("Content-Type", ";;")
		case "/packed":
			w.Header().Set("Content-Encoding", "br")
		case "/huge": // without end: the client must go away
			for r.Context().Err() == nil {
				if _, err := w.Write(zeros); err != nil {
					return
				}
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 256 {
				if _, err := z.Write(zeros); err != nil {
					return
				}
			}
		case "/header":
			w.Header().Set("X-Long", strings.Repeat("x", 200<<10))
		}
	})
	c := client(t, outer)
	for path, want := range map[string]error{
		"/missing": lookup.Status(404), "/gone": lookup.Status(410), "/forbidden": lookup.Status(403), "/pdf": lookup.ErrPDF, "/image": lookup.ErrNotPage,
		"/odd": lookup.ErrNotPage, "/packed": lookup.ErrNotPage, "/huge": lookup.ErrTooLarge, "/bomb": lookup.ErrTooLarge, "/header": lookup.ErrUnreachable,
	} {
		began := time.Now()
		if _, err := c.Page(t.Context(), outer.URL+path); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
	outer.Close()
	if _, err := c.Page(t.Context(), outer.URL); !errors.Is(err, lookup.ErrUnreachable) {
		t.Errorf("a server that is away: %v", err)
	}
}

func TestSlowAnswers(t *testing.T) {
	t.Parallel()
	outer := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drip" {
			w.Header().Set("Content-Type", "text/html")
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("<p>"))
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(20 * time.Millisecond):
				}
			}
			return
		}
		<-r.Context().Done()
	})
	c := lookup.New(lookup.Options{Allow: allow(outer), Timeout: 200 * time.Millisecond})
	for _, path := range []string{"/drip", "/nothing"} {
		began := time.Now()
		if _, err := c.Page(t.Context(), outer.URL+path); !errors.Is(err, lookup.ErrTimeout) {
			t.Errorf("%s: %v, want %v", path, err, lookup.ErrTimeout)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
}

func TestItSaysWhoAsks(t *testing.T) {
	t.Parallel()
	var agent string
	outer := serve(t, func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		page("<title>Hello</title>")(w, r)
	})
	if _, err := client(t, outer).Page(t.Context(), outer.URL); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(agent, "Countermove") || !strings.Contains(agent, "https://tracker.test") {
		t.Errorf("it calls itself %q", agent)
	}
}
