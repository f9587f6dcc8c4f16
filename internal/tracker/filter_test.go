package tracker

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parseFilter(t *testing.T, query string) (Filter, error) {
	t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return ParseFilter(q)
}

// Any way to write a filter leads to one address.
func TestFilterQuery(t *testing.T) {
	for query, want := range map[string]string{
		"":                          "",
		"kind=":                     "",
		"utm_source=x&before=2020":  "",
		"company=zte&company=baidu": "company=baidu&company=zte",
		"company=zte&company=zte":   "company=zte",
		"company=+zte+&q=+a++b+":    "company=zte&q=a+b",
		"q=x&until=2023&from=2022-10&evidence=primary&list=a&strategy=open_source&direction=eases&instrument=tariff&technology=b&company=c&authority=BIS&jurisdiction=EU&kind=event": "kind=event&jurisdiction=EU&authority=BIS&company=c&technology=b&instrument=tariff&direction=eases&strategy=open_source&list=a&evidence=primary&from=2022-10&until=2023&q=x",
		"q=%E5%8D%8E%E4%B8%BA%26%3D%3F": "q=%E5%8D%8E%E4%B8%BA%26%3D%3F",
		"from=2023&until=2023-01":       "from=2023&until=2023-01",
		"from=2023-06-01&until=2023":    "from=2023-06-01&until=2023",
		"q=a&q=b":                       "q=a",
	} {
		f, err := parseFilter(t, query)
		if err != nil || f.Query() != want {
			t.Errorf("%s becomes %s, %v; want %s", query, f.Query(), err, want)
		}
		if f.IsZero() != (want == "") {
			t.Errorf("%s: IsZero is %v", query, f.IsZero())
		}
	}
}

func TestFilterRefused(t *testing.T) {
	for query, want := range map[string]struct{ field, says string }{
		"kind=poem":                     {"kind", "There is no “poem”. It can be: event, response."},
		"instrument=EXPORT":             {"instrument", "entity_listing, delisting"},
		"direction=eases+up":            {"direction", "“eases up”"},
		"strategy=none":                 {"strategy", "“none”"},
		"evidence=tertiary":             {"evidence", "primary, company_claim"},
		"jurisdiction=us":               {"jurisdiction", "“us”"},
		"jurisdiction=XX":               {"jurisdiction", "“XX”"},
		"authority=bis":                 {"authority", "“bis”"},
		"company=Huawei":                {"company", "“Huawei”"},
		"company=..%2F..%2Fetc":         {"company", "on file"},
		"company=a%00b":                 {"company", "“ab”"},
		"technology='+OR+1=1--":         {"technology", "on file"},
		"list=" + long(5000):            {"list", "…"},
		"from=2023-02-30":               {"from", "February 2023 has 28 days"},
		"from=soon":                     {"from", "2022-10-07"},
		"until=2200":                    {"until", "between 1900 and 2199"},
		"from=2023&until=2022":          {"until", "The end (2022) is before the beginning (2023)."},
		"from=2023-02&until=2023-01-31": {"until", "before the beginning"},
		"q=" + long(201):                {"q", "201 characters long; 200"},
		"q=a%00b":                       {"q", "U+0000"},
		"q=%E2%80%AE":                   {"q", "U+202E"},
		"q=%FF":                         {"q", "UTF-8"},
		manyCompanies(21):               {"company", "There are 21 values; 20"},
	} {
		_, err := parseFilter(t, query)
		wantProblem(t, err, want.field, want.says)
	}
	if _, err := parseFilter(t, manyCompanies(20)); err != nil {
		t.Error(err)
	}
}

func long(n int) string { return strings.Repeat("x", n) }

func manyCompanies(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("&company=c" + long(i))
	}
	return b.String()
}

