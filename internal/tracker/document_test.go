package tracker

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The documents of this file are complete and valid; each test spoils a copy.

func validEvent() *Event {
	return &Event{
		Entry: Entry{Title: "Huawei added to the US Entity List", Summary: "Exports to it need a licence.", Body: "The rule\n\n- names 68 affiliates"},
		Dates: []EntryDate{
			{"announced", "2019-05-15"}, {"filed", "2019-05-16"}, {"published", "2019-05-21"},
			{"effective", "2019-05-16"}, {"compliance", "2019-08-19"}, {"expires", "2020-08"},
		},
		Authority:       "BIS",
		Instrument:      "entity_listing",
		Direction:       "imposes",
		TargetCountries: []string{"CN", "EU"},
		Companies:       []CompanyRole{{"huawei", "target"}, {"google", "affected"}},
		Listings:        []ListingAct{{"huawei", "bis-entity-list", "add"}, {"hisilicon", "bis-entity-list", "add"}},
		Technologies:    []string{"telecom-5g"},
		LegalCitation:   "84 FR 22961",
		LegalIdentifier: "2019-10616",
		Related:         []Relation{{"2018-08-13-ndaa", "extends"}},
		Citations:       []Citation{{"fr-2019-10616", "p. 22961", "the Entity List"}, {"fr-2019-10616", "p. 22963", ""}},
		Confidence:      "confirmed",
		Note:            "Effective on filing.",
	}
}

func validResponse() *Response {
	return &Response{
		Entry:        Entry{Title: "Huawei replaces 13,000 components", Summary: "Its founder said so in a speech."},
		Occurred:     "2023-02-24",
		Companies:    []CompanyRole{{"huawei", "actor"}, {"smic", "partner"}},
		Strategy:     "domestic_substitution",
		Technologies: []string{"telecom-5g"},
		Answers:      []string{"2019-05-15-huawei-entity-list"},
		Figures:      []Figure{{"components replaced", "13000", ""}, {"share", "0.4", "billion USD"}, {"change", "-12.5", "%"}},
		ClaimedBy:    "Ren Zhengfei",
		Citations:    []Citation{{Source: "sjtu-speech"}},
		Confidence:   "likely",
	}
}

func validCompany() *Company {
	return &Company{
		Name: "Huawei", NativeName: "华为技术有限公司", Romanised: "Huáwéi Jìshù Yǒuxiàn Gōngsī",
		Names:        []OtherName{{"华为", "short", "zh"}, {"華為", "alias", "zh-Hant"}, {"Huawei Technologies", "alias", ""}},
		Country:      "CN",
		Headquarters: "Shenzhen",
		Founded:      "1987",
		Sector:       "telecoms equipment",
		Summary:      "Makes networks and phones.",
		Website:      "https://www.huawei.com",
		Tickers:      []string{"HKEX:9988", "NYSE:BRK.B"},
		Identifiers: []Identifier{
			{"wikidata", "Q160120"}, {"lei", "549300O7PLHGWWXX6X91"}, {"isin", "US0378331005"},
			{"uscc", "914403001922038216"}, {"opensanctions", "NK-abc123"},
		},
		Parent:    "huawei-holding",
		Relations: []CompanyRelation{{"smic", "foundry"}, {"smic", "supplier"}},
	}
}

func validSource() *Source {
	return &Source{
		Title: "Huawei has replaced thousands of components", Publisher: "Reuters", Author: "A. Writer",
		URL: "https://www.reuters.com/a?b=c#d", ArchivedURL: "http://web.archive.org/web/2023/https://www.reuters.com/",
		PublishedOn: "2023-03-18", AccessedOn: "2026-11", Language: "en", SourceKind: "news",
		Relays: []Relay{{"sjtu-speech", "reports"}, {"cctv", "quotes"}}, Seen: true, Note: "No paywall.",
	}
}

func validDocuments() []Document {
	return []Document{
		&Technology{"AI accelerators", "人工智能加速芯片", "Processors for AI."},
		&Authority{"Bureau of Industry and Security", "US", "https://www.bis.gov"},
		&List{"Entity List", "BIS", "https://www.bis.gov", "effective", "A licence is needed."},
		validCompany(), validSource(), validEvent(), validResponse(),
	}
}

