package tracker

import (
	"fmt"
	"slices"
)

// A Source is a page, document or speech. It may relay others; following the
// relays leads to the origins, on which evidence is graded. URL is empty where
// a source is only known through others.
type Source struct {
	Title       string  `json:"title"`
	Publisher   string  `json:"publisher,omitempty"`
	Author      string  `json:"author,omitempty"`
	URL         string  `json:"url,omitempty"`
	ArchivedURL string  `json:"archived_url,omitempty"`
	PublishedOn Date    `json:"published_on,omitempty"`
	AccessedOn  Date    `json:"accessed_on,omitempty"`
	Language    string  `json:"language,omitempty"` // ISO 639-1
	SourceKind  string  `json:"kind"`               // of SourceKinds
	Relays      []Relay `json:"relays,omitempty"`
	Seen        bool    `json:"seen,omitempty"` // an editor has read it; false: on file, wording unchecked
	Note        string  `json:"note,omitempty"` // for editors; never shown to readers
}

// A Relay says that a source repeats another.
type Relay struct {
	Source string `json:"source"` // slug
	How    string `json:"how"`    // of RelayKinds
}

// Kind is KindSource.
func (*Source) Kind() Kind { return KindSource }

// Label is the title.
func (s *Source) Label() string { return s.Title }

// Tidy trims what was typed and drops rows left empty.
func (s *Source) Tidy() {
	for _, t := range []*string{&s.Title, &s.Publisher, &s.Author, &s.URL, &s.ArchivedURL, (*string)(&s.PublishedOn), (*string)(&s.AccessedOn), &s.Language} {
		tidy(t)
	}
	for i := range s.Relays {
		tidy(&s.Relays[i].Source)
	}
	s.Relays = slices.DeleteFunc(s.Relays, func(r Relay) bool { return r.Source == "" })
	tidyText(&s.Note)
}

// Validate tells what stops the publication of the source.
func (s *Source) Validate() error {
	var v Invalid
	v.required("title", s.Title, "Give its title, as printed.")
	v.line("title", s.Title, longestLine)
	v.line("publisher", s.Publisher, longestLine)
	v.line("author", s.Author, longestLine)
	v.address("url", s.URL)
	v.address("archived_url", s.ArchivedURL)
	for _, d := range []struct {
		field string
		on    Date
	}{{"published_on", s.PublishedOn}, {"accessed_on", s.AccessedOn}} {
		if d.on == "" {
			continue
		}
		if _, err := d.on.Parse(); err != nil {
			v.Add(d.field, "“%s” is not a date: %s.", shorten(string(d.on)), err.Error())
		}
	}
	v.language("language", s.Language)
	v.choice("kind", s.SourceKind, SourceKinds)
	v.rows("relays", len(s.Relays))
	seen := map[string]bool{}
	for i, r := range s.Relays {
		field := fmt.Sprintf("relays[%d]", i)
		v.required(field+".source", r.Source, "Choose a source, or remove the row.")
		v.choice(field+".how", r.How, RelayKinds)
		if seen[r.Source] && r.Source != "" {
			v.Add(field+".source", "It stands here already. Remove one of the two.")
		}
		seen[r.Source] = true
	}
	v.paragraphs("note", s.Note, longestNote)
	return v.Err()
}

// References are the sources it relays.
func (s *Source) References() []Reference {
	refs := make([]Reference, 0, len(s.Relays))
	for i, r := range s.Relays {
		refs = append(refs, Reference{KindSource, r.Source, fmt.Sprintf("relays[%d].source", i)})
	}
	return refs
}
