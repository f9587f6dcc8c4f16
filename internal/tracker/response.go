package tracker

import (
	"fmt"
	"regexp"
	"slices"
)

// A Response is a countermove: what a company, or now and then a state body,
// did. It is dated by its own act, or by the report where only that is known.
type Response struct {
	Entry
	Occurred     Date          `json:"occurred"`
	Companies    []CompanyRole `json:"companies,omitempty"`
	Actor        string        `json:"actor,omitempty"` // a named actor that is no company on file
	Strategy     string        `json:"strategy"`
	Technologies []string      `json:"technologies,omitempty"`
	Answers      []string      `json:"answers,omitempty"` // events it answers, none announced later
	Figures      []Figure      `json:"figures,omitempty"`
	ClaimedBy    string        `json:"claimed_by,omitempty"` // whose word the account rests on
	Citations    []Citation    `json:"citations"`
	Confidence   string        `json:"confidence"`
	Note         string        `json:"note,omitempty"` // for editors; never shown to readers
}

// A Figure is a number that was claimed. Value is a decimal as written, so
// that 0.4 stays 0.4.
type Figure struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
}

// decimal also bounds the digits, so that a numeric column and a reader's eye
// can hold it.
var decimal = regexp.MustCompile(`^-?\d{1,18}(\.\d{1,9})?$`)

// Kind is KindResponse.
func (*Response) Kind() Kind { return KindResponse }

// Label is the title.
func (r *Response) Label() string { return r.Title }

// Tidy trims what was typed and drops rows left empty.
func (r *Response) Tidy() {
	r.tidy()
	tidy((*string)(&r.Occurred))
	r.Companies = tidyRoles(r.Companies)
	tidy(&r.Actor)
	r.Technologies = tidySlugs(r.Technologies)
	r.Answers = tidySlugs(r.Answers)
	for i := range r.Figures {
		tidy(&r.Figures[i].Name)
		tidy(&r.Figures[i].Value)
		tidy(&r.Figures[i].Unit)
	}
	r.Figures = slices.DeleteFunc(r.Figures, func(f Figure) bool { return f == Figure{} })
	tidy(&r.ClaimedBy)
	r.Citations = tidyCitations(r.Citations)
	tidyText(&r.Note)
}

// Validate tells what stops the publication of the response.
func (r *Response) Validate() error {
	var v Invalid
	r.validate(&v)
	if r.Occurred == "" {
		v.Add("occurred", "Give the date it happened, as far as it is known.")
	} else if _, err := r.Occurred.Parse(); err != nil {
		v.Add("occurred", "“%s” is not a date: %s.", shorten(string(r.Occurred)), err.Error())
	}
	validateRoles(&v, r.Companies, "actor", "partner")
	v.line("actor", r.Actor, longestLine)
	acts := slices.ContainsFunc(r.Companies, func(c CompanyRole) bool { return c.Role == "actor" })
	switch {
	case !acts && r.Actor == "":
		v.Add("companies", "Say who acted: add a company with the role actor, or name another actor below.")
	case acts && r.Actor != "":
		v.Add("actor", "A company is the actor already. Leave this empty, or make the company a partner.")
	}
	v.choice("strategy", r.Strategy, Strategies)
	v.slugs("technologies", r.Technologies)
	v.slugs("answers", r.Answers)
	v.rows("figures", len(r.Figures))
	for i, f := range r.Figures {
		field := fmt.Sprintf("figures[%d]", i)
		v.required(field+".name", f.Name, "Say what was counted, or remove the row.")
		v.line(field+".name", f.Name, longestLine)
		v.line(field+".unit", f.Unit, longestLine)
		if !decimal.MatchString(f.Value) {
			v.Add(field+".value", "Give a number, such as 13000 or 0.4.")
		}
	}
	v.line("claimed_by", r.ClaimedBy, longestLine)
	validateCitations(&v, r.Citations)
	v.choice("confidence", r.Confidence, Confidences)
	v.paragraphs("note", r.Note, longestNote)
	return v.Err()
}

// References are the documents the response names.
func (r *Response) References() []Reference {
	refs := roleReferences(r.Companies)
	refs = append(refs, slugReferences(KindTechnology, "technologies", r.Technologies)...)
	refs = append(refs, slugReferences(KindEvent, "answers", r.Answers)...)
	return append(refs, citationReferences(r.Citations)...)
}