func TestFilterChanges(t *testing.T) {
	f, err := parseFilter(t, "company=huawei&company=zte&kind=event&from=2022&q=5g")
	if err != nil {
		t.Fatal(err)
	}
	before := f.Query()
	for want, got := range map[string]Filter{
		"kind=event&company=baidu&company=huawei&company=zte&from=2022&q=5g": f.With(FacetCompany, "baidu"),
		before: f.With(FacetCompany, "zte"),
		"company=huawei&company=zte&from=2022&q=5g":                f.Without(FacetKind, "event"),
		"kind=event&company=zte&from=2022&q=5g":                    f.Without(FacetCompany, "huawei"),
		"kind=event&company=huawei&company=zte&until=2023-05&q=5g": f.Between("", "2023-05"),
		"kind=event&company=huawei&company=zte&from=2022":          f.Saying(""),
	} {
		if got.Query() != want {
			t.Errorf("got %s; want %s", got.Query(), want)
		}
	}
	if f.Query() != before {
		t.Errorf("the filter itself was changed: %s", f.Query())
	}
	if got := (Filter{}).With(FacetKind, "event").Query(); got != "kind=event" {
		t.Errorf("the zero filter with one value: %s", got)
	}
	if !(Filter{}).With(FacetKind, "event").Without(FacetKind, "event").IsZero() {
		t.Error("a value taken back leaves something")
	}
	if !f.Has(FacetCompany, "zte") || f.Has(FacetCompany, "zt") || (Filter{}).Has(FacetKind, "event") {
		t.Error("Has is wrong")
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{"kind=event&company=zte&from=2022&until=2023-05&q=%E5%8D%8E", "company=%00", "q=%FF", "list=a&list=b&list=a", "from=2023&until=2022", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, _ := url.ParseQuery(query)
		filter, err := ParseFilter(q)
		if err != nil {
			if len(problems(err)) == 0 || strings.Contains(err.Error(), "%!") {
				t.Errorf("%q is refused with %#v", query, err)
			}
			return
		}
		again, err := parseFilter(t, filter.Query())
		if diff := cmp.Diff(filter, again); err != nil || diff != "" {
			t.Errorf("%q leads to %q, which is %v %s", query, filter.Query(), err, diff)
		}
	})
}

func TestParseWindow(t *testing.T) {
	for query, want := range map[string]string{
		"":                                      "",
		"page=2":                                "",
		"before=":                               "",
		"before=2023-02-24.117":                 "before=2023-02-24.117",
		"after=2023-01-01":                      "after=2023-01-01",
		"before=2200-01-01":                     "before=2200-01-01", // all of the last year
		"before=2023-02-24.9223372036854775807": "before=2023-02-24.9223372036854775807",
	} {
		q, _ := url.ParseQuery(query)
		w, err := ParseWindow(q)
		if err != nil || w.Query() != want {
			t.Errorf("%s is %s, %v", query, w.Query(), err)
		}
	}
}

func TestWindowTamperedWith(t *testing.T) {
	for _, cursor := range []string{
		"2023", "2023-02", "2023-02-30", "2023-02-24.", "2023-02-24.0", "2023-02-24.-1", "2023-02-24.+1", "2023-02-24.01",
		"2023-02-24.9223372036854775808", "2023-02-24.1.2", "2023-02-24.1e3", "2023-02-24.0x10", "2023-02-24 .1", " 2023-02-24",
		".5", "x", "0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31", "2023-02-24;DROP TABLE entries", "2023-02-24\x00", "\xff", long(10_000),
	} {
		for _, name := range []string{"before", "after"} {
			_, err := ParseWindow(url.Values{name: {cursor}})
			wantProblem(t, err, name, "is no place in the timeline")
		}
	}
	_, err := ParseWindow(url.Values{"before": {"2023-02-24"}, "after": {"2022-02-24"}})
	wantProblem(t, err, "after", "not both")
}

func FuzzParseWindow(f *testing.F) {
	f.Add("2023-02-24.117", "")
	f.Add("", "2023-01-01")
	f.Add("2023-02-24.+7", "2200-12-31.1")
	f.Fuzz(func(t *testing.T, before, after string) {
		w, err := ParseWindow(url.Values{"before": {before}, "after": {after}})
		if err != nil {
			if len(problems(err)) == 0 {
				t.Errorf("%q, %q: %#v", before, after, err)
			}
			return
		}
		if w.Before != nil && w.Before.String() != before || w.After != nil && w.After.String() != after {
			t.Errorf("%q, %q is read as %s", before, after, w.Query())
		}
	})
}
