package view

import (
	"time"

	"countermove/internal/tracker"
)

// RestorePage asks why a withdrawn document is to come back.
type RestorePage struct {
	Base
	Kind          tracker.Kind
	Label, Action string
	Version       int
	WithdrawnAt   time.Time
	Withdrawn     string // why it was
	Reason        string // as typed
	Problems      tracker.Invalid
}

// DeskVersionsPage lists the versions of a document for editors.
type DeskVersionsPage struct {
	Base
	Label, Action, PublicURL string
	Latest                   int
	Versions                 []tracker.Version // newest first
	Problem                  string            // why no draft could be made of one
}
