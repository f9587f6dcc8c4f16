package tracker

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Company is a firm that sanctions hit or that answers them, with its names
// in every script. Empty fields mean "not known", not "none".
type Company struct {
	Name         string            `json:"name"`
	NativeName   string            `json:"native_name,omitempty"`
	Romanised    string            `json:"romanised,omitempty"`
	Names        []OtherName       `json:"names,omitempty"`
	Country      string            `json:"country"` // ISO 3166-1 alpha-2
	Headquarters string            `json:"headquarters,omitempty"`
	Founded      Date              `json:"founded,omitempty"`
	Sector       string            `json:"sector,omitempty"`
	Summary      string            `json:"summary,omitempty"`
	Body         string            `json:"body,omitempty"`
	Website      string            `json:"website,omitempty"`
	Tickers      []string          `json:"tickers,omitempty"` // EXCHANGE:CODE
	Identifiers  []Identifier      `json:"identifiers,omitempty"`
	Parent       string            `json:"parent,omitempty"` // slug
	Relations    []CompanyRelation `json:"relations,omitempty"`
	Note         string            `json:"note,omitempty"` // for editors; never shown to readers
}

// An OtherName is a name a company is or was also known by.
type OtherName struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`               // of NameKinds
	Language string `json:"language,omitempty"` // ISO 639-1, where it matters
}

// An Identifier is the company's key in a register of others.
type Identifier struct {
	Scheme string `json:"scheme"` // of IdentifierSchemes
	Value  string `json:"value"`
}

// A CompanyRelation says what another company is to this one: "supplier"
// means that the other one supplies it.
type CompanyRelation struct {
	Company  string `json:"company"`
	Relation string `json:"relation"` // of CompanyRelations
}

// NameKinds is the vocabulary of the kinds of other name.
var NameKinds = Vocabulary{
	{"alias", "Also known as", "又名", "Another name in use, in any script."},
	{"former", "Former name", "曾用名", "A name it no longer goes by."},
	{"short", "Short name", "简称", "What it is called for short."},
}

// IdentifierSchemes is the vocabulary of the registers that identify companies.
var IdentifierSchemes = Vocabulary{
	{"wikidata", "Wikidata", "维基数据", "The item in Wikidata: Q and a number."},
	{"lei", "LEI", "法人机构识别编码", "Legal Entity Identifier, ISO 17442: 20 characters."},
	{"isin", "ISIN", "国际证券识别码", "Securities number, ISO 6166: 12 characters."},
	{"uscc", "USCC", "统一社会信用代码", "China's Unified Social Credit Code, GB 32100-2015: 18 characters."},
	{"opensanctions", "OpenSanctions", "OpenSanctions", "The entity's id at OpenSanctions."},
}

var (
	tickerPattern     = regexp.MustCompile(`^[A-Z]{2,12}:[A-Z0-9.\-]{1,12}$`)
	languagePattern   = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z]{2,8})?$`)
	identifierPattern = map[string]*regexp.Regexp{
		"wikidata":      regexp.MustCompile(`^Q[1-9]\d{0,11}$`),
		"lei":           regexp.MustCompile(`^[A-Z0-9]{18}\d{2}$`),
		"isin":          regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{9}\d$`),
		"uscc":          regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}$`),
		"opensanctions": regexp.MustCompile(`^[A-Za-z0-9-]{2,120}$`),
	}
)

// Kind is KindCompany.
func (*Company) Kind() Kind { return KindCompany }

// Label is the name.
func (c *Company) Label() string { return c.Name }

// Tidy trims what was typed and drops rows left empty.
func (c *Company) Tidy() {
	for _, s := range []*string{&c.Name, &c.NativeName, &c.Romanised, &c.Headquarters, (*string)(&c.Founded), &c.Sector, &c.Website, &c.Parent} {
		tidy(s)
	}
	tidyText(&c.Summary)
	tidyText(&c.Body)
	tidyText(&c.Note)
	for i := range c.Names {
		tidy(&c.Names[i].Name)
		tidy(&c.Names[i].Language)
	}
	c.Names = slices.DeleteFunc(c.Names, func(n OtherName) bool { return n.Name == "" })
	c.Tickers = tidySlugs(c.Tickers)
	for i := range c.Identifiers {
		tidy(&c.Identifiers[i].Value)
	}
	c.Identifiers = slices.DeleteFunc(c.Identifiers, func(id Identifier) bool { return id.Value == "" })
	for i := range c.Relations {
		tidy(&c.Relations[i].Company)
	}
	c.Relations = slices.DeleteFunc(c.Relations, func(r CompanyRelation) bool { return r.Company == "" })
}

