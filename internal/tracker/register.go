package tracker

// An Authority is a body that takes measures. It is addressed by its code.
type Authority struct {
	Name         string `json:"name"`
	Jurisdiction string `json:"jurisdiction"` // ISO 3166-1 alpha-2, or EU
	URL          string `json:"url,omitempty"`
}

// Kind is KindAuthority.
func (*Authority) Kind() Kind { return KindAuthority }

// Label is the name.
func (a *Authority) Label() string { return a.Name }

// Tidy trims what was typed.
func (a *Authority) Tidy() {
	tidy(&a.Name)
	tidy(&a.Jurisdiction)
	tidy(&a.URL)
}

// Validate tells what stops its publication.
func (a *Authority) Validate() error {
	var v Invalid
	v.required("name", a.Name, "Give its full name.")
	v.line("name", a.Name, longestLine)
	v.required("jurisdiction", a.Jurisdiction, "Choose whose authority it is.")
	v.country("jurisdiction", a.Jurisdiction)
	v.address("url", a.URL)
	return v.Err()
}

// References is empty.
func (*Authority) References() []Reference { return nil }

// A List is a list that companies can stand on, such as the BIS Entity List.
type List struct {
	Name       string `json:"name"`
	Authority  string `json:"authority"` // code
	URL        string `json:"url,omitempty"`
	ListedFrom string `json:"listed_from"` // of ListedFrom
	Meaning    string `json:"meaning,omitempty"`
}

// ListedFrom says which date of an event starts or ends a listing by it.
var ListedFrom = Vocabulary{
	{"effective", "From the effective date", "自生效之日", "The effective date of the event, or its announcement where none is given."},
	{"announced", "From the announcement", "自宣布之日", "The name stands on the list at once, although the consequences may bite later."},
}

// Kind is KindList.
func (*List) Kind() Kind { return KindList }

// Label is the name.
func (l *List) Label() string { return l.Name }

// Tidy trims what was typed.
func (l *List) Tidy() {
	tidy(&l.Name)
	tidy(&l.Authority)
	tidy(&l.URL)
	tidyText(&l.Meaning)
}

// Validate tells what stops its publication.
func (l *List) Validate() error {
	var v Invalid
	v.required("name", l.Name, "Give its name.")
	v.line("name", l.Name, LongestTitle)
	v.required("authority", l.Authority, "Choose who keeps the list.")
	v.address("url", l.URL)
	v.choice("listed_from", l.ListedFrom, ListedFrom)
	v.paragraphs("meaning", l.Meaning, LongestSummary)
	return v.Err()
}

// References is its authority.
func (l *List) References() []Reference {
	return []Reference{{KindAuthority, l.Authority, "authority"}}
}

// A Technology is a field of technology that measures and answers are about.
type Technology struct {
	Name    string `json:"name"`
	Chinese string `json:"chinese,omitempty"` // zh-Hans
	Meaning string `json:"meaning,omitempty"`
}

// Kind is KindTechnology.
func (*Technology) Kind() Kind { return KindTechnology }

// Label is the name.
func (t *Technology) Label() string { return t.Name }

// Tidy trims what was typed.
func (t *Technology) Tidy() {
	tidy(&t.Name)
	tidy(&t.Chinese)
	tidyText(&t.Meaning)
}

// Validate tells what stops its publication.
func (t *Technology) Validate() error {
	var v Invalid
	v.required("name", t.Name, "Give its name.")
	v.line("name", t.Name, LongestTitle)
	v.line("chinese", t.Chinese, LongestTitle)
	v.paragraphs("meaning", t.Meaning, LongestSummary)
	return v.Err()
}

// References is empty.
func (*Technology) References() []Reference { return nil }
