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
		Doc: sampleDocuments[kind], Names: sampleNames, PublicURL: DocumentURL(kind, "an-address"), Draft: true, SavedAt: sampleDay,
		Authorities:  []tracker.NamedDocument{{Slug: "BIS", Name: "Bureau of Industry and Security", Jurisdiction: "US"}},
		Lists:        []tracker.NamedDocument{{Slug: "entity-list", Name: "Entity List"}},
		Technologies: []tracker.NamedDocument{{Slug: "ai-chips", Name: "AI chips"}, {Slug: "drones", Name: "Drones"}},
		Changes: []tracker.Change{
			{Field: "title", Before: []string{"An old title"}, After: []string{"A new title"}},
			{Field: "dates", Before: []string{"effective · 2019-05-16"}, After: []string{"effective · 2019-05-17", "published · "}},
			{Field: "citations", After: []string{""}},
		},
	}
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
	pages := map[string]templ.Component{
		"sign-in":       SignIn(SignInPage{Base: sampleBase, Email: odd, Next: "/admin", Problem: "Address and password do not belong together."}),
		"sign-in fresh": SignIn(SignInPage{Base: sampleBase}),
		"set-up":        Setup(SetupPage{Base: sampleBase, Token: "T", Name: odd, Problems: problems}),
		"set-up fresh":  Setup(SetupPage{Base: sampleBase, Token: "T"}),
		"desk":          Desk(DeskPage{Base: base, Drafts: lines, Recent: lines}),
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
		conflicting.Conflict = &Conflict{Version: 4, By: "Bo", At: sampleDay, Note: odd, Theirs: form.Changes, Yours: append(form.Changes[:1:1], tracker.Change{Field: "summary", After: []string{"New"}}, tracker.Change{Field: "parent", Before: []string{"zte"}})}
		conflicting.Withdrawn, conflicting.Reason = sampleDay, odd
		pages[string(kind)+" conflict"] = EditDocument(conflicting)
		pages[string(kind)+" new"] = EditDocument(DocumentForm{Base: base, Kind: kind, Action: AdminURL(kind, 0), Doc: tracker.New(kind)})
	}
	found := sampleForm(tracker.KindEvent)
	found.Find = FindStep{List: "companies", Text: odd, Found: []FoundDocument{{Slug: "zte", Label: "ZTE", Detail: "中兴通讯 · CN"}}}
	pages["found"] = EditDocument(found)
	found.Find = FindStep{List: "related", Text: odd}
	pages["found nothing"] = EditDocument(found)
	return pages
}