// problems are the fields that an error finds fault with, in order.
func problems(err error) []string {
	invalid, _ := errors.AsType[Invalid](err)
	var fields []string
	for _, p := range invalid {
		fields = append(fields, p.Field)
	}
	return fields
}

func TestValidDocuments(t *testing.T) {
	for i, doc := range validDocuments() {
		if doc.Kind() != Kinds[i] {
			t.Errorf("document %d is of kind %s", i, doc.Kind())
		}
		if err := doc.Validate(); err != nil {
			t.Errorf("%s: %v", doc.Kind(), err)
		}
		if err := CheckStorable(doc); err != nil {
			t.Errorf("%s: %v", doc.Kind(), err)
		}
		data, err := Encode(doc)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(doc.Kind(), data)
		if err != nil {
			t.Fatalf("%s: %v", doc.Kind(), err)
		}
		back.Tidy()
		if diff := cmp.Diff(doc, back); diff != "" {
			t.Errorf("%s changed on its way through JSON and Tidy:\n%s", doc.Kind(), diff)
		}
	}
}

// An empty form must come back with a message beside each field that is needed.
func TestEmptyDocuments(t *testing.T) {
	for kind, want := range map[Kind][]string{
		KindTechnology: {"name"},
		KindAuthority:  {"name", "jurisdiction"},
		KindList:       {"name", "authority", "listed_from"},
		KindCompany:    {"name", "country"},
		KindSource:     {"title", "kind"},
		KindEvent:      {"title", "summary", "dates", "authority", "instrument", "direction", "citations", "confidence"},
		KindResponse:   {"title", "summary", "occurred", "companies", "strategy", "citations", "confidence"},
	} {
		doc := New(kind)
		doc.Tidy()
		if diff := cmp.Diff(want, problems(doc.Validate())); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}

func TestEventRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Event)
		field string
		says  string
	}{
		"title too long":        {func(e *Event) { e.Title = strings.Repeat("字", 121) }, "title", "121 characters long; 120"},
		"title of two lines":    {func(e *Event) { e.Title = "a\nb" }, "title", "U+000A"},
		"summary too long":      {func(e *Event) { e.Summary = strings.Repeat("é", 601) }, "summary", "601"},
		"body of 10 MB":         {func(e *Event) { e.Body = strings.Repeat("x", 10<<20) }, "body", "10485760 characters long; 20000"},
		"NUL":                   {func(e *Event) { e.Summary = "a\x00b" }, "summary", "U+0000"},
		"NUL in body":           {func(e *Event) { e.Body = "\x00" }, "body", "U+0000"},
		"bidi in title":         {func(e *Event) { e.Title = "safe\u202etxt" }, "title", "U+202E"},
		"bidi in body":          {func(e *Event) { e.Body = "\u2066" }, "body", "U+2066"},
		"not UTF-8":             {func(e *Event) { e.Note = "\xff" }, "note", "UTF-8"},
		"no announcement":       {func(e *Event) { e.Dates = e.Dates[1:] }, "dates", "announcement"},
		"announced twice":       {func(e *Event) { e.Dates[1].Kind = "announced" }, "dates[1].kind", "once"},
		"same date twice":       {func(e *Event) { e.Dates = append(e.Dates, e.Dates[4]) }, "dates[6].on", "already"},
		"impossible date":       {func(e *Event) { e.Dates[0].On = "2023-02-30" }, "dates[0].on", "“2023-02-30” is not a date: February 2023 has 28 days."},
		"empty date":            {func(e *Event) { e.Dates[2].On = "" }, "dates[2].on", "not a date"},
		"kind of a response":    {func(e *Event) { e.Dates[2].Kind = "occurred" }, "dates[2].kind", "occurred"},
		"no kind of date":       {func(e *Event) { e.Dates[2].Kind = "" }, "dates[2].kind", "Choose"},
		"effective too early":   {func(e *Event) { e.Dates[3].On = "2019-05-07" }, "dates[3].on", "before the announcement (2019-05-15)"},
		"effective unexplained": {func(e *Event) { e.Dates[3].On, e.Note = "2019-05-14", "" }, "dates[3].on", "before the announcement"},
		"complied with early":   {func(e *Event) { e.Dates[4].On = "2019-05-14" }, "dates[4].on", "before the announcement"},
		"expired at once":       {func(e *Event) { e.Dates[5].On = "2019-05-15" }, "dates[5].on", "before it takes effect (2019-05-16)"},
		"no such instrument":    {func(e *Event) { e.Instrument = "magic" }, "instrument", "“magic”"},
		"no such direction":     {func(e *Event) { e.Direction = "up" }, "direction", "“up”"},
		"no such confidence":    {func(e *Event) { e.Confidence = "sure" }, "confidence", "“sure”"},
		"no such country":       {func(e *Event) { e.TargetCountries[1] = "XX" }, "target_countries[1]", "“XX”"},
		"country in small":      {func(e *Event) { e.TargetCountries[1] = "cn" }, "target_countries[1]", "“cn”"},
		"country twice":         {func(e *Event) { e.TargetCountries[1] = "CN" }, "target_countries[1]", "already"},
		"empty country":         {func(e *Event) { e.TargetCountries[1] = "" }, "target_countries[1]", "remove the row"},
		"role of a response":    {func(e *Event) { e.Companies[1].Role = "actor" }, "companies[1].role", "“actor”"},
		"no company":            {func(e *Event) { e.Companies[1].Company = "" }, "companies[1].company", "remove the row"},
		"role twice":            {func(e *Event) { e.Companies[1] = e.Companies[0] }, "companies[1].company", "already"},
		"listed twice":          {func(e *Event) { e.Listings[1].Company = "huawei" }, "listings[1].company", "already"},
		"no list":               {func(e *Event) { e.Listings[1].List = "" }, "listings[1].list", "remove the row"},
		"no such action":        {func(e *Event) { e.Listings[1].Action = "keep" }, "listings[1].action", "“keep”"},
		"technology twice":      {func(e *Event) { e.Technologies = []string{"a", "b", "a"} }, "technologies[2]", "already"},
		"relation twice":        {func(e *Event) { e.Related = append(e.Related, e.Related[0]) }, "related[1].event", "already"},
		"no such relation":      {func(e *Event) { e.Related[0].Relation = "answers" }, "related[0].relation", "“answers”"},
		"no source":             {func(e *Event) { e.Citations = nil }, "citations", "at least one"},
		"cited twice":           {func(e *Event) { e.Citations[1].Locator = "p. 22961" }, "citations[1].source", "another locator"},
		"quote too long":        {func(e *Event) { e.Citations[0].Quote = strings.Repeat("q", 601) }, "citations[0].quote", "601"},
		"legal citation":        {func(e *Event) { e.LegalCitation = strings.Repeat("q", 301) }, "legal_citation", "301"},
		"too many rows":         {func(e *Event) { e.Related = manyRelations(501) }, "related", "501 rows; 500"},
	} {
		t.Run(name, func(t *testing.T) {
			e := validEvent()
			c.spoil(e)
			wantProblem(t, e.Validate(), c.field, c.says)
		})
	}
}

