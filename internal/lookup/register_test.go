package lookup_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countermove/internal/lookup"
)

// register stands in for the Federal Register. Its answers have the shape of the
// API's: see notice in register.go.
func register(t *testing.T, filed string) *lookup.Client {
	t.Helper()
	rule, err := os.ReadFile("testdata/2019-10616.json")
	if err != nil {
		t.Fatal(err)
	}
	other := func(number, citation string) string {
		return fmt.Sprintf(`{"title":"Another","document_number":%q,"citation":%q,"publication_date":"2019-05-21","effective_on":null,"html_url":"javascript:alert(1)","agencies":[]}`, number, citation)
	}
	answers := map[string]string{
		"/api/v1/documents/2019-10616.json": string(rule),
		// Asked for a page, it answers with all documents that the page is in.
		"/api/v1/documents/84 FR 22961.json": `{"count":2,"results":[` + other("2019-10600", "84 FR 22950") + "," + string(rule) + `]}`,
		"/api/v1/documents/84 FR 22962.json": `{"count":1,"results":[` + string(rule) + `]}`,
		"/api/v1/documents/84 FR 100.json":   `{"count":2,"results":[` + other("2019-1", "84 FR 100") + "," + other("2019-2", "84 FR 100") + `]}`,
		"/api/v1/documents/84 FR 99999.json": `{"count":0,"results":[],"errors":{"not_found":["84 FR 99999"]}}`,
		// It tries numbers with zeros more or less, too.
		"/api/v1/documents/2012-07333.json": other("2012-7333", "77 FR 1"),
		"/api/v1/documents/2019-2.json":     other("2019-2", "84 FR 100"),
		"/api/v1/documents/2019-3.json":     `{"title":`,
		"/api/v1/documents/2019-4.json":     `[]`,
		"/api/v1/documents/2019-5.json":     `{"document_number":"2019-5","title":""}`,
		"/api/v1/documents/2019-6.json":     `{"document_number":"2019-6","title":"` + strings.Repeat("x", 3<<20) + `"}`,
	}
	if filed != "" {
		answers["/api/v1/public-inspection-documents/2019-10616.json"] = `{"document_number":"2019-10616","filed_at":"` + filed + `"}`
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path]
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		switch {
		case len(r.URL.Query()["fields[]"]) == 0:
			t.Errorf("%s asks for everything", r.URL)
		case r.URL.Path == "/api/v1/documents/2019-500.json":
			w.WriteHeader(http.StatusInternalServerError)
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"status":404,"message":"Record Not Found"}`))
		default:
			_, _ = w.Write([]byte(answer))
		}
	})
	return lookup.New(lookup.Options{Register: s.URL, Allow: allow(s), Timeout: 5 * time.Second})
}

func TestTheRegisterByCitationAndNumber(t *testing.T) {
	t.Parallel()
	want := lookup.Notice{Title: "Addition of Entities to the Entity List", Number: "2019-10616", Citation: "84 FR 22961",
		Agencies:  []string{"Commerce Department", "Industry and Security Bureau"},
		URL:       "https://www.federalregister.gov/documents/2019/05/21/2019-10616/addition-of-entities-to-the-entity-list",
		Published: "2019-05-21", Effective: "2019-05-16", Filed: "2019-05-16"}
	c := register(t, "2019-05-16T16:15:00.000-04:00")
	for _, text := range []string{"84 FR 22961", " 84 fr 22,961 ", "84 F.R. 22961", "84 Fed. Reg. 22961", "84FR22961"} {
		got, err := c.ByCitation(t.Context(), text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"2019-10616", " 2019–10616", "FR Doc. 2019-10616"} {
		got, err := c.ByNumber(t.Context(), text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", text, err, diff)
		}
	}
	if got, err := c.ByNumber(t.Context(), "2019-2"); err != nil || got.URL != "" || got.Filed != "" || got.Effective != "" {
		t.Errorf("what is not given: %+v, %v", got, err)
	}
}

func TestTheRegisterIsNeverGuessedAt(t *testing.T) {
	t.Parallel()
	c := register(t, "")
	for text, want := range map[string]error{
		"84 FR 22962": lookup.ErrNoDocument, // within a document, not its beginning
		"84 FR 99999": lookup.ErrNoDocument,
		"84 FR 5":     lookup.ErrNoDocument, // 404
		"84 FR 100":   lookup.ErrSeveral,
		"":            lookup.ErrNoCitation, "84": lookup.ErrNoCitation, "84 FR": lookup.ErrNoCitation, "22961": lookup.ErrNoCitation, "15 CFR 744": lookup.ErrNoCitation,
		"84 FR 22961 and others": lookup.ErrNoCitation, "84 FR 22,96": lookup.ErrNoCitation, "84 FR ../../x": lookup.ErrNoCitation, "84 FR 1,84 FR 2": lookup.ErrNoCitation,
	} {
		if got, err := c.ByCitation(t.Context(), text); !errors.Is(err, want) {
			t.Errorf("%q: %+v, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"2019-10617": lookup.ErrNoDocument, "2012-07333": lookup.ErrNoDocument, "2019-500": lookup.Status(500),
		"2019-3": lookup.ErrAnswer, "2019-4": lookup.ErrAnswer, "2019-6": lookup.ErrAnswer,
		"": lookup.ErrNoCitation, "EO 13959": lookup.ErrNoCitation, "2019-1/../x": lookup.ErrNoCitation, "2019-1,2019-2": lookup.ErrNoCitation, "13959": lookup.ErrNoCitation,
	} {
		if got, err := c.ByNumber(t.Context(), text); !errors.Is(err, want) {
			t.Errorf("%q: %+v, %v, want %v", text, got, err, want)
		}
	}
}

func TestDaysOfFiling(t *testing.T) {
	t.Parallel()
	for filed, want := range map[string]string{
		"2019-05-16T16:15:00.000-04:00": "2019-05-16",
		"2019-05-16T20:15:00Z":          "2019-05-16",
		"2019-05-17T01:30:00Z":          "2019-05-16", // in the evening there
		"2019-01-17T04:30:00Z":          "2019-01-16",
		"soon":                          "", "2019-05-16": "",
	} {
		if got, err := register(t, filed).ByNumber(t.Context(), "2019-10616"); err != nil || string(got.Filed) != want {
			t.Errorf("filed at %s: %q, %v; want %q", filed, got.Filed, err, want)
		}
	}
}
