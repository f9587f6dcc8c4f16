package view

import (
	"context"
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
	LookUp   LookUp           // what came of asking the outside world
	Alike    []LookAlike      // published documents that may be the same
	Conflict *Conflict        // somebody published in the meantime
	Changes  []tracker.Change // of the document against today's version

	MayPublish bool // who has it open may publish it, without review
	FourEyes   bool // nobody may publish what they wrote

	InReview  bool            // it is shown for review, not as a form
	SavedAt   time.Time       // of the draft that is shown; zero: none
	Draft     bool            // it is the editor's draft
	CameBack  *tracker.Review // the draft was sent back with this
	Remarks   tracker.Invalid // what that says of fields
	Withdrawn time.Time       // zero: not withdrawn
	Reason    string          // of the withdrawal
	PublicURL string          // where readers see it; empty: nowhere
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

	// On the form, where the two are put together. Since and Mine go with the
	// form from page to page.
	Since   int              // the version the editor began with
	Mine    string           // the document as it was typed, in JSON
	Taken   []tracker.Change // what only they changed: the form has it
	Clashes []tracker.Clash  // what both did, each in another way
}

// SignInPage asks who it is.
type SignInPage struct {
	Base
	Email, Next string
	Problem     string
}

// SetupPage is where a single-use link leads.
type SetupPage struct {
	Base
	Token       string
	First       bool   // it makes the first account
	Reset       bool   // it sets a new password for the account of Email
	Role, By    string // of the account that it makes; By is empty for the operator
	Email, Name string // as typed
	Problems    tracker.Invalid
}

func (p SetupPage) heading(ctx context.Context) string {
	switch {
	case p.First:
		return T(ctx, "Make the first account")
	case p.Reset:
		return T(ctx, "Choose a new password")
	}
	return T(ctx, "Make your account")
}

func (p SetupPage) explanation(ctx context.Context) string {
	switch {
	case p.First:
		return T(ctx, "It can edit, publish and invite. This page works once.")
	case p.Reset:
		return T(ctx, "For the account of %s, wherever it is signed in now: its sessions end. This page works once.", p.Email)
	case p.By != "":
		return T(ctx, "%s has invited you. Your role: %s (%s). This page works once.", p.By, roleName(ctx, p.Role), roleMeaning(ctx, p.Role))
	}
	return T(ctx, "You are invited. Your role: %s (%s). This page works once.", roleName(ctx, p.Role), roleMeaning(ctx, p.Role))
}

// DeskPage is the home of the editors' area.
type DeskPage struct {
	Base
	Drafts, Recent []DeskLine

	CameBack, Submitted, Waiting, Scheduled []ReviewLine
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
