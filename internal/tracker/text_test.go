package tracker

import (
	"strings"
	"testing"
)

func TestWebAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.com":                       true,
		"http://example.com:8080/a/b?c=d&e=f#g":     true,
		"HTTPS://EXAMPLE.COM/":                      true,
		"https://zh.wikipedia.org/wiki/华为":          true,
		"https://[2001:db8::1]/":                    true,
		"https://example.com/a%20b":                 true,
		"":                                          false,
		"example.com":                               false,
		"//example.com/a":                           false,
		"/events":                                   false,
		"javascript:alert(1)":                       false,
		"JaVaScRiPt:alert(1)":                       false,
		" javascript:alert(1)":                      false,
		"java\nscript:alert(1)":                     false,
		"data:text/html,hello":                      false,
		"ftp://example.com/":                        false,
		"mailto:a@example.com":                      false,
		"http:example.com":                          false,
		"https:///path":                             false,
		"https://":                                  false,
		"https://:443/":                             false,
		"https://user@example.com/":                 false,
		"https://user:secret@example.com/":          false,
		"https://www.bis.gov@evil.example/":         false,
		"https://example.com/a b":                   false,
		" https://example.com":                      false,
		"https://example.com\t":                     false,
		"https://example.com/\x00":                  false,
		"https://example.com:port/":                 false,
		`https:\\example.com`:                       false,
		`https://example.com\@evil.example/`:        false,
		`https://example.com/"onmouseover="alert()`: false,
		"https://example.com/<script>":              false,
		"https://%zz/":                              false,
	} {
		if got := WebAddress(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

func TestCheckSlug(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		slug string
		ok   bool
	}{
		{KindEvent, "2019-05-15-huawei-entity-list", true},
		{KindCompany, "4paradigm", true},
		{KindAuthority, "BIS", true},
		{KindAuthority, "NL-GOV", true},
		{KindAuthority, "bis", false},
		{KindAuthority, "-BIS", false},
		{KindAuthority, "1BIS", false},
		{KindCompany, "Huawei", false},
		{KindCompany, "", false},
		{KindCompany, "-huawei", false},
		{KindCompany, "huawei-", false},
		{KindCompany, "a--b", false},
		{KindCompany, "a_b", false},
		{KindCompany, "华为", false},
		{KindCompany, "a/b", false},
		{KindCompany, "..", false},
		{KindCompany, "a\n", false},
		{KindCompany, strings.Repeat("a", 100), true},
		{KindCompany, strings.Repeat("a", 101), false},
	} {
		if err := CheckSlug(c.kind, c.slug); (err == nil) != c.ok {
			t.Errorf("%s %q: %v", c.kind, c.slug, err)
		}
	}
}

// What was typed comes back in messages, short and harmless.
func TestShorten(t *testing.T) {
	for text, want := range map[string]string{
		"short":                 "short",
		"a\x00b\u202ec\n":       "abc",
		"\xff":                  "�",
		strings.Repeat("字", 61): strings.Repeat("字", 60) + "…",
	} {
		if got := shorten(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestVocabularies(t *testing.T) {
	for name, v := range map[string]Vocabulary{
		"instruments": Instruments, "directions": Directions, "strategies": Strategies, "roles": CompanyRoles,
		"event relations": EventRelations, "source kinds": SourceKinds, "relay kinds": RelayKinds, "list actions": ListActions,
		"date kinds": DateKinds, "confidences": Confidences, "company relations": CompanyRelations, "name kinds": NameKinds,
		"identifier schemes": IdentifierSchemes, "grades": Grades, "entry kinds": EntryKinds, "listed from": ListedFrom,
	} {
		seen := map[string]bool{}
		for _, term := range v {
			if term.Code == "" || term.English == "" || term.Chinese == "" || term.Meaning == "" || seen[term.Code] {
				t.Errorf("%s: %+v is incomplete, or there twice", name, term)
			}
			seen[term.Code] = true
		}
		if v.Has("") || v.Label("unheard of") != "unheard of" {
			t.Errorf("%s knows what it cannot know", name)
		}
	}
	if Instruments.Label("delisting") != "Delisting" {
		t.Error("the label of delisting is", Instruments.Label("delisting"))
	}
	if len(Countries) != 250 || !IsCountry("EU") || IsCountry("  ") || IsCountry("A") || IsCountry("D AE") {
		t.Error("the countries are wrong")
	}
}
