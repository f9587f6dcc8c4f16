package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"
	"countermove/internal/server"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A site is the whole site on the starter data, in a transaction that is rolled
// back, with a client that keeps cookies and follows no redirect.
type site struct {
	t      *testing.T
	store  *postgres.Store
	log    *strings.Builder
	client *http.Client
	url    string
	now    time.Time
}

func newSite(t *testing.T, also ...func(*server.Options)) *site {
	t.Helper()
	s := &site{t: t, store: dbtest.StarterTx(t), log: &strings.Builder{}, now: time.Now()}
	options := server.Options{Store: s.store, Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Now: func() time.Time { return s.now }, BaseURL: "http://tracker.test", Build: "test"}
	for _, change := range also {
		change(&options)
	}
	ts := httptest.NewServer(server.New(options))
	t.Cleanup(func() {
		ts.Close()
		if strings.Contains(s.log.String(), "level=ERROR") {
			t.Errorf("the server logged errors:\n%s", s.log)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.url = ts.URL
	s.client = &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

// An answer is what came back.
type answer struct {
	status   int
	header   http.Header
	location string
	body     string
}

func (s *site) do(req *http.Request) answer {
	s.t.Helper()
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, res.Header.Get("Location"), string(body)}
}

func (s *site) request(method, path string, body io.Reader) *http.Request {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	return req
}

func (s *site) get(path string) answer {
	s.t.Helper()
	return s.do(s.request(http.MethodGet, path, nil))
}

func (s *site) post(path string, fields url.Values) answer {
	s.t.Helper()
	req := s.request(http.MethodPost, path, strings.NewReader(fields.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(req)
}

// signIn makes the first account through its set-up link.
func (s *site) signIn() {
	s.t.Helper()
	link, err := server.OfferSetup(s.t.Context(), s.store, "http://tracker.test", s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	path := strings.TrimPrefix(link, "http://tracker.test")
	got := s.post(path, url.Values{"email": {"ed@example.org"}, "name": {"Ed Itor"}, "password": {"correct horse battery"}})
	if got.status != http.StatusSeeOther || got.location != "/admin" {
		s.t.Fatalf("setting up answered %d to %q", got.status, got.location)
	}
}

// eventForm is a form that can be published.
func eventForm(title string) url.Values {
	return url.Values{
		"title": {title}, "summary": {"Entered in a test."}, "dates[0].kind": {"announced"}, "dates[0].on": {"2024-05-06"},
		"authority": {"BIS"}, "instrument": {"export_control_rule"}, "direction": {"imposes"}, "confidence": {"confirmed"},
		"companies[0].company": {"huawei"}, "companies[0].role": {"target"}, "citations[0].source": {"wsj-2023-05-07"},
		"base": {"0"}, "slug": {""}, "change": {"First version"},
	}
}

func with(fields url.Values, name, value string) url.Values {
	fields.Set(name, value)
	return fields
}
