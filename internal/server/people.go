package server

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5"
)

const (
	// InvitationLife is how long an invitation can be accepted.
	InvitationLife = 7 * 24 * time.Hour
	// ResetLife is how long a link to set a new password can be used.
	ResetLife = 24 * time.Hour
)

// LinkURL is where a single-use link leads.
func LinkURL(baseURL, token string) string { return baseURL + "/admin/setup/" + token }

// pathID is the id in the path.
func pathID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || id < 1 {
		return 0, tracker.ErrNotFound
	}
	return id, nil
}

func (s *Server) showPeople(w http.ResponseWriter, r *http.Request) error {
	page := view.PeoplePage{Done: r.URL.Query().Get("done"), Role: "editor"}
	return s.renderPeople(w, r, http.StatusOK, page)
}

// renderPeople fills in who is there.
func (s *Server) renderPeople(w http.ResponseWriter, r *http.Request, status int, page view.PeoplePage) error {
	users, err := s.Store.Users(r.Context())
	if err != nil {
		return err
	}
	invitations, err := s.Store.Invitations(r.Context(), s.Now())
	if err != nil {
		return err
	}
	page.Base = s.base(r, "People", "", view.PeopleURL)
	page.Path = view.PeopleURL // also where a form came back
	for _, u := range users {
		row := view.Person{ID: u.ID, Name: u.Name, Email: u.Email, Role: u.Role, Disabled: u.Disabled, You: u.ID == editor(r.Context()).ID}
		if u.SignedInAt != nil {
			row.SignedInAt = *u.SignedInAt
		}
		page.People = append(page.People, row)
	}
	for _, i := range invitations {
		page.Invitations = append(page.Invitations, view.OpenInvitation{ID: i.ID, Reset: i.Kind == postgres.LinkPassword, Role: i.Role, Note: i.Note,
			Email: i.Email, By: i.By, ExpiresAt: i.ExpiresAt})
	}
	return render(w, r, status, view.People(page))
}

// invite makes a link and shows it, this once: only its hash is stored. So the
// answer is the page itself and no redirect.
func (s *Server) invite(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	page := view.PeoplePage{Role: r.PostForm.Get("role"), Note: strings.TrimSpace(r.PostForm.Get("note"))}
	page.Problems = append(tracker.CheckInvitee(page.Note), checkRole("role", page.Role)...)
	if len(page.Problems) > 0 {
		return s.renderPeople(w, r, http.StatusUnprocessableEntity, page)
	}
	token, expires := rand.Text(), s.Now().Add(InvitationLife)
	err := s.Store.Invite(r.Context(), editor(r.Context()).ID, token, page.Role, page.Note, expires)
	if errors.Is(err, tracker.ErrNotFound) {
		return errNotAllowed // an admin no more, since a moment
	}
	if err != nil {
		return err
	}
	made := view.PeoplePage{Role: "editor", Link: LinkURL(s.BaseURL, token), LinkRole: page.Role, LinkNote: page.Note, LinkExpires: expires}
	return s.renderPeople(w, r, http.StatusCreated, made)
}

func checkRole(field, role string) tracker.Invalid {
	var v tracker.Invalid
	if !slices.Contains(view.Roles, role) {
		v.Add(field, "Choose contributor, editor or admin.")
	}
	return v
}

func (s *Server) takeBackInvitation(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	// One that was used or taken back meanwhile is gone, which is what was asked for.
	err = s.Store.TakeBackInvitation(r.Context(), editor(r.Context()).ID, id)
	if errors.Is(err, tracker.ErrNotFound) {
		return redirect(w, r, view.PeopleURL+"?done=gone", http.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	return redirect(w, r, view.PeopleURL+"?done=taken-back", http.StatusSeeOther)
}

func (s *Server) changeRole(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	role := r.PostForm.Get("role")
	return s.changePerson(w, r, "role", role, func(id int64) error {
		if err := checkRole("role", role).Err(); err != nil {
			return err
		}
		return s.Store.SetRole(r.Context(), editor(r.Context()).ID, id, role)
	})
}

func (s *Server) disablePerson(w http.ResponseWriter, r *http.Request) error {
	return s.changePerson(w, r, "disabled", "", func(id int64) error {
		return s.Store.Disable(r.Context(), editor(r.Context()).ID, id)
	})
}

func (s *Server) enablePerson(w http.ResponseWriter, r *http.Request) error {
	return s.changePerson(w, r, "enabled", "", func(id int64) error {
		return s.Store.Enable(r.Context(), editor(r.Context()).ID, id)
	})
}

// changePerson does something to the person of the address. What keeps it from
// being done stands in the page, beside the person, with the role as chosen.
func (s *Server) changePerson(w http.ResponseWriter, r *http.Request, done, role string, change func(id int64) error) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	err = change(id)
	if problems, ok := errors.AsType[tracker.Invalid](err); ok {
		page := view.PeoplePage{Role: "editor", Chosen: map[int64]string{id: role}}
		for _, p := range problems {
			page.Problems.Add(view.PersonField(id, p.Field), p.Message, p.Args...)
		}
		return s.renderPeople(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	// Who gave up the role of admin may not look at the page any more.
	if user, err := s.Store.User(r.Context(), editor(r.Context()).ID); err != nil {
		return err
	} else if !may(user, manage) {
		return redirect(w, r, "/admin", http.StatusSeeOther)
	}
	return redirect(w, r, view.PeopleURL+"?done="+done, http.StatusSeeOther)
}