// An order may bind a few days before it is made known, if the note explains it.
func TestBoundBeforeKnown(t *testing.T) {
	e := validEvent()
	e.Dates[3].On, e.Note = "2019-05-08", "Signed on a Wednesday, made known a week later."
	if err := e.Validate(); err != nil {
		t.Error(err)
	}
}

// A month may hold the announcement: what is not certainly before it passes.
func TestImpreciseEffectiveDate(t *testing.T) {
	for _, on := range []Date{"2019-05", "2019", "2020"} {
		e := validEvent()
		e.Dates[3].On, e.Note = on, ""
		e.Dates[5].On = "2021"
		if err := e.Validate(); err != nil {
			t.Errorf("effective %s: %v", on, err)
		}
	}
}

func manyRelations(n int) []Relation {
	rows := make([]Relation, n)
	for i := range rows {
		rows[i] = Relation{strings.Repeat("e", i+1), "amends"}
	}
	return rows
}

func TestResponseRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Response)
		field string
		says  string
	}{
		"no date":             {func(r *Response) { r.Occurred = "" }, "occurred", "Give the date"},
		"impossible date":     {func(r *Response) { r.Occurred = "2023-02-30" }, "occurred", "February 2023 has 28 days"},
		"nobody acts":         {func(r *Response) { r.Companies = r.Companies[1:] }, "companies", "who acted"},
		"two kinds of actor":  {func(r *Response) { r.Actor = "The Big Fund" }, "actor", "already"},
		"role of an event":    {func(r *Response) { r.Companies[1].Role = "target" }, "companies[1].role", "“target”"},
		"no strategy":         {func(r *Response) { r.Strategy = "" }, "strategy", "Choose"},
		"no such strategy":    {func(r *Response) { r.Strategy = "prayer" }, "strategy", "“prayer”"},
		"answers twice":       {func(r *Response) { r.Answers = []string{"a", "a"} }, "answers[1]", "already"},
		"technology twice":    {func(r *Response) { r.Technologies = []string{"a", "a"} }, "technologies[1]", "already"},
		"figure unnamed":      {func(r *Response) { r.Figures[0].Name = "" }, "figures[0].name", "what was counted"},
		"figure in words":     {func(r *Response) { r.Figures[0].Value = "many" }, "figures[0].value", "13000 or 0.4"},
		"figure with comma":   {func(r *Response) { r.Figures[0].Value = "13,000" }, "figures[0].value", "13000"},
		"figure with power":   {func(r *Response) { r.Figures[0].Value = "1e9" }, "figures[0].value", "number"},
		"figure not a number": {func(r *Response) { r.Figures[0].Value = "NaN" }, "figures[0].value", "number"},
		"figure too long":     {func(r *Response) { r.Figures[0].Value = strings.Repeat("9", 19) }, "figures[0].value", "number"},
		"figure half written": {func(r *Response) { r.Figures[0].Value = "1." }, "figures[0].value", "number"},
		"bidi in unit":        {func(r *Response) { r.Figures[0].Unit = "\u200f" }, "figures[0].unit", "U+200F"},
		"no source":           {func(r *Response) { r.Citations = nil }, "citations", "at least one"},
		"source not chosen":   {func(r *Response) { r.Citations[0].Source = "" }, "citations[0].source", "Choose a source"},
		"no such confidence":  {func(r *Response) { r.Confidence = "maybe" }, "confidence", "“maybe”"},
		"claimed by too many": {func(r *Response) { r.ClaimedBy = strings.Repeat("x", 301) }, "claimed_by", "301"},
		"note too long":       {func(r *Response) { r.Note = strings.Repeat("x", 4001) }, "note", "4001"},
	} {
		t.Run(name, func(t *testing.T) {
			r := validResponse()
			c.spoil(r)
			wantProblem(t, r.Validate(), c.field, c.says)
		})
	}
	other := validResponse()
	other.Companies, other.Actor = other.Companies[1:], "The Big Fund"
	if err := other.Validate(); err != nil {
		t.Errorf("an actor that is no company: %v", err)
	}
}

func TestCompanyRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Company)
		field string
		says  string
	}{
		"no name":            {func(c *Company) { c.Name = "" }, "name", "English"},
		"bidi in name":       {func(c *Company) { c.NativeName = "华\u202e为" }, "native_name", "U+202E"},
		"no country":         {func(c *Company) { c.Country = "" }, "country", "Choose"},
		"no such country":    {func(c *Company) { c.Country = "UK" }, "country", "“UK”"},
		"other name twice":   {func(c *Company) { c.Names[1].Name = "华为" }, "names[1].name", "already"},
		"other name empty":   {func(c *Company) { c.Names[1].Name = "" }, "names[1].name", "remove the row"},
		"no kind of name":    {func(c *Company) { c.Names[1].Kind = "" }, "names[1].kind", "Choose"},
		"native is no kind":  {func(c *Company) { c.Names[1].Kind = "native" }, "names[1].kind", "“native”"},
		"language in words":  {func(c *Company) { c.Names[1].Language = "Chinese" }, "names[1].language", "code"},
		"founded never":      {func(c *Company) { c.Founded = "1987-13" }, "founded", "“1987-13” is not a date"},
		"website is script":  {func(c *Company) { c.Website = "javascript:alert(1)" }, "website", "https://"},
		"ticker unmarked":    {func(c *Company) { c.Tickers[0] = "9988" }, "tickers[0]", "EXCHANGE:CODE"},
		"ticker twice":       {func(c *Company) { c.Tickers[0] = "NYSE:BRK.B" }, "tickers[1]", "already"},
		"register unknown":   {func(c *Company) { c.Identifiers[0].Scheme = "vat" }, "identifiers[0].scheme", "“vat”"},
		"wikidata":           {func(c *Company) { c.Identifiers[0].Value = "160120" }, "identifiers[0].value", "Q and a number"},
		"lei":                {func(c *Company) { c.Identifiers[1].Value = "549300O7PLHGWWXX6X9" }, "identifiers[1].value", "20 characters"},
		"isin":               {func(c *Company) { c.Identifiers[2].Value = "us0378331005" }, "identifiers[2].value", "12 characters"},
		"uscc":               {func(c *Company) { c.Identifiers[3].Value = "91440300192203821I" }, "identifiers[3].value", "18 characters"},
		"identifier twice":   {func(c *Company) { c.Identifiers[1] = c.Identifiers[0] }, "identifiers[1].value", "already"},
		"relation twice":     {func(c *Company) { c.Relations[1].Relation = "foundry" }, "relations[1].company", "already"},
		"no such relation":   {func(c *Company) { c.Relations[1].Relation = "parent" }, "relations[1].relation", "“parent”"},
		"relation to nobody": {func(c *Company) { c.Relations[1].Company = "" }, "relations[1].company", "remove the row"},
	} {
		t.Run(name, func(t *testing.T) {
			company := validCompany()
			c.spoil(company)
			wantProblem(t, company.Validate(), c.field, c.says)
		})
	}
}

