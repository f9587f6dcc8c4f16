package server

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5"
)

// SetupLife is how long a set-up link can be used.
const SetupLife = 24 * time.Hour

// OfferSetup makes the one-time link by which the first account is made. It is
// empty when somebody has an account already.
func OfferSetup(ctx context.Context, store *postgres.Store, baseURL string, now time.Time) (string, error) {
	has, err := store.HasUsers(ctx)
	if err != nil || has {
		return "", err
	}
	token := rand.Text()
	if err := store.OfferSetup(ctx, token, now.Add(SetupLife)); err != nil {
		return "", err
	}
	return LinkURL(baseURL, token), nil
}

// link is the open link that the address names. Where it leads nowhere any more,
// linkUsed has answered and the link is the zero one.
func (s *Server) link(w http.ResponseWriter, r *http.Request) (postgres.Invitation, error) {
	link, err := s.Store.Invitation(r.Context(), chi.URLParam(r, "token"), s.Now())
	if errors.Is(err, tracker.ErrNotFound) {
		return postgres.Invitation{}, s.linkUsed(w, r)
	}
	return link, err
}

// showSetup answers all single-use links: to make the first account or another
// one, and to set a new password.
func (s *Server) showSetup(w http.ResponseWriter, r *http.Request) error {
	link, err := s.link(w, r)
	if err != nil || link.ID == 0 {
		return err
	}
	return render(w, r, http.StatusOK, view.Setup(s.setupPage(r, link)))
}

func (s *Server) setupPage(r *http.Request, link postgres.Invitation) view.SetupPage {
	title := "Make your account"
	if link.Kind == postgres.LinkPassword {
		title = "Choose a new password"
	}
	return view.SetupPage{Base: s.base(r, title, "", "/admin"), Token: chi.URLParam(r, "token"),
		First: link.Kind == postgres.LinkSetup, Reset: link.Kind == postgres.LinkPassword, Role: link.Role, By: link.By, Email: link.Email, Name: link.Name}
}

// linkUsed explains a link that leads nowhere any more.
func (s *Server) linkUsed(w http.ResponseWriter, r *http.Request) error {
	page := s.base(r, "This link works no more", "", "/admin")
	return render(w, r, http.StatusNotFound, view.LinkUsed(page))
}

// acceptSetup does what the link is for, and signs the person in.
func (s *Server) acceptSetup(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	// Before the cost of hashing: who has no link gets none.
	link, err := s.link(w, r)
	if err != nil || link.ID == 0 {
		return err
	}
	page, password := s.setupPage(r, link), r.PostForm.Get("password")
	if page.Reset {
		page.Problems = checkPasswordChoice("password", password)
	} else {
		page.Email, page.Name = strings.TrimSpace(r.PostForm.Get("email")), strings.TrimSpace(r.PostForm.Get("name"))
		page.Problems = checkAccount(page.Email, page.Name, password)
	}
	if len(page.Problems) > 0 {
		return render(w, r, http.StatusUnprocessableEntity, view.Setup(page))
	}
	hash, err := hashPassword(password)
	if err != nil {
		return err
	}
	var user postgres.User
	if page.Reset {
		user, err = s.Store.ResetPassword(r.Context(), page.Token, hash, s.Now())
	} else {
		user, err = s.Store.Accept(r.Context(), page.Token, postgres.User{Email: page.Email, Name: page.Name, PasswordHash: hash}, s.Now())
	}
	switch {
	case errors.As(err, &page.Problems):
		return render(w, r, http.StatusUnprocessableEntity, view.Setup(page))
	case errors.Is(err, tracker.ErrNotFound):
		return s.linkUsed(w, r)
	case err != nil:
		return err
	}
	if err := s.begin(r, user); err != nil {
		return err
	}
	return redirect(w, r, "/admin", http.StatusSeeOther)
}

func checkAccount(email, name, password string) tracker.Invalid {
	var v tracker.Invalid
	if address, err := mail.ParseAddress(email); err != nil || address.Address != email || len(email) > 254 {
		v.Add("email", "Give your e-mail address, such as you@example.org.")
	}
	v = append(v, tracker.CheckPersonName(name)...)
	return append(v, checkPasswordChoice("password", password)...)
}

// checkPasswordChoice judges a password that somebody wants to have.
func checkPasswordChoice(field, password string) tracker.Invalid {
	var v tracker.Invalid
	switch {
	case utf8.RuneCountInString(password) < shortestPassword:
		v.Add(field, "Use at least %d characters. Several words in a row are easy to remember.", shortestPassword)
	case len(password) > longestPassword || !utf8.ValidString(password):
		v.Add(field, "Use at most %d characters.", longestPassword)
	}
	return v
}
