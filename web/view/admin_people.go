package view

import (
	"context"
	"strconv"
	"time"

	"countermove/internal/tracker"
)

// Where people are managed, and where everybody has their own account.
const (
	PeopleURL  = "/admin/people"
	AccountURL = "/admin/account"
)

// Roles are what somebody can be here, from the least to the most.
var Roles = []string{"contributor", "editor", "admin"}

func roleName(ctx context.Context, role string) string {
	switch role {
	case "contributor":
		return T(ctx, "Contributor")
	case "editor":
		return T(ctx, "Editor")
	case "admin":
		return T(ctx, "Admin")
	}
	return role
}

// roleMeaning is what a role may do.
func roleMeaning(ctx context.Context, role string) string {
	switch role {
	case "contributor":
		return T(ctx, "writes drafts and submits them for review")
	case "editor":
		return T(ctx, "does all editorial work: publishes, withdraws, reviews")
	case "admin":
		return T(ctx, "does that too, and decides who works here")
	}
	return ""
}

// PeoplePage shows who works here and lets an admin change it.
type PeoplePage struct {
	Base
	Done        string // what was just done, as the address tells
	People      []Person
	Invitations []OpenInvitation
	Problems    tracker.Invalid
	Chosen      map[int64]string // roles as chosen, of people whose role could not be changed

	Role, Note string // of the invitation, as typed

	Link               string // of an invitation that was just made; empty: none
	LinkRole, LinkNote string
	LinkExpires        time.Time
}

// A Person is a line of the table of people.
type Person struct {
	ID                int64
	Name, Email, Role string
	SignedInAt        time.Time // last; zero: never
	Disabled          bool
	You               bool
}

// An OpenInvitation is a link that nobody has used yet.
type OpenInvitation struct {
	ID        int64
	Reset     bool // it sets a password, and Email says whose
	Role      string
	Note      string
	Email     string
	By        string // empty: the operator
	ExpiresAt time.Time
}

func (i OpenInvitation) whom(ctx context.Context) string {
	switch {
	case i.Reset:
		return i.Email
	case i.Note != "":
		return i.Note
	}
	return T(ctx, "Not noted")
}

func (i OpenInvitation) purpose(ctx context.Context) string {
	if i.Reset {
		return T(ctx, "New password")
	}
	return roleName(ctx, i.Role)
}

func (i OpenInvitation) from(ctx context.Context) string {
	if i.By == "" {
		return T(ctx, "Operator")
	}
	return i.By
}

// PersonField is what a field of somebody's line is called in problems.
func PersonField(id int64, field string) string {
	return "people[" + strconv.FormatInt(id, 10) + "]." + field
}

func personURL(id int64) string { return PeopleURL + "/" + strconv.FormatInt(id, 10) }

func invitationURL(id int64) string {
	return PeopleURL + "/invitations/" + strconv.FormatInt(id, 10)
}

func (p PeoplePage) role(person Person) string {
	if chosen := p.Chosen[person.ID]; chosen != "" {
		return chosen
	}
	return person.Role
}

func (p PeoplePage) problem(ctx context.Context, person Person, field string) string {
	return problemOf(ctx, p.Problems, PersonField(person.ID, field))
}

func (p PeoplePage) done(ctx context.Context) string {
	switch p.Done {
	case "role":
		return T(ctx, "The role is changed.")
	case "disabled":
		return T(ctx, "The account is disabled. All its sessions have ended, and the open links of that person are taken back.")
	case "enabled":
		return T(ctx, "The account is enabled.")
	case "taken-back":
		return T(ctx, "The link is taken back. It leads nowhere any more.")
	case "gone":
		return T(ctx, "That link had been used or taken back already.")
	}
	return ""
}

func (p PeoplePage) linkHint(ctx context.Context) string {
	return T(ctx, "It works once, until %s, and is shown only now: copy it, and send it to nobody else.", momentText(ctx, p.LinkExpires))
}

func roleOptions(ctx context.Context) []Option {
	options := make([]Option, len(Roles))
	for i, role := range Roles {
		options[i] = Option{Value: role, Label: roleName(ctx, role)}
	}
	return options
}

// AccountPage is everybody's own.
type AccountPage struct {
	Base
	Done        string // what was just done, as the address tells
	Name        string // as typed
	Email, Role string
	Sessions    []Session // this one first
	Problems    tracker.Invalid
}

// A Session is one of a person's own.
type Session struct {
	ID              int64
	Browser, System string // empty: not known
	BegunAt, SeenAt time.Time
	This            bool
}

func (s Session) client(ctx context.Context) string {
	switch {
	case s.Browser != "" && s.System != "":
		return T(ctx, "%s on %s", s.Browser, s.System)
	case s.Browser != "":
		return s.Browser
	case s.System != "":
		return T(ctx, "A browser on %s", s.System)
	}
	return T(ctx, "An unknown browser")
}

func sessionURL(id int64) string { return AccountURL + "/sessions/" + strconv.FormatInt(id, 10) }

func (p AccountPage) done(ctx context.Context) string {
	switch p.Done {
	case "name":
		return T(ctx, "Your name is changed.")
	case "password":
		return T(ctx, "Your password is changed. All your other sessions have ended.")
	case "session":
		return T(ctx, "The session has ended.")
	case "sessions":
		return T(ctx, "All your other sessions have ended.")
	}
	return ""
}