func TestKnownNames(t *testing.T) {
	c := &Company{Name: "iFlytek", NativeName: "科大讯飞", Names: []OtherName{{"IFLYTEK", "alias", ""}, {"科大讯飞", "short", "zh"}, {"讯飞", "alias", "zh"}}}
	want := []KnownName{{"iFlytek", "name", ""}, {"科大讯飞", "native", ""}, {"讯飞", "alias", "zh"}}
	if diff := cmp.Diff(want, c.KnownNames()); diff != "" {
		t.Error(diff)
	}
}

func TestSourceRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Source)
		field string
		says  string
	}{
		"no title":         {func(s *Source) { s.Title = "" }, "title", "as printed"},
		"script":           {func(s *Source) { s.URL = "javascript:alert(1)" }, "url", "https://"},
		"archived nowhere": {func(s *Source) { s.ArchivedURL = "//archive.org/x" }, "archived_url", "https://"},
		"address too long": {func(s *Source) { s.URL = "https://a.example/" + strings.Repeat("x", 2000) }, "url", "2000"},
		"bidi in address":  {func(s *Source) { s.URL = "https://a.example/\u202ex" }, "url", "U+202E"},
		"never published":  {func(s *Source) { s.PublishedOn = "2023-02-30" }, "published_on", "February 2023 has 28 days"},
		"never read":       {func(s *Source) { s.AccessedOn = "1/1/26" }, "accessed_on", "2022-10-07"},
		"language":         {func(s *Source) { s.Language = "EN" }, "language", "code"},
		"no such kind":     {func(s *Source) { s.SourceKind = "blog" }, "kind", "“blog”"},
		"relays twice":     {func(s *Source) { s.Relays[1].Source = "sjtu-speech" }, "relays[1].source", "already"},
		"relays nothing":   {func(s *Source) { s.Relays[1].Source = "" }, "relays[1].source", "remove the row"},
		"no such relay":    {func(s *Source) { s.Relays[1].How = "copies" }, "relays[1].how", "“copies”"},
	} {
		t.Run(name, func(t *testing.T) {
			source := validSource()
			c.spoil(source)
			wantProblem(t, source.Validate(), c.field, c.says)
		})
	}
}

