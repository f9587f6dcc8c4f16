package tracker

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// The kinds of failure that are no fault of ours. Everything else is.
var (
	// ErrNotFound: nothing of that name is or was public.
	ErrNotFound = errors.New("not found")
	// ErrConflict: what was to be changed has changed since it was read.
	ErrConflict = errors.New("changed in the meantime")
)

// Gone says that a document was withdrawn, when and why. Readers see both.
type Gone struct {
	Kind   Kind
	Title  string
	At     time.Time
	Reason string
}

func (g Gone) Error() string { return fmt.Sprintf("withdrawn on %s", g.At.Format(time.DateOnly)) }

// A Moved error says that the document's address changed for good.
type Moved struct {
	Kind Kind
	Slug string
}

func (m Moved) Error() string { return "moved to " + m.Slug }

// A Problem is one thing that is wrong with an input: the field as forms and
// bundles name it ("dates[1].on") and a sentence that helps. Message is a
// format of package fmt and a key of the message catalogue; Args fill it.
type Problem struct {
	Field   string
	Message string
	Args    []any
}

func (p Problem) String() string { return fmt.Sprintf(p.Message, p.Args...) }

// Invalid is everything that is wrong with an input, in the order of its
// fields. It is an error when it is not empty: see Err.
type Invalid []Problem

// Add notes a problem of a field.
func (v *Invalid) Add(field, message string, args ...any) {
	*v = append(*v, Problem{field, message, args})
}

// Err is the problems as an error, nil if there are none.
func (v Invalid) Err() error {
	if len(v) == 0 {
		return nil
	}
	return v
}

func (v Invalid) Error() string {
	lines := make([]string, len(v))
	for i, p := range v {
		lines[i] = p.Field + ": " + p.String()
	}
	return strings.Join(lines, "\n")
}

// Of returns the first problem of a field.
func (v Invalid) Of(field string) (Problem, bool) {
	for _, p := range v {
		if p.Field == field {
			return p, true
		}
	}
	return Problem{}, false
}
