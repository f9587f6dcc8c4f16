package view

import (
	"github.com/a-h/templ"

	"countermove/internal/tracker"
)

// What the tests of the desk show: every field of every kind filled, some of
// it wrong, all of it in need of escaping.

const odd = `<b>"x" & 华为</b>`

var sampleDocuments = map[tracker.Kind]tracker.Document{
	tracker.KindEvent: &tracker.Event{
		Entry:     tracker.Entry{Title: odd, Summary: "Two\nlines", Body: "## Text"},
		Dates:     []tracker.EntryDate{{Kind: "announced", On: "2023-02-30"}, {Kind: "expires", On: "2024"}, {Kind: "unheard-of", On: "2022-10"}},
		Authority: "BIS", Instrument: "tariff", Direction: "unheard-of", TargetCountries: []string{"CN", "XX"},
		Companies:     []tracker.CompanyRole{{Company: "huawei", Role: "target"}, {Company: "unknown-one", Role: "actor"}},
		Listings:      []tracker.ListingAct{{Company: "huawei", List: "entity-list", Action: "add"}, {Company: "huawei", List: "no-such-list", Action: "remove"}},
		Technologies:  []string{"gone-from-file", "ai-chips"},
		LegalCitation: "84 FR 22961", LegalIdentifier: "2019-10616",
		Related:    []tracker.Relation{{Event: "an-event", Relation: "extends"}},
		Citations:  []tracker.Citation{{Source: "reuters", Locator: "p. 3", Quote: odd}, {Source: "ft"}},
		Confidence: "likely", Note: "For us",
	},
	tracker.KindResponse: &tracker.Response{
		Entry: tracker.Entry{Title: "A title", Summary: "A summary", Body: odd}, Occurred: "2023-13", Actor: "A ministry", Strategy: "open_source",
		Companies: []tracker.CompanyRole{{Company: "huawei", Role: "actor"}}, Technologies: []string{"ai-chips"}, Answers: []string{"an-event", "another"},
		Figures:   []tracker.Figure{{Name: odd, Value: "13,000", Unit: "parts"}, {Name: "boards"}},
		ClaimedBy: "Ren Zhengfei", Citations: []tracker.Citation{{Source: "reuters"}}, Confidence: "confirmed", Note: "For us",
	},
	tracker.KindCompany: &tracker.Company{
		Name: odd, NativeName: "华为", Romanised: "Huáwéi", Country: "CN", Headquarters: "Shenzhen", Founded: "1987", Sector: "telecoms",
		Names:   []tracker.OtherName{{Name: "華為", Kind: "alias", Language: "zh-Hant"}, {Name: odd, Kind: "short"}},
		Summary: "A summary", Body: "Text", Website: "javascript:alert(1)", Tickers: []string{"HKEX:9988", "x"},
		Identifiers: []tracker.Identifier{{Scheme: "wikidata", Value: "Q160120"}, {Scheme: "lei", Value: "x"}}, Parent: "zte",
		Relations: []tracker.CompanyRelation{{Company: "smic", Relation: "foundry"}}, Note: "For us",
	},
	tracker.KindSource: &tracker.Source{
		Title: odd, Publisher: "Reuters", Author: "A. B.", URL: "https://example.org/a?b=1&c=2", ArchivedURL: "https://archive.example/1",
		PublishedOn: "2023-02-24", AccessedOn: "2024-01", Language: "en", SourceKind: "news", Relays: []tracker.Relay{{Source: "ft", How: "quotes"}}, Seen: true, Note: "For us",
	},
	tracker.KindAuthority:  &tracker.Authority{Name: odd, Jurisdiction: "US", URL: "https://example.org"},
	tracker.KindList:       &tracker.List{Name: odd, Authority: "BIS", URL: "https://example.org", ListedFrom: "effective", Meaning: "Hard"},
	tracker.KindTechnology: &tracker.Technology{Name: odd, Chinese: "芯片", Meaning: "Chips"},
}