// Validate tells what stops the publication of the company.
func (c *Company) Validate() error {
	var v Invalid
	v.required("name", c.Name, "Give the name it is known by in English.")
	v.line("name", c.Name, LongestTitle)
	v.line("native_name", c.NativeName, LongestTitle)
	v.line("romanised", c.Romanised, LongestTitle)
	v.rows("names", len(c.Names))
	seen := map[string]bool{}
	for i, n := range c.Names {
		field := fmt.Sprintf("names[%d]", i)
		v.required(field+".name", n.Name, "Give the name, or remove the row.")
		v.line(field+".name", n.Name, LongestTitle)
		v.choice(field+".kind", n.Kind, NameKinds)
		v.language(field+".language", n.Language)
		if seen[n.Name] {
			v.Add(field+".name", "This name stands here already. Remove one of the two.")
		}
		seen[n.Name] = true
	}
	v.required("country", c.Country, "Choose the country it is run from.")
	v.country("country", c.Country)
	v.line("headquarters", c.Headquarters, longestLine)
	if c.Founded != "" {
		if _, err := c.Founded.Parse(); err != nil {
			v.Add("founded", "“%s” is not a date: %s.", shorten(string(c.Founded)), err.Error())
		}
	}
	v.line("sector", c.Sector, longestLine)
	v.paragraphs("summary", c.Summary, LongestSummary)
	v.paragraphs("body", c.Body, LongestBody)
	v.address("website", c.Website)
	v.slugs("tickers", c.Tickers)
	for i, t := range c.Tickers {
		if t != "" && !tickerPattern.MatchString(t) {
			v.Add(fmt.Sprintf("tickers[%d]", i), "Write it as EXCHANGE:CODE, such as HKEX:9988.")
		}
	}
	c.validateIdentifiers(&v)
	v.rows("relations", len(c.Relations))
	related := map[CompanyRelation]bool{}
	for i, r := range c.Relations {
		field := fmt.Sprintf("relations[%d]", i)
		v.required(field+".company", r.Company, "Choose a company, or remove the row.")
		v.choice(field+".relation", r.Relation, CompanyRelations)
		if related[r] {
			v.Add(field+".company", "It stands here already. Remove one of the two.")
		}
		related[r] = true
	}
	v.paragraphs("note", c.Note, longestNote)
	return v.Err()
}

func (c *Company) validateIdentifiers(v *Invalid) {
	v.rows("identifiers", len(c.Identifiers))
	seen := map[Identifier]bool{}
	for i, id := range c.Identifiers {
		field := fmt.Sprintf("identifiers[%d]", i)
		v.choice(field+".scheme", id.Scheme, IdentifierSchemes)
		if p := identifierPattern[id.Scheme]; p != nil && !p.MatchString(id.Value) {
			term, _ := IdentifierSchemes.Find(id.Scheme)
			v.Add(field+".value", "“%s” does not look like one. %s", shorten(id.Value), term.Meaning)
		}
		if seen[id] {
			v.Add(field+".value", "It stands here already. Remove one of the two.")
		}
		seen[id] = true
	}
}

func (v *Invalid) language(field, code string) {
	if code != "" && !languagePattern.MatchString(code) {
		v.Add(field, "Write the language as a code: en, zh, zh-Hant.")
	}
}

// References are the documents the company names.
func (c *Company) References() []Reference {
	var refs []Reference
	if c.Parent != "" {
		refs = append(refs, Reference{KindCompany, c.Parent, "parent"})
	}
	for i, r := range c.Relations {
		refs = append(refs, Reference{KindCompany, r.Company, fmt.Sprintf("relations[%d].company", i)})
	}
	return refs
}

// A KnownName is one name of a company with what kind of name it is: "name",
// "native", "romanised", or a code of NameKinds.
type KnownName struct{ Name, Kind, Language string }

// KnownNames are all names of the company, the main one first, none twice.
func (c *Company) KnownNames() []KnownName {
	all := []KnownName{{c.Name, "name", ""}, {c.NativeName, "native", ""}, {c.Romanised, "romanised", ""}}
	for _, n := range c.Names {
		all = append(all, KnownName(n))
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(n KnownName) bool {
		key := strings.ToLower(n.Name)
		dup := n.Name == "" || seen[key]
		seen[key] = true
		return dup
	})
}
