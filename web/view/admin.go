package view

import (
	"time"

	"countermove/internal/tracker"
)

// A DocumentForm is the form of a document of any kind. Its fields are named by
// the paths of the document's JSON: "dates[0].on", "citations[1].source".
type DocumentForm struct {
	Base
	Kind        tracker.Kind
	Action      string // "/admin/events/new" or "/admin/events/12": where the form is, and the prefix of all it does
	ID          int64  // 0: new
	Version     int    // today's published version; 0: none
	BaseVersion int    // the version it was written upon
	Slug        string
	Change      string // what changed and why: the note of the version

	Doc      tracker.Document // as typed, valid or not
	Names    tracker.Names    // what the documents it names are called
	Problems tracker.Invalid  // what kept it from being published or saved, as its editor asked
	Checks   tracker.Invalid  // what would; while Problems are not shown

	Authorities, Lists, Technologies []tracker.NamedDocument // choices of small sets

	Find     FindStep         // open search-and-choose step, if any
	Conflict *Conflict        // somebody published in the meantime
	Changes  []tracker.Change // of the document against today's version

	SavedAt   time.Time // of the draft that is shown; zero: none
	Draft     bool      // it is the editor's draft
	Withdrawn time.Time // zero: not withdrawn
	Reason    string    // of the withdrawal
	PublicURL string    // where readers see it; empty: nowhere
}

// A FindStep is a search that was made in the form and what it found.
type FindStep struct {
	List  string // that it is to be added to: "companies", "citations"
	Text  string
	Found []FoundDocument
}

// A FoundDocument is a document that may be chosen.
type FoundDocument struct {
	Slug   string `json:"slug"`
	Label  string `json:"label"`
	Detail string `json:"detail,omitempty"` // what tells it from others of the name
}

// A Conflict says that the document has a newer version than the one its
// editor began with.
type Conflict struct {
	Version       int
	By            string
	At            time.Time
	Note          string
	Theirs, Yours []tracker.Change // both since the version the editor began with
}

// SignInPage asks who it is.
type SignInPage struct {
	Base
	Email, Next string
	Problem     string
}

// SetupPage makes the first account, once.
type SetupPage struct {
	Base
	Token, Email, Name string
	Problems           tracker.Invalid
}

// DeskPage is the home of the editors' area.
type DeskPage struct {
	Base
	Drafts, Recent []DeskLine
}

// A DeskLine is a document as a line of the desk or of a table.
type DeskLine struct {
	Kind            tracker.Kind
	Label           string
	URL             string // of its form
	PublicURL       string // where readers see it; empty: nowhere
	Version         int
	At, WithdrawnAt time.Time
	Draft           bool
}

// A DocumentTable lists the documents of a kind.
type DocumentTable struct {
	Base
	Kind   tracker.Kind
	Text   string // searched for
	Lines  []DeskLine
	NewURL string
}

// WithdrawPage asks why a document is to be taken away from readers.
type WithdrawPage struct {
	Base
	Kind                     tracker.Kind
	Label, Action, PublicURL string
	Version                  int
	Reason                   string
	Problems                 tracker.Invalid
}