// sampleForm is the form of the document of a kind, as an editor finds it.
func sampleForm(kind tracker.Kind) DocumentForm {
	base := sampleBase
	base.Editor, base.Path = "Ada", "/admin/"+Plural(kind)+"/12"
	return DocumentForm{
		Base: base, Kind: kind, Action: "/admin/" + Plural(kind) + "/12", ID: 12, Version: 3, BaseVersion: 3, Slug: "an-address", Change: "A note",
		Doc: sampleDocuments[kind], Names: sampleNames, PublicURL: DocumentURL(kind, "an-address"), Draft: true, MayPublish: true, SavedAt: sampleDay,
		Authorities:  []tracker.NamedDocument{{Slug: "BIS", Name: "Bureau of Industry and Security", Jurisdiction: "US"}},
		Lists:        []tracker.NamedDocument{{Slug: "entity-list", Name: "Entity List"}},
		Technologies: []tracker.NamedDocument{{Slug: "ai-chips", Name: "AI chips"}, {Slug: "drones", Name: "Drones"}},
		Changes: []tracker.Change{
			{Field: "title", Before: "An old title", After: "A new title"},
			{Field: "dates", Rows: []tracker.RowChange{
				{Before: sampleDate("effective", "2019-05-16"), After: sampleDate("effective", "2019-05-17")},
				{After: sampleDate("filed", "2019-05-14")}, {After: sampleDate("published", "")},
			}},
			{Field: "citations", Rows: []tracker.RowChange{{After: tracker.Row{{Column: "source"}}}}},
		},
	}
}

func sampleDate(kind, on string) tracker.Row {
	return tracker.Row{{Column: "kind", Value: kind}, {Column: "on", Value: on}}
}

// deskPages are all pages of the desk, each with much and with little on it.
func deskPages() map[string]templ.Component {
	base := sampleBase
	base.Editor, base.Path = "Ada", "/admin"
	var problems tracker.Invalid
	problems.Add("email", "Give your e-mail address, such as you@example.org.")
	problems.Add("password", "Use at least %d characters. Several words in a row are easy to remember.", 12)
	var unreasonable tracker.Invalid
	unreasonable.Add("reason", "Say why.")
	lines := []DeskLine{
		{Kind: tracker.KindEvent, Label: odd, URL: "/admin/events/1", PublicURL: "/events/x", Version: 3, At: sampleDay, Draft: true},
		{Kind: tracker.KindSource, URL: "/admin/sources/2", At: sampleDay, WithdrawnAt: sampleDay, Version: 1},
	}
	reviewing := base
	reviewing.Publishes = true
	reviews := []ReviewLine{
		{Kind: tracker.KindEvent, Label: odd, URL: "/admin/reviews/1", Author: odd, Version: 2, At: sampleDay, By: "Bo", Comment: odd, Fields: 2},
		{Kind: tracker.KindSource, URL: "/admin/reviews/2", Author: "Bo", At: sampleDay, PublishAt: sampleDay},
	}
	pages := map[string]templ.Component{
		"sign-in":       SignIn(SignInPage{Base: sampleBase, Email: odd, Next: "/admin", Problem: "Address and password do not belong together."}),
		"sign-in fresh": SignIn(SignInPage{Base: sampleBase}),
		"set-up":        Setup(SetupPage{Base: sampleBase, Token: "T", Name: odd, Problems: problems}),
		"set-up fresh":  Setup(SetupPage{Base: sampleBase, Token: "T"}),
		"invited":       Setup(SetupPage{Base: sampleBase, Token: "T", Role: "editor", By: odd, Problems: problems}),
		"reset":         Setup(SetupPage{Base: sampleBase, Token: "T", Reset: true, Email: odd, Problems: tracker.Invalid{{Field: "password", Message: odd}}}),
		"link used":     LinkUsed(sampleBase),
		"people":        People(samplePeople(base)),
		"people alone":  People(PeoplePage{Base: base, Role: "editor", People: []Person{{ID: 1, Name: "Ed", Email: "ed@example.org", Role: "admin", You: true}}}),
		"account":       Account(sampleAccount(base)),
		"desk":          Desk(DeskPage{Base: base, Drafts: lines, Recent: lines}),
		"desk reviews":  Desk(DeskPage{Base: reviewing, CameBack: reviews, Submitted: reviews, Waiting: reviews, Scheduled: reviews}),
		"reviews":       Reviews(ReviewQueue{Base: base, Waiting: reviews, Scheduled: reviews}),
		"reviews empty": Reviews(ReviewQueue{Base: base}),
		"restore":       Restore(RestorePage{Base: base, Kind: tracker.KindEvent, Label: odd, Action: "/admin/events/1", Version: 2, WithdrawnAt: sampleDay, Withdrawn: odd, Reason: odd, Problems: unreasonable}),
		"desk versions": DeskVersions(DeskVersionsPage{Base: base, Label: odd, Action: "/admin/events/1", PublicURL: "/events/x", Latest: 2, Problem: "You have a draft.", Versions: sampleVersions}),
		"desk empty":    Desk(DeskPage{Base: base}),
		"table":         Documents(DocumentTable{Base: base, Kind: tracker.KindSource, Text: odd, Lines: lines, NewURL: "/admin/sources/new"}),
		"table nothing": Documents(DocumentTable{Base: base, Kind: tracker.KindEvent, Text: odd, NewURL: "/admin/events/new"}),
		"table unborn":  Documents(DocumentTable{Base: base, Kind: tracker.KindList, NewURL: "/admin/lists/new"}),
		"withdraw":      Withdraw(WithdrawPage{Base: base, Kind: tracker.KindEvent, Label: odd, Action: "/admin/events/1", PublicURL: "/events/x", Version: 2, Problems: unreasonable}),
	}
	for _, kind := range tracker.Kinds {
		form := sampleForm(kind)
		pages[string(kind)] = EditDocument(form)
		wrong := form
		wrong.Problems = everyProblem(form.Doc)
		pages[string(kind)+" wrong"] = EditDocument(wrong)
		conflicting := form
		conflicting.Conflict = &Conflict{
			Version: 4, By: "Bo", At: sampleDay, Note: odd, Since: 3, Mine: `{"title":"<Mine>"}`, Taken: form.Changes,
			Clashes: []tracker.Clash{
				{ID: "summary", Field: "summary", Base: "It was so.", Theirs: "It was not so.", Mine: "It may be so."},
				{ID: "dates-0", Field: "dates", BaseRow: sampleDate("effective", "2019-05-16"), MyRow: sampleDate("effective", "2019-05-18")},
			},
		}
		conflicting.Withdrawn, conflicting.Reason = sampleDay, odd
		pages[string(kind)+" conflict"] = EditDocument(conflicting)
		pages[string(kind)+" sent back"] = EditDocument(sentBackForm(kind))
		for _, state := range []string{"in_review", "scheduled", "draft", "published"} {
			pages[string(kind)+" review "+state] = Review(sampleReview(kind, state))
		}
		pages[string(kind)+" new"] = EditDocument(DocumentForm{Base: base, Kind: kind, Action: AdminURL(kind, 0), Doc: tracker.New(kind)})
	}
	found := sampleForm(tracker.KindEvent)
	found.Find = FindStep{List: "companies", Text: odd, Found: []FoundDocument{{Slug: "zte", Label: "ZTE", Detail: "中兴通讯 · CN"}}}
	pages["found"] = EditDocument(found)
	found.Find = FindStep{List: "related", Text: odd}
	pages["found nothing"] = EditDocument(found)
	return pages
}

