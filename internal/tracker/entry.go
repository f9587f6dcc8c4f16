package tracker

import (
	"fmt"
	"strings"
)

// Limits of the texts of an entry, in characters.
const (
	LongestTitle   = 120
	LongestSummary = 600
	LongestBody    = 20_000
	longestNote    = 4_000
	longestLine    = 300
	// mostRows bounds every list in a document: the largest batch listing on
	// file names 11 companies, the largest act of BIS 140.
	mostRows = 500
)

// An EntryDate is one of the dates of an act. One act has many: 84 FR 22961
// was announced, filed, effective and published on different days.
type EntryDate struct {
	Kind string `json:"kind"` // of DateKinds
	On   Date   `json:"on"`
}

// A CompanyRole says which part a company has in an entry.
type CompanyRole struct {
	Company string `json:"company"` // slug
	Role    string `json:"role"`    // of CompanyRoles
}

// A Citation says that an entry leans on a source.
type Citation struct {
	Source  string `json:"source"`            // slug
	Locator string `json:"locator,omitempty"` // page or section
	Quote   string `json:"quote,omitempty"`   // short and verbatim
}

// An Entry is what events and responses share.
type Entry struct {
	Title   string `json:"title"`
	Summary string `json:"summary"`
	Body    string `json:"body,omitempty"` // Markdown
}

func (e *Entry) tidy() {
	tidy(&e.Title)
	tidyText(&e.Summary)
	tidyText(&e.Body)
}

func (e *Entry) validate(v *Invalid) {
	v.required("title", e.Title, "Say in one line what happened.")
	v.line("title", e.Title, LongestTitle)
	v.required("summary", e.Summary, "Tell it in two or three sentences.")
	v.paragraphs("summary", e.Summary, LongestSummary)
	v.paragraphs("body", e.Body, LongestBody)
}

// validateRoles checks the companies of an entry against the roles its kind has.
func validateRoles(v *Invalid, companies []CompanyRole, roles ...string) {
	seen := map[string]bool{}
	v.rows("companies", len(companies))
	for i, c := range companies {
		field := fmt.Sprintf("companies[%d]", i)
		v.required(field+".company", c.Company, "Choose a company, or remove the row.")
		v.choice(field+".role", c.Role, Roles(roles...))
		if seen[c.Company+" "+c.Role] && c.Company != "" {
			v.Add(field+".company", "This company has this role already. Remove one of the two.")
		}
		seen[c.Company+" "+c.Role] = true
	}
}

// Roles picks some of CompanyRoles.
func Roles(codes ...string) Vocabulary {
	var roles Vocabulary
	for _, code := range codes {
		if t, ok := CompanyRoles.Find(code); ok {
			roles = append(roles, t)
		}
	}
	return roles
}

// EventRoles and ResponseRoles are the roles that companies have in each.
var (
	EventRoles    = Roles("target", "affected", "beneficiary")
	ResponseRoles = Roles("actor", "partner")
)

func validateCitations(v *Invalid, citations []Citation) {
	if len(citations) == 0 {
		v.Add("citations", "Cite at least one source.")
	}
	v.rows("citations", len(citations))
	seen := map[string]bool{}
	for i, c := range citations {
		field := fmt.Sprintf("citations[%d]", i)
		v.required(field+".source", c.Source, "Choose a source, or remove the row.")
		v.line(field+".locator", c.Locator, longestLine)
		v.paragraphs(field+".quote", c.Quote, LongestSummary)
		if key := c.Source + " " + c.Locator; c.Source != "" && seen[key] {
			v.Add(field+".source", "This source is cited already. Give another locator, or remove one of the two.")
		} else {
			seen[key] = true
		}
	}
}

// rows bounds the number of rows of a list in a document.
func (v *Invalid) rows(field string, n int) {
	if n > mostRows {
		v.Add(field, "There are %d rows; %d is the most.", n, mostRows)
	}
}

// slugs checks a list of slugs: none twice, none empty.
func (v *Invalid) slugs(field string, list []string) {
	v.rows(field, len(list))
	seen := map[string]bool{}
	for i, s := range list {
		at := fmt.Sprintf("%s[%d]", field, i)
		v.required(at, s, "Choose one, or remove the row.")
		if s != "" && seen[s] {
			v.Add(at, "It stands here already. Remove one of the two.")
		}
		seen[s] = true
	}
}

// tidySlugs trims each and drops the empty.
func tidySlugs(list []string) []string {
	var kept []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

func tidyRoles(rows []CompanyRole) []CompanyRole {
	var kept []CompanyRole
	for _, r := range rows {
		tidy(&r.Company)
		if r.Company != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

func tidyCitations(rows []Citation) []Citation {
	var kept []Citation
	for _, c := range rows {
		tidy(&c.Source)
		tidy(&c.Locator)
		tidyText(&c.Quote)
		if c != (Citation{}) {
			kept = append(kept, c)
		}
	}
	return kept
}

func roleReferences(rows []CompanyRole) []Reference {
	refs := make([]Reference, 0, len(rows))
	for i, r := range rows {
		refs = append(refs, Reference{KindCompany, r.Company, fmt.Sprintf("companies[%d].company", i)})
	}
	return refs
}

func citationReferences(rows []Citation) []Reference {
	refs := make([]Reference, 0, len(rows))
	for i, c := range rows {
		refs = append(refs, Reference{KindSource, c.Source, fmt.Sprintf("citations[%d].source", i)})
	}
	return refs
}

func slugReferences(kind Kind, field string, slugs []string) []Reference {
	refs := make([]Reference, 0, len(slugs))
	for i, s := range slugs {
		refs = append(refs, Reference{kind, s, fmt.Sprintf("%s[%d]", field, i)})
	}
	return refs
}
