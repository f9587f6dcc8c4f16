package tracker

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

var (
	// ErrNotAllowed means that who asks may not do it.
	ErrNotAllowed = errors.New("not allowed")
	// ErrNotInReview means that it was decided upon or taken back since it was read.
	ErrNotInReview = fmt.Errorf("%w: it is not in review any more", ErrConflict)
)

// The steps on a revision's way to a version. Each is a row that says who took
// it, when and why.
const (
	ReviewSubmitted   = "submitted"
	ReviewTakenBack   = "taken_back"
	ReviewApproved    = "approved"
	ReviewSentBack    = "sent_back"
	ReviewScheduled   = "scheduled"
	ReviewUnscheduled = "unscheduled"
)

// A Review is one of these steps.
type Review struct {
	Kind      string
	By        string // a name; empty: the server, at the set time
	At        time.Time
	Comment   string
	Fields    map[string]string // a comment for each field, by its name
	PublishAt time.Time         // of ReviewScheduled
}

// Remarks are the comments on fields, by field.
func (r Review) Remarks() Invalid {
	var v Invalid
	for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
		v.Add(field, "%s", r.Fields[field])
	}
	return v
}

// Tidy trims the comments and drops empty ones.
func (r *Review) Tidy() {
	tidyText(&r.Comment)
	kept := map[string]string{}
	for field, comment := range r.Fields {
		if tidyText(&comment); comment != "" {
			kept[field] = comment
		}
	}
	r.Fields = kept
}

// CheckSentBack judges what a reviewer says who sends a document back.
func (r Review) CheckSentBack() error {
	var v Invalid
	if r.Comment == "" && len(r.Fields) == 0 {
		v.Add("comment", "Say what is to be changed, here or beside a field.")
	}
	v.paragraphs("comment", r.Comment, longestNote)
	for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
		v.paragraphs("on."+field, r.Fields[field], longestNote)
	}
	return v.Err()
}

// CheckReason judges why a document is withdrawn or brought back: readers see it.
func CheckReason(reason, missing string) error {
	var v Invalid
	v.required("reason", reason, missing)
	v.paragraphs("reason", reason, LongestSummary)
	return v.Err()
}

// ParseMoment reads a day and a time of day in UTC, as forms send them.
func ParseMoment(day, hour string) (time.Time, error) {
	var v Invalid
	if strings.TrimSpace(day) == "" {
		v.Add("day", "Give the day, as 2026-10-07.")
	}
	if strings.TrimSpace(hour) == "" {
		v.Add("hour", "Give the time of day in UTC, as 14:30.")
	}
	if err := v.Err(); err != nil {
		return time.Time{}, err
	}
	date, dayErr := time.Parse(time.DateOnly, strings.TrimSpace(day))
	at, hourErr := time.Parse("15:04", strings.TrimSpace(hour))
	if dayErr != nil {
		v.Add("day", "“%s” is no day. Write it as 2026-10-07.", shorten(day))
	}
	if hourErr != nil {
		v.Add("hour", "“%s” is no time of day. Write it as 14:30.", shorten(hour))
	}
	if err := v.Err(); err != nil {
		return time.Time{}, err
	}
	return date.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute), nil
}