func samplePeople(base Base) PeoplePage {
	page := PeoplePage{Base: base, Done: "disabled", Role: "admin", Note: odd, Link: "https://tracker.test/admin/setup/T", LinkRole: "editor", LinkNote: odd, LinkExpires: sampleDay,
		People: []Person{{ID: 1, Name: odd, Email: odd, Role: "admin", SignedInAt: sampleDay, You: true},
			{ID: 2, Name: odd, Email: odd, Role: "editor"}, {ID: 3, Name: odd, Email: odd, Role: "contributor", Disabled: true}},
		Invitations: []OpenInvitation{{ID: 1, Role: "editor", Note: odd, By: odd, ExpiresAt: sampleDay}, {ID: 2, Role: "editor", ExpiresAt: sampleDay},
			{ID: 3, Reset: true, Email: odd, ExpiresAt: sampleDay}}}
	page.Problems.Add("note", odd)
	page.Problems.Add("role", odd)
	for _, field := range []string{"role", "disablement"} {
		page.Problems.Add(PersonField(1, field), odd)
		page.Problems.Add(PersonField(2, field), odd)
	}
	return page
}

func sampleAccount(base Base) AccountPage {
	page := AccountPage{Base: base, Done: "password", Name: odd, Email: odd, Role: "editor",
		Sessions: []Session{{ID: 1, Browser: "Firefox", System: "Linux", BegunAt: sampleDay, SeenAt: sampleDay, This: true},
			{ID: 2, Browser: "Safari", BegunAt: sampleDay, SeenAt: sampleDay}, {ID: 3, System: "Mac", BegunAt: sampleDay, SeenAt: sampleDay}, {ID: 4, BegunAt: sampleDay, SeenAt: sampleDay}}}
	for _, field := range []string{"name", "current_password", "new_password"} {
		page.Problems.Add(field, odd)
	}
	return page
}