// wantProblem wants exactly one field at fault, with a message that says so.
func wantProblem(t *testing.T, err error, field, says string) {
	t.Helper()
	invalid, _ := errors.AsType[Invalid](err)
	p, found := invalid.Of(field)
	if !found || !strings.Contains(p.String(), says) || strings.Contains(p.String(), "%!") {
		t.Errorf("got %q; want %s: …%s…", err, field, says)
	}
	for _, other := range invalid {
		if other.Field != field {
			t.Errorf("%s is at fault too: %s", other.Field, other)
		}
		if len(other.String()) > 400 {
			t.Errorf("the message has %d bytes", len(other.String()))
		}
	}
}

func TestTidy(t *testing.T) {
	e := &Event{
		Entry:           Entry{Title: "  Two \u3000 words\n", Summary: "\r\na\r\nb\rc\n\n", Body: "  "},
		Dates:           []EntryDate{{"announced", " 2022-10-07 "}, {"effective", "  "}},
		TargetCountries: []string{" CN", ""},
		Companies:       []CompanyRole{{"", "target"}, {" huawei ", "target"}},
		Listings:        []ListingAct{{}, {" huawei", "bis-entity-list ", "add"}},
		Related:         []Relation{{"", "amends"}, {" a ", "amends"}},
		Citations:       []Citation{{}, {" s ", " p.  3 ", " so \r\n"}},
	}
	want := &Event{
		Entry:           Entry{Title: "Two words", Summary: "a\nb\nc"},
		Dates:           []EntryDate{{"announced", "2022-10-07"}},
		TargetCountries: []string{"CN"},
		Companies:       []CompanyRole{{"huawei", "target"}},
		Listings:        []ListingAct{{"huawei", "bis-entity-list", "add"}},
		Related:         []Relation{{"a", "amends"}},
		Citations:       []Citation{{"s", "p. 3", "so"}},
	}
	e.Tidy()
	if diff := cmp.Diff(want, e); diff != "" {
		t.Error(diff)
	}
}

func TestReferences(t *testing.T) {
	want := []Reference{
		{KindAuthority, "BIS", "authority"},
		{KindCompany, "huawei", "companies[0].company"},
		{KindCompany, "google", "companies[1].company"},
		{KindCompany, "huawei", "listings[0].company"},
		{KindList, "bis-entity-list", "listings[0].list"},
		{KindCompany, "hisilicon", "listings[1].company"},
		{KindList, "bis-entity-list", "listings[1].list"},
		{KindTechnology, "telecom-5g", "technologies[0]"},
		{KindEvent, "2018-08-13-ndaa", "related[0].event"},
		{KindSource, "fr-2019-10616", "citations[0].source"},
		{KindSource, "fr-2019-10616", "citations[1].source"},
	}
	if diff := cmp.Diff(want, validEvent().References()); diff != "" {
		t.Error(diff)
	}
	// No kind may name one that comes after it in a bundle, itself aside.
	for i, doc := range validDocuments() {
		for _, ref := range doc.References() {
			if !strings.Contains(kindsUpTo(i), string(ref.Kind)) {
				t.Errorf("a %s names a %s, which comes later", doc.Kind(), ref.Kind)
			}
		}
	}
}

func kindsUpTo(i int) string {
	var names []string
	for _, k := range Kinds[:i+1] {
		names = append(names, string(k))
	}
	return strings.Join(names, " ")
}

func TestDecodeErrors(t *testing.T) {
	for _, c := range []struct {
		kind        Kind
		data        string
		field, says string
	}{
		{"poem", `{}`, "kind", "“poem”"},
		{"", `{}`, "kind", "no kind"},
		{KindEvent, ``, "document", "breaks off"},
		{KindEvent, `{"title":"Hua`, "document", "breaks off"},
		{KindEvent, `{"title":"Huawei"`, "document", "breaks off"},
		{KindEvent, `{"title":Huawei}`, "document", "not valid JSON"},
		{KindEvent, `{} {}`, "document", "not valid JSON"},
		{KindEvent, "{\"title\":\"\xff\"}", "document", "UTF-8"},
		{KindEvent, `[]`, "document", "a list where an object"},
		{KindEvent, `"text"`, "document", "a text where an object"},
		{KindEvent, `{"titel":"x"}`, "titel", "No such field"},
		{KindEvent, `{"Title":"x"}`, "Title", "No such field"},
		{KindEvent, `{"tıtle":"x"}`, "tıtle", "No such field"},
		{KindEvent, `{"\u0074itle":"x"}`, `\u0074itle`, "No such field"},
		{KindEvent, `{"title":"x","title":"y"}`, "title", "twice"},
		{KindEvent, `{"dates":[{"on":"2022","on":"2023"}]}`, "on", "twice"},
		{KindEvent, `{"dates":[{"on":"2022","precision":"year"}]}`, "precision", "No such field"},
		{KindEvent, `{"title":1}`, "title", "a number where a text"},
		{KindEvent, `{"title":true}`, "title", "true or false where a text"},
		{KindEvent, `{"dates":{}}`, "dates", "an object where a list"},
		{KindEvent, `{"dates":[{"on":2022}]}`, "dates.on", "a number where a text"},
		{KindEvent, `{"companies":["huawei"]}`, "companies", "a text where an object"},
		{KindSource, `{"seen":"yes"}`, "seen", "a text where true or false"},
		{KindSource, `{"title":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`, "document", "levels deep"},
		{KindSource, `{"title":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`, "document", ""},
		{KindSource, `{` + strings.Repeat(`"a":1,"b":1,`, 1) + `"a":2}`, "a", "twice"},
	} {
		doc, err := Decode(c.kind, []byte(c.data))
		if doc != nil {
			t.Errorf("%.60s gives a document", c.data)
		}
		wantProblem(t, err, c.field, c.says)
	}
	// The same name in two rows, and braces and quotes in a text, are no doubles.
	data := `{"title":"{\"title\":1} \\","dates":[{"on":"2022"},{"on":"2023"}],"summary":"title"}`
	if _, err := Decode(KindEvent, []byte(data)); err != nil {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, doc := range validDocuments() {
		data, err := Encode(doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(doc.Kind()), data)
	}
	f.Add("event", []byte(`{"dates":[null],"title":"\ud800","title":2}`))
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		doc, err := Decode(Kind(kind), data)
		if err != nil {
			if len(problems(err)) == 0 || strings.Contains(err.Error(), "%!") {
				t.Errorf("%q is refused with %#v", data, err)
			}
			return
		}
		doc.Tidy()
		once, err := Encode(doc)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(Kind(kind), once)
		if err != nil {
			t.Fatalf("%s is written as %s and refused: %v", data, once, err)
		}
		again.Tidy()
		if twice, _ := Encode(again); string(twice) != string(once) {
			t.Errorf("%s\nis not the same the second time\n%s", once, twice)
		}
		if err := doc.Validate(); err != nil && strings.Contains(err.Error(), "%!") {
			t.Errorf("a message lacks an argument: %v", err)
		}
		_, _ = doc.References(), CheckStorable(doc)
	})
}

func TestEncodeIsCanonical(t *testing.T) {
	data, err := Encode(&Technology{Name: "R&D <in> 'chips'", Meaning: "a\u2028b"})
	if want := `{"name":"R&D <in> 'chips'","meaning":"a\u2028b"}`; err != nil || string(data) != want {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestCheckStorable(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		ok   bool
	}{
		"plain":                 {"a", true},
		"NUL":                   {"a\x00b", false},
		"NUL after a backslash": {"a\\\x00b", false},
		"talks of NUL":          {`the escape \u0000`, true},
		"talks of it twice":     {`the escape \\u0000`, true},
		"large":                 {strings.Repeat("x", 300<<10), false},
		"10 MB":                 {strings.Repeat("\\", 10<<20), false},
	} {
		if err := CheckStorable(&Event{Entry: Entry{Body: c.body}}); (err == nil) != c.ok {
			t.Errorf("%s: %.200v", name, err)
		}
	}
}
